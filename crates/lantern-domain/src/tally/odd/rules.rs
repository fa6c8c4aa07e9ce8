//! What the plan says of the register's numbers, looked up once for each.

use super::super::count::RecipientKind;
use super::super::register::Register;
use super::super::sieve::Calendar;
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
    pub(super) is_within: HashMap<Service, bool>,
}

/// What the plan says of a round.
#[derive(Debug)]
pub(super) struct RoundRule {
    pub(super) is_planned: bool,
    /// The least number of days between two services; 0: nothing is said.
    pub(super) min_days: u64,
}

/// One service, as far as what is due goes: round, goods, people in the household, who received.
pub(super) type Service = (u32, u32, u8, RecipientKind);

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

    pub(super) fn names_settlement(&self, settlement: &SettlementRef) -> bool {
        match settlement {
            SettlementRef::Planned(code) => self.plan.settlements.contains_key(code),
            SettlementRef::Provisional { .. } => false,
        }
    }
}
