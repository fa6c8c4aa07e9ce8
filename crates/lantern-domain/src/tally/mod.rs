//! The tally: what all records add up to, whatever order they came in and however often.
//!
//! A pure fold over entries: no storage, no network, no clock.
//! Leaves bytes, hashes and signatures to the ledger, and what is odd about a record to flags, which change no total.

mod axis;
mod chain;
mod count;
mod fact;
mod intern;
mod kit;
mod measure;
mod query;
mod record;
mod ruling;
mod sieve;
mod target;
mod totals;

pub use fact::{Author, Content, Fact, Writer};
pub use query::{Dimension, DimensionError, Filter, TotalsQuery};
pub use record::{CorrectionView, Record};
pub use ruling::{Right, same_device_or_hq};
pub use totals::{KeyValue, SexAgeSum, Totals, TotalsRow, UNKNOWN_VALUE};

use crate::plan::Plan;
use crate::{Change, Code, Correction, Distribution, FoldedCard, Moment, RecordId};
use chain::{Chain, Kind};
use count::{Counted, Counter};
use ruling::{Claim, Ruling};
use sieve::Sieve;
use std::collections::HashMap;

/// The fold of all facts.
///
/// The contract for [`Tally::add`]: within a log, an entry comes after the entry that it follows, on each branch.
/// Logs and branches may interleave in any way, repetition is free, and a correction may come before its target.
/// Whatever the order, the answers are the same.
#[derive(Debug, Clone)]
pub struct Tally {
    chain: Chain,
    counter: Counter,
    records: Vec<Recorded>,
    corrections: Vec<Corrected>,
    corrections_of: HashMap<RecordId, Vec<u32>>,
    right: Right,
}

/// A hand-over with what became of it.
#[derive(Debug, Clone)]
struct Recorded {
    node: u32,
    first: Box<Distribution>,
    ruling: Ruling,
    /// What counts, or what the void took away, in numbers.
    counted: Counted,
}

#[derive(Debug, Clone)]
struct Corrected {
    node: u32,
    correction: Box<Correction>,
}

impl Default for Tally {
    fn default() -> Self {
        Self::with_right(same_device_or_hq)
    }
}

impl Tally {
    /// Makes an empty tally where corrections by the same device or by HQ take effect.
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes an empty tally with another rule for which corrections take effect.
    pub fn with_right(right: Right) -> Self {
        Self {
            chain: Chain::default(),
            counter: Counter::default(),
            records: Vec::new(),
            corrections: Vec::new(),
            corrections_of: HashMap::new(),
            right,
        }
    }

    /// Takes a fact in, and when HQ received it; returns whether it was new.
    ///
    /// A fact that is already in changes nothing, but for an earlier time of receipt, which is kept.
    pub fn add(&mut self, fact: Fact, received_at: Option<Moment>) -> bool {
        if self.chain.seen_again(&fact.id, received_at) {
            return false;
        }
        let kind = match &fact.content {
            Content::Distribution(_) => Kind::Record(self.records.len() as u32),
            Content::Correction(_) => Kind::Correction,
            Content::ClockSample(sample) => Kind::Sample(*sample),
            Content::ClockStep(_) => Kind::Step,
            Content::Other => Kind::Other,
        };
        let node = self.chain.push(&fact, kind, received_at);
        match fact.content {
            Content::Distribution(first) => self.add_record(node, fact.id, first),
            Content::Correction(correction) => self.add_correction(node, correction),
            _ => {}
        }
        true
    }

    fn add_record(&mut self, node: u32, id: RecordId, first: Box<Distribution>) {
        let settlement = self.chain.log_of(node).settlement;
        let record = self.records.len() as u32;
        let counted = self.counter.count(&first, settlement, record);
        self.records.push(Recorded { node, first, ruling: Ruling::default(), counted });
        if self.corrections_of.contains_key(&id) {
            self.rule_again(record);
        }
    }

    fn add_correction(&mut self, node: u32, correction: Box<Correction>) {
        let target = correction.target;
        self.corrections_of.entry(target).or_default().push(self.corrections.len() as u32);
        self.corrections.push(Corrected { node, correction });
        if let Some(record) = self.record_index(&target) {
            self.rule_again(record);
        }
    }

