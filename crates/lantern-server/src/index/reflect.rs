//! Which keys a record of the journal leaves in the index: the one place that says so.

use uuid::Uuid;

use super::header::batch_place;
use super::{Changes, IndexError, KeyValues, keys};
use crate::storage::{BatchPlace, LogSummary, RecordKind, StoredRecord};

/// The changes of some records one after another, to be applied together.
pub struct Reflection<'a> {
    index: &'a dyn KeyValues,
    changes: Changes,
}

impl<'a> Reflection<'a> {
    /// Begins with no change to an index.
    pub fn of(index: &'a dyn KeyValues) -> Self {
        Self { index, changes: Changes::new() }
    }

    /// Adds what a record leaves; records come in the journal's order, each once.
    ///
    /// Kinds other than batches leave nothing, and so do bytes that are no batch: they stay in the journal.
    ///
    /// # Errors
    ///
    /// [`IndexError`] when the index cannot be read.
    pub fn add(&mut self, record: &StoredRecord) -> Result<(), IndexError> {
        match record.kind {
            RecordKind::BATCH => match batch_place(&record.bytes, record.position) {
                Some(place) => self.add_batch(&place),
                None => Ok(()),
            },
            _ => Ok(()),
        }
    }

    /// Applies all changes, with what the index then reflects, in one piece.
    ///
    /// # Errors
    ///
    /// [`IndexError`] when the index cannot be written.
    pub fn apply(mut self, applied: keys::Applied) -> Result<(), IndexError> {
        self.changes.insert(keys::APPLIED.to_vec(), Some(applied.to_bytes()));
        self.index.apply(self.changes)
    }

    fn add_batch(&mut self, place: &BatchPlace) -> Result<(), IndexError> {
        let summary = longer(self.summary(place.log)?, place);
        self.changes.insert(keys::batch_key(place), Some(keys::batch_value(place)));
        self.changes.insert(keys::log_key(place.log), Some(keys::log_value(&summary)));
        Ok(())
    }

    fn summary(&self, log: Uuid) -> Result<Option<LogSummary>, IndexError> {
        let key = keys::log_key(log);
        let value = match self.changes.get(&key) {
            Some(changed) => changed.clone(),
            None => self.index.get(&key)?,
        };
        let Some(value) = value else { return Ok(None) };
        let (_, summary) = keys::log_from(&key, &value).ok_or_else(|| IndexError("a summary is not whole".into()))?;
        Ok(Some(summary))
    }
}

/// Returns the summary of a log to which a batch has come.
fn longer(before: Option<LogSummary>, place: &BatchPlace) -> LogSummary {
    let BatchPlace { last_seq, hash_after, position, .. } = *place;
    let before = before.unwrap_or(LogSummary {
        last_seq: 0,
        last_hash: place.hash_before,
        batch_count: 0,
        longest_batch: 0,
        last_position: position,
    });
    let (last_seq, last_hash) =
        if last_seq > before.last_seq { (last_seq, hash_after) } else { (before.last_seq, before.last_hash) };
    LogSummary {
        last_seq,
        last_hash,
        batch_count: before.batch_count + 1,
        longest_batch: before.longest_batch.max(place.last_seq - place.first_seq + 1),
        last_position: position,
    }
}
