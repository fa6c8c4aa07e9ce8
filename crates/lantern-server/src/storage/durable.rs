//! The real storage: a journal on disk as the truth, and sled beside it to make it fast to ask.

use std::io;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use thiserror::Error;
use uuid::Uuid;

use super::{
    Acknowledgement, AppendError, BatchPlace, Health, JournalPosition, LogSummary, NewRecord, Storage, StorageError,
    StoredRecord,
};
use crate::commit::Committer;
use crate::disk::{Disk, DiskLock, Folder};
use crate::index::follower::Follower;
use crate::index::place::IndexPlace;
use crate::index::query;
use crate::index::sled_tree::{CACHE_BYTES, SledPlace};
use crate::journal::{Journal, JournalOpenError, JournalReader, JournalSettings, Recovery, SEGMENT_BYTES};

/// The folder of the journal inside the data folder.
pub const JOURNAL_FOLDER: &str = "journal";
/// The folder of the index inside the data folder; it may be deleted whenever the server does not run.
pub const INDEX_FOLDER: &str = "index";

/// How the storage is kept.
#[derive(Debug, Clone, Copy)]
pub struct StorageSettings {
    /// The identity of the journal if there is none yet: random.
    pub new_journal_id: Uuid,
    /// The length at which a segment of the journal is full.
    pub segment_bytes: u64,
    /// The space set aside for the office on a full disk.
    pub reserve_bytes: u64,
    /// The memory that the index may use for its pages.
    pub index_cache_bytes: u64,
}

impl StorageSettings {
    /// Returns the usual settings: segments of 128 MiB, 8 MiB in reserve, 64 MiB for the index.
    pub fn new(new_journal_id: Uuid) -> Self {
        Self {
            new_journal_id,
            segment_bytes: SEGMENT_BYTES,
            reserve_bytes: 8 * 1024 * 1024,
            index_cache_bytes: CACHE_BYTES,
        }
    }
}

/// Why the storage cannot be opened.
#[derive(Debug, Error)]
pub enum OpenError {
    /// The journal cannot.
    #[error(transparent)]
    Journal(#[from] JournalOpenError),
    /// The folder cannot be made, or the system gives no thread.
    #[error("the data folder cannot be opened: {0}")]
    Io(#[from] io::Error),
}

/// A journal on disk, and an index that follows it.
///
/// Dropping it answers what waits, and closes both.
pub struct JournalStorage {
    // The order in which they are dropped.
    committer: Option<Committer>,
    follower: Follower,
    reader: JournalReader,
    recovery: Recovery,
    _lock: DiskLock,
}

impl JournalStorage {
    /// Opens the storage of a data folder; makes it where there is none.
    ///
    /// A damaged journal opens too: it can be read, and says so in [`health`](Storage::health).
    ///
    /// # Errors
    ///
    /// [`OpenError`].
    pub fn open(data_folder: &Path, settings: StorageSettings) -> Result<Self, OpenError> {
        let disk = Folder::open_or_create(&data_folder.join(JOURNAL_FOLDER))?;
        let place = SledPlace { path: data_folder.join(INDEX_FOLDER), cache_bytes: settings.index_cache_bytes };
        Self::open_on(Arc::new(disk), Box::new(place), settings)
    }

    /// Opens the storage of any disk, with the index in any place.
    ///
    /// # Errors
    ///
    /// [`OpenError`].
    pub fn open_on(
        disk: Arc<dyn Disk>,
        place: Box<dyn IndexPlace>,
        settings: StorageSettings,
    ) -> Result<Self, OpenError> {
        let StorageSettings { new_journal_id, segment_bytes, reserve_bytes, .. } = settings;
        let Journal { reader, writer, reserve, recovery, lock } =
            Journal::open(disk, JournalSettings { segment_bytes, reserve_bytes, new_journal_id })?;
        tell(&reader, &recovery);
        let follower = Follower::start(reader.clone(), place)?;
        let committer = writer.map(|writer| Committer::start(writer, reserve)).transpose()?;
        Ok(Self { committer, follower, reader, recovery, _lock: lock })
    }

    /// Returns what was found and done at opening.
    pub fn recovery(&self) -> &Recovery {
        &self.recovery
    }

    fn hand_over(&self, records: Vec<NewRecord>, from_reserve: bool) -> Acknowledgement {
        match (&self.committer, self.reader.damage().first()) {
            (Some(committer), _) => committer.append(records, from_reserve),
            (None, Some(damage)) => Acknowledgement::answered(Err(AppendError::ReadOnly(damage.clone()))),
            (None, None) => Acknowledgement::answered(Err(AppendError::Closed)),
        }
    }
}

impl Storage for JournalStorage {
    fn journal_id(&self) -> Uuid {
        self.reader.journal_id()
    }

    fn last_position(&self) -> JournalPosition {
        self.reader.last()
    }

    fn health(&self) -> Health {
        match (&self.committer, self.reader.damage().first()) {
            (_, Some(damage)) => Health::ReadOnly(damage.clone()),
            (Some(committer), None) => committer.health(),
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
        self.follower.ask(|index| query::batches(index, log, from_seq, limit))
    }

    fn batches_holding(&self, log: Uuid, seq: u64) -> Result<Vec<BatchPlace>, StorageError> {
        self.follower.ask(|index| query::batches_holding(index, log, seq))
    }

    fn log_summary(&self, log: Uuid) -> Result<Option<LogSummary>, StorageError> {
        self.follower.ask(|index| query::log_summary(index, log))
    }

    fn logs(&self) -> Result<Vec<(Uuid, LogSummary)>, StorageError> {
        self.follower.ask(query::logs)
    }

    fn applied(&self) -> JournalPosition {
        self.follower.applied()
    }

    fn rebuild_index(&self) -> Result<(), StorageError> {
        self.follower.rebuild()
    }
}

/// Tells the log what opening found.
fn tell(reader: &JournalReader, recovery: &Recovery) {
    if let Some(torn) = &recovery.torn {
        tracing::warn!(file = torn.file, offset = torn.offset, "a write had not been finished: its end was cut off");
    }
    for damage in reader.damage() {
        tracing::error!("{damage}");
    }
    for left in &recovery.superseded {
        tracing::info!(file = left.file, offset = left.offset, "a failed write left bytes that were written anew");
    }
    tracing::info!(last_position = reader.last().0, is_new = recovery.is_new, "the journal is open");
}
