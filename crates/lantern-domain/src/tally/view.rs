//! A view of the register: as it is now, or as it was at a place of HQ's journal.
//!
//! Leaves what of the past differs from now to [`super::past`].

use super::count::{Said, WALK_IN};
use super::past::Past;
use super::register::Register;
use super::ruling::Ruling;
use super::sieve::Calendar;
use crate::Moment;

/// The register, looked at from some moment.
#[derive(Clone, Copy)]
pub(super) struct View<'a> {
    pub(super) register: &'a Register,
    past: Option<&'a Past>,
}

/// One hand-over as totals see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Service {
    pub(super) settlement: u32,
    pub(super) round: u32,
    /// Days of the common era, local to the settlement; 0 where nobody asks.
    pub(super) day: i32,
    pub(super) goods: u32,
}

impl<'a> View<'a> {
    pub(super) fn now(register: &'a Register) -> Self {
        Self { register, past: None }
    }

    pub(super) fn of(register: &'a Register, past: &'a Past) -> Self {
        Self { register, past: Some(past) }
    }

    /// Returns whether a record is in.
    pub(super) fn has(&self, record: u32) -> bool {
        self.past.is_none_or(|past| past.has(self.register, self.register.records[record as usize].node))
    }

    pub(super) fn ruling(&self, record: u32) -> Ruling {
        let rulings = self.past.map_or(&self.register.rulings, |past| &past.rulings);
        rulings.get(&record).copied().unwrap_or_default()
    }

    /// Returns what counts of a record or, for a void, what it took away.
    pub(super) fn said(&self, record: u32) -> &'a Said {
        let version = self.ruling(record).version;
        let replacement = version.and_then(|it| self.register.corrections[it as usize].replacement.as_ref());
        replacement.unwrap_or(&self.register.records[record as usize].first)
    }

    /// Returns the number of the recipient that counts, or that a void took away.
    pub(super) fn recipient(&self, record: u32) -> u32 {
        let recorded = &self.register.records[record as usize];
        // Only a correction changes who is named.
        if self.past.is_none() || !self.register.rulings.contains_key(&record) {
            return recorded.recipient;
        }
        let settlement = self.register.chain.log_of(recorded.node).settlement;
        self.register.counter.recipient(self.said(record), settlement).unwrap_or(WALK_IN)
    }

    /// Returns when a record was, and whether that is confirmed.
    pub(super) fn at(&self, record: u32) -> (Moment, bool) {
        let (node, at) = (self.register.records[record as usize].node, self.said(record).at);
        match self.past {
            None => self.register.chain.corrected(node, at),
            Some(past) => self.register.chain.corrected_by(past.sample_of(node), node, at),
        }
    }

    /// Returns a record as totals see it; with its day, where there is a calendar.
    pub(super) fn service(&self, record: u32, calendar: Option<&Calendar>) -> Service {
        let said = self.said(record);
        let settlement = self.register.chain.log_of(self.register.records[record as usize].node).settlement;
        let day = calendar.map_or(0, |calendar| calendar.day(settlement, self.at(record).0));
        Service { settlement, round: said.round, day, goods: said.goods }
    }

    /// Returns the records, not voided, that name a recipient: the first by corrected time, then by id, comes first.
    pub(super) fn services_of(&self, recipient: u32) -> Vec<u32> {
        let counts =
            |&record: &u32| self.has(record) && self.recipient(record) == recipient && !self.ruling(record).is_void;
        let mut records: Vec<u32> = self.register.counter.records_of(recipient).filter(counts).collect();
        if records.len() > 1 {
            records.sort_by_key(|&record| (self.at(record).0, self.id(record)));
        }
        records
    }

    fn id(&self, record: u32) -> crate::RecordId {
        self.register.chain.node(self.register.records[record as usize].node).id
    }
}
