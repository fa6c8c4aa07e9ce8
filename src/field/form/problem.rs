//! What is wrong with a form, field by field, in words that say what to do.
//!
//! Leaves finding it to the check.

use crate::text::Words;

/// A place in the form where a problem is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// The card's number.
    Card,
    /// The facility or community.
    Facility,
    /// People in the household.
    Size,
    /// All lines together.
    Lines,
    /// The quantity of a line.
    Quantity(usize),
    /// Why a line is not as entitled.
    LineReason(usize),
    /// The batch number of a line.
    BatchNo(usize),
    /// The expiry date of a line.
    ExpiresOn(usize),
    /// The counts by sex and age.
    SexAge,
    /// Who collects.
    Relation,
    /// Why the household is served again.
    Repeat,
    /// The remark.
    Note,
}

/// What is wrong there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Problem {
    /// No card number.
    CardEmpty,
    /// A card number with too many characters.
    CardLong,
    /// A card number with other signs.
    CardCharacter,
    /// Not a household size.
    Size,
    /// Not a count of people.
    Count,
    /// Not a quantity.
    Quantity,
    /// Nothing is handed over.
    Nothing,
    /// More lines than a record holds.
    TooManyLines,
    /// Off the entitlement without a reason.
    LineReason,
    /// Served again without a reason.
    Repeat,
    /// A proxy without a relation.
    Relation,
    /// No facility or community.
    Facility,
    /// More than one line of text.
    TextLong,
    /// Not a date.
    Date,
}

impl Problem {
    /// Returns the words for it.
    pub fn said(self, words: &Words) -> &'static str {
        let problems = &words.problems;
        match self {
            Self::CardEmpty => problems.card_empty,
            Self::CardLong => problems.card_long,
            Self::CardCharacter => problems.card_character,
            Self::Size => problems.size,
            Self::Count => problems.count,
            Self::Quantity => problems.quantity,
            Self::Nothing => problems.nothing,
            Self::TooManyLines => problems.too_many_lines,
            Self::LineReason => problems.line_reason,
            Self::Repeat => problems.repeat_reason,
            Self::Relation => problems.relation,
            Self::Facility => problems.facility,
            Self::TextLong => problems.text_long,
            Self::Date => problems.date,
        }
    }
}

/// Everything that is wrong with a form, in the order of the form.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Problems(Vec<(Field, Problem)>);

impl Problems {
    /// Returns what is wrong with a field; `None`: nothing.
    pub fn of(&self, field: Field) -> Option<Problem> {
        self.0.iter().find(|(at, _)| *at == field).map(|(_, problem)| *problem)
    }

    /// Returns how many fields need a look.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// Returns whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Returns the first field that needs a look.
    pub fn first(&self) -> Option<Field> {
        self.0.first().map(|(field, _)| *field)
    }

    /// Notes what is wrong with a field.
    pub(super) fn note(&mut self, field: Field, problem: Problem) {
        self.0.push((field, problem));
    }

    /// Keeps what was read of a field, or notes what is wrong with it.
    pub(super) fn take<T>(&mut self, field: Field, read: Result<T, Problem>) -> Option<T> {
        read.map_err(|problem| self.note(field, problem)).ok()
    }
}
