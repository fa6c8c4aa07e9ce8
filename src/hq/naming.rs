//! Names and clocks of the plan, for codes that records and totals carry.
//!
//! A code that the plan does not know stands for itself: a record never depends on the plan.

use crate::text::{Language, hq::HqWords};
use lantern_domain::{Recipient, SettlementRef};
use lantern_ledger::api::PlanContents;

/// Returns an item's name in a language, or else its code.
pub fn item(plan: &PlanContents, code: &str, language: Language) -> String {
    let known = plan.items.iter().find(|item| item.code.as_str() == code);
    known.map_or_else(|| code.to_owned(), |item| item.name(language.tag()).to_owned())
}

/// Returns the offset of a settlement's clock, east of UTC in minutes: its own, or else the operation's.
pub fn offset_minutes(plan: &PlanContents, settlement: Option<&SettlementRef>) -> i32 {
    let own = settlement.and_then(|settlement| {
        let key = settlement.key();
        plan.settlements.iter().find(|known| known.code == key)?.utc_offset_minutes
    });
    own.or_else(|| plan.operation.as_ref().map(|operation| operation.utc_offset_minutes)).unwrap_or_default()
}

/// Returns the name of a settlement's area, with its code where there is one.
pub fn area(plan: &PlanContents, key: &str) -> Option<String> {
    let known = plan.settlements.iter().find(|known| known.code.as_str() == key)?;
    known.adm2_name.as_ref().or(known.adm1_name.as_ref()).map(ToString::to_string)
}

/// Says who received: the card as typed, or what takes its place.
pub fn recipient(recipient: &Recipient, words: &HqWords) -> String {
    match recipient {
        Recipient::Household(card) => card.as_typed().to_owned(),
        Recipient::WalkIn => words.records.walk_in.to_owned(),
        Recipient::Facility(name) => format!("{name} ({})", words.records.facility),
        Recipient::Community(name) => format!("{name} ({})", words.records.community),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::hq::words;
    use lantern_domain::{CardCode, ShortText};
    use serde_json::json;

    fn plan() -> PlanContents {
        serde_json::from_value(json!({
            "operation": { "name": "Somalia", "utc_offset_minutes": 180 },
            "settlements": [
                { "code": "KOSAAR", "name": "Kosaar", "adm1_name": "Togdheer", "adm2_name": "Burco" },
                { "code": "MYEIK", "name": "Myeik", "utc_offset_minutes": 390 },
            ],
            "items": [{ "code": "LANTERN", "names": { "en": "Solar lantern", "fr": "Lanterne solaire" } }],
        }))
        .unwrap()
    }

    #[test]
    fn an_item_has_its_name_in_the_readers_language_and_an_unknown_one_its_code() {
        assert_eq!(item(&plan(), "LANTERN", Language::French), "Lanterne solaire");
        assert_eq!(item(&plan(), "POLE", Language::French), "POLE");
    }

    #[test]
    fn a_settlements_own_clock_goes_before_the_operations() {
        let at = |code| SettlementRef::Planned(lantern_domain::Code::new(code).unwrap());
        assert_eq!(offset_minutes(&plan(), Some(&at("MYEIK"))), 390);
        assert_eq!(offset_minutes(&plan(), Some(&at("KOSAAR"))), 180);
        assert_eq!(offset_minutes(&plan(), None), 180);
        assert_eq!(offset_minutes(&PlanContents::default(), None), 0);
    }

    #[test]
    fn an_area_is_the_nearest_that_is_known() {
        assert_eq!(area(&plan(), "KOSAAR"), Some("Burco".to_owned()));
        assert_eq!(area(&plan(), "MYEIK"), None);
        assert_eq!(area(&plan(), "provisional:1"), None);
    }

    #[test]
    fn a_recipient_is_said_as_typed() {
        let english = words(Language::English);
        let card = Recipient::Household(CardCode::new("Kos 0342").unwrap());
        assert_eq!(recipient(&card, english), "Kos 0342");
        assert_eq!(recipient(&Recipient::WalkIn, english), "No card");
        let clinic = Recipient::Facility(ShortText::new("Kur-libah health post").unwrap());
        assert_eq!(recipient(&clinic, english), "Kur-libah health post (facility)");
    }
}
