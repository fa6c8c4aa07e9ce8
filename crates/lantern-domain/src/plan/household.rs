//! Lists of households: whose card is on the list of a round.
//!
//! Kept apart from the plan, one list a settlement, because they are long and because not every phone may hold them.
//! A round without a list is open to whoever comes.

use super::{PlanChange, Upsert};
use crate::{CardCode, Code, FoldedCard, HouseholdSize};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A household on the list of a round in a settlement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedHousehold {
    /// The round's code.
    pub round: Code,
    /// The settlement's code.
    pub settlement: Code,
    /// The code on its card.
    pub card: CardCode,
    /// People in it; `None`: not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<HouseholdSize>,
    /// A remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A household as a list holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Household {
    /// The code on its card.
    pub card: CardCode,
    /// People in it; `None`: not known.
    pub size: Option<HouseholdSize>,
    /// A remark.
    pub note: Option<String>,
}

/// The lists of one settlement, by round and folded card.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HouseholdList {
    rounds: BTreeMap<Code, BTreeMap<FoldedCard, Household>>,
}

impl HouseholdList {
    /// Puts a household on its round's list, or replaces what the list says of that card.
    pub fn put(&mut self, listed: ListedHousehold) {
        let ListedHousehold { round, card, size, note, settlement: _ } = listed;
        self.rounds.entry(round).or_default().insert(card.folded(), Household { card, size, note });
    }

    /// Returns what a round's list says of a card.
    pub fn get(&self, round: &Code, card: &FoldedCard) -> Option<&Household> {
        self.rounds.get(round)?.get(card)
    }

    /// Returns whether a round has a list here; without one it is open to whoever comes.
    pub fn has_list(&self, round: &Code) -> bool {
        self.rounds.contains_key(round)
    }

    /// Returns how many households are on a round's list.
    pub fn household_count(&self, round: &Code) -> usize {
        self.rounds.get(round).map_or(0, BTreeMap::len)
    }

    /// Returns all households with their rounds, by round and folded card.
    pub fn iter(&self) -> impl Iterator<Item = (&Code, &Household)> {
        self.rounds.iter().flat_map(|(round, list)| list.values().map(move |household| (round, household)))
    }
}

impl Upsert for HouseholdList {
    fn apply(&mut self, change: PlanChange) {
        if let PlanChange::Household(listed) = change {
            self.put(listed);
        }
    }
}
