//! The register: all records in numbers, as far as they count, and what became of each.
//!
//! It holds what a total, a list or a flag goes by, in about a hundred bytes a record, and no word of what was said:
//! whoever shows a record has the record itself, or reads it back from where it is kept.
//! Leaves adding up to [`super::measure`].

use super::chain::{Chain, Kind};
use super::count::{Counter, Said};
use super::intern::NumberMap;
use super::outline::Outline;
use super::ruling::{Case, Claim, FEW, Ruling};
use super::sieve::Sieve;
use super::view::View;
use super::{Content, Fact, Filter, Received, Right, Totals, TotalsQuery, measure, same_device_or_hq};
use crate::plan::Plan;
use crate::{Change, Code, Correction, Distribution, FoldedCard, Moment, RecordId};
use std::collections::HashMap;
use uuid::Uuid;

/// The fold of all facts, in numbers.
///
/// The contract for [`Register::add`]: within a log, an entry comes after the entry that it follows, on each branch.
/// Logs and branches may interleave in any way, repetition is free, and a correction may come before its target.
/// Whatever the order, the answers are the same.
#[derive(Debug, Clone)]
pub struct Register {
    pub(super) chain: Chain,
    pub(super) counter: Counter,
    pub(super) records: Vec<Recorded>,
    pub(super) corrections: Vec<Corrected>,
    pub(super) corrections_of: HashMap<RecordId, Vec<u32>>,
    /// By record; none: nobody with the right to has corrected it.
    pub(super) rulings: NumberMap<u32, Ruling>,
    /// Of records with many corrections.
    cases: NumberMap<u32, Case>,
    pub(super) right: Right,
}

/// A hand-over in numbers.
#[derive(Debug, Clone)]
pub(super) struct Recorded {
    pub(super) node: u32,
    /// The number of the recipient that counts, or that the void took away.
    pub(super) recipient: u32,
    pub(super) first: Said,
}

/// A correction in numbers.
#[derive(Debug, Clone)]
pub(super) struct Corrected {
    pub(super) node: u32,
    pub(super) at: Moment,
    pub(super) supersedes: RecordId,
    /// `None`: a void.
    pub(super) replacement: Option<Said>,
}

/// Somebody who keeps up with what counts, record by record.
pub(super) trait Watch {
    /// Is told before what a record counts changes.
    fn leaves(&mut self, _register: &Register, _record: u32) {}
    /// Is told after a record came in, or what it counts changed.
    fn enters(&mut self, _register: &Register, _record: u32) {}
    /// Says whether it matters that a record's time moves.
    fn is_moved(&self, _register: &Register, _record: u32, _from: Moment, _to: Moment) -> bool {
        true
    }
}

/// Nobody.
impl Watch for () {}

impl Default for Register {
    fn default() -> Self {
        Self::with_right(same_device_or_hq)
    }
}

impl Register {
    /// Makes an empty register where corrections by the same device or by HQ take effect.
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes an empty register with another rule for which corrections take effect.
    pub fn with_right(right: Right) -> Self {
        Self {
            chain: Chain::default(),
            counter: Counter::default(),
            records: Vec::new(),
            corrections: Vec::new(),
            corrections_of: HashMap::new(),
            rulings: NumberMap::default(),
            cases: NumberMap::default(),
            right,
        }
    }

    /// Takes a fact in, and how HQ received it; returns whether it was new.
    ///
    /// A fact that is already in changes nothing, but for an earlier time of receipt, which is kept.
    pub fn add(&mut self, fact: &Fact, received: Option<Received>) -> bool {
        self.add_watched(fact, received, &mut ())
    }

    pub(super) fn add_watched(&mut self, fact: &Fact, received: Option<Received>, watch: &mut impl Watch) -> bool {
        if self.chain.seen_again(&fact.id, received) {
            return false;
        }
        let kind = match &fact.content {
            Content::Distribution(_) => Kind::Record(self.records.len() as u32),
            Content::Correction(_) => Kind::Correction,
            Content::ClockSample(sample) => Kind::Sample(self.chain.keep_sample(*sample)),
            Content::ClockStep(_) => Kind::Step,
            Content::Other => Kind::Other,
        };
        let node = self.chain.push(fact, kind, received);
        match &fact.content {
            Content::Distribution(first) => self.add_record(node, fact.id, first, watch),
            Content::Correction(correction) => self.add_correction(node, correction, watch),
            Content::ClockSample(_) => self.add_sample(node, watch),
            _ => {}
        }
        true
    }

    fn add_record(&mut self, node: u32, id: RecordId, first: &Distribution, watch: &mut impl Watch) {
        let record = self.records.len() as u32;
        let first = self.counter.said(first);
        self.records.push(Recorded { node, recipient: 0, first });
        if self.corrections_of.contains_key(&id) {
            self.rule(record);
        }
        self.serve(record);
        watch.enters(self, record);
    }

    fn add_correction(&mut self, node: u32, correction: &Correction, watch: &mut impl Watch) {
        let Correction { at, target, supersedes, change, .. } = correction;
        let replacement = match change {
            Change::Replacement(version) => Some(self.counter.said(version)),
            Change::Void => None,
        };
        let number = self.corrections.len() as u32;
        self.corrections_of.entry(*target).or_default().push(number);
        self.corrections.push(Corrected { node, at: *at, supersedes: *supersedes, replacement });
        if let Some(record) = self.find(target) {
            watch.leaves(self, record);
            self.rule_once_more(record, number);
            self.serve(record);
            watch.enters(self, record);
        }
    }

