//! Where HQ keeps what it accepted: one ordered journal of records, and an index that makes it fast to ask.
//!
//! [`Storage`] is the whole contract, with [`memory::MemoryStorage`] as its stricter twin for tests.
//! Leaves to others: what the records mean (`state`, `intake`), and who may read or write them (`routes`).

pub mod acknowledgement;
pub mod batch_place;
pub mod durable;
pub mod health;
pub mod kept;
pub mod memory;
pub mod record;
pub mod verify;

use std::ops::ControlFlow;

use thiserror::Error;
use uuid::Uuid;

use crate::index::IndexError;

pub use acknowledgement::{Acknowledgement, AppendError, Committed};
pub use batch_place::{BatchPlace, LogSummary};
pub use durable::{JournalStorage, OpenError, StorageSettings};
pub use health::{Damage, Health};
pub use memory::MemoryStorage;
pub use record::{JournalPosition, NewRecord, RECORD_BYTES_MAX, RecordKind, StoredRecord};
pub use verify::{Report, VerifyError, rebuild, verify};

/// The journal and its index.
///
/// # The journal
///
/// A list of immutable records at positions 1, 2, 3 … without gaps.
/// It only grows: nothing changes or removes a record.
/// A *cursor* is ([`journal_id`](Self::journal_id), position): it means the same for ever.
///
/// # Durability
///
/// [`append`](Self::append) answers `Ok` only when its records would survive the power being cut at that moment.
/// A reader may see a record just as early as that, and never earlier: what
/// [`last_position`](Self::last_position), [`read`](Self::read), [`scan`](Self::scan) and the index show is durable.
///
/// Records of an append that failed are never seen by this value.
/// After a crash, an append that was not answered, or was answered with a failure of the disk, has left all, none, or some
/// of its first records.
///
/// # Order
///
/// Positions are given in the order in which `append` was called, and the records of one call lie side by side.
/// Appends succeed or fail one by one: a later one may succeed although an earlier one failed.
/// So whoever appends what builds on an earlier append (the next batch of a log) waits for that answer first.
///
/// # The index
///
/// Derived from the journal alone, by one function, and never more than a reflection: deleting it loses nothing.
/// The index is written after appends are answered, yet the methods that read it answer as of
/// `last_position` at the moment of the call, waiting for the index where they must (well under a millisecond).
///
/// # Threads
///
/// Any number of threads may use one storage at once.
/// All methods but `append` may touch the disk: call them from `spawn_blocking` where a pause matters.
pub trait Storage: Send + Sync {
    /// Returns the identity of this journal, drawn when it was made; a restored copy gets a new one.
    ///
    /// Nil only when the journal is so damaged that no header tells it.
    fn journal_id(&self) -> Uuid;

    /// Returns the position of the last durable record; [`JournalPosition::START`] when there is none.
    fn last_position(&self) -> JournalPosition;

    /// Returns whether records can be added now, and if not, why.
    fn health(&self) -> Health;

    /// Hands records over to be kept, in this order, at consecutive positions.
    ///
    /// Never waits and never touches the disk, so that asynchronous code may call it: the answer comes through the
    /// [`Acknowledgement`], and the records are kept even if that is dropped.
    /// Callers at the same time share one sync of the disk.
    /// No records at all is allowed: the answer then means that every earlier append has been answered.
    ///
    /// # Errors
    ///
    /// Through the acknowledgement, see [`AppendError`]: nothing of this call was kept.
    fn append(&self, records: Vec<NewRecord>) -> Acknowledgement;

    /// Like [`append`](Self::append), and may use the space set aside for the office.
    ///
    /// For the few small records (sign-ins, revocations, decisions) that must go on being kept when the disk is full
    /// for everybody else.
    ///
    /// # Errors
    ///
    /// As `append`.
    fn append_from_reserve(&self, records: Vec<NewRecord>) -> Acknowledgement;

    /// Returns the record at a position; `None` where none was kept (0, or after the last).
    ///
    /// # Errors
    ///
    /// [`StorageError::Damaged`] when its bytes are no longer what was written, [`StorageError::Io`] when they cannot
    /// be read at all.
    fn read(&self, position: JournalPosition) -> Result<Option<StoredRecord>, StorageError>;

    /// Shows every record after a position, in order, until the last durable one or until the visitor breaks.
    ///
    /// Records that became durable since the call began may be shown too.
    /// Damaged records are left out (then [`health`](Self::health) says [`Health::ReadOnly`]): positions always rise,
    /// and only damage makes them skip.
    ///
    /// # Errors
    ///
    /// [`StorageError::Io`].
    fn scan(
        &self,
        after: JournalPosition,
        visit: &mut dyn FnMut(StoredRecord) -> ControlFlow<()>,
    ) -> Result<(), StorageError>;

    /// Returns the batches of a log that end at `from_seq` or later, at most `limit` of them.
    ///
    /// Ordered by last sequence number, then position.
    /// Batches of two branches of a log, and batches that overlap, all appear.
    /// To go on, ask again from the last one's `last_seq + 1`; a run of batches with the same last sequence number is
    /// never split, so that there may be more than `limit` of them.
    ///
    /// # Errors
    ///
    /// [`StorageError::Io`] or [`StorageError::Index`].
    fn batches(&self, log: Uuid, from_seq: u64, limit: usize) -> Result<Vec<BatchPlace>, StorageError>;

    /// Returns every batch that contains an entry `seq` of a log, one a branch or more, by last sequence number, then
    /// position; none for seq 0.
    ///
    /// This is how a fork is found: read them, open them, compare the hash at `seq`.
    ///
    /// # Errors
    ///
    /// As [`batches`](Self::batches).
    fn batches_holding(&self, log: Uuid, seq: u64) -> Result<Vec<BatchPlace>, StorageError>;

    /// Returns what is kept of a log in short; `None` for a log with no batch.
    ///
    /// # Errors
    ///
    /// As [`batches`](Self::batches).
    fn log_summary(&self, log: Uuid) -> Result<Option<LogSummary>, StorageError>;

    /// Returns every log that has a batch, by id.
    ///
    /// # Errors
    ///
    /// As [`batches`](Self::batches).
    fn logs(&self) -> Result<Vec<(Uuid, LogSummary)>, StorageError>;

    /// Returns up to where the index has followed the journal; never beyond [`last_position`](Self::last_position).
    fn applied(&self) -> JournalPosition;

    /// Throws the index away and makes it anew from the journal; returns when it has caught up.
    ///
    /// # Errors
    ///
    /// As [`batches`](Self::batches).
    fn rebuild_index(&self) -> Result<(), StorageError>;
}

/// Why something kept could not be read.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum StorageError {
    /// The record's bytes are no longer what was written.
    #[error("the record at position {position} is damaged; run `lantern-server verify`")]
    Damaged {
        /// The record that is lost.
        position: JournalPosition,
    },
    /// The disk does not answer.
    #[error("the data folder cannot be read: {0}")]
    Io(std::io::ErrorKind),
    /// The index does not answer, not even from memory.
    #[error("the index cannot be read: {0}")]
    Index(String),
}

impl From<std::io::Error> for StorageError {
    fn from(error: std::io::Error) -> Self {
        Self::Io(error.kind())
    }
}

impl From<IndexError> for StorageError {
    fn from(IndexError(reason): IndexError) -> Self {
        Self::Index(reason)
    }
}
