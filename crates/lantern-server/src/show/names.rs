//! Names for codes and ids: from the plan and the office; the code itself where they know none.
//!
//! Names of items are in English here; the HQ app has the plan and shows them in its own language.

use crate::state::State;
use lantern_domain::{Code, Plan, SettlementRef};
use uuid::Uuid;

pub(crate) fn settlement(plan: &Plan, settlement: &SettlementRef) -> String {
    match settlement {
        SettlementRef::Planned(code) => {
            plan.settlements.get(code).map_or(code.as_str(), |known| known.name.as_str()).to_owned()
        }
        SettlementRef::Provisional { name, .. } => name.as_str().to_owned(),
    }
}

pub(crate) fn round(plan: &Plan, code: &Code) -> String {
    plan.rounds.get(code).map_or(code.as_str(), |known| known.name.as_str()).to_owned()
}

pub(crate) fn item(plan: &Plan, code: &Code) -> String {
    plan.items.get(code).map_or(code.as_str(), |known| known.name("en")).to_owned()
}

/// Returns what the office calls a phone; HQ for the nil id, and the id itself for a phone that HQ never added.
pub(crate) fn device(state: &State, device: Uuid) -> String {
    if device.is_nil() {
        return "HQ".to_owned();
    }
    state.office.phone(device).map_or_else(|| device.to_string(), |phone| phone.name.clone())
}
