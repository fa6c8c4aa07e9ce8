//! Numbers as HQ shows them: grouped digits, whole percentages, progress towards a target.
//!
//! Leaves the words around a number to `text`, and what is counted to the tally.

use crate::text::Language;

/// Between groups of three digits, and before a French per cent sign: a narrow blank that does not break.
const NARROW_BLANK: char = '\u{202f}';

/// What stands where nothing is known: not a zero.
pub const UNKNOWN: &str = "–";

/// Writes a count in groups of three digits, the same way in each language: `7 604`.
pub fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut written = String::with_capacity(digits.len() + digits.len() / 3 * NARROW_BLANK.len_utf8());
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            written.push(NARROW_BLANK);
        }
        written.push(digit);
    }
    written
}

/// Writes a count, or [`UNKNOWN`].
pub fn count_or_unknown(number: Option<u64>) -> String {
    number.map_or_else(|| UNKNOWN.to_owned(), count)
}

/// Returns the share of `part` in `whole` in whole per cent; `None` when the whole is nothing.
///
/// 100 only when nothing is missing, 0 only when there is nothing: what lies between stays between.
pub fn per_cent(part: u64, whole: u64) -> Option<u64> {
    if whole == 0 {
        return None;
    }
    let rounded = (u128::from(part) * 200 + u128::from(whole)) / (2 * u128::from(whole));
    let rounded = u64::try_from(rounded).unwrap_or(u64::MAX);
    Some(match part {
        0 => 0,
        _ if part < whole => rounded.clamp(1, 99),
        _ if part > whole => rounded.max(101),
        _ => 100,
    })
}

/// Writes whole per cent: `35%`, in French `35 %`.
pub fn per_cent_written(share: u64, language: Language) -> String {
    match language {
        Language::French => format!("{share}{NARROW_BLANK}%"),
        _ => format!("{share}%"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_stand_in_groups_of_three() {
        assert_eq!(count(0), "0");
        assert_eq!(count(999), "999");
        assert_eq!(count(1282), "1\u{202f}282");
        assert_eq!(count(51_670_000), "51\u{202f}670\u{202f}000");
    }

    #[test]
    fn what_is_not_known_is_a_dash_and_not_a_zero() {
        assert_eq!(count_or_unknown(None), "–");
        assert_eq!(count_or_unknown(Some(0)), "0");
    }

    #[test]
    fn a_share_of_nothing_is_not_known() {
        assert_eq!(per_cent(0, 0), None);
        assert_eq!(per_cent(3, 0), None);
    }

    #[test]
    fn only_all_is_a_hundred_and_only_none_is_nought() {
        assert_eq!(per_cent(118, 341), Some(35));
        assert_eq!(per_cent(340, 341), Some(99));
        assert_eq!(per_cent(1, 1000), Some(1));
        assert_eq!(per_cent(0, 341), Some(0));
        assert_eq!(per_cent(341, 341), Some(100));
    }

    #[test]
    fn more_than_the_target_is_said() {
        assert_eq!(per_cent(342, 341), Some(101));
        assert_eq!(per_cent(682, 341), Some(200));
    }

    #[test]
    fn a_huge_count_does_not_overflow() {
        assert_eq!(per_cent(u64::MAX, 1), Some(u64::MAX));
        assert_eq!(per_cent(u64::MAX, u64::MAX), Some(100));
    }

    #[test]
    fn the_per_cent_sign_follows_the_language() {
        assert_eq!(per_cent_written(35, Language::English), "35%");
        assert_eq!(per_cent_written(35, Language::French), "35\u{202f}%");
    }
}
