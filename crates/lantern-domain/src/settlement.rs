//! Which settlement a log is about: one of the plan, or one that somebody in the field typed in.
//!
//! Leaves the plan's facts on settlements to [`crate::plan`].

use crate::{Code, ShortText};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The settlement of a log, and so of every record in it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SettlementRef {
    /// A settlement of the plan.
    Planned(Code),
    /// A settlement missing from the plan when the log began; HQ maps it later.
    Provisional {
        /// Drawn at random by the phone that typed it in.
        id: Uuid,
        /// Its name as typed.
        name: ShortText,
    },
}

impl SettlementRef {
    /// What the key of every provisional settlement begins with; no code of a plan may.
    pub const PROVISIONAL_PREFIX: &str = "provisional:";

    /// Returns what totals and filters go by: the plan's code, or `provisional:` and the id.
    pub fn key(&self) -> Code {
        match self {
            Self::Planned(code) => code.clone(),
            Self::Provisional { id, .. } => {
                Code::new(&format!("{}{id}", Self::PROVISIONAL_PREFIX)).expect("a prefix and a UUID are a short text")
            }
        }
    }
}
