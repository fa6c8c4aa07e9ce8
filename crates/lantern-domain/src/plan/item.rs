//! Items: what is handed over, and what a kit is made of.
//!
//! Leaves how components are reported to the tally.

use super::Names;
use crate::{Code, ShortText};
use serde::{Deserialize, Serialize};

/// An item of the plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Its code in the plan; totals go by it.
    pub code: Code,
    /// Who issued the code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code_scheme: Option<ShortText>,
    /// Its names.
    pub names: Names,
    /// What sort of item it is, such as `lighting`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub category: Option<ShortText>,
    /// What one of it is, such as `piece` or `kit`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<ShortText>,
    /// Who it is handed to.
    #[serde(default)]
    pub recipient: ItemRecipient,
    /// What one of it contains; empty for what is no kit.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub components: Vec<Component>,
    /// How many people one of it serves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub covers_people: Option<u32>,
    /// For how many months it serves them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub covers_months: Option<u32>,
    /// Whether batch number and expiry are asked for.
    #[serde(default)]
    pub tracks_batch: bool,
}

/// A part of a kit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Component {
    /// The part's item code.
    pub item: Code,
    /// How many of it are in one kit.
    pub count: u32,
}

/// Who an item is handed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ItemRecipient {
    /// A household.
    #[default]
    Household,
    /// A facility such as a clinic.
    Facility,
    /// A whole community.
    Community,
}

impl Item {
    /// Returns its name in a language, or else in English, or else its code.
    pub fn name(&self, language: &str) -> &str {
        self.names.in_language(language).unwrap_or(self.code.as_str())
    }
}
