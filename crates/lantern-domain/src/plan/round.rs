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
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start_on: Option<NaiveDate>,
    /// The last day; `None`: until further notice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
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
