//! An HQ whose journal was restored from a copy, or lost records, says so to whoever asks.
#![expect(clippy::unwrap_used, reason = "a test may")]

use lantern_domain::Moment;
use lantern_ledger::api::{ChangesAnswer, HealthAnswer, JournalCare, RestoredFrom};
use lantern_server::care::{back_up, restore};
use lantern_server::disk::SimulatedDisk;
use lantern_server::index::place::InMemory;
use lantern_server::storage::{JournalStorage, NewRecord, RecordKind, Storage as _, StorageSettings};
use lantern_server::testing::{Camp, hand_over};
use std::sync::Arc;
use uuid::Uuid;

const FIRST: Uuid = Uuid::from_u128(1);
const SECOND: Uuid = Uuid::from_u128(2);
const THIRD: Uuid = Uuid::from_u128(3);

fn settings(journal: Uuid) -> StorageSettings {
    StorageSettings { reserve_bytes: 0, ..StorageSettings::new(journal) }
}

fn opened_on(disk: &SimulatedDisk) -> Arc<JournalStorage> {
    Arc::new(JournalStorage::open_on(Arc::new(disk.clone()), Box::new(InMemory), settings(FIRST)).unwrap())
}

/// Backs a journal up, and restores it as another; says up to which position it was copied.
fn put_back(disk: &SimulatedDisk, journal: Uuid, at: Moment) -> (SimulatedDisk, u64) {
    let (backup, fresh) = (SimulatedDisk::new(), SimulatedDisk::new());
    let made = back_up(disk, &backup, 7).unwrap();
    restore(&backup, Arc::new(fresh.clone()), settings(journal), at).unwrap();
    (fresh, made.manifest.position)
}

fn changes(camp: &Camp) -> ChangesAnswer {
    camp.office().get("/api/v1/changes").json()
}

#[test]
fn a_journal_to_which_nothing_happened_has_no_word_of_it() {
    let camp = Camp::new();
    let asked = camp.office().get("/api/v1/changes");
    assert_eq!(asked.json::<ChangesAnswer>().care, None);
    assert!(!asked.text().contains("care"));
    assert!(!camp.get("/health").text().contains("restored"));
}

#[test]
fn a_restored_hq_says_when_from_which_copy_and_how_often_and_goes_on_saying_so() {
    let disk = SimulatedDisk::new();
    let camp = Camp::new().moved_to(opened_on(&disk));
    let mut phone = camp.phone("tecno 1");
    phone.records("SITE-1", hand_over("ROUND"));
    camp.send(&phone, phone.bundle());
    let (disk, position) = put_back(&disk, SECOND, Moment(1_795_300_000));
    let mut camp = camp.moved_to(opened_on(&disk));
    let restored = RestoredFrom { at: Moment(1_795_300_000), journal: FIRST, position };
    let care = JournalCare { restores: 1, restored: Some(restored), lost_records: 0 };
    assert_eq!(changes(&camp).care, Some(care.clone()));
    let health: HealthAnswer = camp.get("/health").json();
    assert_eq!((health.status.as_str(), health.restored_at), ("ok", Some(Moment(1_795_300_000))));
    camp.restart();
    assert_eq!(changes(&camp).care, Some(care));

    let (disk, position) = put_back(&disk, THIRD, Moment(1_795_400_000));
    let camp = camp.moved_to(opened_on(&disk));
    let restored = RestoredFrom { at: Moment(1_795_400_000), journal: SECOND, position };
    assert_eq!(changes(&camp).care, Some(JournalCare { restores: 2, restored: Some(restored), lost_records: 0 }));
}

#[test]
fn a_journal_that_lost_records_says_how_many() {
    let mut camp = Camp::new();
    let lost = || NewRecord { kind: RecordKind::LOST, carried_by: Uuid::nil(), received_at_ms: 0, bytes: Vec::new() };
    camp.storage.append(vec![lost(), lost(), lost()]).wait().unwrap();
    camp.restart();
    assert_eq!(changes(&camp).care, Some(JournalCare { lost_records: 3, ..JournalCare::default() }));
    assert_eq!(camp.get("/health").json::<HealthAnswer>().restored_at, None, "it was repaired, not restored");
}

#[test]
fn only_the_office_learns_what_was_lost_and_from_which_journal() {
    let disk = SimulatedDisk::new();
    let camp = Camp::new().moved_to(opened_on(&disk));
    let (disk, _) = put_back(&disk, SECOND, Moment(1_795_300_000));
    let camp = camp.moved_to(opened_on(&disk));
    assert_eq!(camp.get("/api/v1/changes").status, 401);
    let health = camp.get("/health").text();
    assert!(!health.contains(&FIRST.to_string()) && !health.contains("position"), "{health}");
}
