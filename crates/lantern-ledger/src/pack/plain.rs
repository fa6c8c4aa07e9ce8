//! Entries one after another, as they are hashed.

use super::{UNPACKED_MAX, wire_error};
use crate::chain::link;
use crate::wire::Reader;
use crate::{Batch, Entry, Hash, WireError};

pub(super) fn pack(entries: &[Entry]) -> Vec<u8> {
    entries.iter().flat_map(|entry| entry.bytes()).copied().collect()
}

pub(super) fn unpack(body: &[u8], before: Hash, count: u64, entries: &mut Vec<(Entry, Hash)>) -> Result<(), WireError> {
    if body.len() > UNPACKED_MAX {
        return Err(WireError::Range);
    }
    let mut reader = Reader::new(body);
    let mut hash = before;
    for _ in 0..count {
        let entry = Entry::read(&mut reader).map_err(wire_error)?;
        hash = link(hash, &entry);
        entries.push((entry, hash));
    }
    reader.end()
}

pub(super) fn fill(entries: &[Entry], bytes_max: usize) -> usize {
    let mut bytes = 0;
    let fits = |entry: &&Entry| {
        bytes += entry.bytes().len();
        bytes <= bytes_max
    };
    entries.iter().take(Batch::ENTRIES_MAX as usize).take_while(fits).count()
}
