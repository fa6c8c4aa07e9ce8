//! The whole storage on a disk that is slow, fails or fills up: who is answered what, and when.
#![expect(clippy::unwrap_used, reason = "a test may")]

mod kit;

use std::io::ErrorKind;
use std::sync::Arc;

use kit::{all, open, record, settings};
use lantern_server::disk::SimulatedDisk;
use lantern_server::disk::simulated::{Loss, Operation};
use lantern_server::index::place::InMemory;
use lantern_server::journal::JournalOpenError;
use lantern_server::storage::{
    AppendError, Health, JournalPosition, JournalStorage, OpenError, Storage, StorageSettings,
};

const FIRST: &str = "00000001.journal";
const RESERVE_BYTES: u64 = 3_000;

fn open_with_reserve(disk: &SimulatedDisk) -> JournalStorage {
    let settings = StorageSettings { reserve_bytes: RESERVE_BYTES, ..settings() };
    JournalStorage::open_on(Arc::new(disk.clone()), Box::new(InMemory), settings).unwrap()
}

/// Leaves so many bytes on a disk.
fn leave(disk: &SimulatedDisk, byte_count: u64) {
    disk.set_capacity(Some(disk.used_bytes() + byte_count));
}

#[test]
fn nobody_is_answered_or_shown_a_record_before_its_sync_has_returned() {
    let disk = SimulatedDisk::new();
    let storage = open(&disk).unwrap();
    disk.hold_syncs();
    let mut answer = storage.append(vec![record(1, 10)]);
    disk.wait_for_held_sync();
    assert_eq!(answer.poll_now(), None);
    assert_eq!(storage.last_position(), JournalPosition::START);
    assert_eq!(all(&storage), []);
    assert_eq!(storage.read(JournalPosition(1)).unwrap(), None);
    disk.release_syncs();
    assert_eq!(answer.wait().unwrap().first_position, JournalPosition(1));
    assert_eq!(all(&open(&disk.cut_power(Loss::All)).unwrap()).len(), 1);
}

#[test]
fn callers_at_once_share_a_sync() {
    let disk = SimulatedDisk::new();
    let storage = open(&disk).unwrap();
    disk.hold_syncs();
    let first = storage.append(vec![record(0, 10)]);
    disk.wait_for_held_sync();
    let before = disk.sync_count();
    let others: Vec<_> = (1..=50).map(|number| storage.append(vec![record(number, 10)])).collect();
    disk.release_syncs();
    first.wait().unwrap();
    for answer in others {
        answer.wait().unwrap();
    }
    assert_eq!(disk.sync_count() - before, 2);
}

#[test]
fn a_failed_sync_is_survived_in_a_new_segment_and_the_old_file_is_not_touched_again() {
    let disk = SimulatedDisk::new();
    let storage = open(&disk).unwrap();
    storage.append(vec![record(1, 10)]).wait().unwrap();
    disk.fail(Operation::SyncBytes, 0, ErrorKind::Other);
    let committed = storage.append(vec![record(2, 10)]).wait().unwrap();
    assert_eq!((committed.first_position, storage.health()), (JournalPosition(2), Health::Writable));
    let untouched = disk.bytes(FIRST).unwrap();
    storage.append(vec![record(3, 10)]).wait().unwrap();
    let records = all(&storage);
    drop(storage);
    assert_eq!(disk.bytes(FIRST).unwrap(), untouched);
    for loss in [Loss::All, Loss::None, Loss::Some(1)] {
        let found = open(&disk.cut_power(loss)).unwrap();
        assert_eq!((all(&found), found.health()), (records.clone(), Health::Writable));
    }
}

#[test]
fn a_disk_that_fails_again_refuses_and_the_next_append_tries_anew() {
    let disk = SimulatedDisk::new();
    let storage = open(&disk).unwrap();
    for n in [0, 1] {
        disk.fail(Operation::SyncBytes, n, ErrorKind::Other);
    }
    let refused = storage.append(vec![record(1, 10)]).wait();
    assert_eq!(refused, Err(AppendError::Failed(ErrorKind::Other)));
    assert_eq!(storage.health(), Health::Failing(ErrorKind::Other));
    assert_eq!(all(&storage), []);
    assert_eq!(storage.append(vec![record(2, 10)]).wait().unwrap().first_position, JournalPosition(1));
    assert_eq!(storage.health(), Health::Writable);
    let found = open(&disk.cut_power(Loss::All)).unwrap();
    assert_eq!(all(&found), [record(2, 10).at(JournalPosition(1))]);
}

#[test]
fn a_full_disk_refuses_loses_nothing_and_goes_on_without_a_restart_when_there_is_space() {
    let disk = SimulatedDisk::new();
    let storage = open(&disk).unwrap();
    storage.append(vec![record(1, 10)]).wait().unwrap();
    leave(&disk, 60);
    for _ in 0..3 {
        assert_eq!(storage.append(vec![record(2, 100)]).wait(), Err(AppendError::DiskFull));
        assert_eq!(storage.health(), Health::DiskFull);
        assert_eq!(all(&storage).len(), 1);
    }
    disk.mend();
    assert_eq!(storage.append(vec![record(3, 100)]).wait().unwrap().first_position, JournalPosition(2));
    assert_eq!(storage.health(), Health::Writable);
    let found = open(&disk.cut_power(Loss::All)).unwrap();
    assert_eq!(all(&found), [record(1, 10).at(JournalPosition(1)), record(3, 100).at(JournalPosition(2))]);
}

