//! Days and times as people say them: today 14:08, yesterday 17:40, 12 March, 12 March 2025.
//!
//! Month names are the language's own, because browsers lack the Somali ones. Leaves the settlement's UTC offset to
//! the plan, and reading a clock to the device.

use super::Words;
use chrono::{Datelike, NaiveDate};
use lantern_domain::Moment;

/// Says a moment by the clock of a place: the day if it is not today, and the time.
pub fn moment(words: &Words, at: Moment, now: Moment, utc_offset_minutes: i32) -> String {
    let (on, today) = (at.day(utc_offset_minutes), now.day(utc_offset_minutes));
    format!("{} {}", day(words, on, today), time(at, utc_offset_minutes))
}

/// Says a moment of a list: the time alone for today, and the day before it otherwise.
pub fn short(words: &Words, at: Moment, now: Moment, utc_offset_minutes: i32) -> String {
    if at.day(utc_offset_minutes) == now.day(utc_offset_minutes) {
        time(at, utc_offset_minutes)
    } else {
        moment(words, at, now, utc_offset_minutes)
    }
}

/// Says a calendar day: today, yesterday, or day and month, with the year when it is not this one.
pub fn day(words: &Words, on: NaiveDate, today: NaiveDate) -> String {
    if on == today {
        words.dates.today.to_owned()
    } else if on.succ_opt() == Some(today) {
        words.dates.yesterday.to_owned()
    } else if on.year() == today.year() {
        format!("{} {}", on.day(), month(words, on))
    } else {
        full(words, on)
    }
}

/// Says a calendar day with its year.
pub fn full(words: &Words, on: NaiveDate) -> String {
    format!("{} {} {}", on.day(), month(words, on), on.year())
}

/// Says the time of day, from 00:00 to 23:59.
pub fn time(at: Moment, utc_offset_minutes: i32) -> String {
    let local = at.plus(i64::from(utc_offset_minutes) * 60).0.rem_euclid(86_400);
    format!("{:02}:{:02}", local / 3_600, local / 60 % 60)
}

fn month(words: &Words, on: NaiveDate) -> &'static str {
    words.dates.months[on.month0() as usize]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Language;

    /// 12 March 2026, 11:08 UTC.
    const NOW: Moment = Moment(1_773_313_680);

    #[test]
    fn a_moment_is_said_by_the_clock_of_the_place() {
        let words = Language::English.words();
        assert_eq!(moment(words, NOW, NOW, 180), "today 14:08");
        assert_eq!(moment(words, NOW.plus(-20 * 3_600), NOW, 180), "yesterday 18:08");
        assert_eq!(moment(words, NOW.plus(-3 * 86_400), NOW, 180), "9 March 14:08");
        assert_eq!(moment(words, NOW.plus(-365 * 86_400), NOW, 180), "12 March 2025 14:08");
    }

    #[test]
    fn in_a_list_today_goes_without_saying() {
        let words = Language::English.words();
        assert_eq!(short(words, NOW, NOW, 180), "14:08");
        assert_eq!(short(words, NOW.plus(-20 * 3_600), NOW, 180), "yesterday 18:08");
    }

    #[test]
    fn somali_has_month_names_of_its_own() {
        let on = NaiveDate::from_ymd_opt(2026, 3, 12).unwrap();
        assert_eq!(full(Language::Somali.words(), on), "12 Maarso 2026");
    }

    #[test]
    fn a_clock_before_1970_still_has_a_time() {
        assert_eq!(time(Moment(-60), 0), "23:59");
    }
}
