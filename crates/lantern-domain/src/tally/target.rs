//! Targets beside totals.
//!
//! Only what somebody planned is a target: the population of a settlement never is.
//!
//! - By day there are none: a plan says what a round means to reach, not when.
//! - *Quantity*: the sum of the known targets of one item; none where several items would be added up.
//! - *Households* of one item: the sum of the known targets.
//! - *Households* over all items: the same households get several items, so each settlement of a round has the largest
//!   target of its items; and where settlements are not told apart, a round's own target goes before their sum.

use super::axis::{Axis, RowKey};
use super::sieve::{funder, implementing, passes_round};
use super::{Dimension, TotalsQuery};
use crate::Code;
use crate::plan::{Plan, Target};
use std::collections::{BTreeMap, HashMap};

/// The targets of all rows.
pub(super) struct TargetSums {
    pub(super) rows: HashMap<RowKey, TargetSum>,
    pub(super) all: TargetSum,
}

/// The target of one row.
#[derive(Default, Clone, Copy)]
pub(super) struct TargetSum {
    pub(super) households: Option<u64>,
    pub(super) quantity: Option<u64>,
}

/// A row's targets in the making.
#[derive(Default)]
struct Gathered<'a> {
    quantity: Option<u64>,
    /// By round and settlement.
    households: BTreeMap<(&'a Code, &'a Code), u64>,
    /// By round, from the rounds themselves.
    of_rounds: BTreeMap<&'a Code, u64>,
}

/// Returns the targets of every row that has any, whether it has records or not.
pub(super) fn sums(plan: &Plan, query: &TotalsQuery, axes: &mut [Axis]) -> TargetSums {
    let mut sums = TargetSums { rows: HashMap::new(), all: TargetSum::default() };
    let has = |axes: &[Axis], dimension| axes.iter().any(|axis| axis.dimension == dimension);
    if has(axes, Dimension::Day) || query.filter.has_days() {
        return sums;
    }
    let rows_by_item = has(axes, Dimension::Item) || query.filter.item.is_some();
    let rows_by_settlement = has(axes, Dimension::Settlement) || query.filter.settlement.is_some();
    let mut rows: HashMap<RowKey, Gathered<'_>> = HashMap::new();
    let mut all = Gathered::default();
    for target in plan.targets.values().filter(|target| passes(plan, query, target)) {
        let key = key_of(axes, plan, &target.round, Some(target));
        rows.entry(key).or_default().add(target, rows_by_item);
        all.add(target, query.filter.item.is_some());
    }
    for round in plan.rounds.values().filter(|round| passes_round(plan, &query.filter, &round.code)) {
        let Some(households) = round.target_households else { continue };
        if !rows_by_item && !rows_by_settlement {
            let key = key_of(axes, plan, &round.code, None);
            rows.entry(key).or_default().of_rounds.insert(&round.code, households.into());
        }
        if query.filter.item.is_none() && query.filter.settlement.is_none() {
            all.of_rounds.insert(&round.code, households.into());
        }
    }
    sums.rows.extend(rows.into_iter().map(|(key, row)| (key, row.sum())).filter(|(_, sum)| sum.is_known()));
    sums.all = all.sum();
    sums
}

fn passes(plan: &Plan, query: &TotalsQuery, target: &Target) -> bool {
    passes_round(plan, &query.filter, &target.round)
        && query.filter.settlement.as_ref().is_none_or(|wanted| *wanted == target.settlement)
        && query.filter.item.as_ref().is_none_or(|wanted| *wanted == target.item)
}

/// Settlement and item are axes only where a target says them.
fn key_of(axes: &mut [Axis], plan: &Plan, round: &Code, target: Option<&Target>) -> RowKey {
    let mut key = RowKey::default();
    for (place, axis) in axes.iter_mut().enumerate() {
        let code = match axis.dimension {
            Dimension::Round => round.to_string(),
            Dimension::Implementing => implementing(plan.rounds.get(round)),
            Dimension::Funder => funder(plan.rounds.get(round)),
            Dimension::Settlement => target.map(|target| target.settlement.to_string()).unwrap_or_default(),
            Dimension::Item => target.map(|target| target.item.to_string()).unwrap_or_default(),
            Dimension::Day => continue,
        };
        key[place] = axis.number_for(&code);
    }
    key
}

impl<'a> Gathered<'a> {
    fn add(&mut self, target: &'a Target, is_of_one_item: bool) {
        if let Some(quantity) = target.target_quantity.filter(|_| is_of_one_item) {
            self.quantity = Some(self.quantity.unwrap_or(0) + u64::from(quantity));
        }
        if let Some(households) = target.target_households.map(u64::from) {
            let held = self.households.entry((&target.round, &target.settlement)).or_default();
            *held = households.max(*held);
        }
    }

    fn sum(self) -> TargetSum {
        let of_settlements = self.households.iter().filter(|((round, _), _)| !self.of_rounds.contains_key(*round));
        let households: Vec<u64> = of_settlements.map(|(_, &it)| it).chain(self.of_rounds.values().copied()).collect();
        TargetSum { households: (!households.is_empty()).then(|| households.iter().sum()), quantity: self.quantity }
    }
}

impl TargetSum {
    fn is_known(&self) -> bool {
        self.households.is_some() || self.quantity.is_some()
    }
}
