//! A phone in the hand: what survives a kill, and the world that each opening of the app gets.

use super::{ManualClock, PlainRoom, SeededRandom, SharedChair, Wire};
use crate::clock::Clock as _;
use crate::keys::software::SoftwareKeys;
use crate::second_copy::memory::MemoryCopy;
use crate::store::memory::MemoryDisk;
use crate::world::World;
use std::rc::Rc;

/// A handset: switch the app off by dropping its [`crate::Phone`], and on with [`crate::Phone::open_in`] and
/// [`Handset::world`].
pub struct Handset {
    /// What the database is on.
    pub disk: MemoryDisk,
    /// The second copy.
    pub copy: MemoryCopy,
    /// The clocks.
    pub clock: ManualClock,
    /// The network.
    pub wire: Wire,
    seed: u64,
    openings: std::cell::Cell<u64>,
}

impl Handset {
    /// Takes a new handset out of its box; the seed makes its keys and ids.
    pub fn new(seed: u64, wall_s: i64) -> Self {
        Self {
            disk: MemoryDisk::new(),
            copy: MemoryCopy::new(5_000_000),
            clock: ManualClock::new(wall_s),
            wire: Wire::cut(),
            seed,
            openings: std::cell::Cell::new(0),
        }
    }

    /// Returns what its wall clock shows, in seconds since 1970.
    pub fn clock_s(&self) -> i64 {
        self.clock.read().moment().0
    }

    /// Returns the world for one opening of the app, with a chair of its own: the tab before is gone.
    pub fn world(&self) -> World {
        self.world_with(SharedChair::default())
    }

    /// Returns the world for one tab of several that share a chair.
    pub fn world_with(&self, chair: SharedChair) -> World {
        let opening = self.openings.get() + 1;
        self.openings.set(opening);
        let seed = self.seed * 1000 + opening;
        World {
            app_version: "0.0.0-test".to_owned(),
            store: Rc::new(self.disk.open()),
            second_copy: Rc::new(self.copy.clone()),
            keys: Rc::new(SoftwareKeys::new(seed)),
            transport: Rc::new(self.wire.clone()),
            clock: Rc::new(self.clock.clone()),
            random: Rc::new(SeededRandom::new(seed)),
            chair: Rc::new(chair),
            room: Rc::new(PlainRoom),
        }
    }
}
