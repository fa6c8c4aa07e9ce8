//! Well-known short answers such as `out-of-stock`: stored as a slug, shown in the reader's language.
//!
//! What is not well known was typed by somebody and is shown as typed.

use super::Words;

/// A well-known answer and where its words stand in the table.
pub type Known = (&'static str, fn(&Words) -> &'static str);

/// Why a quantity is not what was due.
pub const OFF_ENTITLEMENT: &[Known] = &[
    ("out-of-stock", |words| words.reasons.out_of_stock),
    ("damaged", |words| words.reasons.damaged),
    ("declined", |words| words.reasons.declined),
    ("household-size", |words| words.reasons.household_size),
    ("substituted", |words| words.reasons.substituted),
    ("rest-later", |words| words.reasons.rest_later),
];

/// Why a household is served a second time in a round.
pub const REPEAT: &[Known] = &[
    ("second-visit-agreed", |words| words.reasons.second_visit_agreed),
    ("rest-now", |words| words.reasons.rest_now),
    ("shared-card", |words| words.reasons.shared_card),
    ("card-mistyped", |words| words.reasons.card_mistyped),
    ("replaces-faulty", |words| words.reasons.replaces_faulty),
];

/// Why a record is void.
pub const VOID: &[Known] = &[
    ("wrong-card", |words| words.reasons.wrong_card),
    ("recorded-twice", |words| words.reasons.recorded_twice),
    ("not-handed-over", |words| words.reasons.not_handed_over),
    ("returned", |words| words.reasons.returned),
    ("wrong-quantity", |words| words.reasons.wrong_quantity),
];

/// Who collects for a household.
pub const RELATION: &[Known] = &[
    ("spouse", |words| words.relations.spouse),
    ("child", |words| words.relations.child),
    ("parent", |words| words.relations.parent),
    ("relative", |words| words.relations.relative),
    ("neighbour", |words| words.relations.neighbour),
    ("community-leader", |words| words.relations.community_leader),
];

/// Slugs that no list offers: written by the app itself, or by other parts of Lantern.
const OTHERS: &[Known] = &[("undo", |words| words.reasons.undo), ("card-lost", |words| words.reasons.card_lost)];

/// The slug of a void within the ten seconds after saving.
pub const UNDO: &str = "undo";

/// Returns the words for a stored answer, or the answer itself when it was typed.
pub fn said<'a>(words: &Words, stored: &'a str) -> &'a str {
    let mut known = [OFF_ENTITLEMENT, REPEAT, VOID, RELATION, OTHERS].into_iter().flatten();
    known.find(|(slug, _)| *slug == stored).map_or(stored, |(_, say)| say(words))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Language;

    #[test]
    fn a_known_slug_is_translated_and_an_unknown_one_shown_as_typed() {
        assert_eq!(said(Language::English.words(), "wrong-card"), "wrong card");
        assert_eq!(said(Language::Arabic.words(), "wrong-card"), "بطاقة خاطئة");
        assert_eq!(said(Language::English.words(), "gave to the sister"), "gave to the sister");
    }

    #[test]
    fn every_well_known_slug_has_words_in_every_language() {
        for (slug, say) in [OFF_ENTITLEMENT, REPEAT, VOID, RELATION, OTHERS].into_iter().flatten() {
            for language in Language::ALL {
                assert!(!say(language.words()).is_empty(), "{slug} in {language:?}");
            }
        }
    }
}
