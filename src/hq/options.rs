//! What can be chosen to narrow a page by: the plan's own rounds, settlements, items and organisations.
//!
//! A value that stands in the URL and not in the plan, such as a provisional settlement, can be seen and unchosen too.

use super::{
    filter::{Field, Filter},
    flagged,
    results::is_provisional,
};
use crate::text::hq::HqWords;
use lantern_domain::{flag::FlagKind, tally::UNKNOWN_VALUE};
use lantern_ledger::api::PlanContents;
use std::collections::BTreeMap;

/// One thing to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What the URL carries.
    pub value: String,
    /// What a person reads.
    pub label: String,
}

/// Returns what can be chosen for a field, by label, with what is chosen now among them.
pub fn choices(field: Field, plan: &PlanContents, filter: &Filter, words: &HqWords) -> Vec<Choice> {
    let mut found = match field {
        Field::Round => plan.rounds.iter().map(|it| (it.code.to_string(), it.name.to_string())).collect(),
        Field::Settlement => plan.settlements.iter().map(|it| (it.code.to_string(), it.name.to_string())).collect(),
        Field::Item => items(plan, words),
        Field::Funder => organisations(plan.rounds.iter().map(|round| round.funder()), words),
        Field::Implementing => {
            let organisation_of =
                |it: &lantern_domain::plan::Round| it.implementing_org.as_ref().map(ToString::to_string);
            organisations(plan.rounds.iter().map(organisation_of), words)
        }
        Field::State => states(words),
        Field::Kind => FlagKind::ALL.map(|kind| (kind.slug().to_owned(), flagged::kind(kind, words).to_owned())).into(),
        Field::Decided => decided_or_not(words),
        Field::From | Field::To => BTreeMap::new(),
    };
    if let Some(value) = filter.value(field) {
        found.entry(value.to_owned()).or_insert_with(|| unplanned(value, words));
    }
    let mut choices: Vec<Choice> = found.into_iter().map(|(value, label)| Choice { value, label }).collect();
    choices.sort_by(|one, other| (&one.label, &one.value).cmp(&(&other.label, &other.value)));
    choices
}

fn items(plan: &PlanContents, words: &HqWords) -> BTreeMap<String, String> {
    let language = words.language.tag();
    plan.items.iter().map(|item| (item.code.to_string(), item.name(language).to_owned())).collect()
}

fn organisations(names: impl Iterator<Item = Option<String>>, words: &HqWords) -> BTreeMap<String, String> {
    let choice = |name: Option<String>| match name {
        Some(name) => (name.clone(), name),
        None => (UNKNOWN_VALUE.to_owned(), words.filters.unknown.to_owned()),
    };
    names.map(choice).collect()
}

fn states(words: &HqWords) -> BTreeMap<String, String> {
    let state = |value: &str, label: &str| (value.to_owned(), label.to_owned());
    [state("counted", words.records.counted), state("void", words.records.void)].into()
}

fn decided_or_not(words: &HqWords) -> BTreeMap<String, String> {
    let state = |value: &str, label: &str| (value.to_owned(), label.to_owned());
    [state("open", words.flags.open), state("decided", words.flags.decided)].into()
}

fn unplanned(value: &str, words: &HqWords) -> String {
    match value {
        UNKNOWN_VALUE => words.filters.unknown.to_owned(),
        _ if is_provisional(value) => words.totals.provisional.to_owned(),
        _ => value.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Language, hq::words};
    use serde_json::json;

    fn plan() -> PlanContents {
        serde_json::from_value(json!({
            "rounds": [
                { "code": "KOSAAR-1", "name": "Kosaar lanterns", "funding_orgs": ["Panasonic", "Government of Japan"] },
                { "code": "BURCO-1", "name": "Burao shelter", "implementing_org": "IOM" },
                { "code": "BURCO-2", "name": "Burao shelter", "implementing_org": "IOM" },
            ],
        }))
        .unwrap()
    }

    fn labels(field: Field, filter: &Filter) -> Vec<String> {
        choices(field, &plan(), filter, words(Language::English)).into_iter().map(|choice| choice.label).collect()
    }

    #[test]
    fn each_organisation_can_be_chosen_once_and_so_can_none() {
        assert_eq!(labels(Field::Implementing, &Filter::default()), ["IOM", "Not known"]);
        assert_eq!(labels(Field::Funder, &Filter::default()), ["Not known", "Panasonic | Government of Japan"]);
    }

    #[test]
    fn rounds_of_the_same_name_stay_two() {
        assert_eq!(labels(Field::Round, &Filter::default()).len(), 3);
    }

    #[test]
    fn what_the_url_says_can_be_seen_though_the_plan_does_not_know_it() {
        let filter = Filter::default().with(Field::Settlement, "provisional:0190").with(Field::Round, "OLD-1");
        assert_eq!(labels(Field::Settlement, &filter), ["provisional"]);
        assert!(labels(Field::Round, &filter).contains(&"OLD-1".to_owned()));
    }
}
