//! Which keys a record of the journal leaves in the index: the one place that says so.

use lantern_ledger::Batch;
use uuid::Uuid;

use super::keys::Applied;
use super::{Changes, IndexError, KeyValues, keys};
use crate::storage::{BatchPlace, JournalPosition, LogSummary, RecordKind, StoredRecord};

/// The changes of some records one after another, to be applied together.
pub struct Reflection<'a> {
    index: &'a dyn KeyValues,
    changes: Changes,
    last: Option<(JournalPosition, u32)>,
}

impl<'a> Reflection<'a> {
    /// Begins with no change to an index.
    pub fn of(index: &'a dyn KeyValues) -> Self {
        Self { index, changes: Changes::new(), last: None }
    }

    /// Adds what a record leaves; records come in the journal's order, each once.
    ///
    /// Kinds other than batches leave nothing, and so do bytes that are no batch: they stay in the journal.
    ///
    /// # Errors
    ///
    /// [`IndexError`] when the index cannot be read.
    pub fn add(&mut self, record: &StoredRecord) -> Result<(), IndexError> {
        self.last = Some((record.position, fingerprint(record)));
        match record.kind {
            RecordKind::BATCH => match batch_place(record) {
                Some(place) => self.add_batch(&place),
                None => Ok(()),
            },
            _ => Ok(()),
        }
    }

    /// Applies all changes in one piece, together with how far the index then reflects a journal.
    ///
    /// That may be beyond the last record added, where records are damaged.
    ///
    /// # Errors
    ///
    /// [`IndexError`] when the index cannot be written.
    pub fn apply(mut self, journal_id: Uuid, position: JournalPosition) -> Result<(), IndexError> {
        let last = self.last.filter(|(last, _)| *last == position);
        let applied = Applied { journal_id, position, fingerprint: last.map_or(0, |(_, fingerprint)| fingerprint) };
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

/// Returns what the header of a batch tells, without opening its body; `None` when the bytes are no batch.
fn batch_place(record: &StoredRecord) -> Option<BatchPlace> {
    let batch = Batch::parse(&record.bytes).ok()?;
    Some(BatchPlace {
        log: batch.log().log,
        first_seq: batch.first_seq(),
        last_seq: batch.last_seq(),
        hash_before: batch.before().hash,
        hash_after: batch.head().head.hash,
        position: record.position,
    })
}

/// Returns a number that tells a record from another one at the same position.
pub fn fingerprint(record: &StoredRecord) -> u32 {
    let seed = crc32c::crc32c(&record.received_at_ms.to_be_bytes());
    let seed = crc32c::crc32c_append(seed, record.carried_by.as_bytes());
    crc32c::crc32c_append(seed, &record.bytes)
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
