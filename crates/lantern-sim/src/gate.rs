//! A phone's database with somebody at its door: what goes in and out is seen, or meddled with.
//!
//! The annals watch through it, and broken phones are broken through it.

use lantern_device::StoreError;
use lantern_device::keys::SigningKey;
use lantern_device::store::{Address, FollowedBatch, Note, Store, StoredEntry, Write};
use lantern_device::world::Local;
use std::rc::Rc;

/// Who stands at the door; whoever says nothing lets everything pass.
pub trait Gate {
    /// Does with a write what it does, and gives back what the phone is told.
    fn write<'a>(&'a self, store: &'a dyn Store, write: Write) -> Local<'a, Result<(), StoreError>> {
        store.write(write)
    }

    /// Gives the phone's own entries back, as they are or otherwise.
    fn read(&self, entries: Vec<StoredEntry>) -> Vec<StoredEntry> {
        entries
    }
}

/// A database behind a gate.
pub struct Gated<G> {
    /// The database.
    pub store: Rc<dyn Store>,
    /// Who stands before it.
    pub gate: G,
}

impl<G: Gate> Store for Gated<G> {
    fn write(&self, write: Write) -> Local<'_, Result<(), StoreError>> {
        self.gate.write(&*self.store, write)
    }

    fn entries(&self, from: Address, through: Address, count: u32) -> Local<'_, Result<Vec<StoredEntry>, StoreError>> {
        Box::pin(async move { Ok(self.gate.read(self.store.entries(from, through, count).await?)) })
    }

    fn followed(
        &self,
        from: Address,
        through: Address,
        count: u32,
    ) -> Local<'_, Result<Vec<FollowedBatch>, StoreError>> {
        self.store.followed(from, through, count)
    }

    fn receipts(&self) -> Local<'_, Result<Vec<Vec<u8>>, StoreError>> {
        self.store.receipts()
    }

    fn notes(&self) -> Local<'_, Result<Vec<Note>, StoreError>> {
        self.store.notes()
    }

    fn key(&self) -> Local<'_, Result<Option<SigningKey>, StoreError>> {
        self.store.key()
    }
}
