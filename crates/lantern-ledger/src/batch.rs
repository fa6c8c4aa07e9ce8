//! Batches: a run of entries of one log, packed for the wire, that proves itself whoever carries it.
//!
//! The header is frozen for ever; only the packing of the body has versions.
//! Leaves checking the signature to the caller, and whether the run fits what is known to [`crate::intake`].

use crate::chain::link;
use crate::head::Signature;
use crate::wire::{Reader, put_counted, put_number};
use crate::{Entry, Hash, Head, LogRef, SignedHead, WireError, pack};
use uuid::Uuid;

const FORMAT: u8 = 1;

/// A batch, its header read and its body still packed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Batch {
    log: LogRef,
    first_seq: u64,
    count: u64,
    hash_before: Hash,
    hash_after: Hash,
    signature: Signature,
    packing: u8,
    body: Vec<u8>,
}

/// A batch whose entries are unpacked and whose chain is checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// The point of the log that the entries follow.
    pub before: Head,
    /// The entries, each with the hash that is its identity.
    pub entries: Vec<(Entry, Hash)>,
}

/// The reason why bytes are no batch, or entries make none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum BatchError {
    /// The bytes are not those of a batch of this format.
    #[error("these bytes are no batch: {0}")]
    Wire(#[from] WireError),
    /// More than [`Batch::MAX`] bytes, or more entries than [`Batch::ENTRIES_MAX`].
    #[error("the batch is too large")]
    TooLarge,
    /// No entry.
    #[error("the batch is empty")]
    Empty,
    /// It begins a log, but not at the log's start.
    #[error("the batch does not begin at the start of its log")]
    Start,
    /// The body cannot be unpacked.
    #[error("the body cannot be unpacked: {0}")]
    Packing(WireError),
    /// The entries do not lead from the hash before to the hash after.
    #[error("the entries are not those that were signed")]
    Chain,
}

impl Batch {
    /// The most bytes of a batch.
    pub const MAX: usize = 8192;
    /// The most entries of a batch.
    pub const ENTRIES_MAX: u64 = 4096;

    /// Packs entries that follow a point of a log; the signature is that of the log's head after them.
    ///
    /// How many entries fit says [`batch_fill`].
    ///
    /// # Errors
    ///
    /// [`BatchError::Empty`] without entries, [`BatchError::TooLarge`] when they do not fit.
    pub fn build(before: &Head, entries: &[Entry], signature: Signature) -> Result<Self, BatchError> {
        if entries.is_empty() {
            return Err(BatchError::Empty);
        }
        let (packing, body) = pack::pack(before.hash, entries);
        let batch = Self {
            log: before.log,
            first_seq: before.seq.saturating_add(1),
            count: entries.len() as u64,
            hash_before: before.hash,
            hash_after: entries.iter().fold(before.hash, link),
            signature,
            packing,
            body,
        };
        if batch.count > Self::ENTRIES_MAX || batch.to_bytes().len() > Self::MAX {
            return Err(BatchError::TooLarge);
        }
        Ok(batch)
    }

    /// Reads a batch's header; the body stays packed, chain and signature are not checked.
    ///
    /// # Errors
    ///
    /// [`BatchError::Wire`], [`BatchError::TooLarge`], [`BatchError::Empty`], and [`BatchError::Start`] for a first entry
    /// that does not follow the start of its log.
    pub fn parse(bytes: &[u8]) -> Result<Self, BatchError> {
        if bytes.len() > Self::MAX {
            return Err(BatchError::TooLarge);
        }
        let mut reader = Reader::new(bytes);
        if reader.byte()? != FORMAT {
            return Err(WireError::Unknown.into());
        }
        let log = LogRef { operation: Uuid::from_bytes(reader.fixed()?), log: Uuid::from_bytes(reader.fixed()?) };
        let batch = Self {
            log,
            first_seq: reader.number()?,
            count: reader.number()?,
            hash_before: Hash(reader.fixed()?),
            hash_after: Hash(reader.fixed()?),
            signature: reader.fixed()?,
            packing: reader.byte()?,
            body: reader.counted(Self::MAX)?.to_vec(),
        };
        reader.end()?;
        batch.checked()
    }

    fn checked(self) -> Result<Self, BatchError> {
        let last = self.first_seq.checked_add(self.count);
        if self.count == 0 {
            Err(BatchError::Empty)
        } else if self.count > Self::ENTRIES_MAX {
            Err(BatchError::TooLarge)
        } else if self.first_seq == 0 || last.is_none() {
            Err(WireError::Range.into())
        } else if self.first_seq == 1 && self.hash_before != Head::start(self.log).hash {
            Err(BatchError::Start)
        } else {
            Ok(self)
        }
    }

