//! Everything HQ knows, in memory: the fold of the journal, the same after every restart.
//!
//! Leaves bringing records into the journal to `intake`, `hq` and `contact`.
//! Nothing here is kept anywhere else: the index beside the journal can be deleted at any time.

mod care;
mod contacts;
mod decisions;
mod fold;
mod held;
mod hq_logs;
mod logs;
mod office;
mod plans;
mod replay;

pub(crate) use care::Care;
pub(crate) use contacts::Contacts;
pub(crate) use decisions::Decisions;
pub(crate) use fold::entry_bytes;
pub(crate) use held::{Held, HeldUnder, Owed, byte_count as held_byte_count};
pub(crate) use logs::{Arrival, LogBook, Origin};
pub(crate) use office::{Credential, LinkUse, Office, Phone};
pub(crate) use plans::Plans;

use lantern_domain::flag::Split;
use lantern_domain::plan::{ListFold, PlanFold};
use lantern_domain::tally::{Content, Fact, Received, RunningTally, Substitute};
use lantern_domain::{Change, Code, RecordId};
use lantern_ledger::head::PublicKey;
use lantern_ledger::intake::KnownEntries;
use lantern_ledger::{Genesis, Head};
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// The fold of the journal.
pub(crate) struct State {
    hq_key: PublicKey,
    /// How many records of the journal are in, and the position of the last.
    record_count: u64,
    position: u64,
    operation: Option<Uuid>,
    logs: BTreeMap<Uuid, LogBook>,
    /// How many bytes of memory what phones wrote takes, about.
    entry_bytes: u64,
    /// How many batches brought something new: what the tally and the plan say is the same as long as this is.
    batch_count: u64,
    pub held: Held,
    pub office: Office,
    pub plans: Plans,
    pub decisions: Decisions,
    pub contacts: Contacts,
    is_keeping_up: bool,
    pub tally: RunningTally,
    /// By version: what was given instead of something else. The tally knows only what was given.
    instead: HashMap<RecordId, Vec<Substitute>>,
    pub care: Care,
}

impl State {
    /// Makes the state of an empty journal.
    pub(crate) fn new(hq_key: PublicKey) -> Self {
        Self {
            hq_key,
            record_count: 0,
            position: 0,
            operation: None,
            logs: BTreeMap::new(),
            entry_bytes: 0,
            batch_count: 0,
            held: Held::default(),
            office: Office::default(),
            plans: Plans::default(),
            decisions: Decisions::default(),
            contacts: Contacts::default(),
            is_keeping_up: false,
            tally: RunningTally::new(),
            instead: HashMap::new(),
            care: Care::default(),
        }
    }

    /// Lets the sums of the tally follow from now on: adding up once is quicker than following a whole journal.
    pub(crate) fn keep_up(&mut self) {
        self.tally.keep_up(self.plans.plan());
        self.is_keeping_up = true;
    }

    /// Shows a plan, lists and decisions that were folded anew.
    pub(crate) fn refold(&mut self, plan: PlanFold, lists: BTreeMap<Code, ListFold>, decisions: Decisions) {
        self.plans.replace(plan, lists);
        self.decisions = decisions;
        self.batch_count += 1;
        self.keep_up();
    }

    /// Returns how many records of the journal are in: it grows with everything that HQ shows.
    pub(crate) fn record_count(&self) -> u64 {
        self.record_count
    }

    /// Returns the position of the last record of the journal that is in.
    pub(crate) fn position(&self) -> u64 {
        self.position
    }

    /// Returns how many bytes of memory what phones wrote takes, about.
    pub(crate) fn entry_bytes(&self) -> u64 {
        self.entry_bytes
    }

    /// Returns a number that grows whenever records or the plan may say something else.
    pub(crate) fn batch_count(&self) -> u64 {
        self.batch_count
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

    /// Returns the last entry that HQ itself wrote in one of its logs: others may have begun histories under the same id.
    pub(crate) fn head_of_hq(&self, log: Uuid) -> Option<Head> {
        self.logs.get(&log)?.highest_of(|genesis| self.is_of_hq(genesis))
    }

    /// Returns the batches with entries from a number on of a log that HQ wrote, in the order of the journal.
    pub(crate) fn arrivals_of_hq(&self, log: Uuid, from_seq: u64) -> Vec<Arrival> {
        let book = self.logs.get(&log).into_iter();
        let arrivals = book.flat_map(|book| book.arrivals_of_histories(from_seq, |genesis| self.is_of_hq(genesis)));
        let mut arrivals: Vec<Arrival> = arrivals.collect();
        arrivals.sort_unstable_by_key(|arrival| arrival.position);
        arrivals
    }

    /// Says whether HQ itself wrote two histories of one of its logs: its journal was put back by hand in between.
    pub(crate) fn is_split_by_hq(&self, log: Uuid) -> bool {
        let Some(book) = self.logs.get(&log) else { return false };
        let origins = book.held.tips().iter().filter_map(|tip| book.origin_at(&tip.hash));
        origins.filter(|origin| self.is_of_hq(&origin.genesis)).count() > 1
    }

    /// Says whether a log with that genesis is in the totals: it is HQ's own, or its device is enrolled with its key.
    pub(crate) fn is_counted(&self, genesis: &Genesis) -> bool {
        self.author(genesis).is_some()
    }

    /// Returns who writes a log with that genesis: nil for HQ; `None`: its key is not known, so it is held.
    pub(crate) fn author(&self, genesis: &Genesis) -> Option<Uuid> {
        if self.is_of_hq(genesis) {
            return Some(Uuid::nil());
        }
        self.office.author(&genesis.public_key)
    }

    /// Counts a fact.
    fn add(&mut self, fact: Fact, received: Received) {
        let version = match &fact.content {
            Content::Distribution(first) => Some(first),
            Content::Correction(correction) => match &correction.change {
                Change::Replacement(replacement) => Some(replacement),
                Change::Void => None,
            },
            _ => None,
        };
        let substitutes = version.map_or(Vec::new(), |version| Substitute::all_of(version));
        if !substitutes.is_empty() {
            self.instead.insert(fact.id, substitutes);
        }
        self.tally.add(&fact, Some(received));
    }

    /// Returns what of a version was given instead of something else.
    pub(crate) fn substitutes(&self, version: &RecordId) -> Vec<Substitute> {
        self.instead.get(version).cloned().unwrap_or_default()
    }

    /// Returns the logs that HQ holds two histories of.
    pub(crate) fn splits(&self) -> impl Iterator<Item = Split> {
        self.logs.iter().filter_map(|(log, book)| book.split(*log))
    }
}

impl KnownEntries for State {
    /// The place counts as well as the hash: somebody may claim that a log goes on from an entry of another one.
    fn holds(&self, head: &Head) -> bool {
        self.tally.place_of(&head.hash.into()) == Some((head.log.log, head.seq)) || self.held.has(head)
    }
}
