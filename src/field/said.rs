//! How things of the plan and of a record are called on a screen.
//!
//! Leaves words that stand alone to `text`.

use super::form::people::bracket;
use crate::text::{Language, Words, day, number, slug};
use lantern_domain::plan::Plan;
use lantern_domain::{Code, Collector, Distribution, Line, Recipient, SettlementRef, SexAge};
use uuid::Uuid;

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
    let line =
        |line: &Line| format!("{} {}", item(plan, &line.item, language), number::plain(line.quantity.pieces().into()));
    distribution.lines.iter().map(line).collect::<Vec<_>>().join(" · ")
}

/// Says who stood at the desk.
pub fn collector<'a>(words: &Words, collector: &'a Collector) -> &'a str {
    match collector {
        Collector::Recipient => words.form.recipient,
        Collector::Proxy(relation) => slug::said(words, relation.as_str()),
    }
}

/// Says each line of a hand-over in full: quantity, reason, batch.
pub fn line_details(words: &Words, plan: &Plan, distribution: &Distribution, language: Language) -> Vec<String> {
    distribution.lines.iter().map(|line| line_detail(words, plan, line, language)).collect()
}

fn line_detail(words: &Words, plan: &Plan, line: &Line, language: Language) -> String {
    let name = item(plan, &line.item, language);
    let mut parts = vec![format!("{name} {}", number::plain(line.quantity.pieces().into()))];
    if let Some(due) = line.entitled.filter(|due| *due != line.quantity) {
        parts.push((words.form.entitled)(due.pieces().into()));
    }
    parts.extend(line.reason.as_ref().map(|reason| slug::said(words, reason.as_str()).to_owned()));
    parts.extend(line.substitute_for.as_ref().map(|code| (words.detail.instead_of)(item(plan, code, language))));
    parts.extend(line.batch_no.as_ref().map(|batch| format!("{} {batch}", words.form.batch_no)));
    parts.extend(line.expires_on.map(|on| format!("{} {}", words.form.expires_on, day::full(words, on))));
    parts.join(" · ")
}

/// Says the counts by sex and age that are not zero, such as "Girls, women: 0–4 1, 18–59 2".
pub fn sex_age(words: &Words, counts: &SexAge) -> String {
    let of = |sex: &str, cells: &[u32]| {
        let filled = cells.iter().enumerate().filter(|(_, count)| **count > 0);
        let said = filled.map(|(index, count)| format!("{} {count}", bracket(counts.from_years(), index)));
        let said = said.collect::<Vec<_>>().join(", ");
        format!("{sex}: {}", if said.is_empty() { "0" } else { &said })
    };
    format!("{} · {}", of(words.form.female, counts.female()), of(words.form.male, counts.male()))
}

/// Returns a receipt's number for speaking: the beginning of HQ's journal id, and the place in it.
pub fn receipt(journal: Uuid, position: u64) -> String {
    format!("{}-{position:04}", journal.simple().to_string()[..3].to_ascii_uppercase())
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
    fn counts_by_sex_and_age_are_said_without_the_empty_cells() {
        let counts = SexAge::new(vec![0, 5, 18], vec![1, 0, 2], vec![0, 0, 0]).unwrap();
        assert_eq!(sex_age(Language::English.words(), &counts), "Girls, women: 0–4 1, 18+ 2 · Boys, men: 0");
    }

    #[test]
    fn a_receipt_has_a_number_for_speaking() {
        let journal = Uuid::from_u128(0x4f70_0000_0000_0000_0000_0000_0000_0000);
        assert_eq!((receipt(journal, 192), receipt(journal, 123_456)), ("4F7-0192".into(), "4F7-123456".into()));
    }

    #[test]
    fn a_line_is_said_with_what_was_due_and_why_it_differs() {
        let json = serde_json::json!({"item": "SOAP", "quantity": 1, "entitled": 2, "reason": "out-of-stock",
            "substitute_for": null, "batch_no": "B-7", "expires_on": "2027-05-31"});
        let line: Line = serde_json::from_value(json).unwrap();
        let said = line_detail(Language::English.words(), &Plan::default(), &line, Language::English);
        assert_eq!(said, "SOAP 1 · entitled 2 · out of stock · Batch number B-7 · Expiry date 31 May 2027");
    }

    #[test]
    fn a_proxy_is_said_in_the_readers_language() {
        let neighbour = Collector::Proxy(ShortText::new("neighbour").unwrap());
        assert_eq!(collector(Language::Somali.words(), &neighbour), "deris");
    }
}
