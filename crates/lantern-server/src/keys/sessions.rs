//! Who is signed in: opaque random tokens, of which only the fingerprints are kept.
//!
//! Leaves the cookie to `routes::session`.

use crate::random::fingerprint;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use lantern_domain::Moment;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How long a session lasts: a working day.
pub const SESSION_LASTS_S: i64 = 12 * 60 * 60;

/// The most sessions open at once; the oldest ends when one more is opened.
const SESSIONS_MAX: usize = 100;

/// Fingerprint of the token → when the session ends.
#[derive(Default, Serialize, Deserialize)]
pub(super) struct Sessions(BTreeMap<String, Moment>);

impl Sessions {
    pub(super) fn open(&mut self, token: &str, now: Moment) {
        self.0.retain(|_, ends_at| now < *ends_at);
        if self.0.len() >= SESSIONS_MAX {
            let oldest = self.0.iter().min_by_key(|(_, ends_at)| **ends_at).map(|(key, _)| key.clone());
            oldest.and_then(|key| self.0.remove(&key));
        }
        self.0.insert(key(token), now.plus(SESSION_LASTS_S));
    }

    pub(super) fn is_open(&self, token: &str, now: Moment) -> bool {
        self.0.get(&key(token)).is_some_and(|ends_at| now < *ends_at)
    }

    pub(super) fn close(&mut self, token: &str) {
        self.0.remove(&key(token));
    }

    pub(super) fn clear(&mut self) {
        self.0.clear();
    }
}

fn key(token: &str) -> String {
    URL_SAFE_NO_PAD.encode(fingerprint(token))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_too_many_sessions_the_oldest_ends() {
        let mut sessions = Sessions::default();
        for number in 0..=SESSIONS_MAX {
            sessions.open(&number.to_string(), Moment(number as i64));
        }
        let now = Moment(SESSIONS_MAX as i64);
        assert_eq!(sessions.0.len(), SESSIONS_MAX);
        assert!(!sessions.is_open("0", now) && sessions.is_open("1", now) && sessions.is_open("100", now));
    }
}
