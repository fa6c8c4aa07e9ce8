//! Uploads: what a phone brings counts once, however it comes, and is acknowledged only when it is kept.

use lantern_domain::ClockSample;
use lantern_domain::Moment;
use lantern_ledger::api::{LogAnswerState, base64url};
use lantern_ledger::receipt::ReceiptState;
use lantern_ledger::{Body, Bundle, Entry, Kind, Receipt};
use lantern_server::storage::{Health, Storage as _};
use lantern_server::testing::{Camp, TestPhone, bundle_of, hand_over};

/// A phone that has recorded so many hand-overs in one settlement.
fn phone_with(camp: &Camp, records: usize) -> TestPhone {
    let mut phone = camp.phone("tecno 1");
    for n in 1..=records {
        phone.records("SITE-1", hand_over("ROUND").to(&format!("A-{n}")));
    }
    phone
}

#[test]
fn a_batch_is_acknowledged_with_a_receipt_that_the_phone_can_prove() {
    let camp = Camp::new();
    let phone = phone_with(&camp, 3);
    let answer = camp.send(&phone, phone.bundle());
    assert_eq!(answer.journal, camp.storage.journal_id());
    assert_eq!(answer.position, camp.storage.last_position().0);
    let [log] = &answer.logs[..] else { panic!("one log, one answer") };
    assert_eq!((log.state, log.seq), (LogAnswerState::Counted, 4));
    assert_eq!(phone.proof(log), Some((4, ReceiptState::Counted)));
    assert_eq!(camp.services(), 3);
}

#[test]
fn a_batch_sent_twice_counts_once_and_is_kept_once() {
    let camp = Camp::new();
    let phone = phone_with(&camp, 3);
    let first = camp.send(&phone, phone.bundle());
    let again = camp.send(&phone, phone.bundle());
    assert_eq!((&first.logs, first.position), (&first.logs, again.position), "nothing new was written");
    assert_eq!(phone.proof(&again.logs[0]), Some((4, ReceiptState::Counted)));
    assert_eq!(camp.services(), 3);
}

#[test]
fn batches_of_one_upload_count_in_any_order_and_overlapping() {
    let camp = Camp::new();
    let phone = phone_with(&camp, 9);
    let mut batches = phone.batches(2);
    batches.extend(phone.batches(3));
    batches.reverse();
    let answer = camp.send(&phone, bundle_of(&batches));
    assert_eq!((answer.logs[0].state, answer.logs[0].seq), (LogAnswerState::Counted, 10));
    assert_eq!(camp.services(), 9);
}

#[test]
fn every_whole_batch_of_a_cut_body_is_kept() {
    let camp = Camp::new();
    let phone = phone_with(&camp, 9);
    let bundle = bundle_of(&phone.batches(2));
    let whole = bundle_of(&phone.batches(2)[..3]).len();
    let answer = camp.bring_cut(&phone, &bundle, whole + 20);
    assert_eq!(answer.json::<lantern_ledger::api::SyncAnswer>().logs[0].seq, 6);
    assert_eq!(camp.services(), 5);
    let answer = camp.send(&phone, bundle);
    assert_eq!(phone.proof(&answer.logs[0]), Some((10, ReceiptState::Counted)));
    assert_eq!(camp.services(), 9);
}

#[test]
fn a_gap_is_asked_for_and_advances_nothing() {
    let camp = Camp::new();
    let phone = phone_with(&camp, 9);
    let batches = phone.batches(2);
    camp.send(&phone, bundle_of(&batches[..1]));
    let answer = camp.send(&phone, bundle_of(&batches[2..]));
    assert_eq!((answer.logs[0].state, answer.logs[0].seq), (LogAnswerState::Gap, 2));
    assert_eq!(camp.services(), 1);
    camp.send(&phone, bundle_of(&batches[1..2]));
    camp.send(&phone, bundle_of(&batches[2..]));
    assert_eq!(camp.services(), 9);
}

