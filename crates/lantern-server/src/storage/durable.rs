//! The real storage: a journal on disk as the truth, and sled beside it to make it fast to ask.

use std::io;
use std::path::Path;
use std::sync::Arc;

use thiserror::Error;
use uuid::Uuid;

use super::kept::Kept;
use crate::commit::Committer;
use crate::disk::{Disk, Folder};
use crate::index::follower::Follower;
use crate::index::place::IndexPlace;
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

impl From<StorageSettings> for JournalSettings {
    fn from(settings: StorageSettings) -> Self {
        let StorageSettings { new_journal_id, segment_bytes, reserve_bytes, index_cache_bytes: _ } = settings;
        Self { segment_bytes, reserve_bytes, new_journal_id }
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

/// A journal on disk, and an index that follows it, each with a thread of its own.
pub type JournalStorage = Kept<Committer, Follower>;

impl JournalStorage {
    /// Opens the storage of a data folder; makes it where there is none.
    ///
    /// A damaged journal opens too: it can be read, and says so in [`health`](super::Storage::health).
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
        let Journal { reader, writer, reserve, recovery, lock } = Journal::open(disk, JournalSettings::from(settings))?;
        tell(&reader, &recovery);
        let index = Follower::start(reader.clone(), place)?;
        let appender = writer.map(|writer| Committer::start(writer, reserve)).transpose()?;
        Ok(Self { appender, index, reader, recovery, _lock: lock })
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
