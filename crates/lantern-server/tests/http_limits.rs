//! What others may take of HQ's memory has limits, and whoever meets one is told and loses nothing.
#![expect(clippy::unwrap_used, reason = "a test may")]

use axum::body::Body;
use axum::http::Request;
use futures::stream;
use lantern_ledger::api::{LogAnswerState, SyncAnswer};
use lantern_ledger::{Bundle, Entry, Head, Kind, LogRef, SignedHead};
use lantern_server::Settings;
use lantern_server::import::UploadedFile;
use lantern_server::testing::{Answer, Camp, TestPhone, hand_over};
use std::io;
use uuid::Uuid;

fn camp(settings: Settings) -> Camp {
    Camp::limited(settings)
}

fn phone_with(camp: &Camp, records: usize) -> TestPhone {
    let mut phone = camp.phone("tecno 1");
    for number in 0..records {
        phone.records("SITE-1", hand_over("ROUND").to(&format!("A-{number}")));
    }
    phone
}

/// A bundle with a batch for each entry.
fn in_many_batches(phone: &TestPhone) -> Vec<u8> {
    lantern_server::testing::bundle_of(&phone.batches(1))
}

/// Brings a bundle in pieces of a KiB, as a network would.
fn brings_in_pieces(camp: &Camp, phone: &TestPhone, bundle: &[u8]) -> Answer {
    let pieces: Vec<io::Result<Vec<u8>>> = bundle.chunks(1024).map(|piece| Ok(piece.to_vec())).collect();
    let request = phone.authorized(Request::post("/api/v1/batches"));
    camp.ask(request.body(Body::from_stream(stream::iter(pieces))).unwrap())
}

fn file(name: &str, text: &str) -> UploadedFile {
    (name.to_owned(), text.as_bytes().to_vec())
}

#[test]
fn where_memory_is_short_what_came_by_then_is_taken_and_the_rest_at_the_next_contact() {
    let camp = camp(Settings { uploads_bytes_max: 5 * 1024, ..Settings::default() });
    let phone = phone_with(&camp, 40);
    let bundle = in_many_batches(&phone);
    assert!(bundle.len() > 8 * 1024);
    let answer: SyncAnswer = brings_in_pieces(&camp, &phone, &bundle).json();
    let taken = answer.logs[0].seq;
    assert!((5..40).contains(&taken), "{taken}");
    // What was answered takes no memory any more.
    let mut seq = taken;
    for _ in 0..20 {
        let rest = lantern_server::testing::bundle_of(&phone.batches(1)[seq as usize..]);
        seq = brings_in_pieces(&camp, &phone, &rest).json::<SyncAnswer>().logs[0].seq;
        if seq == 41 {
            break;
        }
    }
    assert_eq!((seq, camp.services()), (41, 40));
}

#[test]
fn without_any_memory_left_an_upload_is_told_to_come_again() {
    let camp = camp(Settings { uploads_bytes_max: 0, ..Settings::default() });
    let phone = phone_with(&camp, 1);
    let answer = camp.bring(&phone, phone.bundle());
    assert_eq!((answer.problem(), answer.header("retry-after")), ((503, "busy".into()), "5"));
}

#[test]
fn an_upload_keeps_its_memory_until_it_is_answered() {
    let camp = camp(Settings { uploads_bytes_max: 1024, ..Settings::default() });
    let phone = phone_with(&camp, 1);
    camp.storage.hold();
    std::thread::scope(|scope| {
        let first = scope.spawn(|| camp.bring(&phone, phone.bundle()));
        camp.storage.wait_for_held();
        assert_eq!(camp.bring(&phone, phone.bundle()).problem(), (503, "busy".into()));
        camp.storage.release();
        assert!(first.join().unwrap().status.is_success());
    });
    assert!(camp.bring(&phone, phone.bundle()).status.is_success());
}

#[test]
fn a_bundle_that_unpacks_to_many_times_its_bytes_is_taken_whole() {
    let camp = Camp::new();
    let mut phone = phone_with(&camp, 1);
    let large = Entry::new(Kind(4_000), &[7; 4_000]).unwrap();
    (0..2_400).for_each(|_| {
        phone.log("SITE-1").appends(large.clone());
    });
    let bundle = phone.bundle();
    assert!(bundle.len() < 100_000, "{}", bundle.len());
    let answer = camp.send(&phone, bundle);
    assert_eq!((answer.logs[0].state, answer.logs[0].seq), (LogAnswerState::Counted, 2_402));
    assert_eq!(camp.send(&phone, phone.bundle()).position, answer.position, "once");
}

