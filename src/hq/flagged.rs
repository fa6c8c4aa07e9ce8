//! Flags in words: what kind they are of, what is odd, and what was decided.
//!
//! Leaves finding flags to the server, and drawing them to the pages.

use super::figures::count;
use crate::text::hq::HqWords;
use lantern_domain::Decision;
use lantern_domain::flag::{FlagKind, Reason};

/// Returns the name of a kind of flag.
pub fn kind(kind: FlagKind, words: &HqWords) -> &'static str {
    let flags = &words.flags;
    match kind {
        FlagKind::ServedTwice => flags.served_twice,
        FlagKind::OverEntitlement => flags.over_entitlement,
        FlagKind::IntervalTooShort => flags.interval_too_short,
        FlagKind::UnknownItem => flags.unknown_item,
        FlagKind::UnknownRound => flags.unknown_round,
        FlagKind::UnknownSettlement => flags.unknown_settlement,
        FlagKind::ClockUnconfirmed => flags.clock_unconfirmed,
        FlagKind::ClockOff => flags.clock_off,
        FlagKind::Late => flags.late,
        FlagKind::SplitHistory => flags.split_history,
        FlagKind::CorrectionWithoutRight => flags.correction_without_right,
    }
}

/// Says what is odd, with the facts.
pub fn why(reason: &Reason, words: &HqWords, item_name: impl Fn(&str) -> String) -> String {
    let flags = &words.flags;
    match reason {
        Reason::ServedTwice { services, phones } => (flags.served_twice_why)(&count(*services), &count(*phones)),
        Reason::OverEntitlement { item, quantity, entitled } => {
            (flags.over_entitlement_why)(&item_name(item.as_str()), &count(*quantity), &count(*entitled))
        }
        Reason::IntervalTooShort { round, days, min_days } => {
            (flags.interval_too_short_why)(round.as_str(), &count(*days), &count(*min_days))
        }
        Reason::UnknownItem { item } => (flags.unknown_why)(item.as_str()),
        Reason::UnknownRound { round } => (flags.unknown_why)(round.as_str()),
        Reason::UnknownSettlement { settlement } => (flags.unknown_why)(settlement.key().as_str()),
        Reason::ClockUnconfirmed => flags.clock_unconfirmed_why.to_owned(),
        Reason::ClockOff { hours } => (flags.clock_off_why)(&count(*hours)),
        Reason::Late { hours } => (flags.late_why)(&count(*hours)),
        Reason::SplitHistory { histories } => (flags.split_history_why)(&count(*histories)),
        Reason::CorrectionWithoutRight { corrections } => (flags.correction_without_right_why)(&count(*corrections)),
    }
}

/// Says what was decided; a word of a later version stands for itself.
pub fn verdict<'a>(verdict: &'a str, words: &HqWords) -> &'a str {
    match verdict {
        Decision::RIGHT => words.flags.right,
        Decision::TO_CORRECT => words.flags.to_correct,
        Decision::SET_ASIDE => words.flags.set_aside,
        later => later,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Language, hq::words};
    use lantern_domain::Code;

    #[test]
    fn a_reason_is_said_with_its_facts() {
        let english = words(Language::English);
        let said = |reason: &Reason| why(reason, english, |item| item.to_lowercase());
        let over = Reason::OverEntitlement { item: Code::new("LAMP").unwrap(), quantity: 3, entitled: 1 };
        assert_eq!(said(&over), "lamp: 3 handed over in the round, 1 due.");
        assert_eq!(said(&Reason::ServedTwice { services: 2, phones: 1 }), "2 services on 1 phone.");
        assert_eq!(said(&Reason::ServedTwice { services: 3, phones: 2 }), "3 services on 2 phones.");
    }

    #[test]
    fn every_kind_and_every_verdict_has_words() {
        for language in crate::text::hq::LANGUAGES {
            let words = words(language);
            assert!(FlagKind::ALL.iter().all(|it| !kind(*it, words).is_empty()));
            assert!(Decision::VERDICTS.iter().all(|it| verdict(it, words) != *it));
        }
        assert_eq!(verdict("of_a_later_version", words(Language::English)), "of_a_later_version");
    }
}
