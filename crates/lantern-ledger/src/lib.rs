//! Entries, chains, batches, bundles and receipts, what to take in and what to send: the ledger, all without I/O.
//!
//! Every entry is an immutable fact of one log; a log is a chain of hashes with signed heads; a run of entries is packed
//! into a batch that proves itself, and anyone may carry it.
//! Leaves to others: what a record means (`lantern-domain`), storage and networks (`lantern-device`, `lantern-server`).
//! Nothing here reads a clock, draws randomness or signs anything: those are arguments or effects.
//! The bytes are specified in `docs/sync.md`; format 1 is final.
#![forbid(unsafe_code)]
#![warn(missing_docs, unreachable_pub)]

pub mod entry;
pub mod kinds;

pub mod codec;
pub mod genesis;
pub mod office;

pub mod chain;
pub mod hash;
pub mod head;

pub mod batch;
pub mod bundle;
mod pack;
pub mod receipt;

pub mod address;
pub mod fact;
pub mod intake;
pub mod sync;

pub mod api;
pub mod json;
pub mod wire;

#[cfg(any(test, feature = "sample"))]
pub mod sample;

pub use batch::{Batch, BatchError, Opened, batch_fill};
pub use bundle::{Bundle, BundleReader, Item};
pub use chain::{Head, LogRef};
pub use entry::{Entry, EntryError};
pub use genesis::{Genesis, Parent, Subject};
pub use hash::Hash;
pub use head::{Signature, SignedHead, Verify};
pub use kinds::{Body, Kind};
pub use receipt::Receipt;
pub use wire::WireError;
