//! The phone's database: a trait whose docs are the whole contract, kept by one list of tests (`contract`).
//!
//! Append-only for entries, receipts and what HQ wrote; replaceable for the small notes beside them.
//! Leaves to others: what the bytes mean ([`crate::phone`]), and the second copy ([`crate::second_copy`]).

#[cfg(test)]
pub(crate) mod contract;
#[cfg(target_arch = "wasm32")]
pub mod indexed_db;
#[cfg(any(test, feature = "testing"))]
pub mod memory;

use crate::keys::SigningKey;
use crate::world::Local;
use uuid::Uuid;

/// The place of an entry or a batch: a log and a number in it. A store's lists ascend by log, then number.
pub type Address = (Uuid, u64);

/// A small note: its name and its bytes.
pub type Note = (String, Vec<u8>);

/// One entry of a log of this phone, with the hash that it makes and the signature of that head.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredEntry {
    /// The log.
    pub log: Uuid,
    /// The number in the log, from 1.
    pub seq: u64,
    /// The chain hash after this entry.
    pub hash: [u8; 32],
    /// The signature over the head that this entry makes; `None` inside a batch taken back from the second copy, which
    /// is signed only at its end.
    pub signature: Option<[u8; 64]>,
    /// The entry's bytes.
    pub bytes: Vec<u8>,
}

/// What an entry has to follow, checked inside the transaction that adds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Follows {
    /// Nothing: it is number 1 of its log.
    Nothing,
    /// The entry before it is stored and has this hash.
    Hash([u8; 32]),
    /// The entry before it is not stored: it was lost with the database, and HQ holds it.
    Lost,
}

/// An entry to add.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Append {
    /// The entry.
    pub entry: StoredEntry,
    /// What it has to follow.
    pub follows: Follows,
}

/// A verified batch of a log that HQ writes, as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FollowedBatch {
    /// The log.
    pub log: Uuid,
    /// The number of its last entry. Batches of one log may overlap.
    pub last_seq: u64,
    /// The batch.
    pub bytes: Vec<u8>,
}

/// Everything that one transaction writes: all of it or nothing.
#[derive(Debug, Clone, Default)]
pub struct Write {
    /// Entries to add, in the order of their numbers.
    pub append: Vec<Append>,
    /// Verified receipts to add; each is kept.
    pub receipts: Vec<Vec<u8>>,
    /// Batches to add; one that is there already stays as it is.
    pub followed: Vec<FollowedBatch>,
    /// Small notes to put in place of those with the same name.
    pub put: Vec<Note>,
    /// Names of notes to remove; unknown names are no error.
    pub remove: Vec<String>,
    /// The phone's signing key, in place of the one before.
    pub key: Option<SigningKey>,
}

/// Why nothing was written, or nothing could be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// No room is left.
    #[error("the phone's storage is full")]
    Full,
    /// An entry does not follow what is stored, or its number is taken: somebody else wrote.
    #[error("the log has grown in another tab")]
    Conflict,
    /// The database is not the one that was opened: it was deleted or made newer under the app, which has to be opened
    /// again and say what was lost.
    #[error("the phone's storage is not the one that was opened")]
    Gone,
    /// Anything else; a technical reason without personal data.
    #[error("the phone's storage failed: {0}")]
    Failed(String),
}

/// The phone's database.
///
/// - [`Store::write`] is one transaction: after an error, a kill or a power cut all of it is there or nothing.
/// - It comes back only when the transaction is durable (IndexedDB: the `complete` event of a strict transaction).
/// - An entry is added only if what it [`Follows`] holds and its number is free, checked inside the same transaction;
///   otherwise [`StoreError::Conflict`]. So a log has one writer, even with two tabs of which one was frozen.
/// - Entries, receipts and followed batches are never changed or removed.
/// - Reads see every write that came back before they began. Nothing guards a read and a later write together, except
///   what [`Follows`] checks.
/// - Calls may overlap; each is whole.
/// - Where the browser closes it under the app it is opened again; another one in its place is [`StoreError::Gone`].
pub trait Store {
    /// Writes all of it durably, or nothing.
    fn write(&self, write: Write) -> Local<'_, Result<(), StoreError>>;

    /// Returns at most `count` entries from one address through another, both included, ascending.
    fn entries(&self, from: Address, through: Address, count: u32) -> Local<'_, Result<Vec<StoredEntry>, StoreError>>;

    /// Returns at most `count` batches from one address through another, both included, ascending.
    fn followed(
        &self,
        from: Address,
        through: Address,
        count: u32,
    ) -> Local<'_, Result<Vec<FollowedBatch>, StoreError>>;

    /// Returns all receipts in the order in which they were added.
    fn receipts(&self) -> Local<'_, Result<Vec<Vec<u8>>, StoreError>>;

    /// Returns all notes, ascending by name.
    fn notes(&self) -> Local<'_, Result<Vec<Note>, StoreError>>;

    /// Returns the phone's signing key, if there is one.
    fn key(&self) -> Local<'_, Result<Option<SigningKey>, StoreError>>;
}

/// The last address of a log.
pub fn end_of(log: Uuid) -> Address {
    (log, LAST_SEQ)
}

/// The address after every other.
pub const LAST: Address = (Uuid::max(), LAST_SEQ);
/// The address before every other.
pub const FIRST: Address = (Uuid::nil(), 0);

/// The largest number that JavaScript keeps exactly, so that every store orders addresses alike.
const LAST_SEQ: u64 = (1 << 53) - 1;
