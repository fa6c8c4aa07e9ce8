//! The frozen outer header of a batch: all that the index needs, read without opening the body.

use uuid::Uuid;

use crate::storage::{BatchPlace, JournalPosition};

/// Reads where a batch lies in its log; `None` when the bytes are not a batch of format 1.
///
/// Layout: format, operation, log, first sequence number, count, hash before, hash after; the rest is not read.
pub fn batch_place(batch: &[u8], position: JournalPosition) -> Option<BatchPlace> {
    let ([1], rest) = batch.split_first_chunk::<1>()? else { return None };
    let (_operation, rest) = rest.split_first_chunk::<16>()?;
    let (log, rest) = rest.split_first_chunk::<16>()?;
    let (first_seq, rest) = leb128(rest)?;
    let (count, rest) = leb128(rest)?;
    let (hash_before, rest) = rest.split_first_chunk::<32>()?;
    let (hash_after, _) = rest.split_first_chunk::<32>()?;
    let last_seq = first_seq.checked_add(count.checked_sub(1)?)?;
    let [hash_before, hash_after] = [*hash_before, *hash_after];
    (first_seq > 0).then_some(BatchPlace {
        log: Uuid::from_bytes(*log),
        first_seq,
        last_seq,
        hash_before,
        hash_after,
        position,
    })
}

fn leb128(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let length = bytes.iter().take(10).position(|byte| byte & 0x80 == 0)? + 1;
    let (number, rest) = bytes.split_at(length);
    let value = number.iter().rev().try_fold(0u64, |value, byte| {
        let shifted = value.checked_mul(128)?;
        shifted.checked_add(u64::from(byte & 0x7f))
    })?;
    Some((value, rest))
}
