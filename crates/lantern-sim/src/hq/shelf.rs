//! Where HQ's index lies between two runs: kept, lost, or as it was some time ago.

use lantern_server::index::memory::MemoryKeyValues;
use lantern_server::index::place::IndexPlace;
use lantern_server::index::{Changes, IndexError, KeyValues, Visit};
use std::ops::{ControlFlow, RangeInclusive};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A place for an index; clones are the same place.
#[derive(Clone, Default)]
pub struct Shelf(Arc<Mutex<Arc<MemoryKeyValues>>>);

impl Shelf {
    fn keys(&self) -> MutexGuard<'_, Arc<MemoryKeyValues>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Loses the index.
    pub fn clear(&self) {
        *self.keys() = Arc::default();
    }

    /// Returns a copy of what lies here.
    pub fn copied(&self) -> Self {
        let copy = MemoryKeyValues::default();
        let mut changes = Changes::new();
        let all = Vec::new()..=vec![0xff; 64];
        let read = self.keys().range(all, &mut |key, value| {
            changes.insert(key.to_vec(), Some(value.to_vec()));
            ControlFlow::Continue(())
        });
        // A copy that could not be made is an index that was lost: that happens too.
        let _lost = read.and_then(|()| copy.apply(changes));
        Self(Arc::new(Mutex::new(Arc::new(copy))))
    }

    /// Puts here what lies elsewhere.
    pub fn put(&self, other: &Self) {
        let keys = other.copied().keys().clone();
        *self.keys() = keys;
    }
}

struct Book(Arc<MemoryKeyValues>);

impl KeyValues for Book {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, IndexError> {
        self.0.get(key)
    }

    fn range(&self, keys: RangeInclusive<Vec<u8>>, visit: &mut Visit<'_>) -> Result<(), IndexError> {
        self.0.range(keys, visit)
    }

    fn apply(&self, changes: Changes) -> Result<(), IndexError> {
        self.0.apply(changes)
    }
}

impl IndexPlace for Shelf {
    fn open(&self) -> Result<Box<dyn KeyValues>, IndexError> {
        Ok(Box::new(Book(self.keys().clone())))
    }

    fn remove(&self) -> Result<(), IndexError> {
        self.clear();
        Ok(())
    }
}
