//! What the plan says of the register's numbers, looked up once for each; and who is surely in order by them.

use super::super::count::RecipientKind;
use super::super::register::Register;
use super::super::sieve::Calendar;
use super::super::view::View;
use super::Substitutes;
use super::dues::over;
use super::service::{Service, version};
use crate::SettlementRef;
use crate::plan::Plan;
use std::collections::HashMap;

/// What the plan says of the register's numbers.
#[derive(Debug)]
pub(super) struct Rules<'a> {
    pub(super) plan: &'a Plan,
    pub(super) calendar: Calendar,
    /// By number.
    pub(super) rounds: Vec<RoundRule>,
    /// By number.
    pub(super) is_planned_item: Vec<bool>,
    settlement_count: usize,
    /// Whether one service is within what is due.
    is_within: HashMap<Served, bool>,
}

/// What the plan says of a round.
#[derive(Debug)]
pub(super) struct RoundRule {
    pub(super) is_planned: bool,
    /// The least number of days between two services; 0: nothing is said.
    pub(super) min_days: u64,
}

/// One service, as far as what is due goes: round, goods, people in the household, who received.
type Served = (u32, u32, u8, RecipientKind);

/// Whoever has more services than this is looked at closely.
const FEW: usize = 16;

impl<'a> Rules<'a> {
    pub(super) fn new(plan: &'a Plan) -> Self {
        Self {
            plan,
            calendar: Calendar::of(&Register::new(), plan),
            rounds: Vec::new(),
            is_planned_item: Vec::new(),
            settlement_count: 0,
            is_within: HashMap::new(),
        }
    }

    /// Looks up what the register has numbered since.
    pub(super) fn learn(&mut self, register: &Register) {
        let Self { plan, .. } = *self;
        let rounds = register.counter.rounds().iter().skip(self.rounds.len()).map(|code| plan.rounds.get(code));
        let rule = rounds.map(|round| RoundRule {
            is_planned: round.is_some(),
            min_days: round.and_then(|round| round.min_interval_days).unwrap_or(0).into(),
        });
        self.rounds.extend(rule);
        let items = register.counter.items().iter().skip(self.is_planned_item.len());
        self.is_planned_item.extend(items.map(|item| plan.items.contains_key(item)));
        let settlement_count = register.chain.settlements().len();
        if settlement_count != self.settlement_count {
            (self.calendar, self.settlement_count) = (Calendar::of(register, plan), settlement_count);
        }
    }

    /// Says whether nothing about all services of one recipient is odd; `false`: it is to be looked at closely.
    pub(super) fn is_plain(&mut self, register: &Register, substitutes: &Substitutes<'_>, records: &[u32]) -> bool {
        let view = View::now(register);
        let Some(&first) = records.first() else { return true };
        let is_household = register.counter.kind_of(view.said(first)) == RecipientKind::Household;
        if records.len() > FEW || (records.len() > 1 && !is_household) {
            return false;
        }
        let round = |record: u32| view.said(record).round;
        let is_twice = |at: usize| records[..at].iter().any(|&earlier| round(earlier) == round(records[at]));
        if (1..records.len()).any(is_twice) {
            return false;
        }
        let widest = records.iter().map(|&record| self.rounds[round(record) as usize].min_days).max().unwrap_or(0);
        if records.len() > 1 && widest > 0 {
            let day = |&record: &u32| i64::from(view.service(record, Some(&self.calendar)).day);
            let mut days: Vec<i64> = records.iter().map(day).collect();
            days.sort_unstable();
            if days.windows(2).any(|pair| pair[1].abs_diff(pair[0]) < widest) {
                return false;
            }
        }
        records.iter().all(|&record| self.is_within(register, substitutes, record))
    }

    /// Says whether what one service handed over is within what is due, if it is all of that round.
    pub(super) fn is_within(&mut self, register: &Register, substitutes: &Substitutes<'_>, record: u32) -> bool {
        if !substitutes(&version(register, record)).is_empty() {
            return false;
        }
        let said = View::now(register).said(record);
        let served = (said.round, said.goods, said.household().size, register.counter.kind_of(said));
        let Self { plan, calendar, is_within, .. } = self;
        let judge = || over(plan, &[&Service::copy(register, substitutes, calendar, record)]).is_empty();
        *is_within.entry(served).or_insert_with(judge)
    }

    pub(super) fn names_settlement(&self, settlement: &SettlementRef) -> bool {
        match settlement {
            SettlementRef::Planned(code) => self.plan.settlements.contains_key(code),
            SettlementRef::Provisional { .. } => false,
        }
    }
}
