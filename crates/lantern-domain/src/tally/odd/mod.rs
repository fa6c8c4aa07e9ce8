//! Looking for what is odd, over the register: every record by itself, then everybody who received, with all services.
//!
//! Piece by piece, so that whoever holds the register lets others at it in between.
//! Most of what is there is in order, which a few comparisons of numbers say; what may not be is copied, and judged without
//! the register where it is much.
//! Leaves what a flag is to [`crate::flag`].

mod dues;
mod near;
mod party;
mod rules;
mod service;

pub use party::Parties;

use super::Outline;
use super::count::{Said, WALK_IN};
use super::register::Register;
use super::view::View;
use crate::flag::{Flag, FlagKind, Group, Reason, Split, Who};
use crate::plan::Plan;
use crate::{Code, Distribution, Line, Moment, RecordId};
use rules::Rules;
use service::Service;
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// A clock is flagged from so many seconds off.
const CLOCK_OFF_S: u64 = 12 * 60 * 60;
/// A record is flagged as late from so many seconds between its time and its receipt.
const LATE_S: i64 = 72 * 60 * 60;

/// Returns what of a version of a record was given instead of something else.
pub type Substitutes<'s> = dyn Fn(&RecordId) -> Vec<Substitute> + 's;

/// Pieces that were given instead of something else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Substitute {
    /// The item that was handed over.
    pub item: Code,
    /// The item that it stands for.
    pub stands_for: Code,
    /// How many.
    pub pieces: u64,
}

impl Substitute {
    /// Returns all of a hand-over.
    pub fn all_of(said: &Distribution) -> Vec<Self> {
        let of_line = |line: &Line| {
            let stands_for = line.substitute_for.clone()?;
            Some(Self { item: line.item.clone(), stands_for, pieces: line.quantity.pieces().into() })
        };
        said.lines.iter().filter_map(of_line).collect()
    }
}

/// All records by themselves, as far as they were looked at.
///
/// What comes in between two pieces may be seen or not.
#[derive(Debug)]
pub struct Inspection<'a> {
    rules: Rules<'a>,
    splits: HashMap<Uuid, Split>,
    found: Found,
    next: u32,
    /// Numbers of who received and of records, of those who can be told apart.
    named: Vec<(u32, u32)>,
}

/// The flags that were found, by kind and group.
#[derive(Debug, Default)]
struct Found(BTreeMap<(FlagKind, Group), Flag>);

impl<'a> Inspection<'a> {
    /// Begins with a plan and the logs that are split.
    pub fn new(plan: &'a Plan, splits: impl IntoIterator<Item = Split>) -> Self {
        let splits = splits.into_iter().map(|split| (split.log, split)).collect();
        Self { rules: Rules::new(plan), splits, found: Found::default(), next: 0, named: Vec::new() }
    }

    /// Looks at up to so many more records; returns whether there are more.
    pub fn see(&mut self, register: &Register, substitutes: &Substitutes<'_>, count: usize) -> bool {
        self.rules.learn(register);
        let end = (self.next as usize).saturating_add(count).min(register.records.len()) as u32;
        (self.next..end).for_each(|record| self.see_one(register, substitutes, record));
        self.next = end;
        (end as usize) < register.records.len()
    }

