//! Flags found the plain way, from whole records and texts: what looking over the register must find as well.

use super::plainly::folded;
use chrono::NaiveDate;
use lantern_domain::flag::{Flag, FlagKind, Group, Reason, Split, Who};
use lantern_domain::plan::{Basis, ItemRecipient};
use lantern_domain::tally::{Record, Tally};
use lantern_domain::{Code, Distribution, FoldedCard, HouseholdSize, Moment, Plan, Recipient, RecordId, SettlementRef};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use uuid::Uuid;

/// Returns every flag on the records of a tally.
pub fn flags(tally: &Tally, plan: &Plan, splits: impl IntoIterator<Item = Split>) -> Vec<Flag> {
    let mut watch = Watch::new(plan, splits);
    tally.records().for_each(|record| watch.see(&Seen::of(&record)));
    let mut flags = watch.flags();
    for flag in &mut flags {
        flag.last_at = flag.records.iter().map(|id| tally.record(id).unwrap().at).max().unwrap();
    }
    flags
}

/// A clock is flagged from so many seconds off.
const CLOCK_OFF_S: u64 = 12 * 60 * 60;
/// A record is flagged as late from so many seconds between its time and its receipt.
const LATE_S: i64 = 72 * 60 * 60;

/// All that was seen so far; records come in any order, each once.
#[derive(Debug)]
struct Watch<'a> {
    plan: &'a Plan,
    splits: HashMap<Uuid, Split>,
    flags: BTreeMap<(FlagKind, Group), Flag>,
    cards: HashMap<FoldedCard, Vec<Service>>,
    dues: Dues,
}

impl<'a> Watch<'a> {
    /// Begins with a plan and the logs that are split.
    fn new(plan: &'a Plan, splits: impl IntoIterator<Item = Split>) -> Self {
        let splits = splits.into_iter().map(|split| (split.log, split)).collect();
        Self { plan, splits, flags: BTreeMap::new(), cards: HashMap::new(), dues: Dues::default() }
    }

    /// Looks at a record. What is void is odd only for who voided it, and for the log that it is in.
    fn see(&mut self, record: &Seen<'_>) {
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
    fn flags(mut self) -> Vec<Flag> {
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
            self.put(Flag {
                group: Group::Card { round: round.clone(), card: card.clone() },
                reason,
                records,
                last_at: Moment(0),
            });
        }
        for (round, near) in too_near(&services) {
            let min_days = near.min_days;
            let reason = Reason::IntervalTooShort { round: round.clone(), days: near.days, min_days };
            let records = near.records.into_iter().collect();
            self.put(Flag { group: Group::Card { round, card: card.clone() }, reason, records, last_at: Moment(0) });
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
                flag.reason = wider(&flag.reason, reason);
            }
            None => {
                let group = key.1.clone();
                self.flags.insert(key, Flag { group, reason, records: vec![record.id], last_at: Moment(0) });
            }
        }
    }
}

/// Returns the one with the greater figure of two reasons of the same kind.
fn wider(one: &Reason, other: Reason) -> Reason {
    match (one, &other) {
        (Reason::ClockOff { hours }, Reason::ClockOff { hours: more })
        | (Reason::Late { hours }, Reason::Late { hours: more })
            if more > hours =>
        {
            other
        }
        _ => one.clone(),
    }
}

/// A record as flags look at it.
#[derive(Debug, Clone)]
struct Seen<'a> {
    /// What its entry is.
    id: RecordId,
    /// Its log.
    log: Uuid,
    /// Its place in the log, from 1.
    seq: u64,
    /// The phone that wrote it.
    device: Uuid,
    /// Where; `None`: its log is about no settlement.
    settlement: Option<&'a SettlementRef>,
    /// When, by corrected time.
    at: Moment,
    /// Whether a sample confirms that time.
    clock_confirmed: bool,
    /// When HQ received it; `None`: not said.
    received_at: Option<Moment>,
    /// How many corrections of it were made by somebody who may not.
    powerless_corrections: u64,
    /// What counts of it; `None`: it is void.
    given: Option<Given>,
}

