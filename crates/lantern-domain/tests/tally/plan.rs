//! A plan of two settlements, two days' borders apart, with a round of two funders.

use lantern_domain::Plan;
use serde_json::json;

pub const KOSAAR: &str = "DEMO-SO1301-0001";
pub const JOWLE: &str = "DEMO-SO1701-0001";

pub fn plan() -> Plan {
    let mut plan = Plan::default();
    let due = |item| json!({"item": item, "quantity": 1, "basis": "household"});
    let changes = json!([
        {"operation": {"name": "Somalia", "utc_offset_minutes": 180}},
        {"settlement": {"code": KOSAAR, "name": "Kosaar"}},
        {"settlement": {"code": JOWLE, "name": "Jowle", "utc_offset_minutes": 0, "households": 2200}},
        {"item": {"code": "SOLAR-LANTERN", "names": {"en": "Solar lantern"}}},
        {"item": {"code": "BLANKET", "names": {"en": "Blanket"}}},
        {"item": {"code": "NFI-KIT", "names": {"en": "NFI kit"}, "components": [
            {"item": "SOLAR-LANTERN", "count": 1}, {"item": "BLANKET", "count": 3}
        ]}},
        {"item": {"code": "CRATE", "names": {"en": "Crate"}, "components": [{"item": "NFI-KIT", "count": 10}]}},
        {"round": {"code": "KOSAAR-1", "name": "Kosaar lanterns and NFI kits", "implementing_org": "IOM",
            "funding_orgs": ["Panasonic", "Government of Japan"], "settlements": [KOSAAR],
            "entitlements": [due("SOLAR-LANTERN"), due("NFI-KIT")], "target_households": 341}},
        {"round": {"code": "BURCO-1", "name": "Burao", "implementing_org": "IOM", "funding_orgs": ["Chevron"],
            "target_households": 900}},
        {"round": {"code": "OPEN", "name": "Nobody known"}},
        {"target": {"round": "KOSAAR-1", "settlement": KOSAAR, "item": "SOLAR-LANTERN",
            "target_households": 341, "target_quantity": 341}},
        {"target": {"round": "KOSAAR-1", "settlement": KOSAAR, "item": "NFI-KIT",
            "target_households": 300, "target_quantity": 300}},
        {"target": {"round": "BURCO-1", "settlement": KOSAAR, "item": "BLANKET", "target_households": 420}},
        {"target": {"round": "BURCO-1", "settlement": JOWLE, "item": "BLANKET", "target_households": 136}}
    ]);
    for change in changes.as_array().unwrap() {
        plan.apply(serde_json::from_value(change.clone()).unwrap());
    }
    plan
}
