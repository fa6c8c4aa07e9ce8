//! Card codes: what is printed on a household's card or token.
//!
//! A code is shown as typed and compared folded. Leaves the question who was served to [`crate::plan`] and the tally.

use crate::unicode::{composed, is_mark};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The reason why a card code is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CardError {
    /// No letter or digit in it.
    #[error("the card code has no letter or digit")]
    Empty,
    /// More than [`CardCode::MAX`] characters.
    #[error("the card code has more than 32 characters")]
    TooLong,
    /// A character that is neither letter, digit, dash nor blank.
    #[error("the card code has a character that is neither a letter, a digit nor a dash")]
    Character,
}

/// A card code as typed: 1 to 32 letters, digits, blanks inside and dashes, at least one letter or digit.
///
/// Not comparable: compare [`CardCode::folded`]. `Debug` shows a placeholder, because a code points at a household.
#[derive(Clone, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CardCode(String);

/// A card code made comparable: NFC, lower case, ASCII digits, without blanks and dashes.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FoldedCard(String);

impl CardCode {
    /// The most characters a card code has, as typed.
    pub const MAX: usize = 32;

    /// Makes a card code from what was typed or scanned.
    ///
    /// # Errors
    ///
    /// [`CardError`] for nothing to compare, too many characters, or a character that does not belong on a card.
    pub fn new(typed: &str) -> Result<Self, CardError> {
        let typed = composed(typed.trim());
        if typed.chars().count() > Self::MAX {
            return Err(CardError::TooLong);
        }
        // Marks of scripts whose letters do not all compose, such as Arabic vowel signs, belong on a card.
        if !typed.chars().all(|c| c.is_alphanumeric() || is_separator(c) || is_mark(c)) {
            return Err(CardError::Character);
        }
        if typed.chars().all(is_separator) {
            return Err(CardError::Empty);
        }
        Ok(Self(typed))
    }

    /// Returns the code as typed.
    pub fn as_typed(&self) -> &str {
        &self.0
    }

    /// Returns the form in which two codes are the same card.
    pub fn folded(&self) -> FoldedCard {
        FoldedCard::of_folded(fold(&self.0))
    }
}

impl FoldedCard {
    /// Takes characters that were folded before.
    pub(crate) fn of_folded(folded: String) -> Self {
        Self(folded)
    }

    /// Returns the folded characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn is_separator(c: char) -> bool {
    matches!(c, ' ' | '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '_' | '\u{a0}')
}

fn fold(typed: &str) -> String {
    let letters = typed.chars().filter(|&c| !is_separator(c)).flat_map(char::to_lowercase);
    composed(&letters.map(|c| ascii_digit(c).unwrap_or(c)).collect::<String>())
}

/// Returns the ASCII digit for an Arabic-Indic or extended Arabic-Indic one.
fn ascii_digit(c: char) -> Option<char> {
    let value = match c {
        '\u{660}'..='\u{669}' => c as u32 - 0x660,
        '\u{6f0}'..='\u{6f9}' => c as u32 - 0x6f0,
        _ => return None,
    };
    char::from_digit(value, 10)
}

impl TryFrom<String> for CardCode {
    type Error = CardError;
    fn try_from(typed: String) -> Result<Self, CardError> {
        Self::new(&typed)
    }
}

impl From<CardCode> for String {
    fn from(code: CardCode) -> String {
        code.0
    }
}

impl PartialEq for CardCode {
    /// Same characters as typed; use [`CardCode::folded`] to ask whether two codes are the same card.
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl Eq for CardCode {}

impl fmt::Debug for CardCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("CardCode(…)")
    }
}

impl fmt::Debug for FoldedCard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("FoldedCard(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_blanks_dashes_and_digits_do_not_make_another_card() {
        let folded = CardCode::new("KOS-0342").unwrap().folded();
        for same in ["kos 0342", "Kos0342", "KOS\u{2013}0342", "kos-٠٣٤٢", " KOS-0342 "] {
            assert_eq!(CardCode::new(same).unwrap().folded(), folded, "{same}");
        }
        assert_ne!(CardCode::new("KOS-0343").unwrap().folded(), folded);
    }

    #[test]
    fn a_code_is_shown_as_typed() {
        assert_eq!(CardCode::new("Kos 0342").unwrap().as_typed(), "Kos 0342");
    }

    #[test]
    fn composed_and_decomposed_letters_are_the_same_card() {
        let composed = CardCode::new("É-1").unwrap().folded();
        assert_eq!(CardCode::new("E\u{301}-1").unwrap().folded(), composed);
    }

    #[test]
    fn what_is_not_a_code_is_refused() {
        assert_eq!(CardCode::new("  ").unwrap_err(), CardError::Empty);
        assert_eq!(CardCode::new("---").unwrap_err(), CardError::Empty);
        assert_eq!(CardCode::new("A/1").unwrap_err(), CardError::Character);
        assert_eq!(CardCode::new(&"A".repeat(33)).unwrap_err(), CardError::TooLong);
        assert!(CardCode::new(&"A".repeat(32)).is_ok());
    }

    #[test]
    fn debug_does_not_show_the_code() {
        assert!(!format!("{:?}", CardCode::new("KOS-0342").unwrap()).contains("0342"));
    }
}
