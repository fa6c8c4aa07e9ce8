//! A record of the journal: one batch, or one contact of a device, with when and by whom it was brought.
//!
//! Leaves its layout on disk to `journal::format`.

use std::fmt;

use uuid::Uuid;

use super::AppendError;

/// The most bytes that one record may carry.
///
/// A batch has at most 8 KiB; this leaves room for the heads of a phone that keeps many logs.
pub const RECORD_BYTES_MAX: usize = 256 * 1024;

/// A place in the journal: 1 for the first record.
///
/// Not a sequence number: those count the entries of one log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct JournalPosition(pub u64);

impl JournalPosition {
    /// Before the first record.
    pub const START: Self = Self(0);

    /// Returns the place after this one.
    pub fn next(self) -> Self {
        Self(self.0.saturating_add(1))
    }
}

impl fmt::Display for JournalPosition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What a record's bytes are.
///
/// Kinds unknown to this version are kept and shown like any other; 0 is the journal's own and refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RecordKind(pub u8);

impl RecordKind {
    /// A batch of the ledger, as it came.
    pub const BATCH: Self = Self(1);
    /// The signed heads that a device claimed at a contact.
    pub const CONTACT: Self = Self(2);
    /// Stands where a record was lost that nothing could bring back, so that positions stay what they were; no bytes.
    pub const LOST: Self = Self(3);
    /// What stands before it was restored from a copy of another journal; JSON, see [`crate::care`].
    pub const RESTORED: Self = Self(4);
}

/// A record to be kept.
#[derive(Clone, PartialEq, Eq)]
pub struct NewRecord {
    /// What the bytes are; not 0.
    pub kind: RecordKind,
    /// The device that brought it; nil when HQ itself did.
    pub carried_by: Uuid,
    /// When the server received it, in milliseconds since 1970 (UTC).
    pub received_at_ms: i64,
    /// At most [`RECORD_BYTES_MAX`], possibly none.
    pub bytes: Vec<u8>,
}

/// A record that is kept.
#[derive(Clone, PartialEq, Eq)]
pub struct StoredRecord {
    /// Where it lies; from 1.
    pub position: JournalPosition,
    /// As in [`NewRecord`].
    pub kind: RecordKind,
    /// As in [`NewRecord`].
    pub carried_by: Uuid,
    /// As in [`NewRecord`].
    pub received_at_ms: i64,
    /// As in [`NewRecord`].
    pub bytes: Vec<u8>,
}

impl NewRecord {
    /// Returns the record as it will be at a position.
    pub fn at(self, position: JournalPosition) -> StoredRecord {
        let Self { kind, carried_by, received_at_ms, bytes } = self;
        StoredRecord { position, kind, carried_by, received_at_ms, bytes }
    }
}

impl From<StoredRecord> for NewRecord {
    fn from(record: StoredRecord) -> Self {
        let StoredRecord { position: _, kind, carried_by, received_at_ms, bytes } = record;
        Self { kind, carried_by, received_at_ms, bytes }
    }
}

/// Checks what every storage refuses: kind 0, and more bytes than [`RECORD_BYTES_MAX`].
pub(crate) fn check_acceptable(records: &[NewRecord]) -> Result<(), AppendError> {
    let refused = records.iter().find(|record| record.kind.0 == 0 || record.bytes.len() > RECORD_BYTES_MAX);
    refused
        .map_or(Ok(()), |record| Err(AppendError::Unacceptable { kind: record.kind.0, byte_count: record.bytes.len() }))
}

/// The bytes may hold card codes: only their count is shown.
impl fmt::Debug for NewRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewRecord").field("kind", &self.kind.0).field("byte_count", &self.bytes.len()).finish()
    }
}

/// The bytes may hold card codes: only their count is shown.
impl fmt::Debug for StoredRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoredRecord")
            .field("position", &self.position.0)
            .field("kind", &self.kind.0)
            .field("byte_count", &self.bytes.len())
            .finish()
    }
}
