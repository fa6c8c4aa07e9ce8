//! A journal and an index, whoever steps them: what is asked of a storage goes to the one or to the other.
//!
//! Leaves opening, and who writes and follows, to `durable` (threads) and, for simulations, to `testing` (its callers).

use std::ops::ControlFlow;

use uuid::Uuid;

use super::{
    Acknowledgement, AppendError, BatchPlace, Health, JournalPosition, LogSummary, NewRecord, Storage, StorageError,
    StoredRecord,
};
use crate::disk::DiskLock;
use crate::index::{IndexError, KeyValues, query};
use crate::journal::{JournalReader, Recovery};

/// Adds records to a journal, and answers when they are durable.
pub trait Appender: Send + Sync {
    /// Hands records over; see [`Storage::append`] and [`Storage::append_from_reserve`].
    fn append(&self, records: Vec<NewRecord>, from_reserve: bool) -> Acknowledgement;

    /// Returns how the last append went.
    fn health(&self) -> Health;
}

/// An index that reflects a journal.
pub trait Following: Send + Sync {
    /// Asks the index as of the last durable record.
    ///
    /// # Errors
    ///
    /// [`StorageError`] when the journal cannot be read, or an index made anew fails too.
    fn ask<T>(&self, question: impl Fn(&dyn KeyValues) -> Result<T, IndexError>) -> Result<T, StorageError>;

    /// Returns up to where the index reflects the journal.
    fn applied(&self) -> JournalPosition;

    /// Makes the index anew, and returns when it has caught up.
    ///
    /// # Errors
    ///
    /// As [`ask`](Self::ask).
    fn rebuild(&self) -> Result<(), StorageError>;
}

/// A journal with an index beside it.
///
/// Dropping it answers what waits, and closes both.
pub struct Kept<A, F> {
    // The order in which they are dropped.
    /// `None`: the journal is damaged, and only read.
    pub(crate) appender: Option<A>,
    pub(crate) index: F,
    pub(crate) reader: JournalReader,
    pub(crate) recovery: Recovery,
    pub(crate) _lock: DiskLock,
}

impl<A: Appender, F: Following> Kept<A, F> {
    /// Returns what was found and done at opening.
    pub fn recovery(&self) -> &Recovery {
        &self.recovery
    }

    fn hand_over(&self, records: Vec<NewRecord>, from_reserve: bool) -> Acknowledgement {
        match (&self.appender, self.reader.damage().first()) {
            (Some(appender), _) => appender.append(records, from_reserve),
            (None, Some(damage)) => Acknowledgement::answered(Err(AppendError::ReadOnly(damage.clone()))),
            (None, None) => Acknowledgement::answered(Err(AppendError::Closed)),
        }
    }
}

impl<A: Appender, F: Following> Storage for Kept<A, F> {
    fn journal_id(&self) -> Uuid {
        self.reader.journal_id()
    }

    fn last_position(&self) -> JournalPosition {
        self.reader.last()
    }

    fn health(&self) -> Health {
        match (&self.appender, self.reader.damage().first()) {
            (_, Some(damage)) => Health::ReadOnly(damage.clone()),
            (Some(appender), None) => appender.health(),
            (None, None) => Health::Writable,
        }
    }

    fn append(&self, records: Vec<NewRecord>) -> Acknowledgement {
        self.hand_over(records, false)
    }

    fn append_from_reserve(&self, records: Vec<NewRecord>) -> Acknowledgement {
        self.hand_over(records, true)
    }

    fn read(&self, position: JournalPosition) -> Result<Option<StoredRecord>, StorageError> {
        self.reader.read(position)
    }

    fn scan(
        &self,
        after: JournalPosition,
        visit: &mut dyn FnMut(StoredRecord) -> ControlFlow<()>,
    ) -> Result<(), StorageError> {
        self.reader.scan(after, visit)
    }

    fn batches(&self, log: Uuid, from_seq: u64, limit: usize) -> Result<Vec<BatchPlace>, StorageError> {
        self.index.ask(|index| query::batches(index, log, from_seq, limit))
    }

    fn batches_holding(&self, log: Uuid, seq: u64) -> Result<Vec<BatchPlace>, StorageError> {
        self.index.ask(|index| query::batches_holding(index, log, seq))
    }

    fn log_summary(&self, log: Uuid) -> Result<Option<LogSummary>, StorageError> {
        self.index.ask(|index| query::log_summary(index, log))
    }

    fn logs(&self) -> Result<Vec<(Uuid, LogSummary)>, StorageError> {
        self.index.ask(query::logs)
    }

    fn applied(&self) -> JournalPosition {
        self.index.applied()
    }

    fn rebuild_index(&self) -> Result<(), StorageError> {
        self.index.rebuild()
    }
}