#[test]
fn a_wrong_signature_is_refused_without_effect_and_blocks_no_other_log() {
    let camp = Camp::new();
    let mut phone = phone_with(&camp, 2);
    phone.records("SITE-2", hand_over("ROUND").to("B-1"));
    let forger = TestPhone::new();
    let good = phone.log("SITE-2").clone();
    let forged = phone.log("SITE-1").clone();
    let batches = [forged.batch(&forger.key, 1, 3), good.batch(&phone.key, 1, 2)];
    let answer = camp.send(&phone, bundle_of(&batches));
    let of = |log: uuid::Uuid| answer.logs.iter().find(|it| it.log == log).unwrap();
    let refused = of(forged.log.log);
    assert_eq!((refused.state, refused.seq), (LogAnswerState::Refused, 0));
    assert_eq!((refused.problem.as_deref(), &refused.receipt), (Some("signature_wrong"), &None));
    assert_eq!(of(good.log.log).state, LogAnswerState::Counted);
    assert_eq!(camp.services(), 1);
    camp.send(&phone, phone.bundle());
    assert_eq!(camp.services(), 3);
}

#[test]
fn a_flipped_bit_is_found_and_blocks_no_other_batch() {
    let camp = Camp::new();
    let phone = phone_with(&camp, 4);
    let bundle = bundle_of(&phone.batches(99));
    let before = camp.storage.last_position();
    for at in (4..bundle.len()).step_by(7) {
        let mut flipped = bundle.clone();
        flipped[at] ^= 0x10;
        camp.bring(&phone, flipped);
    }
    assert_eq!(camp.storage.last_position().0, before.0 + 1, "a contact alone");
    assert_eq!(camp.services(), 0);
    camp.send(&phone, bundle);
    assert_eq!(camp.services(), 4);
}

#[test]
fn a_body_that_is_no_bundle_is_refused_in_words() {
    let camp = Camp::new();
    let phone = phone_with(&camp, 1);
    assert_eq!(camp.bring(&phone, b"<html>".to_vec()).problem(), (400, "request_unreadable".into()));
    assert_eq!(camp.bring(&phone, Vec::new()).problem(), (400, "request_unreadable".into()));
    let settings = lantern_server::Settings { bundle_bytes_max: 1000, ..Default::default() };
    let camp = Camp::limited(settings);
    let phone = phone_with(&camp, 1);
    assert_eq!(camp.bring(&phone, vec![0; 1001]).problem(), (413, "body_too_large".into()));
}

#[test]
fn another_operations_log_is_refused() {
    let (camp, other) = (Camp::new(), Camp::new());
    let phone = phone_with(&camp, 1);
    let stranger = phone_with(&other, 1);
    let answer = camp.send(&phone, stranger.bundle());
    assert_eq!(answer.logs[0].problem.as_deref(), Some("other_operation"));
    assert_eq!(camp.services(), 0);
}

#[test]
fn what_an_unknown_key_signed_is_held_and_counted_once_it_is_enrolled() {
    let mut camp = Camp::new();
    let carrier = camp.phone("tecno 1");
    let link = camp.link("tecno 2");
    let mut late = TestPhone { device: link.device, operation: carrier.operation, ..TestPhone::new() };
    late.hq_key = carrier.hq_key;
    late.records("SITE-1", hand_over("ROUND").to("A-1"));
    let answer = camp.send(&carrier, late.bundle());
    assert_eq!((answer.logs[0].state, answer.logs[0].seq), (LogAnswerState::Held, 2));
    assert_eq!(answer.logs[0].problem.as_deref(), Some("key_unknown"));
    assert_eq!(late.proof(&answer.logs[0]), Some((2, ReceiptState::Held)));
    assert_eq!(camp.services(), 0);

    camp.restart();
    late.records("SITE-1", hand_over("ROUND").to("A-2"));
    camp.send(&carrier, late.bundle());
    assert!(camp.office().devices().iter().any(|row| row.logs.iter().any(|log| log.is_held)));
    let late = late.enrolled(&camp, &link);
    assert_eq!(camp.services(), 2);
    let answer = camp.send(&late, late.bundle());
    assert_eq!(late.proof(&answer.logs[0]), Some((3, ReceiptState::Counted)));
    camp.restart();
    assert_eq!(camp.services(), 2);
}

