//! The seams: where a world can be made to go wrong on purpose, to show that it would be seen.
//!
//! Each method takes the real thing and gives back what the world uses in its place; by default the real thing.

use crate::hq::held::Held;
use lantern_device::keys::Keys;
use lantern_device::second_copy::SecondCopy;
use lantern_device::store::Store;
use lantern_domain::tally::Totals;
use lantern_ledger::api::SyncAnswer;
use lantern_server::disk::SimulatedDisk;
use lantern_server::storage::Storage;
use std::rc::Rc;
use std::sync::Arc;

/// What a broken world overrides.
pub trait Seams: Sync {
    /// The phone's database.
    fn store(&self, store: Rc<dyn Store>) -> Rc<dyn Store> {
        store
    }

    /// The phone's second copy.
    fn second_copy(&self, copy: Rc<dyn SecondCopy>) -> Rc<dyn SecondCopy> {
        copy
    }

    /// The phone's cryptography.
    fn keys(&self, keys: Rc<dyn Keys>) -> Rc<dyn Keys> {
        keys
    }

    /// HQ's disk, at each start of the server.
    fn disk(&self, _disk: &SimulatedDisk) {}

    /// HQ's storage.
    fn storage(&self, storage: Arc<dyn Storage>) -> Arc<dyn Storage> {
        storage
    }

    /// The body of an upload, as HQ's intake gets it.
    fn body(&self, body: Vec<u8>) -> Vec<u8> {
        body
    }

    /// HQ's answer, on its way out.
    fn answer(&self, _answer: &mut SyncAnswer) {}

    /// The totals that HQ shows.
    fn totals(&self, totals: Totals, _held: &Held) -> Totals {
        totals
    }
}

/// Nothing is broken.
pub struct Sound;

impl Seams for Sound {}
