//! Backups: what is durable and nothing else, on top of one another, never half there; restores: another journal with the
//! same records.
#![expect(clippy::unwrap_used, reason = "a test may")]

mod kit;

use kit::{GrowingLog, JOURNAL, all, open, record, settings};
use lantern_domain::Moment;
use lantern_server::care::manifest::MANIFEST_NAME;
use lantern_server::care::{BackupError, Manifest, RestoreError, RestoredNote, back_up, restore};
use lantern_server::disk::simulated::{Loss, Operation};
use lantern_server::disk::{Disk as _, SimulatedDisk};
use lantern_server::index::place::InMemory;
use lantern_server::storage::{
    JournalPosition, JournalStorage, OpenError, RecordKind, Storage, StorageSettings, StoredRecord,
};
use std::io::ErrorKind;
use std::sync::Arc;
use uuid::Uuid;

const RESTORED: Uuid = Uuid::from_u128(0x2e57);
const AT: Moment = Moment(1_795_219_200);

fn restored_settings() -> StorageSettings {
    StorageSettings { new_journal_id: RESTORED, ..settings() }
}

/// A disk with a running journal of several segments.
fn running() -> (SimulatedDisk, JournalStorage) {
    let disk = SimulatedDisk::new();
    let storage = open(&disk).unwrap();
    let mut log = GrowingLog::new(1);
    for number in 0..20 {
        storage.append(vec![log.batch(3, 1), record(number, 300)]).wait().unwrap();
    }
    (disk, storage)
}

/// What a restored backup holds, without the note at its end.
fn restored(backup: &SimulatedDisk) -> Result<Vec<StoredRecord>, RestoreError> {
    let disk = SimulatedDisk::new();
    let made = restore(backup, Arc::new(disk.clone()), restored_settings(), AT)?;
    let storage = JournalStorage::open_on(Arc::new(disk), Box::new(InMemory), settings()).unwrap();
    assert_eq!((storage.journal_id(), made.journal), (RESTORED, RESTORED));
    let mut records = all(&storage);
    let note = records.pop().unwrap();
    assert_eq!(note.kind, RecordKind::RESTORED);
    assert_eq!(RestoredNote::read(&note.bytes), Some(made.note.clone()));
    assert_eq!(made.note, RestoredNote { journal: JOURNAL, position: records.len() as u64, at: AT });
    Ok(records)
}

#[test]
fn a_backup_of_a_running_server_restores_to_the_same_records_in_another_journal() {
    let (disk, storage) = running();
    let backup = SimulatedDisk::new();
    let made = back_up(&disk, &backup, 7).unwrap();
    assert_eq!((made.manifest.journal, made.manifest.position), (JOURNAL, 40));
    assert!(made.report.is_sound() && made.manifest.segments.len() > 1);
    assert_eq!(restored(&backup).unwrap(), all(&storage));
    assert_eq!(restored(&backup.cut_power(Loss::All)).unwrap(), all(&storage), "it was synced");
}

#[test]
fn a_backup_holds_nothing_that_was_not_durable_yet() {
    let (disk, storage) = running();
    let before = all(&storage);
    disk.hold_syncs();
    let waits = storage.append(vec![record(99, 300)]);
    disk.wait_for_held_sync();
    let backup = SimulatedDisk::new();
    back_up(&disk, &backup, 7).unwrap();
    assert_eq!(restored(&backup).unwrap(), before);
    disk.release_syncs();
    waits.wait().unwrap();
    back_up(&disk, &backup, 8).unwrap();
    assert_eq!(restored(&backup).unwrap(), all(&storage));
}

#[test]
fn a_second_backup_copies_only_what_is_new() {
    let (disk, storage) = running();
    let backup = SimulatedDisk::new();
    let first = back_up(&disk, &backup, 7).unwrap();
    assert_eq!(back_up(&disk, &backup, 8).unwrap().copied_bytes, 0);
    storage.append(vec![record(30, 900), record(31, 900)]).wait().unwrap();
    storage.append(vec![record(32, 900)]).wait().unwrap();
    let second = back_up(&disk, &backup, 9).unwrap();
    assert!(second.copied_bytes < 4_000 && first.copied_bytes > 4_000, "{}", second.copied_bytes);
    assert_eq!(restored(&backup).unwrap(), all(&storage));
}

