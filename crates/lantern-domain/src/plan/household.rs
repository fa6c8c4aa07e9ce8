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
    /// Ascending by round. There are few of them.
    rounds: Vec<(Code, BTreeMap<FoldedCard, Household>)>,
}

impl HouseholdList {
    /// Puts a household on its round's list, or replaces what the list says of that card.
    pub fn put(&mut self, listed: ListedHousehold) {
        let ListedHousehold { round, card, size, note, settlement: _ } = listed;
        let at = self.place(&round).unwrap_or_else(|at| {
            self.rounds.insert(at, (round, BTreeMap::new()));
            at
        });
        self.rounds[at].1.insert(card.folded(), Household { card, size, note });
    }

    /// Returns what a round's list says of a card.
    pub fn get(&self, round: &Code, card: &FoldedCard) -> Option<&Household> {
        self.list(round)?.get(card)
    }

    /// Returns whether a round has a list here; without one it is open to whoever comes.
    pub fn has_list(&self, round: &Code) -> bool {
        self.list(round).is_some()
    }

    /// Returns how many households are on a round's list.
    pub fn household_count(&self, round: &Code) -> usize {
        self.list(round).map_or(0, BTreeMap::len)
    }

    /// Returns the households of a round whose card begins like this, by folded card, not more than asked for.
    pub fn beginning_with(&self, round: &Code, typed: &str, at_most: usize) -> Vec<&Household> {
        let Ok(beginning) = CardCode::new(typed).map(|card| card.folded()) else { return Vec::new() };
        let list = self.list(round).into_iter().flat_map(|list| list.range(beginning.clone()..));
        let fits = list.take_while(|(card, _)| card.as_str().starts_with(beginning.as_str()));
        fits.take(at_most).map(|(_, household)| household).collect()
    }

    /// Returns all households with their rounds, by round and folded card.
    pub fn iter(&self) -> impl Iterator<Item = (&Code, &Household)> {
        self.rounds.iter().flat_map(|(round, list)| list.values().map(move |household| (round, household)))
    }

    /// Returns the changes that make this list of a settlement.
    pub fn changes(&self, settlement: &Code) -> impl Iterator<Item = PlanChange> {
        self.iter().map(|(round, household)| {
            let Household { card, size, note } = household.clone();
            PlanChange::Household(ListedHousehold {
                round: round.clone(),
                settlement: settlement.clone(),
                card,
                size,
                note,
            })
        })
    }

    fn list(&self, round: &Code) -> Option<&BTreeMap<FoldedCard, Household>> {
        self.place(round).ok().map(|at| &self.rounds[at].1)
    }

    /// Returns where a round's list stands, or where it would.
    fn place(&self, round: &Code) -> Result<usize, usize> {
        self.rounds.binary_search_by(|(other, _)| other.cmp(round))
    }
}

impl Upsert for HouseholdList {
    fn apply(&mut self, change: PlanChange) {
        if let PlanChange::Household(listed) = change {
            self.put(listed);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(cards: &[&str]) -> (Code, HouseholdList) {
        let round = Code::new("KOSAAR-1").unwrap();
        let settlement = Code::new("A").unwrap();
        let mut list = HouseholdList::default();
        for card in cards {
            let card = CardCode::new(card).unwrap();
            let size = HouseholdSize::new(5).ok();
            list.put(ListedHousehold { round: round.clone(), settlement: settlement.clone(), card, size, note: None });
        }
        (round, list)
    }

    #[test]
    fn a_card_is_found_however_it_is_typed() {
        let (round, list) = list(&["KOS-0001", "KOS-0002"]);
        let typed = CardCode::new("kos 0001").unwrap();
        assert_eq!(list.get(&round, &typed.folded()).unwrap().card.as_typed(), "KOS-0001");
        assert!(list.get(&Code::new("OTHER").unwrap(), &typed.folded()).is_none());
    }

    #[test]
    fn the_same_card_replaces_what_the_list_says() {
        let (round, list) = list(&["KOS-0001", "kos 0001"]);
        assert_eq!(list.household_count(&round), 1);
    }

    #[test]
    fn cards_are_found_by_how_they_begin() {
        let (round, list) = list(&["KOS-0001", "KOS-0002", "KOS-0010", "JOW-0001"]);
        let found = |typed, at_most| -> Vec<&str> {
            list.beginning_with(&round, typed, at_most).iter().map(|household| household.card.as_typed()).collect()
        };
        assert_eq!(found("kos000", 9), ["KOS-0001", "KOS-0002"]);
        assert_eq!(found("KOS", 1), ["KOS-0001"]);
        assert_eq!(found("??", 9), [""; 0]);
    }
}
