//! Numbers for things that are said again and again, so that counting compares numbers.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hash, Hasher};

/// Numbers things in the order in which they are first said.
#[derive(Debug, Clone)]
pub(super) struct Intern<T> {
    numbers: HashMap<T, u32>,
    things: Vec<T>,
}

impl<T> Default for Intern<T> {
    fn default() -> Self {
        Self { numbers: HashMap::new(), things: Vec::new() }
    }
}

impl<T: Hash + Eq + Clone> Intern<T> {
    /// Returns the number of a thing, giving it one if it is new.
    pub(super) fn number(&mut self, thing: &T) -> u32 {
        if let Some(&number) = self.numbers.get(thing) {
            return number;
        }
        let number = self.things.len() as u32;
        self.numbers.insert(thing.clone(), number);
        self.things.push(thing.clone());
        number
    }

    /// Returns the number of a thing that was said before.
    pub(super) fn known(&self, thing: &T) -> Option<u32> {
        self.numbers.get(thing).copied()
    }

    /// Returns all things, by number.
    pub(super) fn things(&self) -> &[T] {
        &self.things
    }
}

/// A map whose keys are the tally's own numbers, which nobody outside chooses: a quick hash is enough.
pub(super) type NumberMap<K, V> = HashMap<K, V, BuildHasherDefault<NumberHasher>>;
/// A set of the tally's own numbers.
pub(super) type NumberSet<K> = std::collections::HashSet<K, BuildHasherDefault<NumberHasher>>;

/// Multiplies and turns, eight bytes at a time.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct NumberHasher(u64);

impl NumberHasher {
    /// An odd number without a pattern: the golden ratio's fraction.
    const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;
}

impl Hasher for NumberHasher {
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut eight = [0; 8];
            eight[..chunk.len()].copy_from_slice(chunk);
            self.write_u64(u64::from_le_bytes(eight));
        }
    }

    fn write_u32(&mut self, number: u32) {
        self.write_u64(number.into());
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = (self.0 ^ number).wrapping_mul(Self::FACTOR).rotate_left(29);
    }

    fn finish(&self) -> u64 {
        self.0.wrapping_mul(Self::FACTOR).rotate_left(29)
    }
}
