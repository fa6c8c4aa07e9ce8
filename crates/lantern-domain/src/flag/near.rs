//! Services of one card that are closer to each other than a round's plan says.
//!
//! Two services are compared when they are of the same round, or hand over the same item.

use super::{Given, Seen};
use crate::plan::Plan;
use crate::{Code, RecordId, SettlementRef};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// One service of a card.
#[derive(Debug)]
pub(super) struct Service {
    pub(super) id: RecordId,
    pub(super) device: Uuid,
    pub(super) round: Code,
    /// Local to the settlement.
    day: NaiveDate,
    /// What the round's plan says; 0: nothing.
    min_days: u64,
    items: Vec<Code>,
}

/// Services too close for a round.
#[derive(Debug)]
pub(super) struct Near {
    /// Days between the two that are closest.
    pub(super) days: u64,
    pub(super) min_days: u64,
    pub(super) records: BTreeSet<RecordId>,
}

impl Service {
    pub(super) fn of(record: &Seen<'_>, given: &Given, plan: &Plan) -> Self {
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
pub(super) fn too_near(services: &[Service]) -> BTreeMap<Code, Near> {
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
