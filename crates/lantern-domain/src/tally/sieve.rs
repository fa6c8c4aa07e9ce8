//! The sieve: a filter made ready for many records, and the calendar that says which day it was where.

use super::chain::NONE;
use super::register::Register;
use super::view::Service;
use super::{Filter, UNKNOWN_VALUE};
use crate::plan::{Plan, Round};
use crate::{Code, Moment, SettlementRef};
use chrono::{Datelike as _, NaiveDate};

/// A filter in the register's numbers.
pub(super) struct Sieve<'a> {
    register: &'a Register,
    /// By round number.
    rounds: Vec<bool>,
    /// By settlement number.
    settlements: Vec<bool>,
    /// Whether what is about no settlement passes.
    without_settlement: bool,
    days: Option<(i32, i32)>,
    has_item: bool,
    /// Number of the item; `None`: no hand-over named it.
    item: Option<u32>,
    calendar: Option<Calendar>,
}

impl<'a> Sieve<'a> {
    pub(super) fn new(register: &'a Register, plan: &'a Plan, filter: &'a Filter) -> Self {
        let passes = |key: &Code| filter.settlement.as_ref().is_none_or(|wanted| wanted == key);
        let number = |item: &Code| register.counter.items().iter().position(|known| known == item);
        let day = |day: Option<NaiveDate>, open: i32| day.map_or(open, |day| day.num_days_from_ce());
        Self {
            register,
            rounds: register.counter.rounds().iter().map(|round| passes_round(plan, filter, round)).collect(),
            settlements: register.chain.settlements().iter().map(|it| passes(&it.key())).collect(),
            without_settlement: filter.settlement.as_ref().is_none_or(|key| key.as_str() == UNKNOWN_VALUE),
            days: filter.has_days().then(|| (day(filter.from, i32::MIN), day(filter.to, i32::MAX))),
            has_item: filter.item.is_some(),
            item: filter.item.as_ref().and_then(number).map(|number| number as u32),
            calendar: filter.has_days().then(|| Calendar::of(register, plan)),
        }
    }

    /// Returns the calendar that services need to pass it; `None`: it does not look at days.
    pub(super) fn calendar(&self) -> Option<&Calendar> {
        self.calendar.as_ref()
    }

    /// Returns whether a service passes the whole filter.
    pub(super) fn passes(&self, service: &Service) -> bool {
        self.passes_but_item(service) && self.passes_goods(service)
    }

    /// Returns whether a service passes the filter but for its item.
    pub(super) fn passes_but_item(&self, service: &Service) -> bool {
        let settlement = match service.settlement {
            NONE => self.without_settlement,
            number => self.settlements[number as usize],
        };
        let passes_day = self.days.is_none_or(|(from, to)| from <= service.day && service.day <= to);
        settlement && self.rounds[service.round as usize] && passes_day
    }

    /// Returns whether the filter's item was handed over; without one in the filter every service passes.
    pub(super) fn passes_goods(&self, service: &Service) -> bool {
        !self.has_item || self.register.counter.goods(service.goods).iter().any(|&(item, _)| self.passes_item(item))
    }

    /// Returns whether an item passes the filter.
    pub(super) fn passes_item(&self, item: u32) -> bool {
        !self.has_item || self.item == Some(item)
    }
}

/// Which day it was, local to each settlement.
#[derive(Debug, Clone)]
pub(super) struct Calendar {
    /// In minutes east of UTC, by settlement number.
    utc_offsets: Vec<i32>,
    elsewhere: i32,
}

impl Calendar {
    pub(super) fn of(register: &Register, plan: &Plan) -> Self {
        let elsewhere = plan.utc_offset_minutes(None);
        let offset = |settlement: &SettlementRef| match settlement {
            SettlementRef::Planned(code) => plan.utc_offset_minutes(Some(code)),
            SettlementRef::Provisional { .. } => elsewhere,
        };
        Self { utc_offsets: register.chain.settlements().iter().map(offset).collect(), elsewhere }
    }

    /// Returns a day, in days of the common era.
    pub(super) fn day(&self, settlement: u32, at: Moment) -> i32 {
        let offset = self.utc_offsets.get(settlement as usize).copied().unwrap_or(self.elsewhere);
        at.day(offset).num_days_from_ce()
    }

    /// Returns whether another one, that knows these settlements and maybe more, has the same days for them.
    pub(super) fn is_begun_as(&self, other: &Self) -> bool {
        self.elsewhere == other.elsewhere && other.utc_offsets.starts_with(&self.utc_offsets)
    }

    /// Returns whether it knows a settlement.
    pub(super) fn knows(&self, settlement: u32) -> bool {
        settlement == NONE || (settlement as usize) < self.utc_offsets.len()
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