    fn add_sample(&mut self, sample: u32, watch: &mut impl Watch) {
        for node in self.chain.reach(sample, |node| self.chain.sample_of(node)) {
            let record = match self.chain.node(node).kind {
                Kind::Record(record) if self.is_moved(record, sample, watch) => Some(record),
                _ => None,
            };
            record.into_iter().for_each(|record| watch.leaves(self, record));
            self.chain.use_sample(node, sample);
            record.into_iter().for_each(|record| watch.enters(self, record));
        }
    }

    fn is_moved(&self, record: u32, sample: u32, watch: &impl Watch) -> bool {
        let (node, at) = (self.records[record as usize].node, View::now(self).said(record).at);
        let (from, to) = (self.chain.corrected(node, at).0, self.chain.corrected_by(sample, node, at).0);
        watch.is_moved(self, record, from, to)
    }

    /// Rules anew on the corrections of a record.
    fn rule(&mut self, record: u32) {
        let ruling = self.ruling_among(record, |_| true);
        self.rulings.insert(record, ruling);
    }

    /// Rules anew on the corrections of a record, to which this one has come.
    fn rule_once_more(&mut self, record: u32, correction: u32) {
        if let Some(mut case) = self.cases.remove(&record) {
            case.add(self.claim(record, correction));
            self.rulings.insert(record, case.ruling());
            self.cases.insert(record, case);
        } else if self.corrections_of(record).len() > FEW {
            let all = self.corrections_of(record).iter().map(|&correction| self.claim(record, correction));
            let mut case = Case::of(&all.collect::<Vec<_>>());
            self.rulings.insert(record, case.ruling());
            self.cases.insert(record, case);
        } else {
            self.rule(record);
        }
    }

    /// Rules on those corrections of a record whose entries pass.
    pub(super) fn ruling_among(&self, record: u32, passes: impl Fn(u32) -> bool) -> Ruling {
        let passing = self.corrections_of(record).iter().filter(|&&it| passes(self.corrections[it as usize].node));
        Ruling::among(&passing.map(|&correction| self.claim(record, correction)).collect::<Vec<_>>())
    }

    pub(super) fn corrections_of(&self, record: u32) -> &[u32] {
        let id = self.chain.node(self.records[record as usize].node).id;
        self.corrections_of.get(&id).map_or(&[][..], Vec::as_slice)
    }

    fn claim(&self, record: u32, correction: u32) -> Claim {
        let corrected = &self.corrections[correction as usize];
        let author = self.chain.author(corrected.node);
        Claim::new(
            correction,
            self.chain.node(corrected.node).id,
            corrected,
            author,
            self.has_right(record, correction),
        )
    }

    /// Returns whether a correction of a record comes from somebody who may correct it.
    pub(super) fn has_right(&self, record: u32, correction: u32) -> bool {
        let author = |node: u32| self.chain.author(node);
        let (by, of) = (self.corrections[correction as usize].node, self.records[record as usize].node);
        (self.right)(&author(by), &author(of))
    }

    /// Lets a record serve the recipient that it names now.
    fn serve(&mut self, record: u32) {
        let said = *View::now(self).said(record);
        let node = self.records[record as usize].node;
        let settlement = self.chain.log_of(node).settlement;
        self.records[record as usize].recipient = self.counter.serve(&said, settlement, record);
    }

    /// Returns how many records there are, voided ones included.
    pub fn record_count(&self) -> usize {
        self.records.len()
    }

    /// Returns whether an entry is in.
    pub fn has(&self, id: &RecordId) -> bool {
        self.chain.index_of(id).is_some()
    }

    /// Returns the log of an entry, and its place there, from 1; `None`: it is not in.
    pub fn place_of(&self, id: &RecordId) -> Option<(Uuid, u64)> {
        let number = self.chain.index_of(id)?;
        Some((self.chain.log_of(number).id, self.chain.node(number).seq))
    }

    /// Returns the number of a record by the id of its first version: its place in the order in which records came in.
    pub fn find(&self, id: &RecordId) -> Option<u32> {
        match self.chain.node(self.chain.index_of(id)?).kind {
            Kind::Record(record) => Some(record),
            _ => None,
        }
    }

    /// Returns the record of a number that [`Register::find`] or [`Outline::number`] gave.
    pub fn outline(&self, number: u32) -> Outline<'_> {
        Outline::new(self, number)
    }

    /// Returns all records, voided ones included, in the order in which they came in.
    pub fn outlines(&self) -> impl Iterator<Item = Outline<'_>> {
        (0..self.records.len() as u32).map(|record| self.outline(record))
    }

    /// Returns the records that a filter lets through, voided ones included, in the order in which they came in.
    ///
    /// They are the records that [`Register::totals`] counts under that filter, but for components of kits: a record
    /// passes a filter by item when the item itself was handed over.
    pub fn select<'a>(&'a self, plan: &'a Plan, filter: &'a Filter) -> impl Iterator<Item = Outline<'a>> {
        let view = View::now(self);
        let sieve = Sieve::new(self, plan, filter);
        let passes = move |&record: &u32| sieve.passes(&view.service(record, sieve.calendar()));
        (0..self.records.len() as u32).filter(passes).map(|record| self.outline(record))
    }

    /// Returns all services, not voided, of a household in a round.
    pub fn services(&self, round: &Code, card: &FoldedCard) -> Vec<Outline<'_>> {
        let of_household = self.counter.household(round, card);
        let records = of_household.map(|recipient| View::now(self).services_of(recipient));
        records.into_iter().flatten().map(|record| self.outline(record)).collect()
    }

    /// Returns the totals that a query asks for; see [`super::TotalsRow`] for what each measure says.
    ///
    /// Looks at every record; [`super::RunningTally`] does not have to.
    pub fn totals(&self, plan: &Plan, query: &TotalsQuery) -> Totals {
        measure::totals(&View::now(self), plan, query)
    }
}