#[test]
fn a_full_disk_has_room_for_the_office_alone_until_there_is_space_for_the_reserve_again() {
    let disk = SimulatedDisk::new();
    let storage = open_with_reserve(&disk);
    storage.append(vec![record(1, 10)]).wait().unwrap();
    leave(&disk, 10);
    assert_eq!(storage.append(vec![record(2, 100)]).wait(), Err(AppendError::DiskFull));
    storage.append_from_reserve(vec![record(3, 100)]).wait().unwrap();
    assert_eq!(storage.health(), Health::DiskFull);
    // The reserve has been given up for the office, and not for others.
    assert_eq!(storage.append(vec![record(4, 100)]).wait(), Err(AppendError::DiskFull));
    storage.append_from_reserve(vec![record(5, 100)]).wait().unwrap();
    assert_eq!(storage.health(), Health::DiskFull);

    leave(&disk, RESERVE_BYTES + 500);
    storage.append(vec![record(6, 100)]).wait().unwrap();
    assert_eq!(storage.health(), Health::Writable);
    assert_eq!(disk.bytes("reserve").unwrap().len() as u64, RESERVE_BYTES);
    let numbers: Vec<_> = all(&storage).iter().map(|record| record.received_at_ms).collect();
    assert_eq!(numbers, [1, 3, 5, 6]);
}

#[test]
fn office_and_others_at_once_on_a_full_disk_are_answered_each_for_himself() {
    let disk = SimulatedDisk::new();
    let storage = open_with_reserve(&disk);
    storage.append(Vec::new()).wait().unwrap();
    disk.hold_syncs();
    let first = storage.append(vec![record(1, 10)]);
    disk.wait_for_held_sync();
    let other = storage.append(vec![record(2, 500)]);
    let office = storage.append_from_reserve(vec![record(3, 100)]);
    leave(&disk, 100);
    disk.release_syncs();
    first.wait().unwrap();
    assert_eq!(other.wait(), Err(AppendError::DiskFull));
    assert_eq!(office.wait().unwrap().first_position, JournalPosition(2));
}

#[test]
fn a_storage_that_was_killed_on_a_full_disk_opens_in_the_reserve() {
    let disk = SimulatedDisk::new();
    let storage = open_with_reserve(&disk);
    storage.append(vec![record(1, 10)]).wait().unwrap();
    // The records are durable, but the proof of it is not.
    let found = disk.cut_power(Loss::All);
    drop(storage);
    leave(&found, 0);
    let storage = open_with_reserve(&found);
    assert_eq!(storage.recovery().rewritten_count, 1);
    assert_eq!(all(&storage), [record(1, 10).at(JournalPosition(1))]);
    assert_eq!(storage.append(vec![record(2, 10)]).wait(), Err(AppendError::DiskFull));
    storage.append_from_reserve(vec![record(3, 10)]).wait().unwrap();
}

#[test]
fn closing_answers_what_waits() {
    let disk = SimulatedDisk::new();
    let storage = open(&disk).unwrap();
    let answers: Vec<_> = (1..=100).map(|number| storage.append(vec![record(number, 100)])).collect();
    drop(storage);
    assert!(answers.into_iter().all(|answer| answer.wait().is_ok()));
    assert_eq!(all(&open(&disk).unwrap()).len(), 100);
}

#[test]
fn a_data_folder_is_used_by_one_at_a_time() {
    let folder = tempfile::tempdir().unwrap();
    let storage = JournalStorage::open(folder.path(), settings()).unwrap();
    let refused = JournalStorage::open(folder.path(), settings());
    assert!(matches!(refused, Err(OpenError::Journal(JournalOpenError::InUse))));
    storage.append(vec![record(1, 10)]).wait().unwrap();
    drop(storage);
    assert_eq!(all(&JournalStorage::open(folder.path(), settings()).unwrap()).len(), 1);
}

#[test]
fn a_restart_continues_the_segment_and_the_identity() {
    let folder = tempfile::tempdir().unwrap();
    for number in 1..=3 {
        let settings = StorageSettings { new_journal_id: uuid::Uuid::from_u128(number.into()), ..settings() };
        let storage = JournalStorage::open(folder.path(), settings).unwrap();
        assert_eq!(storage.journal_id(), uuid::Uuid::from_u128(1));
        assert_eq!(storage.recovery().is_new, number == 1);
        let committed = storage.append(vec![record(number, 10)]).wait().unwrap();
        assert_eq!(committed.first_position, JournalPosition(number));
    }
    let mut names: Vec<_> =
        std::fs::read_dir(folder.path().join("journal")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["00000001.journal", "in-use"]);
}
