//! The journal's files: headers, records, marks, and everything that a disk may have done to them.
//!
//! An input is a byte of flags and then segments, each after its length (two bytes, big endian). With the flag `SEALED`
//! the target makes every CRC fit, so that what the fields say is reached.

use crate::random::Random;
use crate::{Outcome, Target, magnitude, mutate};
use lantern_server::disk::SimulatedDisk;
use lantern_server::journal::format::{HEADER_BYTES, RECORD_HEAD_BYTES, SegmentHeader, write_mark, write_record};
use lantern_server::journal::{Journal, JournalSettings, Survey, proven_lengths, survey};
use lantern_server::storage::{JournalPosition, NewRecord, RecordKind, StoredRecord};
use std::hash::Hash;
use std::ops::ControlFlow;
use std::sync::Arc;
use uuid::Uuid;

/// The flag of an input whose CRCs are made to fit.
const SEALED: u8 = 1;
/// The most segments of an input.
const SEGMENTS_MAX: usize = 4;

/// The journal's files.
pub const TARGET: Target =
    Target { name: "journal", run: journal, samples, mutate, lives_for: 100_000, memory_max: 8 * 1024 * 1024 };

/// Takes bytes for the files of a journal: goes through them, opens them, adds to them, and opens them again.
///
/// # Panics
///
/// When a promise is broken.
pub fn journal(bytes: &[u8]) -> Outcome {
    let Some((flags, rest)) = bytes.split_first() else { return Outcome::refused(()) };
    let mut segments = split(rest);
    if flags & SEALED != 0 {
        segments.iter_mut().for_each(seal);
    }
    let disk = SimulatedDisk::new();
    for (at, segment) in segments.iter().enumerate() {
        disk.put(&format!("{:08}.journal", at + 1), segment.clone());
    }
    let mut seen = Vec::new();
    let found = survey(&disk, &mut |record| seen.push(record.clone()));
    assert!(seen.is_sorted_by(|a, b| a.position < b.position), "positions rise");
    seen.iter().for_each(|record| check_record(record, &segments));
    let before = files(&disk);
    check_copy(&disk, found.as_ref().is_ok_and(|found| found.damage.is_empty()).then_some(&seen));
    let Ok(found) = found else { return refused_untouched(&disk, &before, seen.len()) };
    let way = way(&found, segments.len(), seen.len());
    assert!(seen.last().is_none_or(|last| last.position <= found.last));
    let Ok(opened) = open(&disk) else { return refused_untouched(&disk, &before, way) };
    assert_eq!(opened.writer.is_none(), !found.damage.is_empty(), "what is damaged is not written to");
    if opened.writer.is_none() {
        return refused_untouched(&disk, &before, way);
    }
    assert_eq!(scanned(&opened), seen, "opening loses nothing that was there");
    check_goes_on(&disk, opened, seen);
    Outcome::accepted(way)
}

/// What tells files from others: how many, what is in them, and what is wrong with them.
fn way(found: &Survey, segments: usize, records: usize) -> impl Hash + use<> {
    let odd = (found.damage.len(), found.torn.is_some(), found.superseded.len());
    (segments, records.min(8), magnitude(records), odd, found.last.0 == records as u64)
}

/// What was read is written again as the same bytes.
fn check_record(record: &StoredRecord, segments: &[Vec<u8>]) {
    let mut written = Vec::new();
    write_record(&mut written, record.position, &record.clone().into());
    let is_there = |segment: &Vec<u8>| segment.windows(written.len()).any(|window| window == written);
    assert!(segments.iter().any(is_there), "a record that nobody wrote");
}

