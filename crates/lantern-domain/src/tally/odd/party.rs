//! Parties: whoever received and can be told apart, with all services.

use super::super::count::RecipientKind;
use super::super::register::Register;
use super::super::view::View;
use super::near::too_near;
use super::rules::Rules;
use super::{Found, Substitutes, dues};
use crate::flag::{Flag, Group, Reason, Who};
use crate::{Code, FoldedCard, SettlementRef};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Everybody who received and can be told apart, as far as they were looked at.
#[derive(Debug)]
pub struct Parties<'a> {
    rules: Rules<'a>,
    found: Found,
    /// Numbers of who received and of records, sorted.
    named: Vec<(u32, u32)>,
    seen: usize,
}

impl<'a> Parties<'a> {
    pub(super) fn new(rules: Rules<'a>, found: Found, named: Vec<(u32, u32)>) -> Self {
        Self { rules, found, named, seen: 0 }
    }

    /// Looks at more of them, one at least, until there were so many records; returns whether there are more.
    pub fn see(&mut self, register: &Register, substitutes: &Substitutes<'_>, count: usize) -> bool {
        self.rules.learn(register);
        let end = self.seen.saturating_add(count);
        while self.seen < end.min(self.named.len()) {
            let rest = &self.named[self.seen..];
            let who = rest[0].0;
            let records = rest.iter().take_while(|(other, _)| *other == who).map(|(_, record)| *record);
            let records: Vec<u32> = records.collect();
            self.seen += records.len();
            self.see_one(register, substitutes, who, records);
        }
        self.seen < self.named.len()
    }

    /// Returns every flag, by kind, then by group: the same for the same records.
    pub fn flags(self) -> Vec<Flag> {
        self.found.flags()
    }

    fn see_one(&mut self, register: &Register, substitutes: &Substitutes<'_>, who: u32, mut records: Vec<u32>) {
        let view = View::now(register);
        // A correction may have come since they were put beside each other.
        records.retain(|&record| view.said(record).who == who && !view.ruling(record).is_void);
        let Some(said) = records.first().map(|&record| view.said(record)) else { return };
        let kind = register.counter.kind_of(said);
        let is_household = kind == RecipientKind::Household;
        let name = || register.counter.name(said).to_owned();
        let card = || FoldedCard::of_folded(name());
        // Facilities and communities of the same name are others in other settlements.
        let place =
            |record: u32| if is_household { None } else { register.outline(record).settlement.map(SettlementRef::key) };
        let party = |settlement: &Option<Code>| match is_household {
            true => Who::Card(card()),
            false => Who::Named { settlement: settlement.clone(), name: name() },
        };
        let mut by_round: BTreeMap<(u32, Option<Code>), Vec<u32>> = BTreeMap::new();
        records.iter().for_each(|&it| by_round.entry((view.said(it).round, place(it))).or_default().push(it));
        for ((round, settlement), services) in by_round {
            let who = || party(&settlement);
            dues::see(&mut self.rules, &mut self.found, register, substitutes, &services, who);
            if is_household && services.len() > 1 {
                let phones: BTreeSet<Uuid> = services.iter().map(|&it| register.outline(it).author.device).collect();
                let reason = Reason::ServedTwice { services: services.len() as u64, phones: phones.len() as u64 };
                let group = Group::Card { round: register.counter.rounds()[round as usize].clone(), card: card() };
                self.found.put(register, group, reason, services);
            }
        }
        if is_household {
            for (round, near) in too_near(&self.rules, register, &records) {
                let round = register.counter.rounds()[round as usize].clone();
                let reason =
                    Reason::IntervalTooShort { round: round.clone(), days: near.days, min_days: near.min_days };
                self.found.put(register, Group::Card { round, card: card() }, reason, near.records);
            }
        }
    }
}
