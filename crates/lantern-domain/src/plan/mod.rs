//! The plan: what an operation intends to hand out, where, to whom, and in which rounds.
//!
//! HQ writes it, phones follow it.
//! A record never depends on it: a plan that is late, wrong or missing changes what is suggested and what totals are
//! compared with, never what counts.
//! Leaves reading files to [`import`], lists of households to [`HouseholdList`], and how changes travel to the ledger.

mod by_key;
mod day;
mod household;
pub mod import;
mod item;
mod operation;
mod round;
mod search;
mod settlement;
mod staging;
mod target;

pub use by_key::ByKey;
pub use day::read_day;
pub use household::{Household, HouseholdList, ListedHousehold};
pub use item::{Component, Item, ItemRecipient};
pub use operation::{Names, OperationInfo};
pub use round::{Basis, Entitlement, Round};
pub use search::fold_spelling;
pub use settlement::{Facility, FacilityMark, Place, Settlement};
pub use staging::{ListFold, PlanFold, Staging, Upsert};
pub use target::Target;

use crate::{Code, HouseholdSize, Quantity};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The key of a facility: its settlement's code, and what it is known by there.
pub type FacilityKey = (Code, FacilityMark);
/// The key of a target: the codes of round, settlement and item.
pub type TargetKey = (Code, Code, Code);

/// An operation's plan, without its lists of households.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    /// The operation itself; `None` before HQ said anything.
    pub operation: Option<OperationInfo>,
    /// Settlements by code.
    pub settlements: ByKey<Code, Settlement>,
    /// Items by code.
    pub items: ByKey<Code, Item>,
    /// Rounds by code.
    pub rounds: ByKey<Code, Round>,
    /// Targets by round, settlement and item.
    pub targets: ByKey<TargetKey, Target>,
    /// Facilities by settlement, and code or name.
    pub facilities: ByKey<FacilityKey, Facility>,
}

/// One upsert of a plan: what it names is made, or replaced as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlanChange {
    /// The operation's own facts.
    Operation(OperationInfo),
    /// A settlement, by its code.
    Settlement(Settlement),
    /// An item, by its code.
    Item(Item),
    /// A round, by its code.
    Round(Round),
    /// A target, by round, settlement and item.
    Target(Target),
    /// A facility, by settlement, and code or name.
    Facility(Facility),
    /// A household on a round's list, by round, settlement and folded card.
    Household(ListedHousehold),
}

impl PlanChange {
    /// The most bytes of JSON that a change has, so that it fits into one entry of a log.
    pub const JSON_BYTES_MAX: usize = 4_000;

    /// Returns how many bytes its JSON has.
    pub fn json_bytes(&self) -> usize {
        // Its maps have text as keys, so it always has a JSON form.
        serde_json::to_vec(self).map_or(usize::MAX, |json| json.len())
    }
}

impl Plan {
    /// Applies one change; a household is left to its settlement's [`HouseholdList`].
    pub fn apply(&mut self, change: PlanChange) {
        match change {
            PlanChange::Operation(operation) => self.operation = Some(operation),
            PlanChange::Settlement(settlement) => {
                self.settlements.insert(settlement.code.clone(), settlement);
            }
            PlanChange::Item(item) => {
                self.items.insert(item.code.clone(), item);
            }
            PlanChange::Round(round) => {
                self.rounds.insert(round.code.clone(), round);
            }
            PlanChange::Target(target) => {
                self.targets.insert(target.key(), target);
            }
            PlanChange::Facility(facility) => self.put_facility(facility),
            PlanChange::Household(_) => {}
        }
    }

