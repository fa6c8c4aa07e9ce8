//! Where the index lies between two runs, and whether what lies there can be trusted.
//!
//! An index that is not of this journal as it is now, or cannot be opened, is thrown away and made anew; where even that
//! fails, it lives in memory until the next start.

use super::memory::MemoryKeyValues;
use super::reflect::fingerprint;
use super::{IndexError, KeyValues, query};
use crate::journal::JournalReader;
use crate::storage::JournalPosition;

/// Where the index lies between two runs.
pub trait IndexPlace: Send + Sync {
    /// Opens what lies there, or makes an empty one where nothing does.
    ///
    /// # Errors
    ///
    /// [`IndexError`]: it is broken.
    fn open(&self) -> Result<Box<dyn KeyValues>, IndexError>;

    /// Removes what lies there, whatever it is; nobody has it open any more.
    ///
    /// # Errors
    ///
    /// [`IndexError`]: it cannot be removed.
    fn remove(&self) -> Result<(), IndexError>;
}

/// No place: the index lives in memory and is made anew at every start.
#[derive(Debug, Clone, Copy)]
pub struct InMemory;

impl IndexPlace for InMemory {
    fn open(&self) -> Result<Box<dyn KeyValues>, IndexError> {
        Ok(Box::new(MemoryKeyValues::default()))
    }

    fn remove(&self) -> Result<(), IndexError> {
        Ok(())
    }
}

/// Opens what lies in a place if it reflects this journal, or else makes it anew; tells up to where it does.
pub(super) fn open_trusted(journal: &JournalReader, place: &dyn IndexPlace) -> (Box<dyn KeyValues>, JournalPosition) {
    let opened = place.open().and_then(|keys| Ok((trusted_up_to(journal, &*keys)?, keys)));
    match opened {
        Ok((Some(applied), keys)) => return (keys, applied),
        Ok((None, keys)) => {
            tracing::warn!("the index is not of this journal as it is now");
            drop(keys);
        }
        Err(error) => tracing::warn!(%error, "the index cannot be opened"),
    }
    tracing::warn!("the index is made anew from the journal");
    (open_empty(place), JournalPosition::START)
}

/// Returns up to where keys reflect a journal; `None` when they are not of this journal as it is now.
fn trusted_up_to(journal: &JournalReader, keys: &dyn KeyValues) -> Result<Option<JournalPosition>, IndexError> {
    let Some(applied) = query::applied(keys)? else {
        return Ok(query::is_empty(keys)?.then_some(JournalPosition::START));
    };
    let record = journal.read(applied.position).ok().flatten();
    let is_same = applied.journal_id == journal.journal_id()
        && record.is_some_and(|record| fingerprint(&record) == applied.fingerprint);
    Ok(is_same.then_some(applied.position))
}

/// Removes what lies in a place, and opens it.
pub(super) fn open_empty(place: &dyn IndexPlace) -> Box<dyn KeyValues> {
    place.remove().and_then(|()| place.open()).unwrap_or_else(|error| {
        tracing::error!(%error, "the index cannot be made anew on disk");
        in_memory(place)
    })
}

/// Gives a place up until the next start.
pub(super) fn in_memory(place: &dyn IndexPlace) -> Box<dyn KeyValues> {
    tracing::error!("the index is kept in memory until the next start");
    if let Err(error) = place.remove() {
        tracing::warn!(%error, "what is left of the index on disk cannot be removed");
    }
    Box::new(MemoryKeyValues::default())
}
