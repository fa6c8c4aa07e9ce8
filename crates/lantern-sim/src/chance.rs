//! Chance that repeats itself: everything that a seed decides comes from here.

use std::cell::Cell;

/// Numbers that look random and are the same for the same seed (SplitMix64).
#[derive(Debug)]
pub struct Chance(Cell<u64>);

impl Chance {
    /// Begins with a seed.
    pub fn new(seed: u64) -> Self {
        Self(Cell::new(seed.wrapping_mul(0xd134_2543_de82_ef95).wrapping_add(0x1e77)))
    }

    /// Draws any number.
    pub fn number(&self) -> u64 {
        let state = self.0.get().wrapping_add(0x9e37_79b9_7f4a_7c15);
        self.0.set(state);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Draws a number below a bound; 0 for a bound of 0.
    pub fn below(&self, bound: usize) -> usize {
        if bound == 0 { 0 } else { (self.number() % bound as u64) as usize }
    }

    /// Draws a number from one to another, both included.
    pub fn between(&self, least: i64, most: i64) -> i64 {
        least + (self.number() % (most - least + 1).unsigned_abs()).cast_signed()
    }

    /// Says yes so many times of a thousand.
    pub fn permille(&self, times: u32) -> bool {
        self.number() % 1000 < u64::from(times)
    }

    /// Picks one of some.
    pub fn pick<'a, T>(&self, all: &'a [T]) -> Option<&'a T> {
        all.get(self.below(all.len()))
    }

    /// Puts some in any order.
    pub fn shuffle<T>(&self, all: &mut [T]) {
        (1..all.len()).rev().for_each(|at| all.swap(at, self.below(at + 1)));
    }

    /// Fills bytes.
    pub fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            chunk.copy_from_slice(&self.number().to_le_bytes()[..chunk.len()]);
        }
    }

    /// Begins another row of numbers.
    pub fn another(&self) -> Self {
        Self::new(self.number())
    }
}
