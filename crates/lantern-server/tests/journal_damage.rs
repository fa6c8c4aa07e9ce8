//! Torn ends are cut and set aside; damage to what was acknowledged is found, whatever bit it is, and nothing is added.
#![expect(clippy::unwrap_used, reason = "a test may")]

mod kit;

use kit::{all, open, record};
use lantern_server::disk::simulated::Loss;
use lantern_server::disk::{Disk, SimulatedDisk};
use lantern_server::journal::format::{HEADER_BYTES, RECORD_HEAD_BYTES};
use lantern_server::storage::{
    AppendError, Damage, Health, JournalPosition, JournalStorage, Storage, StorageError, StoredRecord,
};

const FIRST: &str = "00000001.journal";
const SECOND: &str = "00000002.journal";

/// The bytes of a small record, which do not end in 0.
const SMALL_BYTES: usize = 32;

/// A journal closed in good order: three segments, with groups of several records.
fn sound() -> (SimulatedDisk, Vec<StoredRecord>) {
    let disk = SimulatedDisk::new();
    let storage = open(&disk).unwrap();
    let groups = [vec![1_000, 900], vec![40, 0, 90], vec![800, 1_300], vec![10], vec![60, 20]];
    let mut number = 0;
    for group in groups {
        let records = group.into_iter().map(|byte_count| {
            number += 1;
            record(number, byte_count)
        });
        let records = records.collect();
        storage.append(records).wait().unwrap();
    }
    let records = all(&storage);
    drop(storage);
    assert_eq!(disk.names().unwrap(), [FIRST, SECOND, "00000003.journal"]);
    (disk, records)
}

/// One segment with a few small records, each a group of its own.
fn small() -> (SimulatedDisk, Vec<StoredRecord>) {
    let disk = SimulatedDisk::new();
    let storage = open(&disk).unwrap();
    for number in 1..=4 {
        storage.append(vec![record(number, SMALL_BYTES)]).wait().unwrap();
    }
    let records = all(&storage);
    drop(storage);
    (disk, records)
}

/// Where a record's bytes end in a segment made as in [`small`].
fn end_of(record: u64) -> usize {
    HEADER_BYTES
        + RECORD_HEAD_BYTES
        + (RECORD_HEAD_BYTES + SMALL_BYTES)
        + (record as usize - 1) * (2 * RECORD_HEAD_BYTES + SMALL_BYTES)
}

fn damage_of(storage: &JournalStorage) -> Option<Damage> {
    match storage.health() {
        Health::ReadOnly(damage) => Some(damage),
        _ => None,
    }
}

#[test]
fn an_end_torn_at_any_byte_is_cut_and_set_aside_and_the_journal_goes_on() {
    let (disk, records) = small();
    let whole = disk.bytes(FIRST).unwrap();
    for length in HEADER_BYTES..whole.len() {
        let fills = [&[][..], &[0; 700], &[0xff; 90], b"LTNJ"];
        for fill in fills {
            let bytes = [&whole[..length], fill].concat();
            let torn = disk.copy();
            torn.put(FIRST, bytes.clone());
            let storage = open(&torn).unwrap();
            let left = (1..=4).filter(|record| end_of(*record) <= length).count();
            assert_eq!(all(&storage), records[..left], "cut at {length}");
            assert_eq!(storage.health(), Health::Writable);

            // Unless it is cut between two pieces, something is torn, and kept.
            let recovery = storage.recovery();
            assert!(recovery.torn.is_some() || fill.is_empty(), "cut at {length}, filled with {}", fill.len());
            assert_eq!(recovery.torn.is_some(), recovery.set_aside.is_some());
            if let (Some(found), Some(aside)) = (&recovery.torn, &recovery.set_aside) {
                assert_eq!(torn.bytes(aside).unwrap(), bytes[found.offset as usize..]);
            }

            let next = storage.append(vec![record(9, 50)]).wait().unwrap().first_position;
            assert_eq!(next.0, left as u64 + 1);
            let expected = all(&storage);
            drop(storage);
            let again = open(&torn.cut_power(Loss::All)).unwrap();
            assert_eq!((all(&again), again.health()), (expected, Health::Writable));
            assert_eq!(again.recovery().torn, None);
        }
    }
}

#[test]
fn any_flipped_bit_is_found_and_takes_at_most_its_own_record() {
    let (disk, records) = sound();
    for name in disk.names().unwrap() {
        let whole = disk.bytes(&name).unwrap();
        for bit in 0..whole.len() * 8 {
            // Of long stretches of bytes some bits are enough: the first and last hundred bytes, and every 37th bit.
            if (800..whole.len() * 8 - 800).contains(&bit) && bit % 37 != 0 {
                continue;
            }
            let flipped = disk.copy();
            let mut bytes = whole.clone();
            bytes[bit / 8] ^= 1 << (bit % 8);
            flipped.put(&name, bytes);
            let storage = open(&flipped).unwrap();
            let (damage, recovery) = (damage_of(&storage), storage.recovery());
            let is_found = damage.is_some() || recovery.torn.is_some() || !recovery.superseded.is_empty();
            assert!(is_found, "bit {bit} of {name}");
            let mut shown = all(&storage);
            if damage.is_none() {
                assert_eq!(shown, records, "bit {bit} of {name}");
            }
            let lost: Vec<_> = records.iter().filter(|record| !shown.contains(record)).collect();
            assert!(lost.len() <= 1, "bit {bit} of {name} took {lost:?}");
            for record in lost {
                let read = storage.read(record.position);
                assert_eq!(read, Err(StorageError::Damaged { position: record.position }));
                shown.push(record.clone());
            }
            assert_eq!(shown.len(), records.len());
        }
    }
}

