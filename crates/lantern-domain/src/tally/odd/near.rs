//! Services of one card that are closer to each other than a round's plan says.
//!
//! Two services are compared when they are of the same round, or hand over the same item.

use super::service::Service;
use crate::Code;
use crate::plan::Plan;
use std::collections::{BTreeMap, BTreeSet};

/// Services too close for a round.
pub(super) struct Near<'s> {
    /// Days between the two that are closest.
    pub(super) days: u64,
    pub(super) min_days: u64,
    /// Ascending by day, then by id.
    pub(super) services: Vec<&'s Service>,
}

/// Returns for each round whose interval is too short the services of a card that are too close.
pub(super) fn too_near<'s>(plan: &Plan, services: &'s [Service]) -> BTreeMap<&'s Code, Near<'s>> {
    let min_days = |round: &Code| plan.rounds.get(round).and_then(|round| round.min_interval_days).unwrap_or(0).into();
    let mut in_order: Vec<&Service> = services.iter().collect();
    in_order.sort_unstable_by_key(|service| (service.day, service.id));
    // Of a row in the order of days, the nearest service is the one before or the one after.
    let mut rows: BTreeMap<(bool, &Code), Vec<usize>> = BTreeMap::new();
    for (at, service) in in_order.iter().enumerate() {
        rows.entry((true, &service.round)).or_default().push(at);
        let items: BTreeSet<&Code> = service.lines.iter().map(|line| &line.item).collect();
        items.into_iter().for_each(|item| rows.entry((false, item)).or_default().push(at));
    }
    let mut near: BTreeMap<&Code, (u64, u64, Vec<usize>)> = BTreeMap::new();
    for pair in rows.values().flat_map(|row| row.windows(2)) {
        let days = i64::from(in_order[pair[1]].day).abs_diff(in_order[pair[0]].day.into());
        for &at in pair {
            let round = &in_order[at].round;
            let min_days = min_days(round);
            if days < min_days {
                let (least, _, on) = near.entry(round).or_insert((days, min_days, Vec::new()));
                *least = days.min(*least);
                on.extend(pair);
            }
        }
    }
    let told = near.into_iter().map(|(round, (days, min_days, mut on))| {
        on.sort_unstable();
        on.dedup();
        (round, Near { days, min_days, services: on.into_iter().map(|at| in_order[at]).collect() })
    });
    told.collect()
}
