//! The index: small values by key, all derived from the journal, so that questions need not read it whole.
//!
//! [`reflect`] is the one place that says which keys a record leaves; living use, catching up and rebuilding all run it.
//! [`KeyValues`] is where the keys lie. Nothing here is ever the ground for an answer that the journal contradicts.

pub mod follower;
pub mod keys;
pub mod memory;
pub mod place;
pub mod query;
pub mod reflect;
pub mod sled_tree;

use std::collections::BTreeMap;
use std::ops::{ControlFlow, RangeInclusive};

use thiserror::Error;

/// The greatest length of a value, in bytes; sled keeps longer ones in files of their own.
pub const VALUE_BYTES_MAX: usize = 64 * 1024;

/// Keys to set (`Some`) and to remove (`None`).
pub type Changes = BTreeMap<Vec<u8>, Option<Vec<u8>>>;

/// What a range of keys and values is shown to, until it breaks.
pub type Visit<'a> = dyn FnMut(&[u8], &[u8]) -> ControlFlow<()> + 'a;

/// An ordered keyspace that keeps several changes together or not at all.
///
/// Keys order bytewise, and are never empty. Values are shorter than [`VALUE_BYTES_MAX`].
/// One thread writes; any number read at the same time. A range may show some changes of a write that is under way.
/// What was applied may be lost in a crash, but only its end, and every [`apply`](Self::apply) whole.
pub trait KeyValues: Send + Sync {
    /// Returns the value of a key.
    ///
    /// # Errors
    ///
    /// [`IndexError`]: the keyspace is broken and to be rebuilt.
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, IndexError>;

    /// Shows the keys in a range and their values, in order, until the visitor breaks.
    ///
    /// # Errors
    ///
    /// As [`get`](Self::get).
    fn range(&self, keys: RangeInclusive<Vec<u8>>, visit: &mut Visit<'_>) -> Result<(), IndexError>;

    /// Makes all changes at once.
    ///
    /// # Errors
    ///
    /// As [`get`](Self::get).
    fn apply(&self, changes: Changes) -> Result<(), IndexError>;
}

/// The keyspace is broken: it is thrown away and made anew from the journal.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{0}")]
pub struct IndexError(pub String);
