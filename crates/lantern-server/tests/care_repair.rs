//! Repairs: a damaged journal takes records in again, with what another copy has, and every position means what it did.
#![expect(clippy::unwrap_used, reason = "a test may")]

mod kit;

use kit::{all, open, record};
use lantern_server::care::{RepairError, back_up, repair};
use lantern_server::disk::simulated::Loss;
use lantern_server::disk::{Disk as _, SimulatedDisk};
use lantern_server::storage::{Health, JournalStorage, RecordKind, Storage as _, StoredRecord};

/// A journal of several segments, closed in good order, and what is in it.
fn sound() -> (SimulatedDisk, Vec<StoredRecord>) {
    let disk = SimulatedDisk::new();
    let storage = open(&disk).unwrap();
    (0..24).for_each(|number| {
        storage.append(vec![record(number, 300)]).wait().unwrap();
    });
    let records = all(&storage);
    drop(storage);
    assert!(disk.names().unwrap().len() >= 4);
    (disk, records)
}

fn is_damaged(storage: &JournalStorage) -> bool {
    matches!(storage.health(), Health::ReadOnly(_))
}

/// Every way in which a file of a journal is damaged here: bytes in many places, its header, the whole file gone.
fn damaged() -> Vec<SimulatedDisk> {
    let (disk, _) = sound();
    let mut found = Vec::new();
    for name in disk.names().unwrap().into_iter().filter(|name| name.ends_with(".journal")) {
        let length = disk.bytes(&name).unwrap().len();
        let mut places: Vec<Option<usize>> = (0..length).step_by(151).map(Some).collect();
        places.push(None);
        for place in places {
            let damaged = disk.copy();
            match place {
                None => damaged.remove(&name).unwrap(),
                Some(offset) => {
                    let mut bytes = disk.bytes(&name).unwrap();
                    bytes[offset] ^= 0x10;
                    damaged.put(&name, bytes);
                }
            }
            if is_damaged(&open(&damaged).unwrap()) {
                found.push(damaged);
            }
        }
    }
    assert!(found.len() > 30, "{}", found.len());
    found
}

#[test]
fn a_repaired_journal_takes_records_in_again_keeps_its_positions_and_deletes_nothing() {
    let (_, records) = sound();
    for disk in damaged() {
        let before: Vec<_> = disk.names().unwrap().into_iter().map(|name| (disk.bytes(&name), name)).collect();
        let readable = all(&open(&disk).unwrap());
        let repaired = repair(&disk, None).unwrap();
        assert_eq!(repaired.filled_count, 0);
        let storage = open(&disk.cut_power(Loss::All)).unwrap();
        assert_eq!(storage.health(), Health::Writable);
        let after = all(&storage);
        let lost = after.iter().filter(|record| record.kind == RecordKind::LOST).count();
        assert_eq!(lost as u64, repaired.lost_count);
        for record in &after {
            let original = &records[record.position.0 as usize - 1];
            assert!(record == original || record.kind == RecordKind::LOST);
        }
        assert!(readable.iter().all(|record| after.contains(record)), "what could be read is there");
        let next = storage.append(vec![record(99, 50)]).wait().unwrap().first_position;
        assert_eq!(next.0, after.len() as u64 + 1);
        for (bytes, name) in before.iter().filter(|(_, name)| name.ends_with(".journal")) {
            assert_eq!(disk.bytes(name), *bytes, "{name} is as it was");
        }
    }
}

#[test]
fn a_backup_fills_what_is_lost_and_nothing_stands_for_it() {
    let (disk, records) = sound();
    let backup = SimulatedDisk::new();
    back_up(&disk, &backup, 7).unwrap();
    for disk in damaged() {
        let repaired = repair(&disk, Some(&backup)).unwrap();
        assert_eq!(repaired.lost_count, 0);
        let storage = open(&disk).unwrap();
        assert_eq!((all(&storage), storage.health()), (records.clone(), Health::Writable));
    }
}

#[test]
fn a_repair_cut_off_at_any_step_leaves_the_journal_as_it_was_or_repaired() {
    let disks = damaged();
    let damaged = &disks[disks.len() / 2];
    let readable = all(&open(damaged).unwrap());
    let (mut was_cut, mut was_done) = (0, 0);
    for steps in 0..12 {
        for loss in [Loss::All, Loss::None, Loss::Some(steps)] {
            let disk = damaged.copy();
            disk.switch_off_after(steps);
            let is_done = repair(&disk, None).is_ok();
            let storage = open(&disk.cut_power(loss)).unwrap();
            assert!(!is_done || storage.health() == Health::Writable);
            if is_damaged(&storage) {
                was_cut += 1
            } else {
                was_done += 1
            }
            let there = all(&storage);
            assert!(readable.iter().all(|record| there.contains(record)));
        }
    }
    assert!(was_cut > 0 && was_done > 0, "{was_cut} {was_done}");
}

#[test]
fn a_sound_journal_one_in_use_and_a_copy_of_another_are_refused() {
    let (disk, _) = sound();
    assert!(matches!(repair(&disk, None), Err(RepairError::Sound)));
    let running = open(&disk).unwrap();
    assert!(matches!(repair(&disk, None), Err(RepairError::InUse)));
    drop(running);
    let damaged = damaged().remove(0);
    let other = SimulatedDisk::new();
    let settings = lantern_server::storage::StorageSettings { reserve_bytes: 0, ..kit::settings() };
    let settings = lantern_server::storage::StorageSettings { new_journal_id: uuid::Uuid::from_u128(5), ..settings };
    let place = Box::new(lantern_server::index::place::InMemory);
    drop(JournalStorage::open_on(std::sync::Arc::new(other.clone()), place, settings).unwrap());
    assert!(matches!(repair(&damaged, Some(&other)), Err(RepairError::OtherJournal(_))));
    assert!(is_damaged(&open(&damaged).unwrap()));
}
