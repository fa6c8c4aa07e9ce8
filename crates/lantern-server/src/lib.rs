//! HQ's side of Lantern: takes batches in, keeps them so that no power cut loses one, and shows what they add up to.
//!
//! Leaves what a record means to `lantern-domain`, and bytes, chains and protocol decisions to `lantern-ledger`.

#![forbid(unsafe_code)]

pub mod server;

pub mod contact;
pub mod hq;
pub mod intake;
pub mod locks;
pub mod state;

pub mod index;
pub mod storage;

pub mod clock;
pub mod error;
pub mod keys;
pub mod limits;
pub mod random;

pub use server::{OpenError, Parts, Server, Settings};
