//! The real storage without a thread: whoever appends writes and syncs, whoever asks the index lets it follow first.
//!
//! For simulations, which repeat themselves only where nothing runs beside them.
//! Journal, commit and index are those of `storage::durable`; only the queue between callers is left out.

use crate::commit::Worker;
use crate::disk::{Disk, DiskLock};
use crate::index::follower::{Follower, Walker};
use crate::index::place::IndexPlace;
use crate::index::{IndexError, KeyValues, query};
use crate::journal::{Journal, JournalReader, JournalSettings, Recovery};
use crate::storage::record::check_acceptable;
use crate::storage::{
    Acknowledgement, AppendError, BatchPlace, Health, JournalPosition, LogSummary, NewRecord, OpenError, Storage,
    StorageError, StorageSettings, StoredRecord,
};
use std::ops::ControlFlow;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use uuid::Uuid;

/// A journal on any disk, with an index in any place, stepped by its callers.
pub struct SteppedStorage {
    // The order in which they are dropped.
    worker: Option<Mutex<Worker>>,
    walker: Walker,
    reader: JournalReader,
    recovery: Recovery,
    _lock: DiskLock,
}

impl SteppedStorage {
    /// Opens the storage.
    ///
    /// # Errors
    ///
    /// As `JournalStorage::open_on`.
    pub fn open_on(
        disk: Arc<dyn Disk>,
        place: Box<dyn IndexPlace>,
        settings: StorageSettings,
    ) -> Result<Self, OpenError> {
        let StorageSettings { new_journal_id, segment_bytes, reserve_bytes, .. } = settings;
        let Journal { reader, writer, reserve, recovery, lock } =
            Journal::open(disk, JournalSettings { segment_bytes, reserve_bytes, new_journal_id })?;
        let walker = Follower::walker(reader.clone(), place);
        let worker = writer.map(|writer| {
            let mut worker = Worker::new(writer, reserve);
            worker.begin();
            Mutex::new(worker)
        });
        Ok(Self { worker, walker, reader, recovery, _lock: lock })
    }

    /// Returns what was found and done at opening.
    pub fn recovery(&self) -> &Recovery {
        &self.recovery
    }

    fn hand_over(&self, records: Vec<NewRecord>, from_reserve: bool) -> Acknowledgement {
        if let Err(error) = check_acceptable(&records) {
            return Acknowledgement::answered(Err(error));
        }
        match (self.worker(), self.reader.damage().first()) {
            (Some(mut worker), _) => worker.append(records, from_reserve),
            (None, Some(damage)) => Acknowledgement::answered(Err(AppendError::ReadOnly(damage.clone()))),
            (None, None) => Acknowledgement::answered(Err(AppendError::Closed)),
        }
    }

    fn worker(&self) -> Option<MutexGuard<'_, Worker>> {
        Some(self.worker.as_ref()?.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn ask<T>(&self, question: impl Fn(&dyn KeyValues) -> Result<T, IndexError>) -> Result<T, StorageError> {
        self.walker.catch_up()?;
        Ok(self.walker.ask(question)?)
    }
}

impl Storage for SteppedStorage {
    fn journal_id(&self) -> Uuid {
        self.reader.journal_id()
    }

    fn last_position(&self) -> JournalPosition {
        self.reader.last()
    }

    fn health(&self) -> Health {
        match (self.worker(), self.reader.damage().first()) {
            (_, Some(damage)) => Health::ReadOnly(damage.clone()),
            (Some(worker), None) => worker.health(),
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
        self.ask(|index| query::batches(index, log, from_seq, limit))
    }

    fn batches_holding(&self, log: Uuid, seq: u64) -> Result<Vec<BatchPlace>, StorageError> {
        self.ask(|index| query::batches_holding(index, log, seq))
    }

    fn log_summary(&self, log: Uuid) -> Result<Option<LogSummary>, StorageError> {
        self.ask(|index| query::log_summary(index, log))
    }

    fn logs(&self) -> Result<Vec<(Uuid, LogSummary)>, StorageError> {
        self.ask(query::logs)
    }

    fn applied(&self) -> JournalPosition {
        self.walker.applied()
    }

    fn rebuild_index(&self) -> Result<(), StorageError> {
        self.walker.begin_anew();
        self.walker.catch_up()
    }
}
