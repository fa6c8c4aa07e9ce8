//! Looking at every record once, and saying which groups are odd.
//!
//! Leaves adding up what was due to [`super::due`], and days between services to [`super::near`].

use super::due::Dues;
use super::near::{Service, too_near};
use super::{Flag, FlagKind, Given, Group, Reason, Receiver, Seen};
use crate::plan::Plan;
use crate::{Code, FoldedCard, Moment, SettlementRef};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use uuid::Uuid;

/// A clock is flagged from so many seconds off.
const CLOCK_OFF_S: u64 = 12 * 60 * 60;
/// A record is flagged as late from so many seconds between its time and its receipt.
const LATE_S: i64 = 72 * 60 * 60;

/// A log of which two histories are held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Split {
    /// The log.
    pub log: Uuid,
    /// The number of the last entry that all its histories share.
    pub shared_seq: u64,
    /// How many histories.
    pub histories: u64,
}

/// All that was seen so far; records come in any order, each once.
#[derive(Debug)]
pub struct Watch<'a> {
    plan: &'a Plan,
    splits: HashMap<Uuid, Split>,
    flags: BTreeMap<(FlagKind, Group), Flag>,
    cards: HashMap<FoldedCard, Vec<Service>>,
    dues: Dues,
}

impl<'a> Watch<'a> {
    /// Begins with a plan and the logs that are split.
    pub fn new(plan: &'a Plan, splits: impl IntoIterator<Item = Split>) -> Self {
        let splits = splits.into_iter().map(|split| (split.log, split)).collect();
        Self { plan, splits, flags: BTreeMap::new(), cards: HashMap::new(), dues: Dues::default() }
    }

    /// Looks at a record. What is void is odd only for who voided it, and for the log that it is in.
    pub fn see(&mut self, record: &Seen<'_>) {
        let powerless = record.powerless_corrections;
        if powerless > 0 {
            self.flag(record, Group::Record(record.id), Reason::CorrectionWithoutRight { corrections: powerless });
        }
        if let Some(Split { log, histories, .. }) = self.split_of(record) {
            self.flag(record, Group::Log(log), Reason::SplitHistory { histories });
        }
        let Some(given) = &record.given else { return };
        self.see_time(record, given);
        self.see_names(record, given);
        self.dues.add(record, given);
        if let Receiver::Card(card) = &given.to {
            let service = Service::of(record, given, self.plan);
            self.cards.entry(card.clone()).or_default().push(service);
        }
    }

    /// Returns every flag, by kind, then by group: the same for the same records.
    pub fn flags(mut self) -> Vec<Flag> {
        for (card, services) in std::mem::take(&mut self.cards) {
            self.see_services(&card, services);
        }
        for flag in std::mem::take(&mut self.dues).over(self.plan) {
            self.put(flag);
        }
        let mut flags: Vec<Flag> = self.flags.into_values().collect();
        flags.iter_mut().for_each(|flag| flag.records.sort_unstable());
        flags
    }

    fn split_of(&self, record: &Seen<'_>) -> Option<Split> {
        self.splits.get(&record.log).copied().filter(|split| record.seq > split.shared_seq)
    }

    fn see_time(&mut self, record: &Seen<'_>, given: &Given) {
        let log = Group::Log(record.log);
        if !record.clock_confirmed {
            // Without a confirmed time nothing can be said of how far it is off or how late.
            return self.flag(record, log, Reason::ClockUnconfirmed);
        }
        let off_s = record.at.0.abs_diff(given.device_at.0);
        if off_s > CLOCK_OFF_S {
            self.flag(record, log, Reason::ClockOff { hours: off_s / 3600 });
        }
        let Some(received_at) = record.received_at else { return };
        let late_s = received_at.0.saturating_sub(record.at.0);
        if late_s > LATE_S {
            let group = Group::Received { log: record.log, day: Moment(received_at.0).day(0) };
            self.flag(record, group, Reason::Late { hours: late_s.unsigned_abs() / 3600 });
        }
    }

    fn see_names(&mut self, record: &Seen<'_>, given: &Given) {
        let is_planned = |settlement: &SettlementRef| match settlement {
            SettlementRef::Planned(code) => self.plan.settlements.contains_key(code),
            SettlementRef::Provisional { .. } => false,
        };
        if let Some(settlement) = record.settlement.filter(|settlement| !is_planned(settlement)) {
            let reason = Reason::UnknownSettlement { settlement: settlement.clone() };
            self.flag(record, Group::Settlement(settlement.clone()), reason);
        }
        if !self.plan.rounds.contains_key(&given.round) {
            let round = given.round.clone();
            self.flag(record, Group::Code(round.clone()), Reason::UnknownRound { round });
        }
        let unknown: BTreeSet<&Code> =
            given.goods.iter().map(|good| &good.item).filter(|item| !self.plan.items.contains_key(*item)).collect();
        for item in unknown {
            self.flag(record, Group::Code(item.clone()), Reason::UnknownItem { item: item.clone() });
        }
    }

    fn see_services(&mut self, card: &FoldedCard, services: Vec<Service>) {
        let mut by_round: BTreeMap<&Code, Vec<&Service>> = BTreeMap::new();
        services.iter().for_each(|service| by_round.entry(&service.round).or_default().push(service));
        for (round, services) in by_round.into_iter().filter(|(_, services)| services.len() > 1) {
            let phones: BTreeSet<Uuid> = services.iter().map(|service| service.device).collect();
            let reason = Reason::ServedTwice { services: services.len() as u64, phones: phones.len() as u64 };
            let records = services.iter().map(|service| service.id).collect();
            self.put(Flag { group: Group::Card { round: round.clone(), card: card.clone() }, reason, records });
        }
        for (round, near) in too_near(&services) {
            let min_days = near.min_days;
            let reason = Reason::IntervalTooShort { round: round.clone(), days: near.days, min_days };
            let records = near.records.into_iter().collect();
            self.put(Flag { group: Group::Card { round, card: card.clone() }, reason, records });
        }
    }

    fn put(&mut self, flag: Flag) {
        self.flags.insert((flag.kind(), flag.group.clone()), flag);
    }

    /// Adds a record to the flag on its group; of two reasons the one that says more stays.
    fn flag(&mut self, record: &Seen<'_>, group: Group, reason: Reason) {
        let key = (reason.kind(), group);
        match self.flags.get_mut(&key) {
            Some(flag) => {
                flag.records.push(record.id);
                flag.reason.widen(reason);
            }
            None => {
                let group = key.1.clone();
                self.flags.insert(key, Flag { group, reason, records: vec![record.id] });
            }
        }
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
