//! The bytes of a segment's header and of a record; the layout is told in the module above.

use std::ops::RangeInclusive;

use uuid::Uuid;

use crate::storage::{JournalPosition, NewRecord, RECORD_BYTES_MAX, RecordKind, StoredRecord};

/// The length of a segment's header.
pub const HEADER_BYTES: usize = 33;
/// The length of a record without its own bytes: also that of a mark.
pub const RECORD_HEAD_BYTES: usize = 41;

const MAGIC: &[u8; 4] = b"LTNJ";
const FORMAT: u8 = 1;
const CHECKED_HEADER_BYTES: usize = HEADER_BYTES - 4;
/// What of a record its length does not count: length and CRC.
const UNCOUNTED_BYTES: usize = 8;
const COUNTED_HEAD_BYTES: usize = RECORD_HEAD_BYTES - UNCOUNTED_BYTES;
/// What a segment can begin with: beyond that nobody counts, and counting on must not overflow.
const POSITIONS: RangeInclusive<u64> = 1..=i64::MAX as u64;
const MARK: RecordKind = RecordKind(0);

/// What a segment says of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SegmentHeader {
    /// The journal that it is a part of.
    pub journal_id: Uuid,
    /// The position of its first record, whether that is written yet or not.
    pub first_position: JournalPosition,
}

/// What the first bytes of a segment turn out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HeaderReading {
    /// A header.
    Whole(SegmentHeader),
    /// A whole header of a format that a later version made.
    Newer(u8),
    /// No header, or one with a wrong bit.
    Broken,
}

impl SegmentHeader {
    /// Returns the header's bytes.
    pub fn to_bytes(self) -> [u8; HEADER_BYTES] {
        let mut bytes = [0; HEADER_BYTES];
        bytes[..4].copy_from_slice(MAGIC);
        bytes[4] = FORMAT;
        bytes[5..21].copy_from_slice(self.journal_id.as_bytes());
        bytes[21..CHECKED_HEADER_BYTES].copy_from_slice(&self.first_position.0.to_be_bytes());
        let crc = crc32c::crc32c(&bytes[..CHECKED_HEADER_BYTES]);
        bytes[CHECKED_HEADER_BYTES..].copy_from_slice(&crc.to_be_bytes());
        bytes
    }

    /// Reads a header from the first bytes of a segment.
    pub fn read(bytes: &[u8]) -> HeaderReading {
        let Some((checked, rest)) = bytes.split_first_chunk::<CHECKED_HEADER_BYTES>() else {
            return HeaderReading::Broken;
        };
        let crc = rest.first_chunk().copied().map(u32::from_be_bytes);
        if crc != Some(crc32c::crc32c(checked)) || !checked.starts_with(MAGIC) {
            return HeaderReading::Broken;
        }
        if checked[4] != FORMAT {
            return HeaderReading::Newer(checked[4]);
        }
        let mut journal_id = [0; 16];
        journal_id.copy_from_slice(&checked[5..21]);
        let first_position = JournalPosition(number(&checked[21..]));
        if !POSITIONS.contains(&first_position.0) {
            return HeaderReading::Broken;
        }
        HeaderReading::Whole(Self { journal_id: Uuid::from_bytes(journal_id), first_position })
    }
}

/// Writes a record behind what is there.
pub fn write_record(into: &mut Vec<u8>, position: JournalPosition, record: &NewRecord) {
    let start = into.len();
    // Never above: longer records are refused before they come here.
    let counted = u32::try_from(COUNTED_HEAD_BYTES + record.bytes.len()).unwrap_or(u32::MAX);
    into.extend_from_slice(&counted.to_be_bytes());
    into.extend_from_slice(&[0; 4]);
    into.extend_from_slice(&position.0.to_be_bytes());
    into.extend_from_slice(&record.received_at_ms.to_be_bytes());
    into.extend_from_slice(record.carried_by.as_bytes());
    into.push(record.kind.0);
    into.extend_from_slice(&record.bytes);
    let crc = crc32c::crc32c(&into[start + UNCOUNTED_BYTES..]);
    into[start + 4..start + UNCOUNTED_BYTES].copy_from_slice(&crc.to_be_bytes());
}

/// Writes a mark behind what is there: all records before `position` are durable.
pub fn write_mark(into: &mut Vec<u8>, position: JournalPosition) {
    let mark = NewRecord { kind: MARK, carried_by: Uuid::nil(), received_at_ms: 0, bytes: Vec::new() };
    write_record(into, position, &mark);
}

/// The first bytes of what may be a record, not yet checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecordHead {
    /// The length of the whole.
    pub byte_count: usize,
    /// The position that it claims.
    pub position: JournalPosition,
}

impl RecordHead {
    /// Reads a head; `None` when there are too few bytes, or its length cannot be that of a record.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let head = bytes.first_chunk::<RECORD_HEAD_BYTES>()?;
        let counted = usize::try_from(u32::from_be_bytes(*head.first_chunk()?)).ok()?;
        let is_possible = (COUNTED_HEAD_BYTES..=COUNTED_HEAD_BYTES + RECORD_BYTES_MAX).contains(&counted);
        let position = JournalPosition(number(&head[8..]));
        is_possible.then_some(Self { byte_count: UNCOUNTED_BYTES + counted, position })
    }
}

