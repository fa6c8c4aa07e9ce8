//! Time as the phone's clocks show it, and the sign that somebody has set them.
//!
//! Leaves the correction of times to the domain's tally.

#[cfg(target_arch = "wasm32")]
pub mod browser;

use lantern_domain::{ClockStep, Moment};

/// The clocks at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    /// The wall clock, milliseconds since 1970-01-01T00:00:00Z; may be wrong and may jump.
    pub wall_ms: i64,
    /// A clock that never jumps, from an arbitrary start; it may stand still while the phone sleeps.
    pub monotonic_ms: u64,
    /// How often the app was put into the background so far: what the monotonic clock may have slept through.
    pub naps: u32,
}

/// The phone's clocks.
pub trait Clock {
    /// Reads both clocks.
    fn read(&self) -> Reading;
}

/// The smallest jump that is a step, in milliseconds.
pub const STEP_MS: i64 = 60_000;

impl Reading {
    /// Returns the wall clock's moment.
    pub fn moment(self) -> Moment {
        Moment(self.wall_ms.div_euclid(1000))
    }

    /// Returns whether so many milliseconds have passed since an earlier reading, by one of the clocks at least.
    pub fn is_past(self, earlier: Self, ms: u64) -> bool {
        let by_wall_ms = u64::try_from(self.wall_ms.saturating_sub(earlier.wall_ms)).unwrap_or(0);
        by_wall_ms.max(self.monotonic_ms.saturating_sub(earlier.monotonic_ms)) >= ms
    }

    /// Returns the step that happened between an earlier reading and this one, if there was one.
    ///
    /// A wall clock that fell behind was set back. One that ran ahead was set forward only if the app stayed in the
    /// foreground: browsers' monotonic clocks stand still while a phone sleeps, and every nap would look like a step.
    pub fn step_since(self, earlier: Self) -> Option<ClockStep> {
        let passed_ms = i64::try_from(self.monotonic_ms.saturating_sub(earlier.monotonic_ms)).unwrap_or(i64::MAX);
        let expected_ms = earlier.wall_ms.saturating_add(passed_ms);
        let jump_ms = self.wall_ms.saturating_sub(expected_ms);
        let has_slept = self.naps != earlier.naps;
        let is_step = jump_ms < -STEP_MS || (jump_ms > STEP_MS && !has_slept);
        is_step.then(|| ClockStep { expected_at: Moment(expected_ms.div_euclid(1000)), found_at: self.moment() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(wall_s: i64, monotonic_s: u64, naps: u32) -> Reading {
        Reading { wall_ms: wall_s * 1000, monotonic_ms: monotonic_s * 1000, naps }
    }

    #[test]
    fn a_jump_of_more_than_a_minute_is_a_step() {
        let start = reading(1_000_000, 50, 0);
        assert_eq!(reading(1_000_100, 150, 0).step_since(start), None);
        assert_eq!(reading(1_000_160, 150, 0).step_since(start), None, "60 s is no step yet");
        let forward = reading(1_000_161, 150, 0).step_since(start).unwrap();
        assert_eq!((forward.expected_at, forward.found_at), (Moment(1_000_100), Moment(1_000_161)));
        assert!(reading(1_000_039, 150, 0).step_since(start).is_some());
    }

    #[test]
    fn a_sleeping_phone_has_not_set_its_clock() {
        let start = reading(1_000_000, 50, 3);
        assert_eq!(reading(1_030_000, 60, 4).step_since(start), None);
        assert!(reading(999_000, 60, 4).step_since(start).is_some(), "time does not run backwards in sleep");
    }
}