/// What a backup would copy is there, and of a sound journal a sound one: the same records, as far as they are proven.
fn check_copy(disk: &SimulatedDisk, sound: Option<&Vec<StoredRecord>>) {
    let Ok(lengths) = proven_lengths(disk) else { return };
    let copy = SimulatedDisk::new();
    for (name, length) in lengths {
        let bytes = disk.bytes(&name).expect("what is named is there");
        copy.put(&name, bytes[..usize::try_from(length).expect("a file of this size")].to_vec());
    }
    let mut copied = Vec::new();
    let found = survey(&copy, &mut |record| copied.push(record.clone()));
    if let Some(seen) = sound {
        assert!(found.is_ok_and(|found| found.damage.is_empty()), "a copy of what is sound is sound");
        assert!(seen.starts_with(&copied), "a copy holds nothing else");
    }
}

fn refused_untouched(disk: &SimulatedDisk, before: &[(String, Vec<u8>)], way: impl Hash) -> Outcome {
    assert_eq!(files(disk), before, "what is refused is left as it was");
    Outcome::refused(way)
}

/// What is added is there after the next start, behind all that was.
fn check_goes_on(disk: &SimulatedDisk, mut opened: Journal, mut seen: Vec<StoredRecord>) {
    let last = opened.reader.last();
    if last.0 == u64::MAX {
        return;
    }
    let new = record(b"after the fuzz");
    let position = opened.writer.as_mut().expect("it can be written to").append(&[&new]).expect("the disk has room");
    assert_eq!(position, last.next());
    drop(opened);
    seen.push(new.at(position));
    let again = open(disk).expect("it was opened before");
    assert!(again.writer.is_some(), "a sound journal stays sound");
    assert_eq!(scanned(&again), seen, "what was added is there");
}

fn open(disk: &SimulatedDisk) -> Result<Journal, lantern_server::journal::JournalOpenError> {
    let settings = JournalSettings { segment_bytes: 4096, reserve_bytes: 0, new_journal_id: Uuid::from_u128(9) };
    Journal::open(Arc::new(disk.clone()), settings)
}

fn scanned(journal: &Journal) -> Vec<StoredRecord> {
    let mut records = Vec::new();
    let scan = journal.reader.scan(JournalPosition::START, &mut |record| {
        records.push(record);
        ControlFlow::Continue(())
    });
    scan.expect("what was surveyed can be read");
    records
}

fn files(disk: &SimulatedDisk) -> Vec<(String, Vec<u8>)> {
    use lantern_server::disk::Disk as _;
    let names = disk.names().expect("the disk answers");
    let with_bytes = |name: String| disk.bytes(&name).map(|bytes| (name, bytes));
    names.into_iter().filter(|name| name.ends_with(".journal")).filter_map(with_bytes).collect()
}

fn split(mut rest: &[u8]) -> Vec<Vec<u8>> {
    let mut segments = Vec::new();
    while let Some((length, behind)) = rest.split_first_chunk::<2>()
        && segments.len() < SEGMENTS_MAX
    {
        let (segment, next) = behind.split_at(behind.len().min(u16::from_be_bytes(*length).into()));
        segments.push(segment.to_vec());
        rest = next;
    }
    segments
}

fn join(flags: u8, segments: &[Vec<u8>]) -> Vec<u8> {
    let mut out = vec![flags];
    for segment in segments {
        let length = u16::try_from(segment.len()).unwrap_or(u16::MAX);
        out.extend_from_slice(&length.to_be_bytes());
        out.extend_from_slice(&segment[..length.into()]);
    }
    out
}

/// Cuts a segment into its header and pieces, by the lengths that these name; the last takes what is left.
fn pieces(segment: &[u8]) -> Vec<Vec<u8>> {
    let (header, mut rest) = segment.split_at(segment.len().min(HEADER_BYTES));
    let mut pieces = vec![header.to_vec()];
    while !rest.is_empty() {
        let named = rest.first_chunk().map_or(usize::MAX, |length| u32::from_be_bytes(*length) as usize);
        let (piece, next) = rest.split_at(rest.len().min(named.saturating_add(8)));
        pieces.push(piece.to_vec());
        rest = next;
    }
    pieces
}

