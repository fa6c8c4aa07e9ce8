//! Records in outline: all that is known of a record but what it says.
//!
//! Leaves what it says to [`super::Record`], or to whoever reads it back from the journal.

use super::register::Register;
use super::ruling::Ruling;
use super::view::View;
use super::{Author, Received};
use crate::plan::Plan;
use crate::{Code, Moment, RecordId, SettlementRef};
use chrono::NaiveDate;
use std::fmt;
use uuid::Uuid;

/// A record in outline.
#[derive(Clone, Copy)]
pub struct Outline<'a> {
    /// What the entry of its first version is.
    pub id: RecordId,
    /// Its log.
    pub log: Uuid,
    /// Its place in the log, from 1.
    pub seq: u64,
    /// Who wrote it.
    pub author: Author,
    /// Where; `None`: its log is about no settlement.
    pub settlement: Option<&'a SettlementRef>,
    /// When, by the server's clock where a sample allows it, else by the device's.
    ///
    /// A replacement says its time by the clock of the device that wrote the first version.
    pub at: Moment,
    /// Whether a sample confirms the time; HQ's own entries need none.
    pub clock_confirmed: bool,
    /// When HQ received it; `None`: not said.
    pub received_at: Option<Moment>,
    /// Whether corrections were made that did not know of each other.
    pub is_contested: bool,
    number: u32,
    ruling: Ruling,
    register: &'a Register,
}

/// A correction of a record in outline.
#[derive(Debug, Clone, Copy)]
pub struct CorrectionOutline {
    /// What its entry is.
    pub id: RecordId,
    /// Its log.
    pub log: Uuid,
    /// Its place in the log, from 1.
    pub seq: u64,
    /// Who wrote it.
    pub author: Author,
    /// When, by the server's clock where a sample allows it, else by the device's.
    pub at: Moment,
    /// When HQ received it; `None`: not said.
    pub received_at: Option<Moment>,
    /// How HQ received it; `None`: not said.
    pub received: Option<Received>,
    /// Whether its author may correct the record; without the right it is kept and without effect.
    pub has_right: bool,
    /// Whether it is what holds now.
    pub is_in_force: bool,
    /// Whether it is a void, and no replacement.
    pub is_void: bool,
    pub(super) number: u32,
}

impl<'a> Outline<'a> {
    pub(super) fn new(register: &'a Register, number: u32) -> Self {
        let view = View::now(register);
        let entry = register.records[number as usize].node;
        let (node, log) = (register.chain.node(entry), register.chain.log_of(entry));
        let (at, clock_confirmed) = view.at(number);
        let ruling = view.ruling(number);
        Self {
            id: node.id,
            log: log.id,
            seq: node.seq,
            author: log.author,
            settlement: register.chain.settlements().get(log.settlement as usize),
            at,
            clock_confirmed,
            received_at: register.chain.received(entry).map(|received| received.at),
            is_contested: ruling.is_contested,
            number,
            ruling,
            register,
        }
    }

    /// Returns its number: its place in the order in which records came in, from 0.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// Returns how HQ received it; `None`: not said.
    pub fn received(&self) -> Option<Received> {
        self.register.chain.received(self.register.records[self.number as usize].node)
    }

    /// Returns the round that it counts for or, for a void, that it was taken from.
    pub fn round(&self) -> &'a Code {
        &self.register.counter.rounds()[View::now(self.register).said(self.number).round as usize]
    }

    /// Returns how many corrections of it were made by somebody who may not.
    pub fn powerless_correction_count(&self) -> u64 {
        let corrections = self.register.corrections_of(self.number).iter();
        corrections.filter(|&&correction| !self.register.has_right(self.number, correction)).count() as u64
    }

    /// Returns whether it was voided.
    pub fn is_void(&self) -> bool {
        self.ruling.is_void
    }

    /// Returns the day, local to the settlement.
    pub fn day(&self, plan: &Plan) -> NaiveDate {
        let planned = match self.settlement {
            Some(SettlementRef::Planned(code)) => Some(code),
            _ => None,
        };
        self.at.day(plan.utc_offset_minutes(planned))
    }

    /// Returns all corrections of it, by corrected time, then by id.
    pub fn corrections(&self) -> Vec<CorrectionOutline> {
        let numbers = self.register.corrections_of(self.number).iter();
        let mut all: Vec<CorrectionOutline> = numbers.map(|&number| self.correction(number)).collect();
        all.sort_unstable_by_key(|correction| (correction.at, correction.id));
        all
    }

    fn correction(&self, number: u32) -> CorrectionOutline {
        let Register { chain, corrections, .. } = self.register;
        let corrected = &corrections[number as usize];
        let (node, log) = (chain.node(corrected.node), chain.log_of(corrected.node));
        let received = chain.received(corrected.node);
        CorrectionOutline {
            id: node.id,
            log: log.id,
            seq: node.seq,
            author: log.author,
            at: chain.corrected(corrected.node, corrected.at).0,
            received_at: received.map(|received| received.at),
            received,
            has_right: self.register.has_right(self.number, number),
            is_in_force: self.ruling.in_force == Some(number),
            is_void: corrected.replacement.is_none(),
            number,
        }
    }

    /// Returns the id of the version that a new correction would supersede.
    pub fn version(&self) -> RecordId {
        self.ruling.in_force.map_or(self.id, |correction| self.id_of(correction))
    }

    /// Returns the id of the replacement that counts or, for a void, that it took away; `None`: the first version.
    pub fn replacement(&self) -> Option<RecordId> {
        self.ruling.version.map(|correction| self.id_of(correction))
    }

    /// Returns the number of that replacement among the corrections.
    pub(super) fn replacement_number(&self) -> Option<u32> {
        self.ruling.version
    }

    fn id_of(&self, correction: u32) -> RecordId {
        let Register { chain, corrections, .. } = self.register;
        chain.node(corrections[correction as usize].node).id
    }
}

impl fmt::Debug for Outline<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outline")
            .field("id", &self.id)
            .field("seq", &self.seq)
            .field("at", &self.at)
            .finish_non_exhaustive()
    }
}
