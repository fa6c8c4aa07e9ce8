//! Settlements and the facilities in them.
//!
//! Leaves settlements that somebody typed in in the field to [`crate::SettlementRef`], and spelling to the search.

use super::FacilityKey;
use crate::{Code, ShortText};
use serde::{Deserialize, Serialize};

/// A settlement of the plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settlement {
    /// Its code in the plan; totals go by it.
    pub code: Code,
    /// Who issued the code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code_scheme: Option<ShortText>,
    /// Its name.
    pub name: ShortText,
    /// Other spellings and names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alt_names: Vec<ShortText>,
    /// What sort of settlement it is, such as `planned camp`.
    #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<ShortText>,
    /// Name of the first administrative level, such as a region.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub adm1_name: Option<ShortText>,
    /// P-code of the first administrative level.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub adm1_code: Option<ShortText>,
    /// Name of the second administrative level, such as a district.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub adm2_name: Option<ShortText>,
    /// P-code of the second administrative level.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub adm2_code: Option<ShortText>,
    /// Where it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// Population in households: never a target.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub households: Option<u32>,
    /// Population in people: never a target.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub individuals: Option<u32>,
    /// The offset east of UTC, in minutes, where it is not the operation's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub utc_offset_minutes: Option<i32>,
    /// A remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A place on the map, WGS 84, in hundred-thousandths of a degree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// North of the equator, -9,000,000 to 9,000,000.
    pub latitude_e5: i32,
    /// East of Greenwich, -18,000,000 to 18,000,000.
    pub longitude_e5: i32,
}

/// A facility of a settlement, such as a clinic: what kits for many people go to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facility {
    /// The settlement's code.
    pub settlement: Code,
    /// Its own code, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<Code>,
    /// Its name.
    pub name: ShortText,
    /// What sort of facility it is, such as `clinic`.
    #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<ShortText>,
    /// A remark.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// What a facility is known by in its settlement. A name is never taken for the code of another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FacilityMark {
    /// Its code.
    Code(Code),
    /// Its name, where it has no code.
    Name(ShortText),
}

impl Facility {
    /// Returns what tells this facility from others: its settlement, and its code or else its name.
    pub fn key(&self) -> FacilityKey {
        match &self.code {
            Some(code) => (self.settlement.clone(), FacilityMark::Code(code.clone())),
            None => self.key_by_name(),
        }
    }

    pub(super) fn key_by_name(&self) -> FacilityKey {
        (self.settlement.clone(), FacilityMark::Name(self.name.clone()))
    }
}