/// A whole piece of a segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// A record.
    Record(StoredRecord),
    /// The proof that all records before a position are durable.
    Mark(JournalPosition),
}

impl Piece {
    /// Reads a piece from exactly its bytes; `None` when they are not whole.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let head = RecordHead::read(bytes).filter(|head| head.byte_count == bytes.len())?;
        let (uncounted, counted) = bytes.split_first_chunk::<UNCOUNTED_BYTES>()?;
        if u32::from_be_bytes(*uncounted.last_chunk()?) != crc32c::crc32c(counted) {
            return None;
        }
        let (fields, own) = counted.split_first_chunk::<COUNTED_HEAD_BYTES>()?;
        let kind = RecordKind(fields[32]);
        if kind == MARK {
            // Who goes on behind a mark counts on its length.
            let mut written = Vec::new();
            write_mark(&mut written, head.position);
            return (written == bytes).then_some(Self::Mark(head.position));
        }
        let mut carried_by = [0; 16];
        carried_by.copy_from_slice(&fields[16..32]);
        Some(Self::Record(StoredRecord {
            position: head.position,
            received_at_ms: number(&fields[8..]).cast_signed(),
            carried_by: Uuid::from_bytes(carried_by),
            kind,
            bytes: own.to_vec(),
        }))
    }

    /// Returns the position that the piece says.
    pub fn position(&self) -> JournalPosition {
        match self {
            Self::Record(record) => record.position,
            Self::Mark(position) => *position,
        }
    }
}

fn number(bytes: &[u8]) -> u64 {
    bytes.first_chunk().copied().map_or(0, u64::from_be_bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record() -> NewRecord {
        NewRecord {
            kind: RecordKind::BATCH,
            carried_by: Uuid::from_u128(9),
            received_at_ms: -5,
            bytes: b"batch".to_vec(),
        }
    }

    #[test]
    fn a_record_reads_back_equal() {
        let mut bytes = Vec::new();
        write_record(&mut bytes, JournalPosition(7), &record());
        assert_eq!(Piece::read(&bytes), Some(Piece::Record(record().at(JournalPosition(7)))));
        assert_eq!(Piece::read(&bytes[..bytes.len() - 1]), None);
    }

    #[test]
    fn any_flipped_bit_of_a_record_or_a_header_is_found() {
        let mut bytes = Vec::new();
        write_record(&mut bytes, JournalPosition(7), &record());
        flip_each_bit(&mut bytes, |flipped| assert_eq!(Piece::read(flipped), None));
        let header = SegmentHeader { journal_id: Uuid::from_u128(3), first_position: JournalPosition(8) };
        let mut bytes = header.to_bytes().to_vec();
        assert_eq!(SegmentHeader::read(&bytes), HeaderReading::Whole(header));
        flip_each_bit(&mut bytes, |flipped| assert_eq!(SegmentHeader::read(flipped), HeaderReading::Broken));
    }

    #[test]
    fn a_segment_that_begins_where_no_record_lies_has_no_header() {
        let read = |first| {
            let header = SegmentHeader { journal_id: Uuid::from_u128(3), first_position: JournalPosition(first) };
            SegmentHeader::read(&header.to_bytes())
        };
        assert_eq!(read(0), HeaderReading::Broken);
        assert_eq!(read(u64::MAX), HeaderReading::Broken);
        assert!(matches!(read(1), HeaderReading::Whole(_)));
    }

    #[test]
    fn a_mark_has_one_spelling() {
        let mut mark = Vec::new();
        write_mark(&mut mark, JournalPosition(7));
        assert_eq!(Piece::read(&mark), Some(Piece::Mark(JournalPosition(7))));
        for odd in [NewRecord { kind: MARK, ..record() }, NewRecord { kind: MARK, bytes: Vec::new(), ..record() }] {
            let mut bytes = Vec::new();
            write_record(&mut bytes, JournalPosition(7), &odd);
            assert_eq!(Piece::read(&bytes), None, "no writer wrote this");
        }
    }

    #[test]
    fn zeros_are_no_record() {
        assert_eq!(Piece::read(&[0; RECORD_HEAD_BYTES]), None);
    }

    #[test]
    fn a_later_format_is_told_from_a_broken_header() {
        let header = SegmentHeader { journal_id: Uuid::from_u128(3), first_position: JournalPosition(8) };
        let mut bytes = header.to_bytes();
        bytes[4] = 2;
        let crc = crc32c::crc32c(&bytes[..CHECKED_HEADER_BYTES]);
        bytes[CHECKED_HEADER_BYTES..].copy_from_slice(&crc.to_be_bytes());
        assert_eq!(SegmentHeader::read(&bytes), HeaderReading::Newer(2));
    }

    fn flip_each_bit(bytes: &mut [u8], check: impl Fn(&[u8])) {
        for bit in 0..bytes.len() * 8 {
            bytes[bit / 8] ^= 1 << (bit % 8);
            check(bytes);
            bytes[bit / 8] ^= 1 << (bit % 8);
        }
    }
}
