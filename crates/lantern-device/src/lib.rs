//! The phone's side without any screen: what it stores, signs and sends.
//!
//! [`Phone`] is the door: everything that a screen asks for or tells goes through it.
//! Leaves to others: rules of relief work (`lantern-domain`), bytes and the sync state machine (`lantern-ledger`),
//! words and pictures (`lantern`).
#![warn(missing_docs, unreachable_pub)]

pub mod phone;

pub mod enrolment;
pub mod record;
pub mod status;

#[cfg(target_arch = "wasm32")]
pub mod browser;
pub mod clock;
mod gate;
pub mod keys;
pub mod second_copy;
pub mod store;
pub mod transport;
pub mod world;

#[cfg(any(test, feature = "testing"))]
pub mod testing;

pub use enrolment::{EnrolError, EnrolmentView};
pub use phone::{OpenError, Phone, Place};
pub use record::{Amendment, ReceiptView, RecordState, RecordView, SaveError, Saved, ServedBefore};
pub use status::{Event, Notice, ReceiptFault, StorageView, SyncProblem, SyncStatus, Waiting};
pub use store::StoreError;
pub use world::World;
