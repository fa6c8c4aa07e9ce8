//! Everything HQ knows, in memory: the fold of the journal, the same after every restart.
//!
//! Leaves bringing records into the journal to `intake`, `hq` and `contact`.
//! Nothing here is kept anywhere else: the index beside the journal can be deleted at any time.

mod contacts;
mod fold;
mod logs;
mod office;
mod plans;

pub(crate) use contacts::Contacts;
pub(crate) use logs::{Arrival, LogBook, Origin};
pub(crate) use office::{Credential, LinkUse, Office, Phone};
pub(crate) use plans::Plans;

use lantern_domain::Moment;
use lantern_domain::tally::{Fact, Tally};
use lantern_ledger::head::PublicKey;
use lantern_ledger::intake::KnownEntries;
use lantern_ledger::{Genesis, Hash, Head};
use std::collections::{BTreeMap, HashMap, HashSet};
use uuid::Uuid;

/// The fold of the journal.
pub(crate) struct State {
    hq_key: PublicKey,
    /// How many records of the journal are in.
    record_count: u64,
    operation: Option<Uuid>,
    logs: BTreeMap<Uuid, LogBook>,
    held: Held,
    pub office: Office,
    pub plans: Plans,
    pub contacts: Contacts,
    pub tally: Tally,
}

/// Entries of logs whose key is not enrolled: kept, and counted once it is.
#[derive(Default)]
struct Held {
    /// By the device that the log names.
    facts: HashMap<Uuid, Vec<HeldFact>>,
    entries: HashSet<Hash>,
}

struct HeldFact {
    fact: Fact,
    public_key: PublicKey,
    received_at: Moment,
}

impl State {
    /// Makes the state of an empty journal.
    pub(crate) fn new(hq_key: PublicKey) -> Self {
        Self {
            hq_key,
            record_count: 0,
            operation: None,
            logs: BTreeMap::new(),
            held: Held::default(),
            office: Office::default(),
            plans: Plans::default(),
            contacts: Contacts::default(),
            tally: Tally::new(),
        }
    }

    /// Returns how many records of the journal are in: it grows with everything that HQ shows.
    pub(crate) fn record_count(&self) -> u64 {
        self.record_count
    }

    /// Returns the operation; `None`: HQ has written nothing yet.
    pub(crate) fn operation(&self) -> Option<Uuid> {
        self.operation
    }

    pub(crate) fn book(&self, log: Uuid) -> Option<&LogBook> {
        self.logs.get(&log)
    }

    pub(crate) fn books(&self) -> impl Iterator<Item = (Uuid, &LogBook)> {
        self.logs.iter().map(|(log, book)| (*log, book))
    }

    /// Says whether a log with that genesis is HQ's own.
    pub(crate) fn is_of_hq(&self, genesis: &Genesis) -> bool {
        genesis.is_of_hq() && genesis.public_key == self.hq_key
    }

    /// Says whether a log with that genesis is in the totals: it is HQ's own, or its device is enrolled with its key.
    pub(crate) fn is_counted(&self, genesis: &Genesis) -> bool {
        self.is_of_hq(genesis) || self.office.has_key(genesis.device, &genesis.public_key)
    }
}

impl KnownEntries for State {
    /// A chain hash is in one place of one log only, so the hash alone tells.
    fn holds(&self, head: &Head) -> bool {
        self.tally.has(&head.hash.into()) || self.held.entries.contains(&head.hash)
    }
}
