//! A clock that stands still until a test moves it.

use crate::clock::Clock;
use std::sync::atomic::{AtomicI64, Ordering};

/// A clock set by hand.
#[derive(Debug)]
pub struct SetClock(AtomicI64);

impl SetClock {
    /// Makes a clock that shows a moment, in seconds since 1970.
    pub fn at(seconds: i64) -> Self {
        Self(AtomicI64::new(seconds * 1000))
    }

    /// Lets time pass.
    pub fn pass(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1000, Ordering::SeqCst);
    }
}

impl Clock for SetClock {
    fn now_ms(&self) -> i64 {
        self.0.load(Ordering::SeqCst)
    }
}
