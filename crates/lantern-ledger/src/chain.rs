//! The chain that makes a log: each hash covers everything before it.
//!
//! Leaves signatures over the chain's head to [`crate::head`].

use crate::{Entry, Hash};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

const START_LABEL: &[u8] = b"lantern log 1";

/// A log of an operation: what one device wrote for one settlement with one key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct LogRef {
    /// The operation.
    pub operation: Uuid,
    /// The log, drawn at random by its writer.
    pub log: Uuid,
}

/// A point of a log: so many entries, and the hash that covers them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Head {
    /// The log.
    pub log: LogRef,
    /// The number of the last entry; 0 before the first.
    pub seq: u64,
    /// The hash over all entries up to that one; at 0 the start of the chain.
    pub hash: Hash,
}

impl Head {
    /// Returns the point before a log's first entry: SHA-256 over a label, the operation and the log.
    pub fn start(log: LogRef) -> Self {
        let hash = Hash::of(&[START_LABEL, log.operation.as_bytes(), log.log.as_bytes()]);
        Self { log, seq: 0, hash }
    }

    /// Returns the point after one more entry: its hash is that entry's identity.
    ///
    /// At the last number there is (`u64::MAX`, which nothing reaches) the number stays.
    #[must_use]
    pub fn then(&self, entry: &Entry) -> Self {
        Self { log: self.log, seq: self.seq.saturating_add(1), hash: link(self.hash, entry) }
    }
}

/// Returns the identity of an entry that follows the hash before it.
pub fn link(before: Hash, entry: &Entry) -> Hash {
    Hash::of(&[&before.0, entry.bytes()])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Kind;

    fn log(n: u128) -> LogRef {
        LogRef { operation: Uuid::from_u128(1), log: Uuid::from_u128(n) }
    }

    #[test]
    fn the_same_entry_is_another_record_in_another_log_or_place() {
        let entry = Entry::new(Kind(9), b"x").unwrap();
        let first = Head::start(log(1)).then(&entry);
        assert_ne!(first.hash, Head::start(log(2)).then(&entry).hash);
        assert_ne!(first.hash, first.then(&entry).hash);
        assert_eq!(first.then(&entry).seq, 2);
    }
}