    /// Returns the changes that make this plan out of any that has nothing else.
    pub fn changes(&self) -> impl Iterator<Item = PlanChange> {
        let operation = self.operation.iter().cloned().map(PlanChange::Operation);
        let settlements = self.settlements.values().cloned().map(PlanChange::Settlement);
        let items = self.items.values().cloned().map(PlanChange::Item);
        let rounds = self.rounds.values().cloned().map(PlanChange::Round);
        let targets = self.targets.values().cloned().map(PlanChange::Target);
        // Those without a code come last: one with a code takes their place.
        let (coded, others): (Vec<_>, Vec<_>) = self.facilities.values().cloned().partition(|it| it.code.is_some());
        let facilities = coded.into_iter().chain(others).map(PlanChange::Facility);
        operation.chain(settlements).chain(items).chain(rounds).chain(targets).chain(facilities)
    }

    /// A facility that gets a code takes the place of the one that was known by name only.
    fn put_facility(&mut self, facility: Facility) {
        if facility.code.is_some() {
            self.facilities.remove(&facility.key_by_name());
        }
        self.facilities.insert(facility.key(), facility);
    }

    /// Returns the offset east of UTC, in minutes, that makes the day borders of a settlement.
    ///
    /// The settlement's own, or the operation's, or 0; a settlement that the plan does not know has the operation's.
    pub fn utc_offset_minutes(&self, settlement: Option<&Code>) -> i32 {
        let own = settlement.and_then(|code| self.settlements.get(code)).and_then(|known| known.utc_offset_minutes);
        own.or_else(|| self.operation.as_ref().map(|operation| operation.utc_offset_minutes)).unwrap_or(0)
    }

    /// Returns the rounds offered at a settlement: those open on that day first, each part by code.
    ///
    /// Nothing is ever refused for being outside a round's dates, so all of them are there.
    pub fn rounds_at(&self, settlement: Option<&Code>, day: NaiveDate) -> Vec<&Round> {
        let here = || self.rounds.values().filter(|round| settlement.is_none_or(|code| round.is_at(code)));
        let open = here().filter(|round| round.is_open_on(day));
        open.chain(here().filter(|round| !round.is_open_on(day))).collect()
    }

    /// Returns what one recipient of that kind is due in a round: each item once, in the order of the round.
    ///
    /// An entitlement by people needs the household's size; where none is known it is the share of one person,
    /// begun shares counting as whole ones.
    /// A round that the plan does not know entitles to nothing.
    pub fn entitled(
        &self,
        round: &Code,
        size: Option<HouseholdSize>,
        recipient: ItemRecipient,
    ) -> Vec<(Code, Quantity)> {
        let Some(round) = self.rounds.get(round) else { return Vec::new() };
        round
            .entitlements
            .iter()
            .filter(|due| self.recipient_of(due) == recipient)
            .map(|due| (due.item.clone(), due.quantity_for(size)))
            .collect()
    }

