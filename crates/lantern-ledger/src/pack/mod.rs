//! The packing of a batch's body: the smallest of several forms, told apart by one byte.
//!
//! Unpacking is for bytes from anywhere: it ends, within the limits of a batch, with entries or an error.
//! Leaves the header around it to [`crate::batch`].

mod columns;
mod deflate;
mod plain;

use crate::{Entry, EntryError, Hash, WireError};

/// The most bytes that a body unpacks to, all its entries together.
const UNPACKED_MAX: usize = 256 * 1024;

/// Entries one after another.
const PLAIN: u8 = 0;
/// Columns, version 1.
const COLUMNS: u8 = 1;
/// Added to either: deflated, after the inflated length.
const DEFLATED: u8 = 0x80;

/// Returns the packing and the packed bytes.
///
/// Never fails: whatever does not unpack to the same entries is not taken, and plain always does.
pub(crate) fn pack(before: Hash, entries: &[Entry]) -> (u8, Vec<u8>) {
    let plain = plain::pack(entries);
    let (columns, packed_count) = columns::pack(before, entries, plain.len());
    let mut packed = Vec::new();
    if packed_count == entries.len() {
        packed.push((COLUMNS, columns));
    }
    if is_spelt_out(entries)
        && let Some(deflated) = deflate::pack(&plain)
    {
        packed.push((PLAIN | DEFLATED, deflated));
    }
    packed.push((PLAIN, plain));
    let unpacks = |(packing, body): &(u8, Vec<u8>)| {
        *packing == PLAIN
            || unpack(*packing, body, before, entries.len() as u64).is_ok_and(|found| same(&found, entries))
    };
    // Plain always unpacks, so this ends with it at the latest.
    loop {
        let smallest = packed.iter().enumerate().min_by_key(|(_, (_, body))| body.len());
        let Some((at, _)) = smallest else { return Default::default() };
        let best = packed.swap_remove(at);
        if unpacks(&best) {
            return best;
        }
    }
}

fn same(found: &[(Entry, Hash)], entries: &[Entry]) -> bool {
    found.iter().map(|(entry, _)| entry).eq(entries)
}

/// Unpacks so many entries, each with its chain hash.
pub(crate) fn unpack(packing: u8, body: &[u8], before: Hash, count: u64) -> Result<Vec<(Entry, Hash)>, WireError> {
    let mut entries = Vec::new();
    unpack_into(&mut entries, packing, body, before, count)?;
    Ok(entries)
}

/// Unpacks so many entries; after an error, those before it are there.
pub(crate) fn unpack_into(
    entries: &mut Vec<(Entry, Hash)>,
    packing: u8,
    body: &[u8],
    before: Hash,
    count: u64,
) -> Result<(), WireError> {
    let inflated;
    let body = if packing & DEFLATED == 0 {
        body
    } else {
        inflated = deflate::unpack(body)?;
        &inflated
    };
    match packing & !DEFLATED {
        PLAIN => plain::unpack(body, before, count, entries),
        COLUMNS => columns::unpack(body, before, count, entries),
        _ => Err(WireError::Unknown),
    }
}

/// Returns how many of the entries pack into so many bytes.
pub(crate) fn fill(before: Hash, entries: &[Entry], bytes_max: usize) -> usize {
    let (_, in_columns) = columns::pack(before, entries, bytes_max);
    let fits = in_columns.max(plain::fill(entries, bytes_max));
    if fits < entries.len() && is_spelt_out(entries) { deflate::fill(entries, bytes_max, fits) } else { fits }
}

/// Whether columns have nothing to say of most entries, so that deflate is worth trying: HQ's plan, for one.
fn is_spelt_out(entries: &[Entry]) -> bool {
    let spelt_out = entries.iter().filter(|entry| !columns::KINDS.contains(&entry.kind())).count();
    spelt_out * 2 > entries.len()
}

fn wire_error(error: EntryError) -> WireError {
    match error {
        EntryError::Wire(error) => error,
        EntryError::TooLarge | EntryError::Unsayable => WireError::Range,
    }
}
