//! Importing a plan: checked whole, shown at once, followed by phones.
#![expect(clippy::unwrap_used, reason = "a test may")]

use lantern_domain::plan::PlanFold;
use lantern_ledger::api::{ImportAnswer, PlanAnswer};
use lantern_ledger::{Body, BundleReader, Item};
use lantern_server::storage::{Health, Storage as _};
use lantern_server::testing::{Camp, TestPhone};
use uuid::Uuid;

fn file(name: &str, text: &str) -> (String, Vec<u8>) {
    (name.to_owned(), text.as_bytes().to_vec())
}

/// Pulls a whole log, page by page, and returns what its entries say.
fn pulled(camp: &Camp, phone: &TestPhone, log: Uuid, seq: u64) -> Vec<Body> {
    let mut said = Vec::new();
    while (said.len() as u64) < seq {
        let page = camp.pull(phone, log, said.len() as u64 + 1).body;
        assert!(page.len() <= 64 * 1024);
        for item in BundleReader::new(&page).unwrap() {
            let Item::Batch(batch) = item else { panic!("batches alone") };
            let opened = batch.unwrap().open().unwrap();
            assert_eq!(opened.before.seq, said.len() as u64);
            said.extend(opened.entries.iter().map(|(entry, _)| Body::of(entry).unwrap()));
        }
    }
    said
}

#[test]
fn the_example_is_imported_and_a_second_time_changes_nothing() {
    let mut camp = Camp::new();
    camp.office().imports_somalia();
    let before = camp.storage.last_position();
    camp.restart();
    let plan: PlanAnswer = camp.office().get("/api/v1/plan").json();
    assert_eq!((plan.settlements, plan.rounds, plan.items, plan.targets), (11, 5, 16, 13));
    assert_eq!((plan.facilities, plan.households), (2, 531));
    assert_eq!(plan.operation_name.as_deref(), Some("Somalia solar lanterns and relief"));
    camp.office().imports_somalia();
    assert_eq!(camp.storage.last_position().0, before.0 + 2, "two sign-ins");
}

#[test]
fn errors_come_with_row_and_column_and_nothing_is_imported() {
    let camp = Camp::new();
    let office = camp.office();
    office.imports_somalia();
    let plan: PlanAnswer = office.get("/api/v1/plan").json();
    let before = camp.storage.last_position();
    let answer = office.imports(&[
        file("settlements.csv", "code,name\nNEW-1,New site\n"),
        file("targets.csv", "round,settlement,item,target_households\nTF-2017-04,NOWHERE,SOLAR-LANTERN,many\n"),
    ]);
    let errors: Vec<_> =
        answer.errors.iter().map(|error| (error.file.as_str(), error.row, error.column.as_deref())).collect();
    assert!(errors.contains(&("targets.csv", Some(2), Some("settlement"))), "{errors:?}");
    assert!(errors.contains(&("targets.csv", Some(2), Some("target_households"))), "{errors:?}");
    assert_eq!(camp.storage.last_position(), before);
    assert_eq!(office.get("/api/v1/plan").json::<PlanAnswer>(), plan);
}

#[test]
fn a_dry_run_only_checks() {
    let camp = Camp::new();
    let office = camp.office();
    let before = camp.storage.last_position();
    let files = [file("settlements.csv", "code,name\nNEW-1,New site\n")];
    let answer: ImportAnswer = office.upload("/api/v1/plan?dry_run=1", &files).json();
    assert_eq!((answer.changes, answer.errors.len()), (1, 0));
    assert_eq!(camp.storage.last_position(), before);
    assert_eq!(office.imports(&files).changes, 1);
    assert_eq!(office.get("/api/v1/plan").json::<PlanAnswer>().settlements, 1);
}

#[test]
fn an_import_that_could_not_be_kept_shows_nothing() {
    let mut camp = Camp::new();
    camp.storage.set_health(Health::DiskFull);
    let files = [file("settlements.csv", "code,name\nNEW-1,New site\n")];
    assert_eq!(camp.office().upload("/api/v1/plan", &files).problem(), (507, "disk_full".into()));
    assert_eq!(camp.office().get("/api/v1/plan").json::<PlanAnswer>().settlements, 0);
    camp.storage.set_health(Health::Writable);
    camp.restart();
    assert_eq!(camp.office().get("/api/v1/plan").json::<PlanAnswer>().settlements, 0);
}

