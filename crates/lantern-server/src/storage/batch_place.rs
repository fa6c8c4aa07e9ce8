//! What the index knows of batches without reading them: their place in their log and in the journal.

use lantern_ledger::Hash;
use uuid::Uuid;

use super::JournalPosition;

/// One batch: its frozen header in short, and where the whole lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BatchPlace {
    /// The log that it is a piece of.
    pub log: Uuid,
    /// The sequence number of its first entry; from 1.
    pub first_seq: u64,
    /// The sequence number of its last entry; not below `first_seq`.
    pub last_seq: u64,
    /// The chain hash before its first entry.
    pub hash_before: Hash,
    /// The chain hash at its last entry.
    pub hash_after: Hash,
    /// Where to [`read`](super::Storage::read) it.
    pub position: JournalPosition,
}

/// A log in short: enough to know where it ends, as far as the headers of its batches tell.
///
/// With a fork this shows the longest branch, or of two as long the one that came first; `intake` knows all branches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LogSummary {
    /// The greatest last sequence number.
    pub last_seq: u64,
    /// The chain hash there.
    pub last_hash: Hash,
    /// How many batches are kept, those of all branches together.
    pub batch_count: u64,
    /// The most entries that one of them holds.
    pub longest_batch: u64,
    /// Where the latest of them lies.
    pub last_position: JournalPosition,
}
