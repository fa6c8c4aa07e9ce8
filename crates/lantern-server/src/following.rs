//! What a phone may pull: HQ's operation log and lists, as far as they were committed, and what it wrote itself.
//!
//! Leaves HTTP to `routes::batches_out`.

use crate::error::Failure;
use crate::server::Server;
use crate::state::State;
use crate::storage::JournalPosition;
use lantern_ledger::{Batch, Bundle, Genesis};
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
        let positions = positions(&self.state(), device, log, from).ok_or(Failure::LogNotYours)?;
        let mut bundle = Bundle::new();
        for position in positions {
            let Some(record) = self.storage.read(JournalPosition(position))? else { continue };
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

/// Returns where the first batches lie that the phone may have of a log from an entry on; `None`: it may have none.
///
/// Somebody may have begun another history under the log's id, by mistake or on purpose: that is not the phone's to
/// have, and stands in nobody's way.
fn positions(state: &State, device: Uuid, log: Uuid, from: u64) -> Option<Vec<u64>> {
    let book = state.book(log)?;
    let shown_through = state.plans.follow().get(&log).copied();
    let is_its = |genesis: &Genesis| match shown_through {
        Some(_) => state.is_of_hq(genesis),
        None => genesis.device == device,
    };
    if !book.origins().iter().any(|origin| is_its(&origin.genesis)) {
        return None;
    }
    let last_seq = shown_through.unwrap_or(u64::MAX);
    let arrivals = book.arrivals_of_histories(from.max(1), is_its);
    let shown = arrivals.take_while(|arrival| arrival.after.seq <= last_seq);
    Some(shown.take(PAGE_BATCHES_MAX).map(|arrival| arrival.position).collect())
}
