//! The keys of the index and the bytes of their values.
//!
//! The first byte tells the family. Integers are big-endian, so that keys order as numbers do.
//! The layout may change with any version: [`LAYOUT`] then rises, and the index is rebuilt.

use std::ops::RangeInclusive;

use lantern_ledger::Hash;
use uuid::Uuid;

use crate::storage::{BatchPlace, JournalPosition, LogSummary};

/// The version of everything below and of what `reflect` writes; another one found on disk means: rebuild.
pub const LAYOUT: u8 = 1;

/// The key of [`Applied`]; sorts before all others.
pub const APPLIED: &[u8] = &[0];
const BATCH: u8 = b'b';
const LOG: u8 = b'l';

/// Returns all keys: none is longer than those of batches.
pub fn all_keys() -> RangeInclusive<Vec<u8>> {
    APPLIED.to_vec()..=vec![u8::MAX; 64]
}

/// What the index reflects: which journal, in which layout, up to where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Applied {
    /// The journal's identity.
    pub journal_id: Uuid,
    /// The last position whose keys are in.
    pub position: JournalPosition,
    /// Tells the record at that position from another one; 0 when there is none to read.
    pub fingerprint: u32,
}

impl Applied {
    /// Returns the value kept under [`APPLIED`].
    pub fn to_bytes(self) -> Vec<u8> {
        let fingerprint = self.fingerprint.to_be_bytes();
        [&[LAYOUT][..], self.journal_id.as_bytes(), &self.position.0.to_be_bytes(), &fingerprint].concat()
    }

    /// Reads such a value; `None` when it is of another layout or not whole.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let mut fields = Fields(bytes);
        let [layout] = fields.take()?;
        let journal_id = Uuid::from_bytes(fields.take()?);
        let position = JournalPosition(fields.number()?);
        let fingerprint = u32::from_be_bytes(fields.take()?);
        (layout == LAYOUT && fields.0.is_empty()).then_some(Self { journal_id, position, fingerprint })
    }
}

/// Returns the key of a batch: log, last sequence number, position.
pub fn batch_key(place: &BatchPlace) -> Vec<u8> {
    batch_key_of(place.log, place.last_seq, place.position)
}

/// Returns the keys of the batches of a log whose last sequence number is in a range.
pub fn batch_keys(log: Uuid, last_seqs: RangeInclusive<u64>) -> RangeInclusive<Vec<u8>> {
    batch_key_of(log, *last_seqs.start(), JournalPosition::START)
        ..=batch_key_of(log, *last_seqs.end(), JournalPosition(u64::MAX))
}

fn batch_key_of(log: Uuid, last_seq: u64, position: JournalPosition) -> Vec<u8> {
    [&[BATCH][..], log.as_bytes(), &last_seq.to_be_bytes(), &position.0.to_be_bytes()].concat()
}

/// Returns the value of a batch: what its key does not tell.
pub fn batch_value(place: &BatchPlace) -> Vec<u8> {
    [&place.first_seq.to_be_bytes()[..], &place.hash_before.0, &place.hash_after.0].concat()
}

/// Reads a batch from its key and value; `None` when they are not whole.
pub fn batch_from(key: &[u8], value: &[u8]) -> Option<BatchPlace> {
    let (mut key, mut value) = (Fields(key), Fields(value));
    let [BATCH] = key.take()? else { return None };
    let (log, last_seq, position) = (Uuid::from_bytes(key.take()?), key.number()?, JournalPosition(key.number()?));
    let (first_seq, hash_before, hash_after) = (value.number()?, Hash(value.take()?), Hash(value.take()?));
    let whole = key.0.is_empty() && value.0.is_empty();
    whole.then_some(BatchPlace { log, first_seq, last_seq, hash_before, hash_after, position })
}

/// Returns the key of a log's summary.
pub fn log_key(log: Uuid) -> Vec<u8> {
    [&[LOG][..], log.as_bytes()].concat()
}

/// Returns the keys of all summaries.
pub fn log_keys() -> RangeInclusive<Vec<u8>> {
    log_key(Uuid::nil())..=log_key(Uuid::max())
}

/// Returns the value of a log's summary.
pub fn log_value(summary: &LogSummary) -> Vec<u8> {
    let LogSummary { last_seq, last_hash, batch_count, longest_batch, last_position } = summary;
    let numbers = [*last_seq, *batch_count, *longest_batch, last_position.0].map(u64::to_be_bytes).concat();
    [&numbers[..], &last_hash.0].concat()
}

/// Reads a summary from its key and value; `None` when they are not whole.
pub fn log_from(key: &[u8], value: &[u8]) -> Option<(Uuid, LogSummary)> {
    let (mut key, mut value) = (Fields(key), Fields(value));
    let [LOG] = key.take()? else { return None };
    let log = Uuid::from_bytes(key.take()?);
    let (last_seq, batch_count, longest_batch) = (value.number()?, value.number()?, value.number()?);
    let (last_position, last_hash) = (JournalPosition(value.number()?), Hash(value.take()?));
    let whole = key.0.is_empty() && value.0.is_empty();
    whole.then_some((log, LogSummary { last_seq, last_hash, batch_count, longest_batch, last_position }))
}

/// Bytes read from the front in pieces of fixed length.
struct Fields<'a>(&'a [u8]);

impl Fields<'_> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (field, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*field)
    }

    fn number(&mut self) -> Option<u64> {
        self.take().map(u64::from_be_bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place() -> BatchPlace {
        BatchPlace {
            log: Uuid::from_u128(5),
            first_seq: 3,
            last_seq: 9,
            hash_before: Hash([1; 32]),
            hash_after: Hash([2; 32]),
            position: JournalPosition(77),
        }
    }

    #[test]
    fn what_is_written_reads_back_equal() {
        let summary = LogSummary {
            last_seq: 9,
            last_hash: Hash([2; 32]),
            batch_count: 4,
            longest_batch: 7,
            last_position: JournalPosition(77),
        };
        let applied = Applied { journal_id: Uuid::from_u128(1), position: JournalPosition(77), fingerprint: 3 };
        assert_eq!(batch_from(&batch_key(&place()), &batch_value(&place())), Some(place()));
        assert_eq!(log_from(&log_key(place().log), &log_value(&summary)), Some((place().log, summary)));
        assert_eq!(Applied::from_bytes(&applied.to_bytes()), Some(applied));
    }

    #[test]
    fn what_is_cut_or_of_another_layout_is_not_read() {
        let (key, value) = (batch_key(&place()), batch_value(&place()));
        assert_eq!(batch_from(&key[..key.len() - 1], &value), None);
        assert_eq!(batch_from(&key, &value[1..]), None);
        let mut later = Applied { journal_id: Uuid::nil(), position: JournalPosition(1), fingerprint: 0 }.to_bytes();
        later[0] = LAYOUT + 1;
        assert_eq!(Applied::from_bytes(&later), None);
    }

    #[test]
    fn keys_of_a_log_order_by_last_seq_then_position() {
        let key = |last_seq, position| batch_key_of(Uuid::from_u128(5), last_seq, JournalPosition(position));
        assert!(key(9, 300) < key(10, 2));
        assert!(key(9, 2) < key(9, 300));
        assert!(batch_keys(Uuid::from_u128(5), 9..=9).contains(&key(9, 300)));
        assert!(!batch_keys(Uuid::from_u128(6), 0..=u64::MAX).contains(&key(9, 300)));
    }
}
