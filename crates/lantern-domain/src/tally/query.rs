//! Questions to the tally: by what to group, and what to leave out.

use crate::Code;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// What totals are asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct TotalsQuery {
    /// One row for each combination of these, in this order of keys; empty: no rows, only the total of all.
    #[serde(default)]
    pub group: Vec<Dimension>,
    /// What counts.
    #[serde(default)]
    pub filter: Filter,
    /// Whether what has a target and no record yet gets a row as well.
    #[serde(default)]
    pub with_untouched_targets: bool,
}

/// What totals and records are narrowed to; every part that is given must hold.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Filter {
    /// One round, by its code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub round: Option<Code>,
    /// One settlement, by the key of [`crate::SettlementRef::key`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settlement: Option<Code>,
    /// One item, by its code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item: Option<Code>,
    /// The first day, local to the settlement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<NaiveDate>,
    /// The last day, local to the settlement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<NaiveDate>,
    /// One implementing organisation; [`super::UNKNOWN_VALUE`]: rounds without a known one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub implementing: Option<String>,
    /// One value of [`crate::plan::Round::funder`]; [`super::UNKNOWN_VALUE`]: rounds without a known one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub funder: Option<String>,
}

/// What rows of totals can differ in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Dimension {
    /// The round.
    Round,
    /// The settlement, planned or provisional.
    Settlement,
    /// The item.
    Item,
    /// The day, local to the settlement.
    Day,
    /// The round's implementing organisation.
    Implementing,
    /// All funding organisations of the round, as one value.
    Funder,
}

/// The text is not the name of a dimension.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("totals are grouped by round, settlement, item, day, implementing or funder")]
pub struct DimensionError;

impl Dimension {
    /// Every dimension.
    pub const ALL: [Self; 6] = [Self::Round, Self::Settlement, Self::Item, Self::Day, Self::Implementing, Self::Funder];

    /// Returns its name in queries and column headings.
    pub fn name(self) -> &'static str {
        match self {
            Self::Round => "round",
            Self::Settlement => "settlement",
            Self::Item => "item",
            Self::Day => "day",
            Self::Implementing => "implementing",
            Self::Funder => "funder",
        }
    }
}

impl FromStr for Dimension {
    type Err = DimensionError;
    fn from_str(name: &str) -> Result<Self, DimensionError> {
        Self::ALL.into_iter().find(|dimension| dimension.name() == name).ok_or(DimensionError)
    }
}
