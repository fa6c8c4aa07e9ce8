//! The care of a journal: copied while the server runs, restored, looked at by a doctor and repaired.
//!
//! A backup holds a prefix of the journal that was durable, byte for byte, and a manifest that says how long and with which
//! checksums; a restore is a new journal with the same records, and says so in a record of its own.
//! Leaves bytes and recovery to `journal`, and going on in new logs after a restore to `hq`.

pub mod backup;
pub mod doctor;
pub mod folders;
pub mod manifest;
mod note;
mod prefix;
pub mod repair;
pub mod restore;

pub use backup::{BackupError, back_up};
pub use doctor::{Examination, examine};
pub use manifest::Manifest;
pub use note::RestoredNote;
pub use repair::{RepairError, Repaired, repair};
pub use restore::{RestoreError, Restored, restore};
