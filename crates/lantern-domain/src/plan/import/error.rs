//! What can be wrong with an upload, said so that the person who made the file finds the cell.
//!
//! No value of a card, a name or a note is repeated here: only codes of the plan and what was expected.

use crate::card::{CardCode, CardError};
use crate::text::TextError;

/// Something wrong in one place of one file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}, row {row}: {problem}")]
pub struct ImportError {
    /// The file's name as uploaded.
    pub file: String,
    /// The row as a spreadsheet counts it; the headings are row 1.
    pub row: u32,
    /// The column's heading; `None`: the whole row or file.
    pub column: Option<String>,
    /// What is wrong.
    pub problem: ImportProblem,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImportProblem {
    /// Neither the file's name nor its columns say what it holds.
    #[error(
        "the file is none of operation, settlements, items, rounds, targets, households, facilities: name it so, or \
         keep the headings"
    )]
    UnknownFile,
    /// The bytes are no text.
    #[error("the file is not UTF-8 text: save it as \u{201c}CSV UTF-8\u{201d}")]
    NotText,
    /// No row at all.
    #[error("the file is empty")]
    EmptyFile,
    /// A column that must be there is not.
    #[error("the column is missing")]
    MissingColumn,
    /// Two columns with the same heading.
    #[error("two columns have this heading")]
    ColumnTwice,
    /// A cell beyond the last heading.
    #[error("the row has more cells than there are headings")]
    ExtraCell,
    /// A cell that must be filled is blank.
    #[error("the cell is blank")]
    Blank,
    /// A code or a line of text that cannot be taken.
    #[error(transparent)]
    Text(#[from] TextError),
    /// A card code that cannot be taken.
    #[error(transparent)]
    Card(#[from] CardError),
    /// Not a whole number within the range.
    #[error("not a whole number from {least} to {most}")]
    Number {
        /// The least number taken.
        least: u32,
        /// The greatest number taken.
        most: u32,
    },
    /// Not degrees within the range.
    #[error("not degrees from -{most} to {most}, such as 9.52")]
    Degrees {
        /// The greatest number of degrees.
        most: u32,
    },
    /// One of latitude and longitude without the other.
    #[error("latitude and longitude only make sense together")]
    HalfAPlace,
    /// Not a date.
    #[error("not a date written as year-month-day, such as 2026-11-01")]
    Date,
    /// The last day is before the first.
    #[error("the round ends before it starts")]
    EndsBeforeStart,
    /// Not an offset from UTC.
    #[error("not an offset from UTC, such as +03:00")]
    Offset,
    /// Not one of the words that are known.
    #[error("not one of: {words}")]
    Word {
        /// The words that are known.
        words: &'static str,
    },
    /// A first plan without what every plan needs.
    #[error("a first plan needs both name and utc_offset")]
    OperationIncomplete,
    /// Not two letters for each language.
    #[error("not languages of two letters each, such as en|so")]
    Languages,
    /// Not a list of components.
    #[error("not written as ITEM:count|ITEM:count")]
    Components,
    /// Not a list of entitlements.
    #[error("not written as ITEM:quantity/basis|…, with the basis household, person, facility or such as 2 people")]
    Entitlements,
    /// Not age brackets.
    #[error("not standard, none, or the first years of the age brackets, rising, such as 0|18|60")]
    Brackets,
    /// The same item twice in one cell.
    #[error("{item} stands there twice")]
    ItemTwice {
        /// The item's code.
        item: String,
    },
    /// A code that neither the upload nor the plan knows.
    #[error("{code} is in no {table} of the plan or this upload")]
    Unknown {
        /// The table where it should be.
        table: &'static str,
        /// The code; `…` in a list of households, where it may be a card that slipped in from beside.
        code: String,
    },
    /// A row that stands in the upload before.
    #[error("the same as in row {row} of {file}")]
    Duplicate {
        /// The file of the earlier row.
        file: String,
        /// The earlier row.
        row: u32,
    },
    /// A kit that contains itself, at once or through others.
    #[error("the kit contains itself")]
    KitInItself,
    /// A code that Lantern keeps for itself.
    #[error("no code may begin like this")]
    Reserved,
    /// More than fits into one entry.
    #[error("the row is too long: shorten its note or its lists")]
    RowTooLong,
}

impl ImportProblem {
    /// Returns a stable word for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::UnknownFile => "unknown_file",
            Self::NotText => "not_text",
            Self::EmptyFile => "empty_file",
            Self::MissingColumn => "missing_column",
            Self::ColumnTwice => "column_twice",
            Self::ExtraCell => "extra_cell",
            Self::Blank => "blank",
            Self::Text(_) => "bad_text",
            Self::Card(_) => "bad_card",
            Self::Number { .. } => "bad_number",
            Self::Degrees { .. } => "bad_degrees",
            Self::HalfAPlace => "half_a_place",
            Self::Date => "bad_date",
            Self::EndsBeforeStart => "ends_before_start",
            Self::Offset => "bad_offset",
            Self::Word { .. } => "bad_word",
            Self::OperationIncomplete => "operation_incomplete",
            Self::Languages => "bad_languages",
            Self::Components => "bad_components",
            Self::Entitlements => "bad_entitlements",
            Self::Brackets => "bad_brackets",
            Self::ItemTwice { .. } => "item_twice",
            Self::Unknown { .. } => "unknown_code",
            Self::Duplicate { .. } => "duplicate",
            Self::KitInItself => "kit_in_itself",
            Self::Reserved => "reserved_code",
            Self::RowTooLong => "row_too_long",
        }
    }

    /// Returns what was expected or found, by stable names: what a sentence in another language is made of.
    pub fn facts(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Text(TextError::Empty) | Self::Card(CardError::Empty) => vec![("flaw", "empty".to_owned())],
            Self::Text(TextError::TooLong { max }) => vec![("flaw", "too_long".to_owned()), ("most", max.to_string())],
            Self::Text(TextError::Control) => vec![("flaw", "control".to_owned())],
            Self::Card(CardError::TooLong) => {
                vec![("flaw", "too_long".to_owned()), ("most", CardCode::MAX.to_string())]
            }
            Self::Card(CardError::Character) => vec![("flaw", "character".to_owned())],
            Self::Number { least, most } => vec![("least", least.to_string()), ("most", most.to_string())],
            Self::Degrees { most } => vec![("most", most.to_string())],
            Self::Word { words } => vec![("words", (*words).to_owned())],
            Self::ItemTwice { item } => vec![("item", item.clone())],
            Self::Unknown { table, code } => vec![("table", (*table).to_owned()), ("code", code.clone())],
            Self::Duplicate { file, row } => vec![("file", file.clone()), ("row", row.to_string())],
            _ => Vec::new(),
        }
    }
}
