//! How things of the plan and of a record are called on a screen.
//!
//! Leaves words that stand alone to `text`.

use super::form::people::bracket;
use crate::text::{Language, Words, number, slug};
use lantern_domain::plan::Plan;
use lantern_domain::{Code, Collector, Distribution, Recipient, SettlementRef, SexAge};

/// Returns an item's name in a language, or its code where the plan lacks it.
pub fn item<'a>(plan: &'a Plan, code: &'a Code, language: Language) -> &'a str {
    plan.items.get(code).map_or(code.as_str(), |item| item.name(language.tag()))
}

/// Returns a round's name, or its code where the plan lacks it.
pub fn round<'a>(plan: &'a Plan, code: &'a Code) -> &'a str {
    plan.rounds.get(code).map_or(code.as_str(), |round| round.name.as_str())
}

/// Returns a settlement's name: the plan's, its code where the plan lacks it, or as typed in.
pub fn settlement<'a>(plan: &'a Plan, settlement: &'a SettlementRef) -> &'a str {
    match settlement {
        SettlementRef::Planned(code) => plan.settlements.get(code).map_or(code.as_str(), |known| known.name.as_str()),
        SettlementRef::Provisional { name, .. } => name.as_str(),
    }
}

/// Says who received: the card as typed, the facility's name, or "no card".
pub fn recipient<'a>(words: &Words, recipient: &'a Recipient) -> &'a str {
    match recipient {
        Recipient::Household(card) => card.as_typed(),
        Recipient::WalkIn => words.common.no_card,
        Recipient::Facility(name) | Recipient::Community(name) => name.as_str(),
    }
}

/// Says what was handed over in one line, such as "Solar lantern 1 · NFI kit 1".
pub fn lines(plan: &Plan, distribution: &Distribution, language: Language) -> String {
    let line = |line: &lantern_domain::Line| {
        format!("{} {}", item(plan, &line.item, language), number::plain(line.quantity.pieces().into()))
    };
    distribution.lines.iter().map(line).collect::<Vec<_>>().join(" · ")
}

/// Says who stood at the desk.
pub fn collector<'a>(words: &Words, collector: &'a Collector) -> &'a str {
    match collector {
        Collector::Recipient => words.form.recipient,
        Collector::Proxy(relation) => slug::said(words, relation.as_str()),
    }
}

/// Says the counts by sex and age that are not zero, bracket by bracket: "0–4: 1 / 0".
pub fn sex_age(counts: &SexAge) -> Vec<(String, u32, u32)> {
    let both = counts.female().iter().zip(counts.male()).enumerate();
    both.map(|(index, (&female, &male))| (bracket(counts.from_years(), index), female, male)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use lantern_domain::ShortText;

    #[test]
    fn what_the_plan_lacks_is_called_by_its_code() {
        let (plan, code) = (Plan::default(), Code::new("SOAP").unwrap());
        assert_eq!(item(&plan, &code, Language::French), "SOAP");
        assert_eq!(settlement(&plan, &SettlementRef::Planned(code.clone())), "SOAP");
        assert_eq!(round(&plan, &code), "SOAP");
    }

    #[test]
    fn a_proxy_is_said_in_the_readers_language() {
        let neighbour = Collector::Proxy(ShortText::new("neighbour").unwrap());
        assert_eq!(collector(Language::Somali.words(), &neighbour), "deris");
    }
}