#[test]
fn a_backup_cut_off_at_any_step_leaves_the_one_before_or_none() {
    let (disk, storage) = running();
    let older = SimulatedDisk::new();
    back_up(&disk, &older, 7).unwrap();
    let before = all(&storage);
    for number in 50..60 {
        storage.append(vec![record(number, 700)]).wait().unwrap();
    }
    let after = all(&storage);
    let (mut was_old, mut was_none, mut was_new) = (0, 0, 0);
    for steps in 0..80 {
        for loss in [Loss::All, Loss::None, Loss::Some(steps)] {
            let (again, fresh) = (older.copy(), SimulatedDisk::new());
            again.switch_off_after(steps);
            let is_done = back_up(&disk, &again, 8).is_ok();
            let found = restored(&again.cut_power(loss)).unwrap();
            assert!(found == after || (found == before && !is_done), "cut after {steps} steps");
            if found == after {
                was_new += 1
            } else {
                was_old += 1
            }
            fresh.switch_off_after(steps);
            let is_done = back_up(&disk, &fresh, 8).is_ok();
            let left = fresh.cut_power(loss);
            match Manifest::read(&left).unwrap() {
                Some(_) => assert_eq!(restored(&left).unwrap(), after),
                None => {
                    assert!(!is_done);
                    was_none += 1;
                }
            }
        }
    }
    assert!(was_old > 0 && was_none > 0 && was_new > 0, "{was_old} {was_none} {was_new}");
}

#[test]
fn a_full_or_failing_disk_leaves_the_backup_before_whole() {
    let (disk, storage) = running();
    let backup = SimulatedDisk::new();
    back_up(&disk, &backup, 7).unwrap();
    let before = all(&storage);
    storage.append(vec![record(50, 1_500)]).wait().unwrap();
    backup.set_capacity(Some(backup.used_bytes() + 100));
    let full = back_up(&disk, &backup, 8).unwrap_err();
    assert!(matches!(&full, BackupError::Io(error) if error.kind() == ErrorKind::StorageFull), "{full}");
    assert_eq!(restored(&backup).unwrap(), before);
    backup.set_capacity(None);
    backup.fail(Operation::SyncBytes, 1, ErrorKind::Other);
    back_up(&disk, &backup, 9).unwrap_err();
    assert_eq!(restored(&backup).unwrap(), before);
    back_up(&disk, &backup, 10).unwrap();
    assert_eq!(restored(&backup).unwrap(), all(&storage));
}

#[test]
fn any_changed_byte_of_a_backup_is_found_before_anything_is_restored() {
    let (disk, _storage) = running();
    let backup = SimulatedDisk::new();
    back_up(&disk, &backup, 7).unwrap();
    for name in backup.names().unwrap().into_iter().filter(|name| name.ends_with(".journal")) {
        for offset in (0..backup.bytes(&name).unwrap().len()).step_by(97) {
            let changed = backup.copy();
            let mut bytes = changed.bytes(&name).unwrap();
            bytes[offset] ^= 1;
            changed.put(&name, bytes);
            assert!(matches!(restored(&changed), Err(RestoreError::Changed(file)) if file == name));
        }
    }
}

#[test]
fn a_backup_goes_only_on_top_of_one_of_the_same_journal() {
    let (disk, _storage) = running();
    let backup = SimulatedDisk::new();
    back_up(&disk, &backup, 7).unwrap();
    let other = SimulatedDisk::new();
    let made = restore(&backup, Arc::new(other.clone()), restored_settings(), AT).unwrap();
    assert_eq!(made.journal, RESTORED);
    assert!(matches!(back_up(&other, &backup, 8), Err(BackupError::NotOurs)));
    let younger = SimulatedDisk::new();
    drop(open(&younger).unwrap());
    assert!(matches!(back_up(&younger, &backup, 8), Err(BackupError::NotOurs)));
    assert!(matches!(back_up(&disk, &other, 8), Err(BackupError::NotABackup)));
    assert!(matches!(back_up(&SimulatedDisk::new(), &backup, 8), Err(BackupError::NoJournal)));
}

#[test]
fn nothing_is_restored_over_data_and_no_server_writes_into_a_backup() {
    let (disk, _storage) = running();
    let backup = SimulatedDisk::new();
    back_up(&disk, &backup, 7).unwrap();
    let target = Arc::new(disk.copy());
    assert!(matches!(restore(&backup, target, restored_settings(), AT), Err(RestoreError::NotEmpty)));
    assert!(backup.names().unwrap().contains(&MANIFEST_NAME.to_owned()));
    let refused = open(&backup).err().unwrap();
    assert!(matches!(refused, OpenError::Journal(_)), "{refused}");
    assert!(refused.to_string().contains("lantern-server restore"), "{refused}");
}

#[test]
fn a_damaged_journal_is_not_backed_up_as_if_it_were_whole() {
    let (disk, storage) = running();
    let expected = JournalPosition(40);
    assert_eq!(storage.last_position(), expected);
    drop(storage);
    let mut bytes = disk.bytes("00000001.journal").unwrap();
    bytes[200] ^= 1;
    disk.put("00000001.journal", bytes);
    let backup = SimulatedDisk::new();
    let refused = back_up(&disk, &backup, 7).unwrap_err();
    assert!(matches!(&refused, BackupError::Damaged(damage) if damage.file == "00000001.journal"), "{refused}");
    assert!(Manifest::read(&backup).unwrap().is_none());
}
