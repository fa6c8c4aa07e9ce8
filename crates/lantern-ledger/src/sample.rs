//! The checked-in mix of records for measuring: the same records for the same seed, for ever.

use crate::{Entry, Head};

/// Which of the three measured mixes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Mix {
    /// With a position on each record.
    pub position: bool,
    /// With random 64-bit card codes instead of typed ones.
    pub random_codes: bool,
}

impl Mix {
    /// Returns `count` hand-overs and the voids among them, following a point of a log.
    ///
    /// Entries for a log's first batch lack its genesis: put one first and pass the point after it.
    pub fn entries(self, _seed: u64, _before: Head, _count: usize) -> Vec<Entry> {
        Vec::new()
    }
}
