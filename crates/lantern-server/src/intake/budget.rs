//! What phones may make HQ remember: in all, and each of them in a day.
//!
//! A batch of few bytes may hold very many entries, and each of them takes memory for good. What a team records, or a phone
//! carries for others after weeks, is far below.
//! What is held under unknown keys counts here too; its own limits are in `judge`.

use super::IMPORTED;
use crate::error::Failure;
use crate::server::Server;
use crate::state::entry_bytes;
use lantern_domain::Moment;
use lantern_ledger::Opened;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use uuid::Uuid;

const DAY_S: i64 = 24 * 60 * 60;
/// How long a phone that has brought too much waits before it asks again.
const ASK_AGAIN_S: u32 = 60 * 60;

/// What each phone has brought since its day began. Forgotten at a restart.
#[derive(Default)]
pub(crate) struct Brought(Mutex<HashMap<Uuid, Day>>);

#[derive(Clone, Copy)]
struct Day {
    since: Moment,
    bytes: u64,
}

impl Brought {
    fn bytes(&self, carrier: Uuid, now: Moment) -> u64 {
        let days = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        days.get(&carrier).filter(|day| day.is(now)).map_or(0, |day| day.bytes)
    }

    fn add(&self, carrier: Uuid, now: Moment, bytes: u64) {
        let mut days = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let day = days.entry(carrier).or_insert(Day { since: now, bytes: 0 });
        if !day.is(now) {
            *day = Day { since: now, bytes: 0 };
        }
        day.bytes = day.bytes.saturating_add(bytes);
    }
}

impl Day {
    /// A clock that was set back ends it as well.
    fn is(&self, now: Moment) -> bool {
        (0..DAY_S).contains(&(now.0 - self.since.0))
    }
}

impl Server {
    /// Says whether there is room for more of what that phone brings.
    pub(super) fn has_room_for(&self, carrier: Uuid) -> Result<(), Failure> {
        if self.is_full_of_records() {
            return Err(Failure::RecordsFull);
        }
        let is_bound = carrier != IMPORTED;
        if is_bound && self.brought.bytes(carrier, self.clock.now()) >= self.settings.entry_bytes_of_one_max {
            return Err(Failure::TooManyRequests { retry_after_s: ASK_AGAIN_S });
        }
        Ok(())
    }

    /// Takes note of what a phone has brought; what HQ wrote itself is for nobody's account.
    pub(super) fn has_brought<'a>(&self, carrier: Uuid, batches: impl Iterator<Item = &'a Opened>) {
        let state = self.state();
        let origin = |opened: &Opened| state.book(opened.before.log.log)?.origin_at(&opened.after().hash);
        let of_phones = batches.filter(|opened| !origin(opened).is_some_and(|origin| state.is_of_hq(&origin.genesis)));
        let bytes = of_phones.map(|opened| entry_bytes(&opened.entries)).sum();
        drop(state);
        self.brought.add(carrier, self.clock.now(), bytes);
    }

    fn is_full_of_records(&self) -> bool {
        self.state().entry_bytes() >= self.settings.entry_bytes_max
    }

    /// The same for whoever must not wait; while somebody writes it is as good as no.
    pub(crate) fn seems_full_of_records(&self) -> bool {
        self.try_state().is_some_and(|state| state.entry_bytes() >= self.settings.entry_bytes_max)
    }
}