#[test]
fn entries_of_a_later_version_are_kept_and_sent_on_untouched() {
    let camp = Camp::new();
    let mut phone = phone_with(&camp, 1);
    let future = Entry::new(Kind(9_999), b"something that this version does not know").unwrap();
    phone.log("SITE-1").appends(future.clone());
    phone.records("SITE-1", hand_over("ROUND").to("A-2"));
    let answer = camp.send(&phone, phone.bundle());
    assert_eq!(phone.proof(&answer.logs[0]), Some((4, ReceiptState::Counted)));
    assert_eq!(camp.services(), 2);
    let page = camp.pull(&phone, answer.logs[0].log, 1).body;
    let pulled = lantern_ledger::BundleReader::new(&page).unwrap().find_map(|item| match item {
        lantern_ledger::Item::Batch(batch) => Some(batch.unwrap().open().unwrap()),
        _ => None,
    });
    assert_eq!(pulled.unwrap().entries[2].0, future);
}

#[test]
fn nothing_is_acknowledged_before_the_storage_has_answered() {
    let camp = Camp::new();
    let phone = phone_with(&camp, 2);
    camp.storage.set_health(Health::DiskFull);
    let answer = camp.bring(&phone, phone.bundle());
    assert_eq!(answer.problem(), (507, "disk_full".into()));
    assert!(answer.text().contains("Nothing is lost"));
    assert_eq!(camp.services(), 0, "and the office can still sign in");
    camp.storage.set_health(Health::Writable);
    let answer = camp.send(&phone, phone.bundle());
    assert_eq!(phone.proof(&answer.logs[0]), Some((3, ReceiptState::Counted)));
}

#[test]
fn a_receipt_names_the_journal_and_the_place_where_the_batch_lies() {
    let camp = Camp::new();
    let phone = phone_with(&camp, 2);
    let answer = camp.send(&phone, phone.bundle());
    let receipt = base64url::decode(answer.logs[0].receipt.as_deref().unwrap()).unwrap();
    let receipt = Receipt::parse(&receipt).unwrap();
    assert_eq!(receipt.journal, camp.storage.journal_id());
    let record = camp.storage.read(lantern_server::storage::JournalPosition(receipt.position)).unwrap().unwrap();
    assert_eq!(lantern_ledger::Batch::parse(&record.bytes).unwrap().head().head, receipt.head);
    assert_eq!(record.carried_by, phone.device);
}

#[test]
fn heads_are_answered_even_when_nothing_waits() {
    let camp = Camp::new();
    let phone = phone_with(&camp, 2);
    let answer = camp.send(&phone, phone.heads());
    assert_eq!((answer.logs[0].seq, answer.logs[0].state), (0, LogAnswerState::Counted));
    assert_eq!(answer.logs[0].receipt, None);
    let mut ahead = camp.send(&phone, phone.bundle()).logs;
    assert_eq!(ahead.pop().unwrap().seq, 3);
    assert_eq!(camp.send(&phone, Bundle::new().into_bytes()).logs, []);
}

#[test]
fn clock_samples_correct_the_time_of_records_before_them() {
    let camp = Camp::new();
    let mut phone = phone_with(&camp, 1);
    camp.send(&phone, phone.bundle());
    let office = camp.office();
    assert!(!office.records("").records[0].is_clock_confirmed);
    let (device_at, server_at) = (Moment(1_795_219_300), Moment(1_795_222_900));
    phone.log("SITE-1").writes(Body::ClockSample(ClockSample { device_at, server_at }));
    camp.send(&phone, phone.bundle());
    let row = &office.records("").records[0];
    assert_eq!((row.is_clock_confirmed, row.at), (true, Moment(1_795_219_200 + 3_600)));
}

#[test]
fn too_much_at_once_is_told_to_wait() {
    let settings = lantern_server::Settings { uploads_at_once: 0, ..Default::default() };
    let camp = Camp::limited(settings);
    let phone = phone_with(&camp, 1);
    let answer = camp.bring(&phone, phone.bundle());
    assert_eq!(answer.problem(), (503, "busy".into()));
    assert_eq!(answer.header("retry-after"), "5");
}
