//! Whole numbers as people write and type them: always shown in Latin digits, typed in Latin or Arabic-Indic ones.
//!
//! Leaves ranges to the domain's types.

/// Shows a number, with a narrow blank between thousands, which reads the same in all four languages.
pub fn plain(number: u64) -> String {
    let digits = number.to_string();
    let mut shown = String::with_capacity(digits.len() + 4);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) && digits.len() > 4 {
            shown.push('\u{202f}');
        }
        shown.push(digit);
    }
    shown
}

/// Reads a whole number as typed; `None` when it is not one, or above [`u32::MAX`].
///
/// Takes Arabic-Indic and Persian digits, and blanks around it.
pub fn typed(text: &str) -> Option<u32> {
    let digits: Option<String> = text.trim().chars().map(latin_digit).collect();
    digits?.parse().ok()
}

fn latin_digit(c: char) -> Option<char> {
    match c {
        '0'..='9' => Some(c),
        '\u{660}'..='\u{669}' => char::from_digit(u32::from(c) - 0x660, 10),
        '\u{6f0}'..='\u{6f9}' => char::from_digit(u32::from(c) - 0x6f0, 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_from_ten_thousand_up_are_grouped() {
        assert_eq!(plain(0), "0");
        assert_eq!(plain(8_535), "8535");
        assert_eq!(plain(51_670), "51\u{202f}670");
        assert_eq!(plain(1_000_000), "1\u{202f}000\u{202f}000");
    }

    #[test]
    fn arabic_indic_digits_are_accepted() {
        assert_eq!(typed("٦"), Some(6));
        assert_eq!(typed(" ۱۲ "), Some(12));
        assert_eq!(typed("0342"), Some(342));
    }

    #[test]
    fn what_is_not_a_whole_number_is_refused() {
        for text in ["", "  ", "-1", "+1", "1.5", "six", "1 2", "99999999999"] {
            assert_eq!(typed(text), None, "{text}");
        }
    }
}
