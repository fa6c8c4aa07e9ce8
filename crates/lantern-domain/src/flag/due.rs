//! What each recipient was given of each item in a round, beside what the plan says is due.
//!
//! An item given instead of another counts as that other.

use super::{Flag, Given, Group, Reason, Receiver, Seen, Who};
use crate::plan::{Basis, ItemRecipient, Plan};
use crate::{Code, HouseholdSize, RecordId};
use std::collections::HashMap;

/// What was given, by round and recipient.
#[derive(Debug, Default)]
pub(super) struct Dues(HashMap<(Code, Who), Sum>);

#[derive(Debug)]
struct Sum {
    recipient: ItemRecipient,
    /// The largest size that a record of the household names.
    size: Option<HouseholdSize>,
    /// Item, pieces, record.
    lines: Vec<(Code, u64, RecordId)>,
}

impl Dues {
    pub(super) fn add(&mut self, record: &Seen<'_>, given: &Given) {
        let named = |name: &str| Who::Named {
            settlement: record.settlement.map(crate::SettlementRef::key),
            name: name.to_owned(),
        };
        let (who, recipient) = match &given.to {
            Receiver::Card(card) => (Who::Card(card.clone()), ItemRecipient::Household),
            Receiver::WalkIn => (Who::Record(record.id), ItemRecipient::Household),
            Receiver::Facility(name) => (named(name), ItemRecipient::Facility),
            Receiver::Community(name) => (named(name), ItemRecipient::Community),
        };
        let nothing = Sum { recipient, size: None, lines: Vec::new() };
        let sum = self.0.entry((given.round.clone(), who)).or_insert(nothing);
        sum.size = sum.size.max(given.size);
        for good in &given.goods {
            let item = good.instead_of.as_ref().unwrap_or(&good.item).clone();
            sum.lines.push((item, good.pieces, record.id));
        }
    }

    /// Returns a flag for each item of which a recipient was given more than was due.
    pub(super) fn over(self, plan: &Plan) -> Vec<Flag> {
        let mut flags = Vec::new();
        for ((round, who), given) in self.0 {
            let mut items: Vec<&Code> = given.lines.iter().map(|(item, ..)| item).collect();
            items.sort_unstable();
            items.dedup();
            for item in items {
                let of_item = || given.lines.iter().filter(|(other, ..)| other == item);
                let quantity = of_item().map(|(_, pieces, _)| pieces).sum();
                let Some(entitled) = entitled(plan, &round, item, &given).filter(|due| quantity > *due) else {
                    continue;
                };
                let mut records: Vec<RecordId> = of_item().map(|(.., record)| *record).collect();
                records.sort_unstable();
                records.dedup();
                let group = Group::Due { round: round.clone(), who: who.clone(), item: item.clone() };
                flags.push(Flag {
                    group,
                    reason: Reason::OverEntitlement { item: item.clone(), quantity, entitled },
                    records,
                });
            }
        }
        flags
    }
}

/// Returns the pieces due; `None`: the plan cannot say, because it does not know the round, has nothing due to such
/// recipients, or goes by people and nobody counted them.
fn entitled(plan: &Plan, round: &Code, item: &Code, given: &Sum) -> Option<u64> {
    let due = plan.entitled(round, given.size, given.recipient);
    if due.is_empty() {
        return None;
    }
    let by_people = |basis: Basis| matches!(basis, Basis::Person | Basis::PerPeople(_));
    let entitlements = &plan.rounds.get(round)?.entitlements;
    if given.size.is_none() && entitlements.iter().any(|due| due.item == *item && by_people(due.basis)) {
        return None;
    }
    Some(due.iter().filter(|(of, _)| of == item).map(|(_, pieces)| u64::from(pieces.pieces())).sum())
}
