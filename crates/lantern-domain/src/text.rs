//! Short pieces of text that people type and plans carry: codes and one-line notes.
//!
//! Leaves card codes, which compare in their own way, to [`crate::card`].

use serde::{Deserialize, Serialize};
use std::fmt;

/// The reason why a piece of text is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// Nothing is left once the blanks around it are taken away.
    #[error("the text is empty")]
    Empty,
    /// More characters than allowed.
    #[error("the text has more than {max} characters")]
    TooLong {
        /// The most characters allowed.
        max: usize,
    },
    /// A line break, a tab or another control character.
    #[error("the text has a line break or another control character")]
    Control,
}

fn checked(text: &str, max: usize) -> Result<&str, TextError> {
    let text = text.trim();
    if text.is_empty() {
        Err(TextError::Empty)
    } else if text.chars().count() > max {
        Err(TextError::TooLong { max })
    } else if text.chars().any(char::is_control) {
        Err(TextError::Control)
    } else {
        Ok(text)
    }
}

/// The code of a settlement, round or item, as the plan spells it: 1 to 64 characters, compared exactly.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Code(String);

impl Code {
    /// The most characters a code has.
    pub const MAX: usize = 64;

    /// Makes a code, without the blanks around it.
    ///
    /// # Errors
    ///
    /// [`TextError`] when nothing is left, when it is longer than [`Code::MAX`], or has control characters.
    pub fn new(text: &str) -> Result<Self, TextError> {
        checked(text, Self::MAX).map(|text| Self(text.to_owned()))
    }

    /// Returns the code as the plan spells it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// One line of free text or a well-known slug such as `out-of-stock`: 1 to 120 characters, no line breaks.
///
/// May hold a name (an operator's), so `Debug` shows a placeholder.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ShortText(String);

impl ShortText {
    /// The most characters a line has.
    pub const MAX: usize = 120;

    /// Makes a line of text, without the blanks around it.
    ///
    /// # Errors
    ///
    /// [`TextError`] when nothing is left, when it is longer than [`ShortText::MAX`], or has control characters.
    pub fn new(text: &str) -> Result<Self, TextError> {
        checked(text, Self::MAX).map(|text| Self(text.to_owned()))
    }

    /// Returns the text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

macro_rules! text_conversions {
    ($name:ident) => {
        impl TryFrom<String> for $name {
            type Error = TextError;
            fn try_from(text: String) -> Result<Self, TextError> {
                Self::new(&text)
            }
        }
        impl From<$name> for String {
            fn from(text: $name) -> String {
                text.0
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}
text_conversions!(Code);
text_conversions!(ShortText);

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Code({})", self.0)
    }
}

impl fmt::Debug for ShortText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ShortText({} characters)", self.0.chars().count())
    }
}