    /// Returns its bytes; the same that it was read from.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(200 + self.body.len());
        out.push(FORMAT);
        out.extend_from_slice(self.log.operation.as_bytes());
        out.extend_from_slice(self.log.log.as_bytes());
        put_number(&mut out, self.first_seq);
        put_number(&mut out, self.count);
        out.extend_from_slice(&self.hash_before.0);
        out.extend_from_slice(&self.hash_after.0);
        out.extend_from_slice(&self.signature);
        out.push(self.packing);
        put_counted(&mut out, &self.body);
        out
    }

    /// Unpacks the entries and checks that they lead from the hash before to the hash after.
    ///
    /// What comes out is what was signed, if the signature of [`Batch::head`] holds.
    ///
    /// # Errors
    ///
    /// [`BatchError::Packing`] for a body that this version cannot unpack, [`BatchError::Chain`] for other entries.
    pub fn open(&self) -> Result<Opened, BatchError> {
        let entries =
            pack::unpack(self.packing, &self.body, self.hash_before, self.count).map_err(BatchError::Packing)?;
        if entries.last().map(|(_, hash)| *hash) != Some(self.hash_after) {
            return Err(BatchError::Chain);
        }
        Ok(Opened { before: self.before(), entries })
    }

    /// Returns it with the hash that its entries lead to, signed anew: as if its writer had meant what it says.
    ///
    /// The entries come with it. For fuzzing, which wants past the chain to what lies inside.
    ///
    /// # Errors
    ///
    /// [`BatchError::Packing`] for a body that this version cannot unpack, and the entries before the place.
    #[cfg(feature = "sample")]
    pub fn resealed(&self, sign: impl FnOnce(&Head) -> Signature) -> Result<(Self, Opened), (BatchError, Vec<Entry>)> {
        let mut entries = Vec::new();
        if let Err(error) = pack::unpack_into(&mut entries, self.packing, &self.body, self.hash_before, self.count) {
            return Err((BatchError::Packing(error), entries.into_iter().map(|(entry, _)| entry).collect()));
        }
        let hash_after = entries.last().map_or(self.hash_before, |(_, hash)| *hash);
        let signature = sign(&Head { hash: hash_after, ..self.head().head });
        Ok((Self { hash_after, signature, ..self.clone() }, Opened { before: self.before(), entries }))
    }

    /// Returns the log.
    pub fn log(&self) -> LogRef {
        self.log
    }

    /// Returns how the body is packed, as the byte that says so; see `docs/sync.md`.
    pub fn packing(&self) -> u8 {
        self.packing
    }

    /// Returns how many entries it holds, at least 1.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// Returns the number of the first entry.
    pub fn first_seq(&self) -> u64 {
        self.first_seq
    }

    /// Returns the number of the last entry.
    pub fn last_seq(&self) -> u64 {
        self.first_seq + self.count - 1
    }

    /// Returns the point of the log that it follows.
    pub fn before(&self) -> Head {
        Head { log: self.log, seq: self.first_seq - 1, hash: self.hash_before }
    }

    /// Returns the point of the log that it leads to, with the writer's signature.
    pub fn head(&self) -> SignedHead {
        let head = Head { log: self.log, seq: self.last_seq(), hash: self.hash_after };
        SignedHead { head, signature: self.signature }
    }
}

impl Opened {
    /// Returns the point of the log after each entry.
    pub fn points(&self) -> impl Iterator<Item = Head> {
        let seqs = self.before.seq.saturating_add(1)..;
        self.entries.iter().zip(seqs).map(|((_, hash), seq)| Head { log: self.before.log, seq, hash: *hash })
    }

    /// Returns the point of the log after the last entry.
    pub fn after(&self) -> Head {
        let hash = self.entries.last().map_or(self.before.hash, |(_, hash)| *hash);
        Head { log: self.before.log, seq: self.before.seq + self.entries.len() as u64, hash }
    }
}

/// Returns how many of the entries that follow a point of a log fit into one batch.
///
/// At least 1 where there is an entry: one of the largest size fits.
pub fn batch_fill(before: &Head, entries: &[Entry]) -> usize {
    pack::fill(before.hash, entries, Batch::MAX - HEADER_MAX)
}

/// The most bytes of a header, the body's length included.
const HEADER_MAX: usize = 1 + 16 + 16 + 10 + 2 + 32 + 32 + 64 + 1 + 2;
