//! Rounds: who hands out what, where, from when to when, and what is asked.
//!
//! Leaves targets by settlement and item to [`super::Target`].

use crate::{Code, HouseholdSize, Quantity, ShortText};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A round of distributions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Round {
    /// Its code in the plan; totals go by it.
    pub code: Code,
    /// Its name.
    pub name: ShortText,
    /// Who hands out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub implementing_org: Option<ShortText>,
    /// Who pays, together; see [`Round::funder`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub funding_orgs: Vec<ShortText>,
    /// The cluster that coordinates it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cluster: Option<ShortText>,
    /// In kind, voucher or cash.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub modality: Option<ShortText>,
    /// Blanket or targeted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub targeting: Option<ShortText>,
    /// The first day; `None`: from ever.
    #[serde(default, with = "super::day", skip_serializing_if = "Option::is_none")]
    pub start_on: Option<NaiveDate>,
    /// The last day; `None`: until further notice.
    #[serde(default, with = "super::day", skip_serializing_if = "Option::is_none")]
    pub end_on: Option<NaiveDate>,
    /// Where; empty: in every settlement.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub settlements: Vec<Code>,
    /// What a recipient is due.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub entitlements: Vec<Entitlement>,
    /// Households meant to be served in the whole round.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target_households: Option<u32>,
    /// People meant to be served in the whole round.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target_individuals: Option<u32>,
    /// The first year of each age bracket that is asked for; `None`: sex and age are not asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub brackets: Option<Vec<u8>>,
    /// The least number of days between two services of a household.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_interval_days: Option<u32>,
    /// A remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// What one recipient of a round is due of one item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entitlement {
    /// The item's code.
    pub item: Code,
    /// How many, by the basis.
    pub quantity: Quantity,
    /// What the quantity is for.
    pub basis: Basis,
}

/// What an entitlement's quantity is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// Each household.
    Household,
    /// Each person of a household.
    Person,
    /// Every so many people of a household, begun ones counting: one for 2 people is 3 for a household of 5.
    PerPeople(u32),
    /// Each facility or community.
    Facility,
}

impl Round {
    /// The brackets that `standard` means: 0–4, 5–11, 12–17, 18–59, 60 and above.
    pub const STANDARD_BRACKETS: [u8; 5] = [0, 5, 12, 18, 60];

    /// Returns whether the day is inside the round's dates, both ends included.
    pub fn is_open_on(&self, day: NaiveDate) -> bool {
        self.start_on.is_none_or(|start| start <= day) && self.end_on.is_none_or(|end| day <= end)
    }

    /// Returns whether the round is held in that settlement.
    pub fn is_at(&self, settlement: &Code) -> bool {
        self.settlements.is_empty() || self.settlements.contains(settlement)
    }

    /// Returns all funding organisations as one value, so that no total counts twice; `None`: none known.
    pub fn funder(&self) -> Option<String> {
        let names: Vec<&str> = self.funding_orgs.iter().map(ShortText::as_str).collect();
        (!names.is_empty()).then(|| names.join(" | "))
    }
}

impl Entitlement {
    /// Returns the quantity for a household of that size; where none is known, for one person.
    ///
    /// Stays at [`Quantity::MAX`] where it would be more.
    pub fn quantity_for(&self, size: Option<HouseholdSize>) -> Quantity {
        let people = size.map_or(1, HouseholdSize::people);
        let shares = match self.basis {
            Basis::Household | Basis::Facility => 1,
            Basis::Person => people,
            Basis::PerPeople(each) => people.div_ceil(each.max(1)),
        };
        let pieces = self.quantity.pieces().saturating_mul(shares).min(Quantity::MAX);
        Quantity::new(pieces).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn due(quantity: u32, basis: Basis) -> Entitlement {
        Entitlement { item: Code::new("BLANKET").unwrap(), quantity: Quantity::new(quantity).unwrap(), basis }
    }

    #[test]
    fn begun_shares_count_as_whole_ones() {
        let size = |people| Some(HouseholdSize::new(people).unwrap());
        let one_for_two = due(1, Basis::PerPeople(2));
        for (people, pieces) in [(1, 1), (2, 1), (3, 2), (7, 4)] {
            assert_eq!(one_for_two.quantity_for(size(people)).pieces(), pieces);
        }
        assert_eq!(due(2, Basis::Person).quantity_for(size(7)).pieces(), 14);
        assert_eq!(due(2, Basis::Household).quantity_for(size(7)).pieces(), 2);
    }

    #[test]
    fn without_a_size_the_share_of_one_person_is_due() {
        assert_eq!(due(2, Basis::Person).quantity_for(None).pieces(), 2);
        assert_eq!(due(1, Basis::PerPeople(2)).quantity_for(None).pieces(), 1);
        assert_eq!(due(1, Basis::PerPeople(0)).quantity_for(None).pieces(), 1);
    }

    #[test]
    fn a_share_stays_within_what_a_line_can_say() {
        let size = HouseholdSize::new(99).unwrap();
        assert_eq!(due(99_999, Basis::Person).quantity_for(Some(size)).pieces(), Quantity::MAX);
    }

    fn round(json: serde_json::Value) -> Round {
        serde_json::from_value(json).unwrap()
    }

    #[test]
    fn a_round_is_open_on_its_first_and_last_day() {
        let round = round(serde_json::json!({
            "code": "A", "name": "a", "start_on": "2026-11-01", "end_on": "2026-12-15"
        }));
        let open = |day: &str| round.is_open_on(day.parse().unwrap());
        assert!(!open("2026-10-31") && open("2026-11-01") && open("2026-12-15") && !open("2026-12-16"));
    }

    #[test]
    fn a_round_without_dates_is_open_and_without_settlements_everywhere() {
        let round = round(serde_json::json!({"code": "A", "name": "a"}));
        assert!(round.is_open_on("1999-01-01".parse().unwrap()));
        assert!(round.is_at(&Code::new("ANY").unwrap()));
        assert_eq!(round.funder(), None);
    }

    #[test]
    fn several_funders_are_one_value() {
        let round = round(serde_json::json!({
            "code": "A", "name": "a", "funding_orgs": ["Panasonic", "Government of Japan"]
        }));
        assert_eq!(round.funder().unwrap(), "Panasonic | Government of Japan");
    }
}
