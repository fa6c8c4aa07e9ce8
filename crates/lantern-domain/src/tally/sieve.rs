//! The sieve: a filter made ready for many records.

use super::{Filter, Recorded, Tally, UNKNOWN_VALUE};
use crate::plan::{Plan, Round};
use crate::{Code, SettlementRef};
use chrono::NaiveDate;

/// A filter in the tally's numbers.
pub(super) struct Sieve<'a> {
    tally: &'a Tally,
    plan: &'a Plan,
    filter: &'a Filter,
    /// By round number.
    rounds: Vec<bool>,
    /// By settlement number.
    settlements: Vec<bool>,
    /// By settlement number.
    utc_offsets: Vec<i32>,
    /// Number of the item; `None`: no hand-over named it.
    item: Option<u32>,
}

impl<'a> Sieve<'a> {
    pub(super) fn new(tally: &'a Tally, plan: &'a Plan, filter: &'a Filter) -> Self {
        let settlements = tally.chain.settlements();
        let passes = |settlement: &SettlementRef| filter.settlement.as_ref().is_none_or(|key| *key == settlement.key());
        let offset = |settlement: &SettlementRef| match settlement {
            SettlementRef::Planned(code) => plan.utc_offset_minutes(Some(code)),
            SettlementRef::Provisional { .. } => plan.utc_offset_minutes(None),
        };
        let number = |item: &Code| tally.counter.items().iter().position(|known| known == item);
        Self {
            tally,
            plan,
            filter,
            rounds: tally.counter.rounds().iter().map(|round| passes_round(plan, filter, round)).collect(),
            settlements: settlements.iter().map(passes).collect(),
            utc_offsets: settlements.iter().map(offset).collect(),
            item: filter.item.as_ref().and_then(number).map(|number| number as u32),
        }
    }

    /// Returns whether a record passes the whole filter.
    pub(super) fn passes(&self, record: &Recorded) -> bool {
        self.passes_but_item(record) && self.has_item(record)
    }

    /// Returns whether a record passes the filter but for its item.
    pub(super) fn passes_but_item(&self, record: &Recorded) -> bool {
        let settlement = match record.counted.settlement {
            Some(number) => self.settlements[number as usize],
            None => self.filter.settlement.as_ref().is_none_or(|key| key.as_str() == UNKNOWN_VALUE),
        };
        settlement && self.rounds[record.counted.round as usize] && self.passes_day(record)
    }

    /// Returns whether a record hands over the filter's item; without one in the filter every record does.
    pub(super) fn has_item(&self, record: &Recorded) -> bool {
        self.filter.item.is_none() || record.counted.lines.iter().any(|&(item, _)| self.passes_item(item))
    }

    /// Returns whether an item passes the filter.
    pub(super) fn passes_item(&self, item: u32) -> bool {
        self.filter.item.is_none() || self.item == Some(item)
    }

    fn passes_day(&self, record: &Recorded) -> bool {
        if !self.filter.has_days() {
            return true;
        }
        let day = self.day(record);
        self.filter.from.is_none_or(|from| from <= day) && self.filter.to.is_none_or(|to| day <= to)
    }

    /// Returns the day of a record, local to its settlement.
    pub(super) fn day(&self, record: &Recorded) -> NaiveDate {
        let (at, _) = self.tally.chain.corrected(record.node, record.counted.at);
        let offset = match record.counted.settlement {
            Some(number) => self.utc_offsets[number as usize],
            None => self.plan.utc_offset_minutes(None),
        };
        at.day(offset)
    }
}

impl Filter {
    /// Returns whether it narrows days.
    pub(super) fn has_days(&self) -> bool {
        self.from.is_some() || self.to.is_some()
    }
}

/// Returns whether a round passes what a filter says of rounds and their organisations.
pub(super) fn passes_round(plan: &Plan, filter: &Filter, code: &Code) -> bool {
    let round = plan.rounds.get(code);
    filter.round.as_ref().is_none_or(|wanted| wanted == code)
        && filter.implementing.as_ref().is_none_or(|wanted| *wanted == implementing(round))
        && filter.funder.as_ref().is_none_or(|wanted| *wanted == funder(round))
}

/// Returns the one value that a round has as its implementing organisation.
pub(super) fn implementing(round: Option<&Round>) -> String {
    let name = round.and_then(|round| round.implementing_org.as_ref());
    name.map_or(UNKNOWN_VALUE, |name| name.as_str()).to_owned()
}

/// Returns the one value that a round has as its funder.
pub(super) fn funder(round: Option<&Round>) -> String {
    round.and_then(Round::funder).unwrap_or_else(|| UNKNOWN_VALUE.to_owned())
}
