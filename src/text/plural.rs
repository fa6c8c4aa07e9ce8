//! Plural rules of the four languages, after Unicode CLDR 46 (cardinal numbers).
//!
//! Leaves the words themselves to the language tables.

use super::number::plain;

/// Says a count in English or Somali: one form for 1, one for all else. `{}` stands for the number.
pub fn one_other(count: u64, one: &str, other: &str) -> String {
    fill(if count == 1 { one } else { other }, count)
}

/// Says a count in French, where 0 and 1 share the first form. `{}` stands for the number.
pub fn french(count: u64, one: &str, other: &str) -> String {
    fill(if count < 2 { one } else { other }, count)
}

/// Says a count in Arabic, by the forms for zero, one, two, few (3–10), many (11–99) and other (100–102, …).
pub fn arabic(count: u64, forms: [&str; 6]) -> String {
    fill(forms[arabic_form(count)], count)
}

fn arabic_form(count: u64) -> usize {
    match (count, count % 100) {
        (0, _) => 0,
        (1, _) => 1,
        (2, _) => 2,
        (_, 3..=10) => 3,
        (_, 11..=99) => 4,
        _ => 5,
    }
}

fn fill(form: &str, count: u64) -> String {
    form.replace("{}", &plain(count))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arabic_has_six_forms() {
        let forms = [0, 1, 2, 3, 10, 11, 99, 100, 102, 103, 111, 1_000].map(arabic_form);
        assert_eq!(forms, [0, 1, 2, 3, 3, 4, 4, 5, 5, 3, 4, 5]);
    }

    #[test]
    fn french_says_zero_in_the_singular_and_english_in_the_plural() {
        assert_eq!(french(0, "{} carte", "{} cartes"), "0 carte");
        assert_eq!(one_other(0, "{} card", "{} cards"), "0 cards");
    }
}
