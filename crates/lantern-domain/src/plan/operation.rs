//! The operation itself, and names in several languages.
//!
//! Leaves the words of the programs to the apps: only what HQ wrote into its plan is here.

use crate::ShortText;
use serde::{Deserialize, Serialize};

/// What holds for the whole operation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OperationInfo {
    /// The operation's name.
    pub name: ShortText,
    /// The offset east of UTC, in minutes, that makes the borders of a day; a settlement may have its own.
    pub utc_offset_minutes: i32,
    /// The languages that its people read, as the two letters of ISO 639-1, the first one first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub languages: Vec<String>,
    /// Whose operation it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hq: Option<ShortText>,
}

/// A name in the languages of the apps; each may be missing.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Names {
    /// English.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub en: Option<ShortText>,
    /// French.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fr: Option<ShortText>,
    /// Somali.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub so: Option<ShortText>,
    /// Arabic.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ar: Option<ShortText>,
}

impl Names {
    /// Returns the name in a language (`en`, `fr`, `so`, `ar`), or else in English, or else in any.
    pub fn in_language(&self, language: &str) -> Option<&str> {
        let wanted = match language {
            "fr" => &self.fr,
            "so" => &self.so,
            "ar" => &self.ar,
            _ => &self.en,
        };
        let any = [wanted, &self.en, &self.fr, &self.so, &self.ar];
        any.into_iter().flatten().next().map(ShortText::as_str)
    }
}
