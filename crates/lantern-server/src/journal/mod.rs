//! The journal: HQ's order of what it accepted, and the truth behind everything HQ shows.
//!
//! # Files
//!
//! Segments `00000001.journal`, `00000002.journal` … each with a header and records one after another; a new one begins
//! when the last has reached 128 MiB, and whenever the last must not be trusted any further.
//! Numbers may be skipped.
//! A segment is made under the name `unfinished`, and gets its own when its first bytes are synced.
//! `*.cut` files hold what recovery set aside, `reserve` keeps space for the office, `in-use` carries the lock.
//!
//! # Bytes (format 1, final)
//!
//! Integers are big-endian. CRC means CRC-32C (Castagnoli).
//!
//! | header | bytes | |
//! | --- | --- | --- |
//! | magic | 4 | `LTNJ` |
//! | format | 1 | 1 |
//! | journal id | 16 | the same in all segments |
//! | first position | 8 | of the first record in this segment, 1 to 2⁶³ − 1 |
//! | CRC | 4 | over the 29 bytes before |
//!
//! | record | bytes | |
//! | --- | --- | --- |
//! | length | 4 | of what follows the CRC: 33 and the record's own bytes |
//! | CRC | 4 | over what follows it |
//! | position | 8 | one more than the record before |
//! | received at | 8 | milliseconds since 1970, signed |
//! | carried by | 16 | device, nil for HQ itself |
//! | kind | 1 | 1 batch, 2 contact, 3 stands for a lost record, 4 restored from a copy up to here |
//! | bytes | length − 33 | |
//!
//! A record of kind 0 is a *mark*: it has no bytes, takes no position (its position is that of the record to come), and
//! is written behind a sync that succeeded. So it proves that everything before it in its file was durable.
//! A new segment ends its first bytes with one. Readers pass over it.
//!
//! # Rules
//!
//! - A position lies in the segment with the greatest number whose first position is not above it.
//!   What an earlier segment holds at or behind that position is superseded.
//! - Acknowledged means: the sync of the bytes and, for a new file, of its name has returned.
//! - Marks decide what a broken record at start means. With a mark for a later position behind it, it had been synced:
//!   that is *damage*, the journal is read, and nothing is added. Without, it is the torn end of what was never
//!   acknowledged, although whole records of the same unfinished write may lie behind it (a disk writes sectors in any
//!   order): it is cut, and what is cut is set aside.
//!   Valid records alone would not do as proof: after a power cut in the middle of a large write the journal would
//!   refuse to go on.
//! - A file whose sync failed is never written again. Nor is the last one continued after a crash unless it ends in a
//!   mark: what follows its last mark may be in the kernel's memory alone, and a failed sync of the process that died
//!   would be forgotten by now. Either way what follows the last good sync is written anew in a new segment, before
//!   anybody sees it.
//! - A repair writes everything from the damage on anew in a new segment, in the same way: the damaged bytes stay where
//!   they are, superseded. A record of kind 3 stands where one is lost, so that every position means what it did.
//! - Where a segment is continued, its last mark is written again: it was never synced itself.
//! - After a write that failed (a full disk), what it left is cut off, durably, before anything else is written there.
//!
//! Leaves the grouping of appends to `commit`, and what records mean to everybody else.

mod anew;
pub mod format;
mod open;
mod proven;
mod reader;
mod reserve;
mod survey;
mod walk;
mod writer;

pub use anew::write_anew;
pub use open::{Journal, JournalOpenError, JournalSettings, Recovery};
pub use proven::proven_lengths;
pub use reader::JournalReader;
pub use reserve::Reserve;
pub use survey::{Superseded, Survey, SurveyError, Torn, survey};
pub use writer::JournalWriter;

use crate::disk::Disk;

/// The length at which a segment is full, unless settings say otherwise.
pub const SEGMENT_BYTES: u64 = 128 * 1024 * 1024;

/// Returns whether a disk holds a journal, whole or not.
pub fn has_segments(disk: &dyn Disk) -> bool {
    disk.names().is_ok_and(|names| names.iter().any(|name| segment_number(name).is_some()))
}

/// The name of a segment that is being made, until it is whole and synced.
const UNFINISHED_NAME: &str = "unfinished";

/// Returns the name of a segment.
fn segment_name(number: u32) -> String {
    format!("{number:08}.journal")
}

/// Returns the number of a segment; `None` when the name is not one.
fn segment_number(name: &str) -> Option<u32> {
    let digits = name.strip_suffix(".journal")?;
    let number = digits.parse().ok()?;
    (segment_name(number) == name).then_some(number)
}
