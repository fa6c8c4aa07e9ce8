//! Totals: rows of measures, and the total of all.

use super::Dimension;
use serde::{Deserialize, Serialize};

/// The code of a value that the plan does not know, such as the funder of a round without one.
pub const UNKNOWN_VALUE: &str = "-";

/// The answer to a [`super::TotalsQuery`].
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Totals {
    /// One row for each combination of the group's values, by their codes; empty without a group.
    pub rows: Vec<TotalsRow>,
    /// Everything that passed the filter.
    pub all: TotalsRow,
}

/// One value of a row's key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct KeyValue {
    /// What it is a value of.
    pub dimension: Dimension,
    /// What totals go by: a code, a day (ISO 8601), a name of organisations, or [`UNKNOWN_VALUE`].
    pub code: String,
    /// What a person reads, from the plan, in English; the code where the plan knows no name.
    pub name: String,
}

/// The measures of one row.
///
/// Additive over rows: quantity, in kits, services, walk-ins, voided.
/// Not additive, because the same household may stand in several rows: households, individuals, facilities and
/// communities, counts by sex and age.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct TotalsRow {
    /// The values that this row is about, in the order of the query's group.
    pub key: Vec<KeyValue>,
    /// Pieces handed over as such, a kit being one piece; `None` where several items would be added up.
    pub quantity: Option<u64>,
    /// Pieces handed over inside kits, on top of the quantity; `None` where several items would be added up.
    pub in_kits: Option<u64>,
    /// Hand-overs.
    pub services: u64,
    /// Distinct households with a card, each once a round.
    pub households: u64,
    /// Hand-overs to households without a card, each counted as one household, none of them in `households`.
    pub walk_ins: u64,
    /// Distinct facilities, each once a round.
    pub facilities: u64,
    /// Distinct communities, each once a round.
    pub communities: u64,
    /// People in households and walk-ins whose size is known, by the size at their first service of the round.
    pub individuals: u64,
    /// How many of `households` and `walk_ins` have a known size.
    pub size_known_for: u64,
    /// People by sex and age in those who were asked, one sum for each set of age brackets.
    pub sex_age: Vec<SexAgeSum>,
    /// How many of `households` and `walk_ins` were asked for sex and age.
    pub asked_for: u64,
    /// Households meant to be served; `None`: none known.
    pub target_households: Option<u64>,
    /// Pieces meant to be handed over; `None`: none known, or several items would be added up.
    pub target_quantity: Option<u64>,
    /// Hand-overs that were voided and count nothing above.
    pub voided: u64,
}

/// People by sex and age, for one set of brackets.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct SexAgeSum {
    /// The first year of each bracket.
    pub from_years: Vec<u8>,
    /// Girls and women, one sum a bracket.
    pub female: Vec<u64>,
    /// Boys and men, one sum a bracket.
    pub male: Vec<u64>,
    /// How many households and walk-ins these are of.
    pub asked_for: u64,
}