    /// Who an entitlement is for: what the item says, or, for an item that the plan does not know, what the basis says.
    fn recipient_of(&self, due: &Entitlement) -> ItemRecipient {
        match (self.items.get(&due.item), due.basis) {
            (Some(item), _) => item.recipient,
            (None, Basis::Facility) => ItemRecipient::Facility,
            (None, _) => ItemRecipient::Household,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn code(text: &str) -> Code {
        Code::new(text).unwrap()
    }

    fn plan(changes: &[serde_json::Value]) -> Plan {
        let mut plan = Plan::default();
        changes.iter().for_each(|change| plan.apply(serde_json::from_value(change.clone()).unwrap()));
        plan
    }

    fn due(item: &str, basis: serde_json::Value) -> serde_json::Value {
        json!({"item": item, "quantity": 1, "basis": basis})
    }

    #[test]
    fn each_kind_of_recipient_is_due_its_own_items() {
        let plan = plan(&[
            json!({"item": {"code": "LANTERN", "names": {}, "recipient": "household"}}),
            json!({"item": {"code": "KIT", "names": {}, "recipient": "facility"}}),
            json!({"item": {"code": "UNIT", "names": {}, "recipient": "community"}}),
            json!({"round": {"code": "R", "name": "r", "entitlements": [
                due("LANTERN", json!("household")),
                due("BLANKET", json!({"per_people": 2})),
                due("KIT", json!("facility")),
                due("UNIT", json!("facility")),
                due("UNKNOWN-KIT", json!("facility")),
            ]}}),
        ]);
        let items = |recipient| -> Vec<String> {
            plan.entitled(&code("R"), HouseholdSize::new(5).ok(), recipient)
                .into_iter()
                .map(|(item, quantity)| format!("{item} {}", quantity.pieces()))
                .collect()
        };
        assert_eq!(items(ItemRecipient::Household), ["LANTERN 1", "BLANKET 3"]);
        assert_eq!(items(ItemRecipient::Facility), ["KIT 1", "UNKNOWN-KIT 1"]);
        assert_eq!(items(ItemRecipient::Community), ["UNIT 1"]);
        assert_eq!(plan.entitled(&code("NONE"), None, ItemRecipient::Household), []);
    }

    #[test]
    fn open_rounds_come_first_and_the_others_are_not_refused() {
        let plan = plan(&[
            json!({"round": {"code": "A", "name": "over", "end_on": "2026-10-31"}}),
            json!({"round": {"code": "B", "name": "elsewhere", "settlements": ["OTHER"]}}),
            json!({"round": {"code": "C", "name": "open", "settlements": ["HERE"]}}),
        ]);
        let day = "2026-11-12".parse().unwrap();
        let rounds = |settlement: Option<&Code>| -> Vec<&str> {
            plan.rounds_at(settlement, day).iter().map(|round| round.code.as_str()).collect()
        };
        assert_eq!(rounds(Some(&code("HERE"))), ["C", "A"]);
        assert_eq!(rounds(None), ["B", "C", "A"]);
    }

    #[test]
    fn a_settlement_has_its_own_day_borders_or_those_of_the_operation() {
        let plan = plan(&[
            json!({"operation": {"name": "o", "utc_offset_minutes": 180}}),
            json!({"settlement": {"code": "A", "name": "a", "utc_offset_minutes": 0}}),
            json!({"settlement": {"code": "B", "name": "b"}}),
        ]);
        assert_eq!(plan.utc_offset_minutes(Some(&code("A"))), 0);
        assert_eq!(plan.utc_offset_minutes(Some(&code("B"))), 180);
        assert_eq!(plan.utc_offset_minutes(Some(&code("UNKNOWN"))), 180);
        assert_eq!(plan.utc_offset_minutes(None), 180);
    }

    #[test]
    fn a_facility_that_gets_a_code_stays_one_facility() {
        let plan = plan(&[
            json!({"facility": {"settlement": "A", "name": "Clinic"}}),
            json!({"facility": {"settlement": "A", "name": "Health post"}}),
            json!({"facility": {"settlement": "A", "name": "Clinic", "code": "F1"}}),
        ]);
        assert_eq!(plan.facilities.len(), 2);
    }

    /// Found by fuzzing: the one with the code was taken for the other, and was gone.
    #[test]
    fn a_facility_whose_name_is_the_code_of_another_leaves_it_alone() {
        let plan = plan(&[
            json!({"facility": {"settlement": "A", "name": "Clinic", "code": "F1"}}),
            json!({"facility": {"settlement": "A", "name": "F1", "code": "F2"}}),
            json!({"facility": {"settlement": "A", "name": "F1"}}),
        ]);
        assert_eq!(plan.facilities.len(), 3);
    }

    #[test]
    fn a_change_has_one_written_form() {
        let change: PlanChange = serde_json::from_value(json!({"target": {
            "round": "R", "settlement": "S", "item": "I", "target_households": 54, "later_field": true
        }}))
        .unwrap();
        let written = r#"{"target":{"round":"R","settlement":"S","item":"I","target_households":54}}"#;
        assert_eq!(serde_json::to_string(&change).unwrap(), written);
        assert_eq!(change.json_bytes(), written.len());
    }
}
