//! What HQ holds of each log: its histories, who began them, and which batch brought which entries.
//!
//! Leaves the decision what a batch is to `lantern_ledger::intake`, and what entries say to the rest of `state`.

use crate::storage::StoredRecord;
use lantern_domain::Moment;
use lantern_domain::flag::Split;
use lantern_ledger::intake::LogState;
use lantern_ledger::{Body, Genesis, Hash, Head, LogRef, Opened};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use uuid::Uuid;

/// What HQ holds of one log.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct LogBook {
    pub held: LogState,
    /// The geneses of its histories. More than one only where somebody used a log's id twice.
    origins: Vec<Arc<Origin>>,
    /// The entries that belong to another origin than the first.
    strays: HashMap<Hash, usize>,
    /// The last entry that all histories share; `None`: there is one history.
    shared_seq: Option<u64>,
    /// Last sequence number → the batches whose new entries end there.
    arrivals: BTreeMap<u64, Vec<Arrival>>,
}

/// How a history of a log began.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Origin {
    pub genesis: Genesis,
    /// The identity of the genesis' entry.
    pub hash: Hash,
}

/// A batch that brought something new.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Arrival {
    /// The first entry that was new.
    pub first_seq: u64,
    pub after: Head,
    pub position: u64,
    pub carried_by: Uuid,
    pub received_at: Moment,
}

impl Arrival {
    /// Makes the arrival of a batch whose entries are new from this index on.
    pub(crate) fn of(record: &StoredRecord, opened: &Opened, new_from: usize) -> Self {
        Self {
            first_seq: opened.before.seq + 1 + new_from as u64,
            after: opened.after(),
            position: record.position.0,
            carried_by: record.carried_by,
            received_at: Moment(record.received_at_ms.div_euclid(1000)),
        }
    }
}

impl LogBook {
    pub(crate) fn nothing_of(log: LogRef) -> Self {
        let held = LogState::nothing_of(log);
        Self { held, origins: Vec::new(), strays: HashMap::new(), shared_seq: None, arrivals: BTreeMap::new() }
    }

    /// Returns the origin of the history that the batch goes on from; `None`: it begins one, and not with a genesis
    /// of its own operation.
    pub(crate) fn origin_of(&self, opened: &Opened) -> Option<Arc<Origin>> {
        if opened.before.seq > 0 {
            return self.origin_at(&opened.before.hash);
        }
        let (entry, hash) = opened.entries.first()?;
        let known = self.origins.iter().find(|origin| origin.hash == *hash);
        known.cloned().or_else(|| match Body::of(entry) {
            Ok(Body::Genesis(genesis)) if genesis.operation == opened.before.log.operation => {
                Some(Arc::new(Origin { genesis: *genesis, hash: *hash }))
            }
            _ => None,
        })
    }

    /// Returns the origin of the history that holds an entry, given that one does.
    pub(crate) fn origin_at(&self, hash: &Hash) -> Option<Arc<Origin>> {
        self.origins.get(self.strays.get(hash).copied().unwrap_or(0)).cloned()
    }

    pub(crate) fn origins(&self) -> &[Arc<Origin>] {
        &self.origins
    }

    /// Returns the highest point of the histories that begin as asked; `None`: there are none.
    pub(crate) fn highest_of(&self, is_asked: impl Fn(&Genesis) -> bool) -> Option<Head> {
        let is_theirs = |tip: &&Head| self.origin_at(&tip.hash).is_some_and(|origin| is_asked(&origin.genesis));
        self.held.tips().iter().rev().find(is_theirs).copied()
    }

    /// Returns the batches from a number on that brought something of the histories that begin as asked, by the
    /// numbers of their last entries.
    pub(crate) fn arrivals_of_histories(
        &self,
        from_seq: u64,
        is_asked: impl Fn(&Genesis) -> bool,
    ) -> impl Iterator<Item = Arrival> {
        let is_theirs: Vec<bool> = self.origins.iter().map(|origin| is_asked(&origin.genesis)).collect();
        let number = |hash: &Hash| self.strays.get(hash).copied().unwrap_or(0);
        let later = self.arrivals.range(from_seq..).flat_map(|(_, arrivals)| arrivals).copied();
        later.filter(move |arrival| is_theirs.get(number(&arrival.after.hash)).copied().unwrap_or(false))
    }

    /// Takes note of a batch's new entries.
    pub(crate) fn take(&mut self, opened: &Opened, new_from: usize, origin: &Arc<Origin>, arrival: Arrival) {
        let number = self.origins.iter().position(|known| known.hash == origin.hash).unwrap_or_else(|| {
            self.origins.push(origin.clone());
            self.origins.len() - 1
        });
        if number > 0 {
            self.strays.extend(opened.entries[new_from..].iter().map(|(_, hash)| (*hash, number)));
        }
        self.held.take(opened, new_from);
        self.arrivals.entry(arrival.after.seq).or_default().push(arrival);
    }

    /// Takes note that a history goes on from an entry that is not the last of another.
    pub(crate) fn split_at(&mut self, seq: Option<u64>) {
        self.shared_seq = [self.shared_seq, seq].into_iter().flatten().min();
    }

    /// Returns where the log is split, if it is.
    pub(crate) fn split(&self, log: Uuid) -> Option<Split> {
        let histories = self.held.tips().len() as u64;
        self.shared_seq.map(|shared_seq| Split { log, shared_seq, histories })
    }

    /// Returns who brought what is held.
    pub(crate) fn carriers(&self) -> impl Iterator<Item = Uuid> {
        self.arrivals.values().flatten().map(|arrival| arrival.carried_by)
    }

    /// Returns the batches that brought an entry of that number: one, or in a log with several histories more.
    pub(crate) fn arrivals_of(&self, seq: u64) -> Vec<Arrival> {
        let is_forked = self.held.tips().len() > 1;
        let later = self.arrivals.range(seq..).flat_map(|(_, arrivals)| arrivals).copied();
        let mut found = later.filter(|arrival| arrival.first_seq <= seq);
        if is_forked { found.collect() } else { found.next().into_iter().collect() }
    }

    /// Returns the batch at a place of the journal that brought an entry.
    pub(crate) fn arrival_at(&self, seq: u64, position: u64) -> Option<Arrival> {
        let later = self.arrivals.range(seq..).flat_map(|(_, arrivals)| arrivals).copied();
        later.filter(|arrival| arrival.first_seq <= seq).find(|arrival| arrival.position == position)
    }

    /// Returns the batch that brought the highest entry.
    pub(crate) fn last_arrival(&self) -> Option<Arrival> {
        self.arrivals.values().next_back()?.last().copied()
    }
}
