//! Entries one after another, as they are hashed.

use crate::chain::link;
use crate::wire::Reader;
use crate::{Entry, EntryError, Hash, WireError};

pub(super) fn pack(entries: &[Entry]) -> Vec<u8> {
    entries.iter().flat_map(|entry| entry.bytes()).copied().collect()
}

pub(super) fn unpack(body: &[u8], before: Hash, count: u64) -> Result<Vec<(Entry, Hash)>, WireError> {
    let mut reader = Reader::new(body);
    let mut hash = before;
    let mut entries = Vec::new();
    for _ in 0..count {
        let entry = Entry::read(&mut reader).map_err(|error| match error {
            EntryError::Wire(error) => error,
            EntryError::TooLarge | EntryError::Unsayable => WireError::Range,
        })?;
        hash = link(hash, &entry);
        entries.push((entry, hash));
    }
    reader.end()?;
    Ok(entries)
}
