//! Counting wrong guesses: only failures count, so a team behind one address enrols its phones undisturbed.
//!
//! Leaves what a failure is to the routes.
//! Requests with a valid credential are never counted by address: a whole country's phones may share one.

use lantern_domain::Moment;
use std::collections::BTreeMap;
use std::net::IpAddr;
use std::sync::Mutex;

/// How many failures an address has before it must wait.
const FAILURES_MAX: u32 = 10;
/// After so many seconds one failure is forgiven.
const FORGIVEN_AFTER_S: i64 = 30;
/// The most addresses remembered; beyond that everybody waits for the oldest to be forgiven.
const ADDRESSES_MAX: usize = 10_000;

/// The failures of each address.
#[derive(Default)]
pub struct Guesses(Mutex<BTreeMap<Option<IpAddr>, Failures>>);

#[derive(Clone, Copy)]
struct Failures {
    count: u32,
    /// From when the forgiving is counted.
    since: Moment,
}

impl Guesses {
    /// Says whether the address may try; if not, after how many seconds it may again.
    pub fn may_try(&self, address: Option<IpAddr>, now: Moment) -> Result<(), u32> {
        let mut known = self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        known.retain(|_, failures| failures.forgive(now));
        match known.get(&address) {
            Some(failures) if failures.count >= FAILURES_MAX => Err(failures.wait_s(now)),
            None if known.len() >= ADDRESSES_MAX => Err(FORGIVEN_AFTER_S as u32),
            _ => Ok(()),
        }
    }

    /// Remembers a failure.
    pub fn failed(&self, address: Option<IpAddr>, now: Moment) {
        let mut known = self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        if known.len() >= ADDRESSES_MAX && !known.contains_key(&address) {
            return;
        }
        known.entry(address).or_insert(Failures { count: 0, since: now }).count += 1;
    }
}

impl Failures {
    /// Forgives what time has healed; says whether anything is left.
    fn forgive(&mut self, now: Moment) -> bool {
        // A clock set back must not lock anybody out for longer.
        self.since = self.since.min(now);
        let forgiven = (now.0 - self.since.0) / FORGIVEN_AFTER_S;
        self.since = self.since.plus(forgiven * FORGIVEN_AFTER_S);
        self.count = self.count.saturating_sub(u32::try_from(forgiven).unwrap_or(u32::MAX));
        self.count > 0
    }

    fn wait_s(&self, now: Moment) -> u32 {
        let over = i64::from(self.count - FAILURES_MAX + 1);
        u32::try_from(over * FORGIVEN_AFTER_S - (now.0 - self.since.0)).unwrap_or(1).max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_wrong_guesses_make_an_address_wait_and_time_forgives() {
        let guesses = Guesses::default();
        for _ in 0..FAILURES_MAX {
            assert_eq!(guesses.may_try(None, Moment(1000)), Ok(()));
            guesses.failed(None, Moment(1000));
        }
        assert_eq!(guesses.may_try(None, Moment(1000)), Err(30));
        assert_eq!(guesses.may_try(None, Moment(1029)), Err(1));
        assert_eq!(guesses.may_try(None, Moment(1030)), Ok(()));
        let other = Some("10.0.0.1".parse().unwrap());
        assert_eq!(guesses.may_try(other, Moment(1000)), Ok(()), "others are not held up");
    }

    #[test]
    fn only_so_many_addresses_are_remembered_and_whoever_comes_beyond_them_waits() {
        let guesses = Guesses::default();
        let address = |n: u32| Some(IpAddr::from(n.to_be_bytes()));
        (0..ADDRESSES_MAX as u32).for_each(|n| guesses.failed(address(n), Moment(1000)));
        assert_eq!(guesses.may_try(address(7), Moment(1000)), Ok(()), "whoever is known has guesses left");
        assert_eq!(guesses.may_try(address(u32::MAX), Moment(1000)), Err(30));
        guesses.failed(address(u32::MAX), Moment(1000));
        assert_eq!(guesses.0.lock().unwrap().len(), ADDRESSES_MAX);
        assert_eq!(guesses.may_try(address(u32::MAX), Moment(1030)), Ok(()));
    }

    #[test]
    fn a_clock_set_back_locks_nobody_out_for_longer() {
        let guesses = Guesses::default();
        (0..FAILURES_MAX).for_each(|_| guesses.failed(None, Moment(1_000_000)));
        assert!(guesses.may_try(None, Moment(5)).unwrap_err() <= 30);
    }
}
