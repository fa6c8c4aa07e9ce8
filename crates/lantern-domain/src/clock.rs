//! Time as phones and servers know it. Nothing is ever refused for a wrong clock.
//!
//! Leaves reading a clock to the programs, and the correction of device times by samples to the tally.

use chrono::{DateTime, FixedOffset, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// A moment in whole seconds since 1970-01-01T00:00:00Z, as some clock showed it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Moment(pub i64);

impl Moment {
    /// Returns the calendar day of this moment at an offset east of UTC, in minutes.
    ///
    /// Moments outside the calendar's range give the nearest day that it has.
    pub fn day(self, utc_offset_minutes: i32) -> NaiveDate {
        let bounded = self.0.clamp(-8_000_000_000_000, 8_000_000_000_000);
        let utc = DateTime::<Utc>::from_timestamp(bounded, 0).unwrap_or_default();
        let offset = FixedOffset::east_opt(utc_offset_minutes.saturating_mul(60))
            .unwrap_or_else(|| FixedOffset::east_opt(0).expect("zero is an offset"));
        utc.with_timezone(&offset).date_naive()
    }

    /// Returns this moment moved by so many seconds, staying inside the range of `i64`.
    #[must_use]
    pub fn plus(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds))
    }
}

/// What the device's clock showed when the server's clock showed something else: the ground for correcting times.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockSample {
    /// The device's clock, at the contact.
    pub device_at: Moment,
    /// The server's clock, at the same contact.
    pub server_at: Moment,
}

/// The device's clock jumped by more than a minute: samples after it say nothing about entries before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClockStep {
    /// What the clock should have shown, counted on from its last reading.
    pub expected_at: Moment,
    /// What it showed.
    pub found_at: Moment,
}
