//! A keyspace in memory: for tests, and for the time after the one on disk has failed.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::sync::{PoisonError, RwLock};

use super::{Changes, IndexError, KeyValues, VALUE_BYTES_MAX, Visit};

/// Keys and values in a tree of this process.
#[derive(Debug, Default)]
pub struct MemoryKeyValues(RwLock<BTreeMap<Vec<u8>, Vec<u8>>>);

impl KeyValues for MemoryKeyValues {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, IndexError> {
        Ok(self.0.read().unwrap_or_else(PoisonError::into_inner).get(key).cloned())
    }

    fn range(&self, keys: RangeInclusive<Vec<u8>>, visit: &mut Visit<'_>) -> Result<(), IndexError> {
        for (key, value) in self.0.read().unwrap_or_else(PoisonError::into_inner).range(keys) {
            if visit(key, value).is_break() {
                break;
            }
        }
        Ok(())
    }

    fn apply(&self, changes: Changes) -> Result<(), IndexError> {
        let mut tree = self.0.write().unwrap_or_else(PoisonError::into_inner);
        for (key, change) in changes {
            match change {
                Some(value) if value.len() >= VALUE_BYTES_MAX => return Err(IndexError("a value is too long".into())),
                Some(value) => tree.insert(key, value),
                None => tree.remove(&key),
            };
        }
        Ok(())
    }
}

impl MemoryKeyValues {
    /// Removes every key.
    pub fn clear(&self) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).clear();
    }
}
