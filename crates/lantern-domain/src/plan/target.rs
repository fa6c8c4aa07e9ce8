//! Targets: what a round means to hand out in one settlement, by item.
//!
//! Leaves the comparison with what was handed out to the tally.

use super::TargetKey;
use crate::Code;
use serde::{Deserialize, Serialize};

/// The target of one round in one settlement for one item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// The round's code.
    pub round: Code,
    /// The settlement's code.
    pub settlement: Code,
    /// The item's code.
    pub item: Code,
    /// Households meant to get it; `None`: none known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target_households: Option<u32>,
    /// Pieces meant to be handed out; `None`: none known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target_quantity: Option<u32>,
    /// A remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl Target {
    /// Returns what tells this target from others.
    pub fn key(&self) -> TargetKey {
        (self.round.clone(), self.settlement.clone(), self.item.clone())
    }
}
