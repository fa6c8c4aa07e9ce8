//! The phone's side without any screen: what it stores, signs and sends.
//!
//! [`Phone`] is the door: everything that a screen asks for or tells goes through it.
//! Leaves to others: rules of relief work (`lantern-domain`), bytes and the sync state machine (`lantern-ledger`),
//! words and pictures (`lantern`).
#![forbid(unsafe_code)]
#![warn(missing_docs, unreachable_pub)]

pub mod enrolment;
pub mod phone;
pub mod record;
pub mod status;

pub use enrolment::{EnrolError, EnrolmentView};
pub use phone::{OpenError, Phone, Place};
pub use record::{Amendment, ReceiptView, RecordState, RecordView, SaveError, Saved, ServedBefore};
pub use status::{Event, Notice, ReceiptFault, StorageView, SyncProblem, SyncStatus, Waiting};
