//! Every word that a person in the field reads, in English, French, Arabic and Somali.
//!
//! One table a language, checked by the compiler: a missing word does not build, plural rules are functions, nothing is
//! parsed at run time. Leaves names of items, rounds and places to the plan, and layout to the pages.

mod ar;
mod bytes;
pub mod day;
mod en;
mod fr;
pub mod hq;
pub mod number;
pub mod plural;
pub mod slug;
mod so;
pub mod words;

pub use bytes::Units;
pub use words::Words;

/// A language that the field app speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// English, the language in which the words were written first.
    English,
    /// French.
    French,
    /// Arabic, written from right to left.
    Arabic,
    /// Somali.
    Somali,
}

impl Language {
    /// All languages, in the order of the picker.
    pub const ALL: [Self; 4] = [Self::English, Self::French, Self::Arabic, Self::Somali];

    /// Returns the language's tag, as in `lang="so"`.
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::French => "fr",
            Self::Arabic => "ar",
            Self::Somali => "so",
        }
    }

    /// Returns the language of a tag such as `so` or `fr-FR`; `None` for one that Lantern does not speak.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let main = tag.split(['-', '_']).next().unwrap_or_default();
        Self::ALL.into_iter().find(|language| language.tag().eq_ignore_ascii_case(main))
    }

    /// Returns the language's own name for itself.
    pub fn own_name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::French => "Français",
            Self::Arabic => "العربية",
            Self::Somali => "Soomaali",
        }
    }

    /// Returns the direction of writing, as in `dir="rtl"`.
    pub fn direction(self) -> &'static str {
        if self == Self::Arabic { "rtl" } else { "ltr" }
    }

    /// Returns the language's words.
    pub fn words(self) -> &'static Words {
        match self {
            Self::English => &en::WORDS,
            Self::French => &fr::WORDS,
            Self::Arabic => &ar::WORDS,
            Self::Somali => &so::WORDS,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_found_by_the_phones_tag() {
        assert_eq!(Language::from_tag("so-SO"), Some(Language::Somali));
        assert_eq!(Language::from_tag("AR"), Some(Language::Arabic));
        assert_eq!(Language::from_tag("sv"), None);
        assert_eq!(Language::from_tag(""), None);
    }

    #[test]
    fn counts_are_said_in_every_language() {
        let said: Vec<String> = Language::ALL.map(|language| (language.words().records.count)(12)).into();
        assert_eq!(said, ["12 records", "12 enregistrements", "12 سجلًا", "12 diiwaan"]);
    }

    #[test]
    fn no_line_of_french_begins_with_a_sign() {
        let hq = [
            include_str!("hq/care.rs"),
            include_str!("hq/flags.rs"),
            include_str!("hq/frame.rs"),
            include_str!("hq/import.rs"),
            include_str!("hq/keys.rs"),
            include_str!("hq/overview.rs"),
            include_str!("hq/phones.rs"),
            include_str!("hq/plan.rs"),
            include_str!("hq/records.rs"),
            include_str!("hq/sign_in.rs"),
        ];
        for source in [include_str!("fr.rs")].into_iter().chain(hq) {
            for sentence in source.split('"').skip(1).step_by(2) {
                let ordinary = [" :", " ;", " ?", " !", " »", "« "].iter().find(|sign| sentence.contains(**sign));
                assert_eq!(ordinary, None, "a space that does not break belongs there: {sentence}");
            }
        }
    }
}
