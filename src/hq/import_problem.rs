//! What is wrong with an imported file, said in the office's language from the server's code and facts.
//!
//! Leaves finding it to `lantern_domain::plan::import`, and the words to `text`.

use crate::text::hq::ImportWords;
use lantern_ledger::api::ImportProblemRow;

/// Says a problem in one sentence; `None`: a newer server found something that this app has no words for.
pub fn said(words: &ImportWords, row: &ImportProblemRow) -> Option<String> {
    let fact = |name: &str| row.facts.get(name).map(String::as_str).unwrap_or_default();
    let sentence = match (row.problem.as_str(), fact("flaw")) {
        ("unknown_file", _) => words.unknown_file,
        ("not_text", _) => words.not_text,
        ("empty_file", _) => words.empty_file,
        ("missing_column", _) => words.missing_column,
        ("column_twice", _) => words.column_twice,
        ("unknown_column", _) => words.unknown_column,
        ("extra_cell", _) => words.extra_cell,
        ("blank", _) | ("bad_text", "empty") => words.blank,
        ("bad_text", "too_long") => return Some((words.text_too_long)(fact("most"))),
        ("bad_text", "control") => words.text_control,
        ("bad_card", "empty") => words.card_empty,
        ("bad_card", "too_long") => return Some((words.card_too_long)(fact("most"))),
        ("bad_card", "character") => words.card_character,
        ("bad_number", _) => return Some((words.number)(fact("least"), fact("most"))),
        ("bad_degrees", _) => return Some((words.degrees)(fact("most"))),
        ("half_a_place", _) => words.half_a_place,
        ("bad_date", _) => words.date,
        ("ends_before_start", _) => words.ends_before_start,
        ("bad_offset", _) => words.offset,
        ("bad_word", _) => return Some((words.word)(fact("words"))),
        ("operation_incomplete", _) => words.operation_incomplete,
        ("bad_languages", _) => words.languages,
        ("bad_components", _) => words.components,
        ("bad_entitlements", _) => words.entitlements,
        ("bad_brackets", _) => words.brackets,
        ("item_twice", _) => return Some((words.item_twice)(fact("item"))),
        ("unknown_code", _) => return Some((words.unknown_code)(fact("table"), fact("code"))),
        ("duplicate", _) => return Some((words.duplicate)(fact("file"), fact("row"))),
        ("kit_in_itself", _) => words.kit_in_itself,
        ("reserved_code", _) => words.reserved_code,
        ("row_too_long", _) => words.row_too_long,
        _ => return None,
    };
    Some(sentence.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Language;
    use crate::text::hq;
    use lantern_domain::card::CardError;
    use lantern_domain::plan::import::ImportProblem::{self, *};
    use lantern_domain::text::TextError;

    /// Returns the problem after another one: a new kind of problem does not compile until it stands here.
    fn next(problem: Option<&ImportProblem>) -> Option<ImportProblem> {
        let Some(problem) = problem else { return Some(UnknownFile) };
        Some(match problem {
            UnknownFile => NotText,
            NotText => EmptyFile,
            EmptyFile => MissingColumn,
            MissingColumn => ColumnTwice,
            ColumnTwice => ExtraCell,
            ExtraCell => Blank,
            Blank => Text(TextError::Empty),
            Text(TextError::Empty) => Text(TextError::TooLong { max: 64 }),
            Text(TextError::TooLong { .. }) => Text(TextError::Control),
            Text(TextError::Control) => Card(CardError::Empty),
            Card(CardError::Empty) => Card(CardError::TooLong),
            Card(CardError::TooLong) => Card(CardError::Character),
            Card(CardError::Character) => Number { least: 1, most: 99 },
            Number { .. } => Degrees { most: 90 },
            Degrees { .. } => HalfAPlace,
            HalfAPlace => Date,
            Date => EndsBeforeStart,
            EndsBeforeStart => Offset,
            Offset => Word { words: "yes, no" },
            Word { .. } => OperationIncomplete,
            OperationIncomplete => Languages,
            Languages => Components,
            Components => Entitlements,
            Entitlements => Brackets,
            Brackets => ItemTwice { item: "BLANKET".to_owned() },
            ItemTwice { .. } => Unknown { table: "rounds", code: "KOSAAR-9".to_owned() },
            Unknown { .. } => Duplicate { file: "items.csv".to_owned(), row: 7 },
            Duplicate { .. } => KitInItself,
            KitInItself => Reserved,
            Reserved => RowTooLong,
            RowTooLong => return None,
        })
    }

    fn row(problem: &ImportProblem) -> ImportProblemRow {
        ImportProblemRow {
            file: "plan.csv".to_owned(),
            row: Some(2),
            column: None,
            problem: problem.code().to_owned(),
            facts: problem.facts().into_iter().map(|(name, fact)| (name.to_owned(), fact)).collect(),
            message: problem.to_string(),
        }
    }

    #[test]
    fn every_problem_is_said_in_every_language_of_the_office_with_all_its_facts() {
        let mut problem = next(None);
        while let Some(present) = problem {
            let row = row(&present);
            let said = hq::LANGUAGES.map(|language| said(&hq::words(language).import, &row).unwrap_or_default());
            for (sentence, language) in said.iter().zip(hq::LANGUAGES) {
                assert!(sentence.ends_with('.'), "{present:?} in {language:?}: {sentence}");
                let facts = row.facts.iter().filter(|(name, _)| *name != "flaw");
                facts.for_each(|(_, fact)| assert!(sentence.contains(fact.as_str()), "{sentence} lacks {fact}"));
            }
            assert_ne!(said[0], said[1], "{present:?}");
            problem = next(Some(&present));
        }
    }

    #[test]
    fn what_a_newer_server_finds_is_left_to_its_own_words() {
        let newer = ImportProblemRow { problem: "bad_moon".to_owned(), ..row(&Blank) };
        assert_eq!(said(&hq::words(Language::French).import, &newer), None);
    }
}
