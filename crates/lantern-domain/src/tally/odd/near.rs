//! Services of one card that are closer to each other than a round's plan says.
//!
//! Two services are compared when they are of the same round, or hand over the same item.

use super::super::register::Register;
use super::super::view::View;
use super::rules::Rules;
use crate::RecordId;
use std::collections::{BTreeMap, BTreeSet};

/// One service of a card.
struct Service {
    number: u32,
    id: RecordId,
    round: u32,
    /// Local to the settlement, in days of the common era.
    day: i32,
    /// What the round's plan says; 0: nothing.
    min_days: u64,
    goods: u32,
}

/// Services too close for a round.
pub(super) struct Near {
    /// Days between the two that are closest.
    pub(super) days: u64,
    pub(super) min_days: u64,
    /// By number.
    pub(super) records: BTreeSet<u32>,
}

/// Returns for each round whose interval is too short the services of a card that are too close.
pub(super) fn too_near(rules: &Rules<'_>, register: &Register, records: &[u32]) -> BTreeMap<u32, Near> {
    let mut near = BTreeMap::new();
    let min_days = |record: u32| rules.rounds[View::now(register).said(record).round as usize].min_days;
    let widest = records.iter().map(|&record| min_days(record)).max().unwrap_or(0);
    if records.len() < 2 || widest == 0 {
        return near;
    }
    let mut services: Vec<Service> = records.iter().map(|&record| Service::of(rules, register, record)).collect();
    services.sort_unstable_by_key(|service| (service.day, service.id));
    // Where no two services follow each other that closely, none of the same round or item do.
    if services.windows(2).all(|pair| days_between(&pair[0], &pair[1]) >= widest) {
        return near;
    }
    // Of a row in the order of days, the nearest service is the one before or the one after.
    let mut rows: BTreeMap<(bool, u32), Vec<&Service>> = BTreeMap::new();
    for service in &services {
        rows.entry((true, service.round)).or_default().push(service);
        for &(item, _) in register.counter.goods(service.goods) {
            rows.entry((false, item)).or_default().push(service);
        }
    }
    for pair in rows.values().flat_map(|row| row.windows(2)) {
        let days = days_between(pair[0], pair[1]);
        for service in pair.iter().filter(|service| days < service.min_days) {
            let nothing = Near { days, min_days: service.min_days, records: BTreeSet::new() };
            let of_round = near.entry(service.round).or_insert(nothing);
            of_round.days = of_round.days.min(days);
            of_round.records.extend(pair.iter().map(|service| service.number));
        }
    }
    near
}

impl Service {
    fn of(rules: &Rules<'_>, register: &Register, number: u32) -> Self {
        let seen = View::now(register).service(number, Some(&rules.calendar));
        let min_days = rules.rounds[seen.round as usize].min_days;
        Self { number, id: register.outline(number).id, round: seen.round, day: seen.day, min_days, goods: seen.goods }
    }
}

fn days_between(earlier: &Service, later: &Service) -> u64 {
    i64::from(later.day).abs_diff(earlier.day.into())
}
