//! The real storage without a thread: whoever appends writes and syncs, whoever asks the index lets it follow first.
//!
//! For simulations, which repeat themselves only where nothing runs beside them.
//! Journal, commit and index are those of `storage::durable`; only the queue between callers is left out.

use crate::commit::Worker;
use crate::disk::Disk;
use crate::index::follower::{Follower, Walker};
use crate::index::place::IndexPlace;
use crate::index::{IndexError, KeyValues};
use crate::journal::{Journal, JournalSettings};
use crate::storage::kept::{Appender, Following, Kept};
use crate::storage::record::check_acceptable;
use crate::storage::{Acknowledgement, Health, JournalPosition, NewRecord, OpenError, StorageError, StorageSettings};
use std::sync::{Arc, Mutex, PoisonError};

/// A journal on any disk, with an index in any place, stepped by its callers.
pub type SteppedStorage = Kept<Stepper, Walker>;

/// What the committing thread does, done by the caller.
pub struct Stepper(Mutex<Worker>);

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
        let Journal { reader, writer, reserve, recovery, lock } = Journal::open(disk, JournalSettings::from(settings))?;
        let index = Follower::walker(reader.clone(), place);
        let appender = writer.map(|writer| {
            let mut worker = Worker::new(writer, reserve);
            worker.begin();
            Stepper(Mutex::new(worker))
        });
        Ok(Self { appender, index, reader, recovery, _lock: lock })
    }
}

impl Appender for Stepper {
    fn append(&self, records: Vec<NewRecord>, from_reserve: bool) -> Acknowledgement {
        match check_acceptable(&records) {
            Ok(()) => self.0.lock().unwrap_or_else(PoisonError::into_inner).append(records, from_reserve),
            Err(error) => Acknowledgement::answered(Err(error)),
        }
    }

    fn health(&self) -> Health {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).health()
    }
}

impl Following for Walker {
    fn ask<T>(&self, question: impl Fn(&dyn KeyValues) -> Result<T, IndexError>) -> Result<T, StorageError> {
        self.catch_up()?;
        Ok(self.ask_now(question)?)
    }

    fn applied(&self) -> JournalPosition {
        self.position()
    }

    fn rebuild(&self) -> Result<(), StorageError> {
        self.begin_anew();
        self.catch_up()
    }
}
