//! The small doubles: clocks set by hand, a seeded generator, a chair between tabs, a wire to a server in the process.

use super::pause;
use crate::clock::{Clock, Reading};
use crate::transport::{NoAnswer, Reply, Request, Transport};
use crate::world::{Chair, Local, Random, Room};
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// Clocks set by hand; clones are the same clocks.
#[derive(Clone)]
pub struct ManualClock(Rc<Cell<Reading>>);

impl ManualClock {
    /// Starts at a moment, in seconds since 1970.
    pub fn new(wall_s: i64) -> Self {
        Self(Rc::new(Cell::new(Reading { wall_ms: wall_s * 1000, monotonic_ms: 0, naps: 0 })))
    }

    /// Lets time pass.
    pub fn pass(&self, seconds: u32) {
        let now = self.0.get();
        let wall_ms = now.wall_ms + i64::from(seconds) * 1000;
        self.0.set(Reading { wall_ms, monotonic_ms: now.monotonic_ms + u64::from(seconds) * 1000, ..now });
    }

    /// Sets the wall clock forward, or back for a negative number of seconds.
    pub fn step(&self, seconds: i64) {
        let now = self.0.get();
        self.0.set(Reading { wall_ms: now.wall_ms + seconds * 1000, ..now });
    }

    /// Sets the wall clock to a moment, in seconds since 1970, without a step in the log: the other clock moves along.
    pub fn go_to(&self, wall_s: i64) {
        let now = self.0.get();
        let passed_ms = u64::try_from(wall_s * 1000 - now.wall_ms).unwrap_or(0);
        self.0.set(Reading { wall_ms: wall_s * 1000, monotonic_ms: now.monotonic_ms + passed_ms, ..now });
    }

    /// Puts the phone to sleep: the wall clock runs on, the other stands still.
    pub fn sleep(&self, seconds: u32) {
        let now = self.0.get();
        self.0.set(Reading { wall_ms: now.wall_ms + i64::from(seconds) * 1000, naps: now.naps + 1, ..now });
    }
}

impl Clock for ManualClock {
    fn read(&self) -> Reading {
        self.0.get()
    }
}

/// A generator that repeats itself for each seed (SplitMix64); no ground for real keys.
pub struct SeededRandom(Cell<u64>);

impl SeededRandom {
    /// Begins with a seed.
    pub fn new(seed: u64) -> Self {
        Self(Cell::new(seed))
    }

    fn next(&self) -> u64 {
        let state = self.0.get().wrapping_add(0x9e37_79b9_7f4a_7c15);
        self.0.set(state);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

impl Random for SeededRandom {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            let drawn = self.next().to_le_bytes();
            chunk.copy_from_slice(&drawn[..chunk.len()]);
        }
    }
}

/// One chair between the tabs of one browser: clones are other tabs. It is freed by [`SharedChair::leave`].
#[derive(Clone, Default)]
pub struct SharedChair {
    is_taken: Rc<Cell<bool>>,
}

impl SharedChair {
    /// Frees the chair, as closing the tab does.
    pub fn leave(&self) {
        self.is_taken.set(false);
    }
}

impl Chair for SharedChair {
    fn try_take(&self) -> Local<'_, bool> {
        Box::pin(async { !self.is_taken.replace(true) })
    }

    fn take(&self) -> Local<'_, ()> {
        Box::pin(async {
            while self.is_taken.replace(true) {
                pause().await;
            }
        })
    }
}

/// A browser that promises to keep the data and has room.
pub struct PlainRoom;

impl Room for PlainRoom {
    fn persist(&self) -> Local<'_, Option<bool>> {
        Box::pin(async { Some(true) })
    }

    fn is_persisted(&self) -> Local<'_, Option<bool>> {
        Box::pin(async { Some(true) })
    }

    fn estimate(&self) -> Local<'_, (Option<u64>, Option<u64>)> {
        Box::pin(async { (Some(2_000_000_000), Some(1_000_000)) })
    }
}

/// No network at all.
pub struct NoNetwork;

impl Transport for NoNetwork {
    fn send(&self, _request: Request) -> Local<'_, Result<Reply, NoAnswer>> {
        Box::pin(async { Err(NoAnswer) })
    }
}

/// A wire that a test can plug into any server, cut and plug in again; clones are the same wire.
#[derive(Clone)]
pub struct Wire {
    plugged: Rc<RefCell<Rc<dyn Transport>>>,
}

impl Wire {
    /// Makes a wire that leads nowhere.
    pub fn cut() -> Self {
        Self { plugged: Rc::new(RefCell::new(Rc::new(NoNetwork))) }
    }

    /// Leads the wire somewhere else.
    pub fn plug(&self, transport: impl Transport + 'static) {
        *self.plugged.borrow_mut() = Rc::new(transport);
    }

    /// Cuts the wire.
    pub fn unplug(&self) {
        self.plug(NoNetwork);
    }
}

impl Transport for Wire {
    fn send(&self, request: Request) -> Local<'_, Result<Reply, NoAnswer>> {
        let plugged = Rc::clone(&self.plugged.borrow());
        Box::pin(async move { plugged.send(request).await })
    }
}
