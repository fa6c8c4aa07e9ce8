//! The tally: what all records add up to, whatever order they came in and however often.
//!
//! A pure fold over entries: no storage, no network, no clock.
//! Leaves bytes, hashes and signatures to the ledger, and what a flag is to [`crate::flag`]; flags are found here, and change
//! no total.
//!
//! One [`Register`] holds every rule. A phone's [`Tally`] keeps what the few records say beside it, and adds up at each
//! question; HQ's [`RunningTally`] keeps sums beside it, and leaves what the many records say in the journal.

mod fact;
mod query;
mod totals;

mod outline;
mod record;

mod chain;
mod count;
mod people;
mod register;
mod ruling;

mod past;
mod view;

mod axis;
mod kit;
mod measure;
mod sieve;
mod target;

mod running;
mod story;

mod odd;

mod intern;
mod slots;

pub use fact::{Author, Content, Fact, Received, Writer};
pub use odd::{Inspection, Parties, Substitute, Substitutes};
pub use outline::{CorrectionOutline, Outline};
pub use query::{Dimension, DimensionError, Filter, TotalsQuery};
pub use record::{CorrectionView, Record};
pub use register::Register;
pub use ruling::{Right, same_device_or_hq};
pub use running::RunningTally;
pub use totals::{KeyValue, SexAgeSum, Totals, TotalsRow, UNKNOWN_VALUE};

use crate::plan::Plan;
use crate::{Change, Code, Correction, Distribution, FoldedCard, Moment, RecordId};

/// The fold of all facts, with what each record says.
///
/// The contract for [`Tally::add`] is that of [`Register::add`].
#[derive(Debug, Clone, Default)]
#[expect(clippy::vec_box, reason = "they come boxed, and a list that grows would copy them again and again")]
pub struct Tally {
    register: Register,
    /// By the register's number of the record.
    firsts: Vec<Box<Distribution>>,
    /// By the register's number of the correction.
    corrections: Vec<Box<Correction>>,
}

impl Tally {
    /// Makes an empty tally where corrections by the same device or by HQ take effect.
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes an empty tally with another rule for which corrections take effect.
    pub fn with_right(right: Right) -> Self {
        Self { register: Register::with_right(right), ..Self::default() }
    }

    /// Takes a fact in, and when HQ received it; returns whether it was new.
    ///
    /// A fact that is already in changes nothing, but for an earlier time of receipt, which is kept.
    pub fn add(&mut self, fact: Fact, received_at: Option<Moment>) -> bool {
        let is_new = self.register.add(&fact, received_at.map(Received::from));
        match fact.content {
            Content::Distribution(first) if is_new => self.firsts.push(first),
            Content::Correction(correction) if is_new => self.corrections.push(correction),
            _ => {}
        }
        is_new
    }

    fn correction(&self, outline: &CorrectionOutline) -> &Correction {
        &self.corrections[outline.number as usize]
    }

    fn replacement(&self, correction: u32) -> Option<&Distribution> {
        match &self.corrections[correction as usize].change {
            Change::Replacement(distribution) => Some(distribution),
            Change::Void => None,
        }
    }

    /// Returns the records in numbers.
    pub fn register(&self) -> &Register {
        &self.register
    }

    /// Returns how many records there are, voided ones included.
    pub fn record_count(&self) -> usize {
        self.register.record_count()
    }

    /// Returns whether an entry is in.
    pub fn has(&self, id: &RecordId) -> bool {
        self.register.has(id)
    }

    /// Returns a record by the id of its first version.
    pub fn record(&self, id: &RecordId) -> Option<Record<'_>> {
        Some(Record::new(self, self.register.outline(self.register.find(id)?)))
    }

    /// Returns all records, voided ones included, in the order in which they came in.
    pub fn records(&self) -> impl Iterator<Item = Record<'_>> {
        self.register.outlines().map(|outline| Record::new(self, outline))
    }

    /// Returns the records that a filter lets through; see [`Register::select`].
    pub fn select<'a>(&'a self, plan: &'a Plan, filter: &'a Filter) -> impl Iterator<Item = Record<'a>> {
        self.register.select(plan, filter).map(|outline| Record::new(self, outline))
    }

    /// Returns the first service, not voided, of a household in a round: the earliest by corrected time, then by id.
    pub fn served(&self, round: &Code, card: &FoldedCard) -> Option<Record<'_>> {
        self.services(round, card).into_iter().next()
    }

    /// Returns all services, not voided, of a household in a round, the first one first.
    pub fn services(&self, round: &Code, card: &FoldedCard) -> Vec<Record<'_>> {
        self.register.services(round, card).into_iter().map(|outline| Record::new(self, outline)).collect()
    }

    /// Returns the totals that a query asks for; see [`TotalsRow`] for what each measure says.
    pub fn totals(&self, plan: &Plan, query: &TotalsQuery) -> Totals {
        self.register.totals(plan, query)
    }
}