    /// Puts all services of everybody beside each other.
    pub fn gather(mut self) -> Parties<'a> {
        self.named.sort_unstable();
        Parties::new(self.rules, self.found, self.named)
    }

    /// Looks at a record. What is void is odd only for who voided it, and for the log that it is in.
    fn see_one(&mut self, register: &Register, substitutes: &Substitutes<'_>, number: u32) {
        let record = register.outline(number);
        let corrections = record.powerless_correction_count();
        if corrections > 0 {
            self.found.add(&record, Group::Record(record.id), Reason::CorrectionWithoutRight { corrections });
        }
        let split = self.splits.get(&record.log).filter(|split| record.seq > split.shared_seq);
        if let Some(&Split { log, histories, .. }) = split {
            self.found.add(&record, Group::Log(log), Reason::SplitHistory { histories });
        }
        if record.is_void() {
            return;
        }
        let said = View::now(register).said(number);
        self.see_time(&record, said.at);
        self.see_names(register, &record, said);
        if said.who != WALK_IN {
            self.named.push((said.who, number));
        } else if !self.rules.is_within(register, substitutes, number) {
            let service = Service::copy(register, substitutes, &self.rules.calendar, number);
            self.found.judge_dues(&self.rules, &[&service], Who::Record(record.id));
        }
    }

    fn see_time(&mut self, record: &Outline<'_>, device_at: Moment) {
        let log = Group::Log(record.log);
        if !record.clock_confirmed {
            // Without a confirmed time nothing can be said of how far it is off or how late.
            return self.found.add(record, log, Reason::ClockUnconfirmed);
        }
        let off_s = record.at.0.abs_diff(device_at.0);
        if off_s > CLOCK_OFF_S {
            self.found.add(record, log, Reason::ClockOff { hours: off_s / 3600 });
        }
        let Some(received_at) = record.received_at else { return };
        let late_s = received_at.0.saturating_sub(record.at.0);
        if late_s > LATE_S {
            let group = Group::Received { log: record.log, day: received_at.day(0) };
            self.found.add(record, group, Reason::Late { hours: late_s.unsigned_abs() / 3600 });
        }
    }

    fn see_names(&mut self, register: &Register, record: &Outline<'_>, said: &Said) {
        if let Some(settlement) = record.settlement.filter(|it| !self.rules.names_settlement(it)) {
            let reason = Reason::UnknownSettlement { settlement: settlement.clone() };
            self.found.add(record, Group::Settlement(settlement.clone()), reason);
        }
        if !self.rules.rounds[said.round as usize].is_planned {
            let round = record.round().clone();
            self.found.add(record, Group::Code(round.clone()), Reason::UnknownRound { round });
        }
        for &(item, _) in register.counter.goods(said.goods) {
            if !self.rules.is_planned_item[item as usize] {
                let item = register.counter.items()[item as usize].clone();
                self.found.add(record, Group::Code(item.clone()), Reason::UnknownItem { item });
            }
        }
    }
}

impl Found {
    /// Puts a flag on all services of a group.
    fn put(&mut self, group: Group, reason: Reason, services: &[&Service]) {
        let Some(last_at) = services.iter().map(|service| service.at).max() else { return };
        let records = services.iter().map(|service| service.id).collect();
        self.0.insert((reason.kind(), group.clone()), Flag { group, reason, records, last_at });
    }

    /// Adds a record to the flag on its group; of two reasons the one that says more stays.
    fn add(&mut self, record: &Outline<'_>, group: Group, reason: Reason) {
        let key = (reason.kind(), group);
        match self.0.get_mut(&key) {
            Some(flag) => {
                flag.records.push(record.id);
                flag.last_at = flag.last_at.max(record.at);
                flag.reason.widen(reason);
            }
            None => {
                let group = key.1.clone();
                self.0.insert(key, Flag { group, reason, records: vec![record.id], last_at: record.at });
            }
        }
    }

    /// Returns every flag, by kind, then by group: the same for the same records.
    fn flags(self) -> Vec<Flag> {
        let mut flags: Vec<Flag> = self.0.into_values().collect();
        flags.iter_mut().for_each(|flag| flag.records.sort_unstable());
        flags
    }
}

impl Reason {
    /// Takes the greater of two figures of the same kind.
    fn widen(&mut self, other: Self) {
        match (self, other) {
            (Self::ClockOff { hours }, Self::ClockOff { hours: more })
            | (Self::Late { hours }, Self::Late { hours: more }) => *hours = more.max(*hours),
            _ => {}
        }
    }
}
