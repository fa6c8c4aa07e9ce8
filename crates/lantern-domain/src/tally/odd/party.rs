//! Parties: whoever received and can be told apart, with all services.

use super::super::register::Register;
use super::super::view::View;
use super::dues::over;
use super::near::too_near;
use super::rules::Rules;
use super::service::Service;
use super::{Found, Substitutes};
use crate::flag::{Flag, Group, Reason, Who};
use crate::plan::ItemRecipient;
use crate::{Code, FoldedCard};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Everybody who received and can be told apart, as far as they were looked at.
///
/// A record that a correction gives to somebody else in between may be missed with both: the next look finds it.
#[derive(Debug)]
pub struct Parties<'a> {
    rules: Rules<'a>,
    found: Found,
    /// Numbers of who received and of records, sorted.
    named: Vec<(u32, u32)>,
    seen: usize,
    /// Services of those who may be odd, party by party.
    copied: Vec<Service>,
}

impl<'a> Parties<'a> {
    pub(super) fn new(rules: Rules<'a>, found: Found, named: Vec<(u32, u32)>) -> Self {
        Self { rules, found, named, seen: 0, copied: Vec::new() }
    }

    /// Looks at the parties of up to so many more records; returns whether there are more.
    ///
    /// Who may be odd is copied, for [`Parties::judge`].
    pub fn see(&mut self, register: &Register, substitutes: &Substitutes<'_>, count: usize) -> bool {
        self.rules.learn(register);
        let view = View::now(register);
        let end = self.named.len().min(self.seen.saturating_add(count));
        let mut records = Vec::new();
        while self.seen < end {
            let (begin, who) = (self.seen, self.named[self.seen].0);
            let is_of_party = |at: usize| self.named.get(at).is_some_and(|(other, _)| *other == who);
            self.seen += (begin..end).take_while(|&at| is_of_party(at)).count();
            let is_whole = begin.checked_sub(1).is_none_or(|before| !is_of_party(before)) && !is_of_party(self.seen);
            records.clear();
            records.extend(self.named[begin..self.seen].iter().map(|(_, record)| *record));
            // A correction may have come since they were put beside each other.
            records.retain(|&record| view.said(record).who == who && !view.ruling(record).is_void);
            if is_whole && self.rules.is_plain(register, substitutes, &records) {
                continue;
            }
            let calendar = &self.rules.calendar;
            self.copied.extend(records.iter().map(|&it| Service::copy(register, substitutes, calendar, it)));
        }
        self.seen < self.named.len()
    }

    /// Judges who was copied with all services: nobody has to hold the register meanwhile.
    pub fn judge(&mut self) {
        let open = self.named.get(self.seen).map(|(who, _)| *who);
        let end = self.copied.iter().rposition(|service| Some(service.who) != open).map_or(0, |last| last + 1);
        let whole: Vec<Service> = self.copied.drain(..end).collect();
        whole.chunk_by(|one, other| one.who == other.who).for_each(|party| self.judge_one(party));
    }

    /// Returns every flag, by kind, then by group: the same for the same records.
    pub fn flags(mut self) -> Vec<Flag> {
        self.judge();
        self.found.flags()
    }

    fn judge_one(&mut self, services: &[Service]) {
        let Self { rules, found, .. } = self;
        let is_household = services.iter().all(|service| service.to == ItemRecipient::Household);
        let mut by_round: BTreeMap<(&Code, Option<&Code>), Vec<&Service>> = BTreeMap::new();
        services.iter().for_each(|it| by_round.entry((&it.round, it.place.as_ref())).or_default().push(it));
        for ((round, _), services) in by_round {
            found.judge_dues(rules, &services, who(services[0]));
            if is_household && services.len() > 1 {
                let phones: BTreeSet<Uuid> = services.iter().map(|service| service.device).collect();
                let reason = Reason::ServedTwice { services: services.len() as u64, phones: phones.len() as u64 };
                found.put(Group::Card { round: round.clone(), card: card(services[0]) }, reason, &services);
            }
        }
        if is_household {
            for (round, near) in too_near(rules.plan, services) {
                let group = Group::Card { round: round.clone(), card: card(&services[0]) };
                let (days, min_days) = (near.days, near.min_days);
                found.put(group, Reason::IntervalTooShort { round: round.clone(), days, min_days }, &near.services);
            }
        }
    }
}

impl Found {
    /// Puts flags on what one recipient got in one round beyond what is due.
    pub(super) fn judge_dues(&mut self, rules: &Rules<'_>, services: &[&Service], who: Who) {
        for over in over(rules.plan, services) {
            let (round, item) = (services[0].round.clone(), over.item.clone());
            let group = Group::Due { round, who: who.clone(), item: item.clone() };
            let reason = Reason::OverEntitlement { item, quantity: over.quantity, entitled: over.entitled };
            self.put(group, reason, &over.services);
        }
    }
}

fn who(service: &Service) -> Who {
    match service.to {
        ItemRecipient::Household => Who::Card(card(service)),
        kind => Who::Named { kind, settlement: service.place.clone(), name: service.name.clone() },
    }
}

fn card(service: &Service) -> FoldedCard {
    FoldedCard::of_folded(service.name.clone())
}
