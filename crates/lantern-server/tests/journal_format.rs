//! The bytes of a segment, for ever: what is written is the file in `expected/`, and that file is read.
#![expect(clippy::unwrap_used, reason = "a test may")]

mod kit;

use kit::{JOURNAL, all, open};
use lantern_server::disk::SimulatedDisk;
use lantern_server::storage::{NewRecord, RecordKind, Storage};
use uuid::Uuid;

const FILE: &str = "00000001.journal";

fn records() -> Vec<NewRecord> {
    let batch = NewRecord {
        kind: RecordKind::BATCH,
        carried_by: Uuid::from_u128(0x0001_0203_0405_0607_0809_0a0b_0c0d_0e0f),
        received_at_ms: 1_760_000_000_123,
        bytes: b"batch".to_vec(),
    };
    let contact =
        NewRecord { kind: RecordKind::CONTACT, carried_by: Uuid::nil(), received_at_ms: -1, bytes: Vec::new() };
    vec![batch, contact]
}

/// The expected segment: hexadecimal, with words behind `#`.
fn expected() -> Vec<u8> {
    let text = include_str!("expected/journal-1.hex");
    let digits: String = text.lines().flat_map(|line| line.split('#').next()).collect();
    let digits: Vec<_> = digits.chars().filter(|digit| !digit.is_whitespace()).collect();
    digits.chunks(2).map(|pair| u8::from_str_radix(&pair.iter().collect::<String>(), 16).unwrap()).collect()
}

#[test]
fn a_segment_is_written_as_expected_byte_for_byte() {
    let disk = SimulatedDisk::new();
    let storage = open(&disk).unwrap();
    storage.append(records()).wait().unwrap();
    drop(storage);
    assert_eq!(hex(&disk.bytes(FILE).unwrap()), hex(&expected()));
}

#[test]
fn the_expected_segment_is_read() {
    let disk = SimulatedDisk::new();
    disk.put(FILE, expected());
    let storage = open(&disk).unwrap();
    assert_eq!(storage.journal_id(), JOURNAL);
    assert_eq!(all(&storage).into_iter().map(NewRecord::from).collect::<Vec<_>>(), records());
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
