//! The packing of a batch's body: the smallest of several forms, told apart by one byte.
//!
//! Leaves the header around it to [`crate::batch`].

mod plain;

use crate::{Entry, Hash, WireError};

/// The most bytes that a body unpacks to.
const UNPACKED_MAX: usize = 256 * 1024;

const PLAIN: u8 = 0;

/// Returns the packing and the packed bytes; never fails, and unpacks to the same entries.
pub(crate) fn pack(_before: Hash, entries: &[Entry]) -> (u8, Vec<u8>) {
    (PLAIN, plain::pack(entries))
}

/// Unpacks so many entries, each with its chain hash.
pub(crate) fn unpack(packing: u8, body: &[u8], before: Hash, count: u64) -> Result<Vec<(Entry, Hash)>, WireError> {
    if body.len() > UNPACKED_MAX {
        return Err(WireError::Range);
    }
    match packing {
        PLAIN => plain::unpack(body, before, count),
        _ => Err(WireError::Unknown),
    }
}

/// Returns how many entries pack into so many bytes.
pub(crate) fn fill(_before: Hash, entries: &[Entry], bytes_max: usize) -> usize {
    let mut bytes = 0;
    let fits = |entry: &&Entry| {
        bytes += entry.bytes().len();
        bytes <= bytes_max
    };
    entries.iter().take_while(fits).count()
}
