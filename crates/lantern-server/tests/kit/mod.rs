//! What the tests of the storage share: records, logs whose batches are real, and small settings.
#![allow(dead_code, reason = "each test binary uses its part of it")]
#![expect(clippy::unwrap_used, reason = "a test may")]

use std::ops::ControlFlow;
use std::sync::Arc;

use lantern_ledger::{Batch, Entry, Head, Kind, LogRef};
use lantern_server::disk::SimulatedDisk;
use lantern_server::index::place::InMemory;
use lantern_server::storage::{
    JournalPosition, JournalStorage, NewRecord, OpenError, RecordKind, Storage, StorageSettings, StoredRecord,
};
use uuid::Uuid;

pub const JOURNAL: Uuid = Uuid::from_u128(0x1e77);

/// Settings under which segments fill and reserves empty within a test.
pub fn settings() -> StorageSettings {
    StorageSettings { segment_bytes: 2_000, reserve_bytes: 0, ..StorageSettings::new(JOURNAL) }
}

/// Opens a storage on a simulated disk, with its index in memory.
pub fn open(disk: &SimulatedDisk) -> Result<JournalStorage, OpenError> {
    JournalStorage::open_on(Arc::new(disk.clone()), Box::new(InMemory), settings())
}

/// A record that is told from others by a number, and of some length.
pub fn record(number: u64, byte_count: usize) -> NewRecord {
    let bytes = number.to_be_bytes().iter().copied().cycle().take(byte_count.max(8)).collect();
    NewRecord {
        kind: RecordKind::CONTACT,
        carried_by: Uuid::from_u128(u128::from(number)),
        received_at_ms: number.cast_signed(),
        bytes,
    }
}

/// Everything that can be read, in order.
pub fn all(storage: &dyn Storage) -> Vec<StoredRecord> {
    after(storage, JournalPosition::START)
}

/// Everything that can be read after a position, in order.
pub fn after(storage: &dyn Storage, position: JournalPosition) -> Vec<StoredRecord> {
    let mut records = Vec::new();
    storage
        .scan(position, &mut |record| {
            records.push(record);
            ControlFlow::Continue(())
        })
        .unwrap();
    records
}

/// A log that grows batch by batch; a clone grows into another branch.
#[derive(Clone)]
pub struct GrowingLog {
    pub head: Head,
}

impl GrowingLog {
    pub fn new(log: u128) -> Self {
        let log = LogRef { operation: Uuid::from_u128(1), log: Uuid::from_u128(log) };
        Self { head: Head::start(log) }
    }

    pub fn id(&self) -> Uuid {
        self.head.log.log
    }

    /// Adds so many entries that say something, as one batch.
    pub fn batch(&mut self, count: usize, says: u8) -> NewRecord {
        let entries = vec![Entry::new(Kind(4_000), &[says; 20]).unwrap(); count];
        let batch = Batch::build(&self.head, &entries, [says; 64]).unwrap();
        self.head = entries.iter().fold(self.head, |head, entry| head.then(entry));
        NewRecord { kind: RecordKind::BATCH, carried_by: Uuid::nil(), received_at_ms: 0, bytes: batch.to_bytes() }
    }
}