    fn rule_again(&mut self, record: u32) {
        let ruling = self.ruling_on(record);
        self.records[record as usize].ruling = ruling;
        let recorded = &self.records[record as usize];
        let replacement = ruling.version.map(|correction| &self.corrections[correction as usize].correction.change);
        let version = match replacement {
            Some(Change::Replacement(replacement)) => replacement,
            _ => &recorded.first,
        };
        let settlement = self.chain.log_of(recorded.node).settlement;
        let counted = self.counter.count(version, settlement, record);
        self.records[record as usize].counted = counted;
    }

    fn ruling_on(&self, record: u32) -> Ruling {
        let node = self.records[record as usize].node;
        let target = self.chain.author(node);
        let corrections = self.corrections_of.get(&self.chain.node(node).id).map_or(&[][..], Vec::as_slice);
        let claims = corrections.iter().map(|&index| {
            let Corrected { node, correction } = &self.corrections[index as usize];
            let author = self.chain.author(*node);
            Claim::new(index, self.chain.node(*node).id, correction, author, (self.right)(&author, &target))
        });
        Ruling::among(&claims.collect::<Vec<_>>())
    }

    fn replacement(&self, correction: u32) -> Option<&Distribution> {
        match &self.corrections[correction as usize].correction.change {
            Change::Replacement(distribution) => Some(distribution),
            Change::Void => None,
        }
    }

    /// Returns what counts of a record or, for a void, what it took away.
    fn version(&self, record: u32) -> &Distribution {
        let recorded = &self.records[record as usize];
        let replacement = recorded.ruling.version.and_then(|correction| self.replacement(correction));
        replacement.unwrap_or(&recorded.first)
    }

    fn record_index(&self, id: &RecordId) -> Option<u32> {
        match self.chain.node(self.chain.index_of(id)?).kind {
            Kind::Record(index) => Some(index),
            _ => None,
        }
    }

    /// Returns how many records there are, voided ones included.
    pub fn record_count(&self) -> usize {
        self.records.len()
    }

    /// Returns whether an entry is in.
    pub fn has(&self, id: &RecordId) -> bool {
        self.chain.index_of(id).is_some()
    }

    /// Returns a record by the id of its first version.
    pub fn record(&self, id: &RecordId) -> Option<Record<'_>> {
        Some(Record::new(self, self.record_index(id)?))
    }

    /// Returns all records, voided ones included, in the order in which they came in.
    pub fn records(&self) -> impl Iterator<Item = Record<'_>> {
        (0..self.records.len() as u32).map(|index| Record::new(self, index))
    }

    /// Returns the records that a filter lets through, voided ones included, in the order in which they came in.
    ///
    /// They are the records that [`Tally::totals`] counts under that filter, but for components of kits: a record
    /// passes a filter by item when the item itself was handed over.
    pub fn select<'a>(&'a self, plan: &'a Plan, filter: &'a Filter) -> impl Iterator<Item = Record<'a>> {
        let sieve = Sieve::new(self, plan, filter);
        let passes = move |&index: &u32| sieve.passes(&self.records[index as usize]);
        (0..self.records.len() as u32).filter(passes).map(|index| Record::new(self, index))
    }

    /// Returns the first service, not voided, of a household in a round: the earliest by corrected time, then by id.
    pub fn served(&self, round: &Code, card: &FoldedCard) -> Option<Record<'_>> {
        self.services(round, card).into_iter().min_by_key(|record| (record.at, record.id))
    }

    /// Returns all services, not voided, of a household in a round.
    pub fn services(&self, round: &Code, card: &FoldedCard) -> Vec<Record<'_>> {
        let indexes = self.counter.services(round, card);
        let of_card = |index: &u32| self.records[*index as usize].counted.recipient == indexes.recipient;
        let records = indexes.records.iter().copied().filter(of_card).map(|index| Record::new(self, index));
        records.filter(|record| record.effective.is_some()).collect()
    }

    /// Returns the totals that a query asks for; see [`TotalsRow`] for what each measure says.
    pub fn totals(&self, plan: &Plan, query: &TotalsQuery) -> Totals {
        measure::totals(self, plan, query)
    }
}