#[test]
fn imports_at_the_same_time_come_one_after_another() {
    let camp = Camp::new();
    let import = |n: usize| {
        let files = vec![file("settlements.csv", &format!("code,name\nSITE-{n},Site {n}\nSHARED,Shared\n"))];
        camp.outside(move |server| server.import(&files, false)).unwrap()
    };
    let changes: usize = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8).map(|n| scope.spawn(move || import(n).changes)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).sum()
    });
    assert_eq!(changes, 8 + 1, "the shared row is new once");
    assert_eq!(camp.office().get("/api/v1/plan").json::<PlanAnswer>().settlements, 9);
}

#[test]
fn phones_follow_the_plan_and_the_lists_and_see_changes_at_their_next_contact() {
    let camp = Camp::new();
    let office = camp.office();
    let phone = camp.phone("tecno 1");
    let bare = camp.follow(&phone);
    assert_eq!((bare.len(), bare[0].seq), (1, 1), "the operation log alone, with its genesis");
    office.imports_somalia();
    let follow = camp.follow(&phone);
    assert_eq!(follow.len(), 4, "and three lists: Kosaar, Tuulo Farhan, Alla Amin");
    let mut plan = PlanFold::default();
    let mut households = 0;
    for log in &follow {
        for body in pulled(&camp, &phone, log.log, log.seq) {
            match body {
                Body::PlanChange(change) if matches!(*change, lantern_domain::PlanChange::Household(_)) => {
                    households += 1
                }
                Body::PlanChange(change) => plan.change(*change),
                Body::PlanCommit => plan.commit(),
                _ => {}
            }
        }
    }
    assert_eq!((plan.shown().settlements.len(), plan.shown().rounds.len(), households), (11, 5, 531));

    office.imports(&[file("settlements.csv", "code,name\nNEW-1,New site\n")]);
    let later = camp.follow(&phone);
    let seq_of =
        |follow: &[lantern_ledger::api::Follow], log: Uuid| follow.iter().find(|it| it.log == log).unwrap().seq;
    assert_eq!(seq_of(&later, bare[0].log), seq_of(&follow, bare[0].log) + 2, "a change and its commit");
}

#[test]
fn a_phone_may_follow_no_office_log_and_no_other_phones_log() {
    let camp = Camp::new();
    let mut other = camp.phone("tecno 1");
    other.records("SITE-1", lantern_server::testing::hand_over("ROUND"));
    camp.send(&other, other.bundle());
    let phone = camp.phone("tecno 2");
    let foreign = other.log("SITE-1").log.log;
    assert_eq!(camp.pull(&phone, foreign, 1).problem(), (403, "log_not_yours".into()));
    assert_eq!(camp.pull(&phone, Uuid::from_u128(5), 1).problem(), (403, "log_not_yours".into()));
    assert!(camp.pull(&other, foreign, 1).status.is_success());
    let followed = camp.follow(&phone)[0].log;
    let mut hq_logs = Vec::new();
    camp.storage
        .scan(Default::default(), &mut |record| {
            hq_logs.extend(lantern_ledger::Batch::parse(&record.bytes).map(|batch| batch.log().log));
            std::ops::ControlFlow::Continue(())
        })
        .unwrap();
    for log in hq_logs.into_iter().filter(|log| *log != followed && *log != foreign) {
        assert_eq!(camp.pull(&phone, log, 1).problem(), (403, "log_not_yours".into()), "the office log");
    }
}

#[test]
fn an_upload_that_is_no_form_or_too_large_is_refused() {
    let settings = lantern_server::Settings { plan_bytes_max: 2_000, ..Default::default() };
    let camp = Camp::limited(settings);
    let office = camp.office();
    assert_eq!(office.post("/api/v1/plan", &"no form").problem(), (400, "request_unreadable".into()));
    assert_eq!(office.upload("/api/v1/plan", &[]).problem(), (400, "request_unreadable".into()));
    let large = file("settlements.csv", &"x".repeat(3_000));
    assert_eq!(office.upload("/api/v1/plan", &[large]).problem(), (413, "body_too_large".into()));
}

#[test]
fn more_than_fifty_files_are_too_much_at_once() {
    let camp = Camp::new();
    let many: Vec<_> = (0..51).map(|number| file(&format!("items-{number}.csv"), "code\n")).collect();
    assert_eq!(camp.office().upload("/api/v1/plan", &many).problem(), (413, "body_too_large".into()));
    assert_eq!(camp.office().upload("/api/v1/plan", &many[..50]).status, 200, "each is looked at");
}
