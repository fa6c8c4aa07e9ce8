//! What a phone may pull: HQ's operation log and lists, as far as they were committed, and what it wrote itself.
//!
//! Leaves HTTP to `routes::batches_out`.

use crate::error::Failure;
use crate::server::Server;
use crate::state::State;
use lantern_ledger::{Batch, Bundle};
use uuid::Uuid;

/// The most bytes of a page; one batch always fits.
const PAGE_BYTES_MAX: usize = 64 * 1024;
/// More batches than fit into a page.
const PAGE_BATCHES_MAX: usize = 512;

impl Server {
    /// Returns a page of a log as a bundle: whole batches from an entry on, the first of which may begin before it.
    ///
    /// # Errors
    ///
    /// [`Failure::LogNotYours`], or why the journal cannot be read.
    pub fn page(&self, device: Uuid, log: Uuid, from: u64) -> Result<Vec<u8>, Failure> {
        let last_seq = may_follow(&self.state(), device, log).ok_or(Failure::LogNotYours)?;
        let places = self.storage.batches(log, from.max(1), PAGE_BATCHES_MAX)?;
        let mut bundle = Bundle::new();
        for place in places.iter().filter(|place| place.last_seq <= last_seq) {
            let Some(record) = self.storage.read(place.position)? else { continue };
            let Ok(batch) = Batch::parse(&record.bytes) else { continue };
            let is_first = bundle.length() == Bundle::new().length();
            if !is_first && bundle.length() + record.bytes.len() > PAGE_BYTES_MAX {
                break;
            }
            bundle.batch(&batch);
        }
        Ok(bundle.into_bytes())
    }
}

/// Returns up to which entry the phone may follow the log; `None`: not at all.
fn may_follow(state: &State, device: Uuid, log: Uuid) -> Option<u64> {
    if let Some(seq) = state.plans.follow().get(&log) {
        return Some(*seq);
    }
    let book = state.book(log)?;
    let is_own = book.origins().iter().all(|origin| origin.genesis.device == device);
    is_own.then(|| book.held.highest().seq)
}