/// What was handed over to whom, as it counts.
#[derive(Debug, Clone)]
struct Given {
    /// When, by the phone's clock.
    device_at: Moment,
    /// The round.
    round: Code,
    /// Who received.
    to: Receiver,
    /// People in the household; `None`: not known.
    size: Option<HouseholdSize>,
    /// What was handed over.
    goods: Vec<Good>,
}

/// Who received, made comparable.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Receiver {
    /// A household with a card.
    Card(FoldedCard),
    /// A household without a card.
    WalkIn,
    /// A facility, by its name without case.
    Facility(String),
    /// A community, by its name without case.
    Community(String),
}

/// Pieces of one item.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Good {
    /// The item.
    item: Code,
    /// What it was given instead of; `None`: nothing.
    instead_of: Option<Code>,
    /// How many, from 1.
    pieces: u64,
}

impl<'a> Seen<'a> {
    /// Looks at a record of the tally.
    fn of(record: &Record<'a>) -> Self {
        Self {
            id: record.id,
            log: record.log,
            seq: record.seq,
            device: record.author.device,
            settlement: record.settlement,
            at: record.at,
            clock_confirmed: record.clock_confirmed,
            received_at: record.received_at,
            powerless_corrections: record.corrections().iter().filter(|view| !view.has_right).count() as u64,
            given: record.effective.map(Given::of),
        }
    }
}

impl Given {
    /// Looks at a version of a record.
    fn of(version: &Distribution) -> Self {
        let handed_over = version.lines.iter().filter(|line| line.quantity.pieces() > 0);
        Self {
            device_at: version.at,
            round: version.round.clone(),
            to: match &version.recipient {
                Recipient::Household(card) => Receiver::Card(card.folded()),
                Recipient::WalkIn => Receiver::WalkIn,
                Recipient::Facility(name) => Receiver::Facility(folded(name)),
                Recipient::Community(name) => Receiver::Community(folded(name)),
            },
            size: version.size,
            goods: handed_over
                .map(|line| Good {
                    item: line.item.clone(),
                    instead_of: line.substitute_for.clone(),
                    pieces: line.quantity.pieces().into(),
                })
                .collect(),
        }
    }
}

/// What was given, by round and recipient.
#[derive(Debug, Default)]
struct Dues(HashMap<(Code, Who), Sum>);

#[derive(Debug)]
struct Sum {
    recipient: ItemRecipient,
    /// The largest size that a record of the household names.
    size: Option<HouseholdSize>,
    /// Item, pieces, record.
    lines: Vec<(Code, u64, RecordId)>,
}

impl Dues {
    fn add(&mut self, record: &Seen<'_>, given: &Given) {
        let named = |kind, name: &str| Who::Named {
            kind,
            settlement: record.settlement.map(SettlementRef::key),
            name: name.to_owned(),
        };
        let (who, recipient) = match &given.to {
            Receiver::Card(card) => (Who::Card(card.clone()), ItemRecipient::Household),
            Receiver::WalkIn => (Who::Record(record.id), ItemRecipient::Household),
            Receiver::Facility(name) => (named(ItemRecipient::Facility, name), ItemRecipient::Facility),
            Receiver::Community(name) => (named(ItemRecipient::Community, name), ItemRecipient::Community),
        };
        let nothing = Sum { recipient, size: None, lines: Vec::new() };
        let sum = self.0.entry((given.round.clone(), who)).or_insert(nothing);
        sum.size = sum.size.max(given.size);
        for good in &given.goods {
            let item = good.instead_of.as_ref().unwrap_or(&good.item).clone();
            sum.lines.push((item, good.pieces, record.id));
        }
    }

