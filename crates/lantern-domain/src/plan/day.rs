//! Calendar days in JSON, as `2026-11-21`.
//!
//! The same text that `chrono` reads and writes itself, without the parser behind it, which weighs 20 KB in a phone's
//! download.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Deserializer, Serializer, de};

pub(super) fn serialize<S: Serializer>(day: &Option<NaiveDate>, to: S) -> Result<S::Ok, S::Error> {
    match day {
        Some(day) => to.collect_str(&format_args!("{:04}-{:02}-{:02}", day.year(), day.month(), day.day())),
        None => to.serialize_none(),
    }
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<NaiveDate>, D::Error> {
    let Some(text) = Option::<String>::deserialize(from)? else { return Ok(None) };
    read_day(&text).map(Some).ok_or_else(|| de::Error::custom("no calendar day"))
}

/// Returns the day that a text such as `2026-11-21` says.
pub fn read_day(text: &str) -> Option<NaiveDate> {
    let mut parts = text.split('-');
    let mut part = |length: usize| {
        let digits =
            parts.next().filter(|part| part.len() == length && part.bytes().all(|digit| digit.is_ascii_digit()));
        digits?.parse::<u32>().ok()
    };
    let (year, month, day) = (part(4)?, part(2)?, part(2)?);
    let day = NaiveDate::from_ymd_opt(year.cast_signed(), month, day)?;
    parts.next().is_none().then_some(day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(serde::Serialize, serde::Deserialize)]
    struct Holder {
        #[serde(with = "super")]
        on: Option<NaiveDate>,
    }

    #[test]
    fn a_day_is_written_and_read_as_chrono_does_it() {
        for text in ["2017-04-01", "2024-02-29", "0999-12-31"] {
            let day: NaiveDate = text.parse().unwrap();
            assert_eq!(read_day(text), Some(day));
            let json = serde_json::to_string(&Holder { on: Some(day) }).unwrap();
            assert_eq!(json, format!("{{\"on\":{}}}", serde_json::to_string(&day).unwrap()));
            assert_eq!(serde_json::from_str::<Holder>(&json).unwrap().on, Some(day));
        }
    }

    #[test]
    fn what_is_no_day_is_refused() {
        for text in ["2023-02-29", "2017-4-1", "2017-04", "2017-04-01-", "+017-04-01", "", "2017-13-01"] {
            assert_eq!(read_day(text), None, "{text}");
        }
        assert!(serde_json::from_str::<Holder>("{\"on\":\"soon\"}").is_err());
        assert_eq!(serde_json::from_str::<Holder>("{\"on\":null}").unwrap().on, None);
    }
}