#[test]
fn beyond_the_most_requests_at_once_everybody_is_told_to_come_again_with_all_headers() {
    let camp = camp(Settings { requests_waiting_max: 0, ..Settings::default() });
    for path in ["/", "/health", "/api/v1/session", "/api/v1/totals"] {
        let answer = camp.get(path);
        assert_eq!(answer.problem(), (503, "busy".into()), "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
    }
}

#[test]
fn a_plan_with_more_rows_than_may_come_at_once_is_refused_before_it_is_read() {
    let camp = camp(Settings { plan_rows_max: 3, ..Settings::default() });
    let office = camp.office();
    let rows = |count: usize| (0..count).map(|n| format!("S-{n},Site {n}\n")).collect::<String>();
    let plan = |count| [file("settlements.csv", &format!("code,name\n{}", rows(count)))];
    assert_eq!(office.upload("/api/v1/plan", &plan(3)).problem(), (413, "body_too_large".into()));
    assert_eq!(office.imports(&plan(2)).changes, 2);
}

#[test]
fn of_very_many_errors_a_thousand_are_told_and_the_others_counted() {
    let camp = Camp::new();
    let rows: String = (0..1_500).map(|n| format!(",Site {n}\n")).collect();
    let answer = camp.office().imports(&[file("settlements.csv", &format!("code,name\n{rows}"))]);
    assert_eq!((answer.errors.len(), answer.further_errors, answer.changes), (1_000, 500, 0));
}

#[test]
fn one_plan_is_imported_at_a_time() {
    let camp = Camp::new();
    let office = camp.office();
    let plan = [file("settlements.csv", "code,name\nS-1,Site 1\n")];
    camp.storage.hold();
    std::thread::scope(|scope| {
        let first = scope.spawn(|| office.upload("/api/v1/plan", &plan));
        camp.storage.wait_for_held();
        assert_eq!(office.upload("/api/v1/plan", &plan).problem(), (503, "busy".into()));
        camp.storage.release();
        assert!(first.join().unwrap().status.is_success());
    });
    assert_eq!(office.imports(&plan).kept, 0);
}

#[test]
fn a_small_body_that_is_not_small_is_refused() {
    let camp = Camp::new();
    let long = lantern_ledger::api::NewPhone { name: "x".repeat(17 * 1024) };
    assert_eq!(camp.office().post("/api/v1/devices", &long).problem(), (413, "body_too_large".into()));
}

#[test]
fn what_needs_the_disk_or_the_processor_waits_outside_when_too_many_do() {
    let camp = camp(Settings { requests_at_once: 0, ..Settings::default() });
    assert_eq!(camp.get("/api/v1/session").problem(), (503, "busy".into()));
    assert!(camp.get("/health").status.is_success(), "it needs neither");
}

#[test]
fn of_very_many_heads_only_so_many_are_looked_at() {
    let camp = Camp::new();
    let phone = phone_with(&camp, 0);
    let mut bundle = Bundle::new();
    for log in 1..=1_500 {
        let log = LogRef { operation: phone.operation, log: Uuid::from_u128(log) };
        bundle.head(&SignedHead { head: Head::start(log), signature: [0; 64] });
    }
    assert_eq!(camp.send(&phone, bundle.into_bytes()).logs.len(), 1_000);
}

#[test]
fn only_so_many_files_of_records_are_on_their_way_at_once() {
    let camp = camp(Settings { files_at_once: 0, ..Settings::default() });
    let office = camp.office();
    for what in ["records", "flags"] {
        assert_eq!(office.get(&format!("/api/v1/{what}?format=csv")).problem(), (503, "busy".into()));
        assert!(office.get(&format!("/api/v1/{what}")).status.is_success(), "a page is no file");
    }
    // Each gives its place back when it has arrived.
    let camp = self::camp(Settings { files_at_once: 1, ..Settings::default() });
    let office = camp.office();
    for what in ["records", "flags", "records", "flags"] {
        assert!(office.get(&format!("/api/v1/{what}?format=csv")).status.is_success());
    }
}

#[test]
fn a_file_of_several_pieces_has_every_record_once() {
    let camp = Camp::new();
    let phone = phone_with(&camp, 4_500);
    camp.send(&phone, phone.bundle());
    let file = camp.office().get("/api/v1/records?format=csv").text();
    let cards: std::collections::BTreeSet<&str> =
        file.lines().skip(1).map(|row| row.split(',').nth(14).unwrap()).collect();
    assert_eq!((file.lines().count(), cards.len()), (4_501, 4_500));
    assert_eq!(file.matches("record_id").count(), 1);
}
