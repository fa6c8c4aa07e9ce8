//! Axes: what rows of totals differ in, one axis for each dimension of a query.
//!
//! A row's key is one number an axis, so that finding a record's row compares no text.

use super::intern::Intern;
use super::register::Register;
use super::sieve::{funder, implementing};
use super::view::Service;
use super::{Dimension, KeyValue, UNKNOWN_VALUE};
use crate::plan::Plan;
use crate::{Code, SettlementRef};
use chrono::NaiveDate;

/// The numbers of a row, one an axis; the rest are 0.
pub(super) type RowKey = [u32; Dimension::ALL.len()];

/// One dimension of a query.
pub(super) struct Axis {
    pub(super) dimension: Dimension,
    /// Codes by number; unused for days, which are their own numbers.
    codes: Intern<String>,
    /// The number here of what the register numbers: rounds, settlements or items.
    numbers: Vec<u32>,
    unknown: u32,
}

impl Axis {
    pub(super) fn new(dimension: Dimension, register: &Register, plan: &Plan) -> Self {
        let mut codes = Intern::default();
        let unknown = codes.number(UNKNOWN_VALUE);
        let rounds = register.counter.rounds().iter();
        let all: Vec<String> = match dimension {
            Dimension::Round => rounds.map(Code::to_string).collect(),
            Dimension::Implementing => rounds.map(|round| implementing(plan.rounds.get(round))).collect(),
            Dimension::Funder => rounds.map(|round| funder(plan.rounds.get(round))).collect(),
            Dimension::Item => register.counter.items().iter().map(Code::to_string).collect(),
            Dimension::Settlement => register.chain.settlements().iter().map(|it| it.key().to_string()).collect(),
            Dimension::Day => Vec::new(),
        };
        let numbers = all.iter().map(|code| codes.number(code.as_str())).collect();
        Self { dimension, codes, numbers, unknown }
    }

    /// Returns a service's number on this axis; on the axis of items it has one for each of its items.
    pub(super) fn number_of(&self, service: &Service) -> u32 {
        match self.dimension {
            Dimension::Item => self.unknown,
            Dimension::Day => service.day as u32,
            Dimension::Settlement => self.numbers.get(service.settlement as usize).copied().unwrap_or(self.unknown),
            Dimension::Round | Dimension::Implementing | Dimension::Funder => self.numbers[service.round as usize],
        }
    }

    /// Returns the number on this axis of an item that the register numbers.
    pub(super) fn item_number(&self, item: u32) -> u32 {
        self.numbers[item as usize]
    }

    /// Returns the number of a code, which no record need have.
    pub(super) fn number_for(&mut self, code: &str) -> u32 {
        self.codes.number(code)
    }

    /// Returns the code and the name of a number on this axis.
    pub(super) fn value(&self, number: u32, register: &Register, plan: &Plan) -> KeyValue {
        let code = match self.dimension {
            Dimension::Day => day_code(number),
            _ => self.codes.things()[number as usize].clone(),
        };
        let name = name_of(self.dimension, &code, register, plan).unwrap_or_else(|| code.clone());
        KeyValue { dimension: self.dimension, code, name }
    }
}

fn day_code(number: u32) -> String {
    NaiveDate::from_num_days_from_ce_opt(number as i32).unwrap_or_default().to_string()
}

fn name_of(dimension: Dimension, code: &str, register: &Register, plan: &Plan) -> Option<String> {
    let code = Code::new(code).ok()?;
    match dimension {
        Dimension::Round => Some(plan.rounds.get(&code)?.name.to_string()),
        Dimension::Item => Some(plan.items.get(&code)?.name("en").to_owned()),
        Dimension::Settlement => match plan.settlements.get(&code) {
            Some(settlement) => Some(settlement.name.to_string()),
            None => provisional_name(&code, register),
        },
        Dimension::Day | Dimension::Implementing | Dimension::Funder => None,
    }
}

/// Of two names for one id, which no phone writes, the lesser: any order of arrival gives the same.
fn provisional_name(key: &Code, register: &Register) -> Option<String> {
    let names = register.chain.settlements().iter().filter_map(|settlement| match settlement {
        SettlementRef::Provisional { name, .. } if settlement.key() == *key => Some(name.as_str()),
        _ => None,
    });
    names.min().map(str::to_owned)
}
