//! Plan changes, read from JSON.
//!
//! Reads what the derived readers of the domain's types read; leaves writing to those types.

use crate::json::{Fields, FromJson, Unreadable, Value, variant};
use chrono::NaiveDate;
use lantern_domain::plan::{
    Basis, Component, Entitlement, Facility, Item, ItemRecipient, ListedHousehold, Names, OperationInfo, Place, Round,
    Settlement, Target, read_day,
};
use lantern_domain::{PlanChange, SettlementRef};

/// Says how objects are read, field by field.
macro_rules! objects {
    ($($shape:ident { $($field:ident: $how:ident $name:literal,)* })*) => {$(
        impl FromJson for $shape {
            fn from_json(value: &Value) -> Result<Self, Unreadable> {
                let from = Fields::of(value)?;
                Ok(Self { $($field: from.$how($name)?,)* })
            }
        }
    )*};
}

objects! {
    OperationInfo {
        name: needs "name",
        utc_offset_minutes: needs "utc_offset_minutes",
        languages: or_default "languages",
        hq: may "hq",
    }
    Names {
        en: may "en",
        fr: may "fr",
        so: may "so",
        ar: may "ar",
    }
    Settlement {
        code: needs "code",
        code_scheme: may "code_scheme",
        name: needs "name",
        alt_names: or_default "alt_names",
        kind: may "type",
        adm1_name: may "adm1_name",
        adm1_code: may "adm1_code",
        adm2_name: may "adm2_name",
        adm2_code: may "adm2_code",
        place: may "place",
        households: may "households",
        individuals: may "individuals",
        utc_offset_minutes: may "utc_offset_minutes",
        note: may "note",
    }
    Place {
        latitude_e5: needs "latitude_e5",
        longitude_e5: needs "longitude_e5",
    }
    Facility {
        settlement: needs "settlement",
        code: may "code",
        name: needs "name",
        kind: may "type",
        note: may "note",
    }
    Item {
        code: needs "code",
        code_scheme: may "code_scheme",
        names: needs "names",
        category: may "category",
        unit: may "unit",
        recipient: or_default "recipient",
        components: or_default "components",
        covers_people: may "covers_people",
        covers_months: may "covers_months",
        tracks_batch: or_default "tracks_batch",
    }
    Component {
        item: needs "item",
        count: needs "count",
    }
    Round {
        code: needs "code",
        name: needs "name",
        implementing_org: may "implementing_org",
        funding_orgs: or_default "funding_orgs",
        cluster: may "cluster",
        modality: may "modality",
        targeting: may "targeting",
        start_on: may "start_on",
        end_on: may "end_on",
        settlements: or_default "settlements",
        entitlements: or_default "entitlements",
        target_households: may "target_households",
        target_individuals: may "target_individuals",
        brackets: may "brackets",
        min_interval_days: may "min_interval_days",
        note: may "note",
    }
    Entitlement {
        item: needs "item",
        quantity: needs "quantity",
        basis: needs "basis",
    }
    Target {
        round: needs "round",
        settlement: needs "settlement",
        item: needs "item",
        target_households: may "target_households",
        target_quantity: may "target_quantity",
        note: may "note",
    }
    ListedHousehold {
        round: needs "round",
        settlement: needs "settlement",
        card: needs "card",
        size: may "size",
        note: may "note",
    }
}

impl FromJson for PlanChange {
    fn from_json(value: &Value) -> Result<Self, Unreadable> {
        let (name, value) = variant(value)?;
        Ok(match name {
            "operation" => Self::Operation(FromJson::from_json(value)?),
            "settlement" => Self::Settlement(FromJson::from_json(value)?),
            "item" => Self::Item(FromJson::from_json(value)?),
            "round" => Self::Round(FromJson::from_json(value)?),
            "target" => Self::Target(FromJson::from_json(value)?),
            "facility" => Self::Facility(FromJson::from_json(value)?),
            "household" => Self::Household(FromJson::from_json(value)?),
            _ => return Err(Unreadable),
        })
    }
}

impl FromJson for ItemRecipient {
    fn from_json(value: &Value) -> Result<Self, Unreadable> {
        match variant(value)? {
            ("household", Value::Null) => Ok(Self::Household),
            ("facility", Value::Null) => Ok(Self::Facility),
            ("community", Value::Null) => Ok(Self::Community),
            _ => Err(Unreadable),
        }
    }
}

impl FromJson for Basis {
    fn from_json(value: &Value) -> Result<Self, Unreadable> {
        match variant(value)? {
            ("household", Value::Null) => Ok(Self::Household),
            ("person", Value::Null) => Ok(Self::Person),
            ("facility", Value::Null) => Ok(Self::Facility),
            ("per_people", people) => u32::from_json(people).map(Self::PerPeople),
            _ => Err(Unreadable),
        }
    }
}

impl FromJson for SettlementRef {
    fn from_json(value: &Value) -> Result<Self, Unreadable> {
        match variant(value)? {
            ("planned", code) => FromJson::from_json(code).map(Self::Planned),
            ("provisional", fields) => {
                let from = Fields::of(fields)?;
                Ok(Self::Provisional { id: from.needs("id")?, name: from.needs("name")? })
            }
            _ => Err(Unreadable),
        }
    }
}

impl FromJson for NaiveDate {
    fn from_json(value: &Value) -> Result<Self, Unreadable> {
        read_day(&String::from_json(value)?).ok_or(Unreadable)
    }
}

#[cfg(test)]
mod tests;