#[test]
fn damage_in_the_middle_is_told_exactly_and_changes_nothing_on_disk() {
    let (disk, records) = small();
    let mut bytes = disk.bytes(FIRST).unwrap();
    let offset = end_of(2) - SMALL_BYTES - RECORD_HEAD_BYTES;
    bytes[end_of(2) - 1] ^= 1;
    disk.put(FIRST, bytes.clone());
    let storage = open(&disk).unwrap();
    let damage = Damage { file: FIRST.into(), offset: offset as u64, position: JournalPosition(2) };
    assert_eq!(storage.health(), Health::ReadOnly(damage.clone()));
    for answer in [storage.append(vec![record(9, 9)]), storage.append_from_reserve(vec![record(9, 9)])] {
        assert_eq!(answer.wait(), Err(AppendError::ReadOnly(damage.clone())));
    }
    assert_eq!(storage.last_position(), JournalPosition(4));
    assert_eq!(all(&storage), [&records[..1], &records[2..]].concat());
    assert_eq!(storage.logs().unwrap(), []);
    drop(storage);
    assert_eq!(disk.names().unwrap(), [FIRST]);
    assert_eq!(disk.bytes(FIRST).unwrap(), bytes);
}

#[test]
fn a_missing_segment_is_damage() {
    for missing in [FIRST, SECOND] {
        let (disk, records) = sound();
        disk.remove(missing).unwrap();
        let storage = open(&disk).unwrap();
        assert!(damage_of(&storage).is_some());
        let shown = all(&storage);
        assert!(shown.iter().all(|record| records.contains(record)));
        assert!(shown.len() < records.len());
        assert_eq!(shown.last(), records.last());
    }
}

#[test]
fn a_segment_of_another_journal_is_damage() {
    let (disk, _) = sound();
    let other = SimulatedDisk::new();
    let settings = lantern_server::storage::StorageSettings::new(uuid::Uuid::from_u128(2));
    let in_memory = Box::new(lantern_server::index::place::InMemory);
    let storage = JournalStorage::open_on(std::sync::Arc::new(other.clone()), in_memory, settings).unwrap();
    storage.append(vec![record(1, 10)]).wait().unwrap();
    drop(storage);
    disk.put(SECOND, other.bytes(FIRST).unwrap());
    let damage = damage_of(&open(&disk).unwrap()).unwrap();
    assert_eq!((damage.file.as_str(), damage.offset), (SECOND, 0));
}

#[test]
fn a_segment_of_a_later_version_is_left_alone() {
    let (disk, _) = small();
    let mut bytes = disk.bytes(FIRST).unwrap();
    bytes[4] = 2;
    let crc = crc32c::crc32c(&bytes[..HEADER_BYTES - 4]);
    bytes[HEADER_BYTES - 4..HEADER_BYTES].copy_from_slice(&crc.to_be_bytes());
    disk.put(FIRST, bytes.clone());
    let refused = open(&disk).err().unwrap().to_string();
    assert_eq!(refused, "00000001.journal has format 2, which a later version of Lantern made: use that version");
    assert_eq!(disk.bytes(FIRST).unwrap(), bytes);
}

#[test]
fn a_hole_in_a_write_that_was_never_acknowledged_is_no_damage_although_whole_records_follow() {
    let (disk, records) = small();
    let storage = open(&disk).unwrap();
    disk.hold_syncs();
    let unanswered = storage.append(vec![record(5, 300), record(6, 300), record(7, 300)]);
    disk.wait_for_held_sync();
    let mut bytes = disk.bytes(FIRST).unwrap();
    disk.cut_power(Loss::All);
    drop((storage, unanswered));
    // The first sector of the write did not reach the disk, the others did.
    let from = end_of(4) + RECORD_HEAD_BYTES;
    bytes[from..from + 200].fill(0);
    let found = SimulatedDisk::new();
    found.put(FIRST, bytes);
    let storage = open(&found).unwrap();
    assert_eq!((all(&storage), storage.health()), (records, Health::Writable));
    assert!(storage.recovery().set_aside.is_some());
}

#[test]
fn a_bit_that_turns_while_the_server_runs_is_found_at_reading() {
    let (disk, records) = small();
    let storage = open(&disk).unwrap();
    let file = disk.open(FIRST).unwrap();
    file.write_at(end_of(3) as u64 - 1, b"?").unwrap();
    assert_eq!(storage.read(JournalPosition(3)), Err(StorageError::Damaged { position: JournalPosition(3) }));
    assert_eq!(storage.read(JournalPosition(4)).unwrap().as_ref(), records.last());
}
