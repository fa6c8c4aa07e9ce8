//! HQ's side of Lantern: takes batches in, keeps them so that no power cut loses one, and shows what they add up to.
//!
//! Leaves what a record means to `lantern-domain`, and bytes, chains and protocol decisions to `lantern-ledger`.

#![forbid(unsafe_code)]

pub mod clock;
pub mod index;
pub mod storage;
