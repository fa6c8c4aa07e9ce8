//! Records as a person looks at them: the first version, what became of it, and when it was, as far as is known.

use super::{Author, Tally};
use crate::plan::Plan;
use crate::{Correction, Distribution, Moment, RecordId, SettlementRef};
use chrono::NaiveDate;
use std::fmt;
use uuid::Uuid;

/// A record: a hand-over with everything that was said about it since.
#[derive(Clone, Copy)]
pub struct Record<'a> {
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
    /// What was recorded first.
    pub first: &'a Distribution,
    /// What counts; `None`: it is void.
    pub effective: Option<&'a Distribution>,
    /// What counts or, for a void, what it took away.
    pub last: &'a Distribution,
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
    index: u32,
    tally: &'a Tally,
}

/// A correction of a record.
#[derive(Debug, Clone, Copy)]
pub struct CorrectionView<'a> {
    /// What its entry is.
    pub id: RecordId,
    /// Its log.
    pub log: Uuid,
    /// Its place in the log, from 1.
    pub seq: u64,
    /// Who wrote it.
    pub author: Author,
    /// What it says.
    pub correction: &'a Correction,
    /// When, by the server's clock where a sample allows it, else by the device's.
    pub at: Moment,
    /// When HQ received it; `None`: not said.
    pub received_at: Option<Moment>,
    /// Whether its author may correct the record; without the right it is kept and without effect.
    pub has_right: bool,
    /// Whether it is what holds now.
    pub is_in_force: bool,
}

impl<'a> Record<'a> {
    pub(super) fn new(tally: &'a Tally, index: u32) -> Self {
        let recorded = &tally.records[index as usize];
        let ruling = &recorded.ruling;
        let node = tally.chain.node(recorded.node);
        let log = tally.chain.log_of(recorded.node);
        let last = tally.version(index);
        let (at, clock_confirmed) = tally.chain.corrected(recorded.node, recorded.counted.at);
        Self {
            id: node.id,
            log: log.id,
            seq: node.seq,
            author: log.author,
            settlement: log.settlement.map(|number| &tally.chain.settlements()[number as usize]),
            first: &recorded.first,
            effective: (!ruling.is_void).then_some(last),
            last,
            at,
            clock_confirmed,
            received_at: node.received_at,
            is_contested: ruling.is_contested,
            index,
            tally,
        }
    }

    /// Returns whether it was voided.
    pub fn is_void(&self) -> bool {
        self.effective.is_none()
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
    pub fn corrections(&self) -> Vec<CorrectionView<'a>> {
        let tally = self.tally;
        let in_force = tally.records[self.index as usize].ruling.in_force;
        let view = |&index: &u32| {
            let corrected = &tally.corrections[index as usize];
            let node = tally.chain.node(corrected.node);
            let log = tally.chain.log_of(corrected.node);
            CorrectionView {
                id: node.id,
                log: log.id,
                seq: node.seq,
                author: log.author,
                correction: &corrected.correction,
                at: tally.chain.corrected(corrected.node, corrected.correction.at).0,
                received_at: node.received_at,
                has_right: (tally.right)(&log.author, &self.author),
                is_in_force: in_force == Some(index),
            }
        };
        let mut views: Vec<CorrectionView<'a>> = Vec::new();
        for view in tally.corrections_of.get(&self.id).into_iter().flatten().map(view) {
            let at = views.partition_point(|other| (other.at, other.id) < (view.at, view.id));
            views.insert(at, view);
        }
        views
    }

    /// Returns the id of the version that a new correction would supersede.
    pub fn version(&self) -> RecordId {
        match self.tally.records[self.index as usize].ruling.in_force {
            Some(correction) => self.tally.chain.node(self.tally.corrections[correction as usize].node).id,
            None => self.id,
        }
    }
}

impl fmt::Debug for Record<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Record")
            .field("id", &self.id)
            .field("seq", &self.seq)
            .field("at", &self.at)
            .finish_non_exhaustive()
    }
}