    /// Returns a flag for each item of which a recipient was given more than was due.
    fn over(self, plan: &Plan) -> Vec<Flag> {
        let mut flags = Vec::new();
        for ((round, who), given) in self.0 {
            let mut items: Vec<&Code> = given.lines.iter().map(|(item, ..)| item).collect();
            items.sort_unstable();
            items.dedup();
            for item in items {
                let of_item = || given.lines.iter().filter(|(other, ..)| other == item);
                let quantity = of_item().map(|(_, pieces, _)| pieces).sum();
                let Some(entitled) = entitled(plan, &round, item, &given).filter(|due| quantity > *due) else {
                    continue;
                };
                let mut records: Vec<RecordId> = of_item().map(|(.., record)| *record).collect();
                records.sort_unstable();
                records.dedup();
                let group = Group::Due { round: round.clone(), who: who.clone(), item: item.clone() };
                flags.push(Flag {
                    group,
                    reason: Reason::OverEntitlement { item: item.clone(), quantity, entitled },
                    records,
                    last_at: Moment(0),
                });
            }
        }
        flags
    }
}

/// Returns the pieces due; `None`: the plan cannot say, because it does not know the round, has nothing due to such
/// recipients, or goes by people and nobody counted them.
fn entitled(plan: &Plan, round: &Code, item: &Code, given: &Sum) -> Option<u64> {
    let due = plan.entitled(round, given.size, given.recipient);
    if due.is_empty() {
        return None;
    }
    let by_people = |basis: Basis| matches!(basis, Basis::Person | Basis::PerPeople(_));
    let entitlements = &plan.rounds.get(round)?.entitlements;
    if given.size.is_none() && entitlements.iter().any(|due| due.item == *item && by_people(due.basis)) {
        return None;
    }
    Some(due.iter().filter(|(of, _)| of == item).map(|(_, pieces)| u64::from(pieces.pieces())).sum())
}

/// One service of a card.
#[derive(Debug)]
struct Service {
    id: RecordId,
    device: Uuid,
    round: Code,
    /// Local to the settlement.
    day: NaiveDate,
    /// What the round's plan says; 0: nothing.
    min_days: u64,
    items: Vec<Code>,
}

/// Services too close for a round.
#[derive(Debug)]
struct Near {
    /// Days between the two that are closest.
    days: u64,
    min_days: u64,
    records: BTreeSet<RecordId>,
}

impl Service {
    fn of(record: &Seen<'_>, given: &Given, plan: &Plan) -> Self {
        let min_days = plan.rounds.get(&given.round).and_then(|round| round.min_interval_days);
        let planned = match record.settlement {
            Some(SettlementRef::Planned(code)) => Some(code),
            _ => None,
        };
        Self {
            id: record.id,
            device: record.device,
            round: given.round.clone(),
            day: record.at.day(plan.utc_offset_minutes(planned)),
            min_days: min_days.unwrap_or(0).into(),
            items: given.goods.iter().map(|good| good.item.clone()).collect(),
        }
    }
}

/// Returns for each round whose interval is too short the services that are too close.
fn too_near(services: &[Service]) -> BTreeMap<Code, Near> {
    let mut near = BTreeMap::new();
    if services.len() < 2 || services.iter().all(|service| service.min_days == 0) {
        return near;
    }
    let mut in_order: Vec<&Service> = services.iter().collect();
    in_order.sort_unstable_by_key(|service| (service.day, service.id));
    // Of a row in the order of days, the nearest service is the one before or the one after.
    let mut rows: BTreeMap<(bool, &Code), Vec<&Service>> = BTreeMap::new();
    for service in in_order {
        rows.entry((true, &service.round)).or_default().push(service);
        let items: BTreeSet<&Code> = service.items.iter().collect();
        items.into_iter().for_each(|item| rows.entry((false, item)).or_default().push(service));
    }
    for pair in rows.values().flat_map(|row| row.windows(2)) {
        let days = pair[1].day.signed_duration_since(pair[0].day).num_days().unsigned_abs();
        for service in pair.iter().filter(|service| days < service.min_days) {
            let nothing = Near { days, min_days: service.min_days, records: BTreeSet::new() };
            let of_round = near.entry(service.round.clone()).or_insert(nothing);
            of_round.days = of_round.days.min(days);
            of_round.records.extend(pair.iter().map(|service| service.id));
        }
    }
    near
}
