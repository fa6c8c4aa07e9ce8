//! An answer chosen from a short list, or given in one's own words.
//!
//! Leaves the lists themselves to `text::slug`.

use super::Problem;
use lantern_domain::ShortText;

/// What stands in a list for "in my own words". No slug is called that.
pub const OWN: &str = "own-words";

/// An answer as far as it is given.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(test, derive(serde::Serialize, serde::Deserialize))]
pub struct Answer {
    /// The chosen slug, [`OWN`], or nothing yet.
    pub choice: String,
    /// What was typed; counts only with [`OWN`].
    pub typed: String,
}

impl Answer {
    /// Returns whether nothing is said yet.
    pub fn is_empty(&self) -> bool {
        match self.choice.as_str() {
            OWN => self.typed.trim().is_empty(),
            choice => choice.is_empty(),
        }
    }

    /// Returns what is stored: the slug, or the words as typed.
    ///
    /// # Errors
    ///
    /// `missing` when nothing is said, and [`Problem::TextLong`] for more than a line.
    pub fn text(&self, missing: Problem) -> Result<ShortText, Problem> {
        let said = if self.choice == OWN { &self.typed } else { &self.choice };
        line(said).and_then(|text| text.ok_or(missing))
    }
}

/// Reads one line of free text; `None`: nothing was typed.
///
/// # Errors
///
/// [`Problem::TextLong`] for more than a line.
pub fn line(typed: &str) -> Result<Option<ShortText>, Problem> {
    let one_line = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    if one_line.is_empty() {
        return Ok(None);
    }
    ShortText::new(&one_line).map(Some).map_err(|_| Problem::TextLong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chosen_slug_is_stored_as_it_is() {
        let answer = Answer { choice: "damaged".into(), typed: "left over".into() };
        assert_eq!(answer.text(Problem::LineReason).unwrap().as_str(), "damaged");
    }

    #[test]
    fn own_words_count_only_once_they_are_typed() {
        let mut answer = Answer { choice: OWN.into(), typed: "  ".into() };
        assert!(answer.is_empty());
        assert_eq!(answer.text(Problem::LineReason), Err(Problem::LineReason));
        answer.typed = " gave to\n the sister ".into();
        assert_eq!(answer.text(Problem::LineReason).unwrap().as_str(), "gave to the sister");
    }

    #[test]
    fn more_than_a_line_is_refused() {
        assert_eq!(line(&"a".repeat(121)), Err(Problem::TextLong));
        assert_eq!(line(""), Ok(None));
    }
}
