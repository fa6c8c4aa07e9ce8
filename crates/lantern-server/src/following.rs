//! What a phone may pull: HQ's operation log and lists, as far as they were committed, and what it wrote itself.
//!
//! Leaves HTTP to `routes::batches_out`.

use crate::error::Failure;
use crate::server::Server;
use crate::state::{Arrival, State};
use crate::storage::JournalPosition;
use lantern_ledger::{Batch, Bundle, Genesis, Head};
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
        let shown = shown(&self.state(), device, log, from).ok_or(Failure::LogNotYours)?;
        let positions = match shown.fork {
            Some(fork) => self.one_history(shown.arrivals, fork, shown.last_seq)?,
            None => shown.arrivals.iter().map(|arrival| arrival.position).collect(),
        };
        let mut bundle = Bundle::new();
        for position in positions.into_iter().take(PAGE_BATCHES_MAX) {
            let Some(batch) = self.batch_at(position)? else { continue };
            let is_first = bundle.length() == Bundle::new().length();
            if !is_first && bundle.length() + batch.to_bytes().len() > PAGE_BYTES_MAX {
                break;
            }
            bundle.batch(&batch);
        }
        Ok(bundle.into_bytes())
    }

    /// Returns where the batches lie that lead to the end of one of HQ's histories of its log: whoever follows goes one way.
    fn one_history(&self, arrivals: Vec<Arrival>, fork: Fork, last_seq: u64) -> Result<Vec<u64>, Failure> {
        let (shared, later): (Vec<_>, Vec<_>) = arrivals.into_iter().partition(|it| it.after.seq <= fork.shared_seq);
        let mut end = fork.tip;
        let mut positions = Vec::new();
        for arrival in later.iter().rev() {
            if arrival.after == end
                && let Some(batch) = self.batch_at(arrival.position)?
            {
                end = batch.before();
                positions.extend((arrival.after.seq <= last_seq).then_some(arrival.position));
            }
        }
        positions.reverse();
        let shared = shared.iter().filter(|arrival| arrival.after.seq <= last_seq).map(|arrival| arrival.position);
        Ok(shared.chain(positions).collect())
    }

    fn batch_at(&self, position: u64) -> Result<Option<Batch>, Failure> {
        let record = self.storage.read(JournalPosition(position))?;
        Ok(record.and_then(|record| Batch::parse(&record.bytes).ok()))
    }
}

/// What a phone may have of a log.
struct Shown {
    /// The batches, by the numbers of their last entries.
    arrivals: Vec<Arrival>,
    fork: Option<Fork>,
    /// How far the log is shown.
    last_seq: u64,
}

/// HQ itself wrote two histories of the log.
struct Fork {
    /// The last entry that they share.
    shared_seq: u64,
    /// The end of the one to follow.
    tip: Head,
}

/// Returns what the phone may have of a log from an entry on; `None`: nothing.
///
/// Somebody may have begun another history under the log's id, by mistake or on purpose: that is not the phone's to
/// have, and stands in nobody's way.
fn shown(state: &State, device: Uuid, log: Uuid, from: u64) -> Option<Shown> {
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
    let split = book.split(log).filter(|_| shown_through.is_some() && state.is_split_by_hq(log));
    let fork = split.zip(state.head_of_hq(log)).map(|(split, tip)| Fork { shared_seq: split.shared_seq, tip });
    let arrivals = book.arrivals_of_histories(from.max(1), is_its);
    let arrivals = match fork {
        Some(_) => arrivals.collect(),
        None => arrivals.take(PAGE_BATCHES_MAX).take_while(|arrival| arrival.after.seq <= last_seq).collect(),
    };
    Some(Shown { arrivals, fork, last_seq })
}