/// Makes the CRCs of a segment fit what they are over.
fn seal(segment: &mut Vec<u8>) {
    let mut pieces = pieces(segment);
    for (at, piece) in pieces.iter_mut().enumerate() {
        if at == 0 && piece.len() == HEADER_BYTES {
            let crc = crc32c(&piece[..HEADER_BYTES - 4]);
            piece[HEADER_BYTES - 4..].copy_from_slice(&crc);
        } else if at > 0 && piece.len() >= RECORD_HEAD_BYTES {
            let crc = crc32c(&piece[8..]);
            piece[4..8].copy_from_slice(&crc);
        }
    }
    *segment = pieces.concat();
}

fn crc32c(bytes: &[u8]) -> [u8; 4] {
    crc32c::crc32c(bytes).to_be_bytes()
}

fn record(bytes: &[u8]) -> NewRecord {
    NewRecord { kind: RecordKind::BATCH, carried_by: Uuid::from_u128(7), received_at_ms: 1, bytes: bytes.to_vec() }
}

/// One segment, two that follow one another, one that supersedes the end of another, and none at all.
fn samples() -> Vec<Vec<u8>> {
    let segment = |first: u64, count: u64, is_marked: bool| {
        let header = SegmentHeader { journal_id: Uuid::from_u128(3), first_position: JournalPosition(first) };
        let mut bytes = header.to_bytes().to_vec();
        for position in first..first + count {
            write_record(&mut bytes, JournalPosition(position), &record(&vec![position as u8; position as usize * 3]));
            if is_marked {
                write_mark(&mut bytes, JournalPosition(position + 1));
            }
        }
        bytes
    };
    let journals = [
        vec![segment(1, 3, true)],
        vec![segment(1, 3, false)],
        vec![segment(1, 3, true), segment(4, 2, true)],
        vec![segment(1, 4, true), segment(3, 3, true), segment(6, 0, true)],
        vec![],
    ];
    journals.iter().flat_map(|journal| [join(SEALED, journal), join(0, journal)]).collect()
}

fn mutate(bytes: &mut Vec<u8>, random: &mut Random) {
    let Some((flags, rest)) = bytes.split_first() else { return bytes.push(SEALED) };
    let (flags, mut segments) = (*flags, split(rest));
    if segments.is_empty() || random.one_in(30) {
        return mutate::bytes(bytes, random);
    }
    let at = random.below(segments.len());
    match random.below(12) {
        0 => mutate::list(&mut segments, random),
        1 => mutate::bytes(&mut segments[at], random),
        2 => {
            let whole = segments[at].len();
            segments[at].truncate(random.below(whole + 1));
        }
        3 => segments[at].extend(std::iter::repeat_n(0, random.below(600))),
        _ => mutate_pieces(&mut segments[at], random),
    }
    *bytes = join(flags, &segments);
}

fn mutate_pieces(segment: &mut Vec<u8>, random: &mut Random) {
    let mut pieces = pieces(segment);
    if random.one_in(3) && pieces.len() > 2 {
        let mut records = pieces.split_off(1);
        mutate::list(&mut records, random);
        pieces.append(&mut records);
    } else {
        let at = random.below(pieces.len());
        let field = random.of(&[0..4, 8..16, 16..24, 24..40, 40..41, 41..usize::MAX, 21..29, 4..5]).clone();
        let piece = &mut pieces[at];
        let (from, to) = (field.start.min(piece.len()), field.end.min(piece.len()));
        if random.one_in(2) && to - from == 8 {
            // A position near the true one is worth more than any number.
            let near = piece[to - 1].wrapping_add(random.below(5) as u8).wrapping_sub(2);
            piece[to - 1] = near;
        } else {
            let mut changed = piece[from..to].to_vec();
            mutate::bytes(&mut changed, random);
            drop(piece.splice(from..to, changed));
        }
    }
    *segment = pieces.concat();
}
