//! One writer a log at a time, while other logs go on: what is decided about a log holds until it is written.
//!
//! Leaves what is decided to `intake` and `office`.

use std::collections::BTreeSet;
use std::sync::{Mutex, MutexGuard};
use uuid::Uuid;

const SHARDS: usize = 256;

/// Locks for any number of logs.
pub(crate) struct LogLocks(Vec<Mutex<()>>);

impl Default for LogLocks {
    fn default() -> Self {
        Self((0..SHARDS).map(|_| Mutex::new(())).collect())
    }
}

impl LogLocks {
    /// Waits until nobody else writes to any of these logs, and keeps it so while the guards live.
    pub(crate) fn lock(&self, logs: impl IntoIterator<Item = Uuid>) -> Vec<MutexGuard<'_, ()>> {
        // Always in the same order, so that two callers never wait for each other.
        let shards: BTreeSet<usize> = logs.into_iter().map(|log| usize::from(log.as_bytes()[0])).collect();
        let lock = |shard: usize| self.0[shard].lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        shards.into_iter().map(lock).collect()
    }
}
