//! Days and moments as HQ writes them, at the offset of the place that they are about.
//!
//! Leaves the names of months to `text`, and the correction of wrong clocks to the tally.

use crate::text::hq::HqWords;
use chrono::{DateTime, Datelike as _, FixedOffset, NaiveDate, NaiveDateTime, Timelike as _, Utc};
use lantern_domain::Moment;

/// Writes a calendar day: `21 Nov 2026`.
pub fn day(day: NaiveDate, words: &HqWords) -> String {
    format!("{} {}", short_day(day, words), day.year())
}

/// Writes a calendar day without its year, for the foot of a chart: `21 Nov`.
pub fn short_day(day: NaiveDate, words: &HqWords) -> String {
    format!("{} {}", day.day(), words.months[day.month0() as usize])
}

/// Writes a moment at an offset east of UTC in minutes: `21 Nov 2026, 17:42`.
pub fn moment(at: Moment, utc_offset_minutes: i32, words: &HqWords) -> String {
    let local = local(at, utc_offset_minutes);
    format!("{}, {}", day(local.date(), words), clock(local))
}

/// Writes a moment for one who knows the year: `21 Nov 17:42`.
pub fn short_moment(at: Moment, utc_offset_minutes: i32, words: &HqWords) -> String {
    let local = local(at, utc_offset_minutes);
    format!("{} {}", short_day(local.date(), words), clock(local))
}

/// Returns a moment as the `datetime` of a `<time>` element has it.
pub fn machine(at: Moment) -> String {
    local(at, 0).format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// Writes an offset the way plans do: `+03:00`.
pub fn offset(minutes: i32) -> String {
    let sign = if minutes < 0 { '−' } else { '+' };
    format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
}

fn clock(local: NaiveDateTime) -> String {
    format!("{:02}:{:02}", local.hour(), local.minute())
}

fn local(at: Moment, utc_offset_minutes: i32) -> NaiveDateTime {
    let bounded = at.0.clamp(-8_000_000_000_000, 8_000_000_000_000);
    let utc = DateTime::<Utc>::from_timestamp(bounded, 0).unwrap_or_default();
    match FixedOffset::east_opt(utc_offset_minutes.saturating_mul(60)) {
        Some(offset) => utc.with_timezone(&offset).naive_local(),
        None => utc.naive_utc(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Language, hq::words};

    /// 2026-11-21 14:42:00 UTC.
    const AT: Moment = Moment(1_795_272_120);

    #[test]
    fn a_moment_is_written_at_the_place_it_is_about() {
        let english = words(Language::English);
        assert_eq!(moment(AT, 180, english), "21 Nov 2026, 17:42");
        assert_eq!(moment(AT, 600, english), "22 Nov 2026, 00:42");
        assert_eq!(short_moment(AT, 180, words(Language::French)), "21 nov. 17:42");
        assert_eq!(machine(AT), "2026-11-21T14:42:00Z");
    }

    #[test]
    fn a_moment_outside_the_calendar_is_still_written() {
        assert!(!moment(Moment(i64::MAX), 180, words(Language::English)).is_empty());
        assert!(!moment(Moment(i64::MIN), i32::MIN, words(Language::English)).is_empty());
    }

    #[test]
    fn an_offset_has_sign_hours_and_minutes() {
        assert_eq!(offset(180), "+03:00");
        assert_eq!(offset(-210), "−03:30");
        assert_eq!(offset(0), "+00:00");
    }
}
