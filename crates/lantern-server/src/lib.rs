//! HQ's side of Lantern: takes batches in, keeps them so that no power cut loses one, and shows what they add up to.
//!
//! Leaves what a record means to `lantern-domain`, and bytes, chains and protocol decisions to `lantern-ledger`.

#![forbid(unsafe_code)]

pub mod server;

pub mod care;
mod contact;
mod deciding;
pub mod enrolment;
mod flags;
mod following;
mod hq;
pub mod import;
pub mod intake;
mod locks;
mod owed;
mod password;
mod past;
mod record_ids;
mod restated;
mod returned;
pub mod signatures;
mod state;
mod trust;
mod viewed;

pub mod commit;
pub mod disk;
pub mod index;
pub mod journal;
pub mod storage;

pub mod assets;
mod csv_out;
pub mod routes;
mod show;

pub mod clock;
pub mod error;
pub mod keys;
pub mod limits;
pub mod random;

#[cfg(any(test, feature = "testing"))]
pub mod testing;

pub use assets::Assets;
pub use enrolment::AddedPhone;
pub use routes::app;
pub use server::{OpenError, Parts, Server, Settings};
