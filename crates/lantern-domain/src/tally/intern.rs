//! Numbers for things that are said again and again, so that counting compares numbers.

use super::slots::Slots;
use std::borrow::Borrow;
use std::collections::HashMap;
use std::hash::{BuildHasher, BuildHasherDefault, Hash, Hasher, RandomState};

/// Numbers things in the order in which they are first said.
#[derive(Debug, Clone)]
pub(super) struct Intern<T> {
    slots: Slots,
    things: Vec<T>,
    /// People outside choose many of the things: nobody can choose their hashes as well.
    hashing: RandomState,
}

impl<T> Default for Intern<T> {
    fn default() -> Self {
        Self { slots: Slots::default(), things: Vec::new(), hashing: RandomState::new() }
    }
}

impl<T: Hash + Eq> Intern<T> {
    /// Returns the number of a thing, giving it one if it is new.
    pub(super) fn number<Q>(&mut self, thing: &Q) -> u32
    where
        T: Borrow<Q>,
        Q: Hash + Eq + ToOwned<Owned = T> + ?Sized,
    {
        let hash = self.hashing.hash_one(thing);
        let Self { slots, things, hashing } = self;
        if let Some(number) = slots.find(hash, |number| things[number as usize].borrow() == thing) {
            return number;
        }
        let number = things.len() as u32;
        slots.add(hash, number, |number| hashing.hash_one(things[number as usize].borrow()));
        things.push(thing.to_owned());
        number
    }

    /// Returns the number of a thing that was said before.
    pub(super) fn known(&self, thing: &T) -> Option<u32> {
        self.slots.find(self.hashing.hash_one(thing), |number| self.things[number as usize] == *thing)
    }

    /// Returns all things, by number.
    pub(super) fn things(&self) -> &[T] {
        &self.things
    }
}

/// Texts, numbered, one behind the other in one piece of memory.
#[derive(Debug, Clone, Default)]
pub(super) struct Texts {
    slots: Slots,
    all: String,
    ends: Vec<usize>,
    hashing: RandomState,
}

impl Texts {
    /// Returns the number of a text, giving it one if it is new.
    pub(super) fn number(&mut self, text: &str) -> u32 {
        if let Some(number) = self.known(text) {
            return number;
        }
        let number = self.ends.len() as u32;
        let Self { slots, all, ends, hashing } = self;
        slots.add(hashing.hash_one(text), number, |number| hashing.hash_one(text_of(all, ends, number)));
        all.push_str(text);
        ends.push(all.len());
        number
    }

    /// Returns the text of a number.
    pub(super) fn text(&self, number: u32) -> &str {
        text_of(&self.all, &self.ends, number)
    }

    /// Returns the number of a text that was said before.
    pub(super) fn known(&self, text: &str) -> Option<u32> {
        let hash = self.hashing.hash_one(text);
        self.slots.find(hash, |number| text_of(&self.all, &self.ends, number) == text)
    }
}

fn text_of<'a>(all: &'a str, ends: &[usize], number: u32) -> &'a str {
    let number = number as usize;
    let begin = number.checked_sub(1).map_or(0, |before| ends[before]);
    &all[begin..ends[number]]
}

/// A map whose keys are the tally's own numbers, which nobody outside chooses: a quick hash is enough.
pub(super) type NumberMap<K, V> = HashMap<K, V, BuildHasherDefault<NumberHasher>>;

/// Multiplies and turns, eight bytes at a time.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct NumberHasher(u64);

/// An odd number without a pattern: the golden ratio's fraction.
const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;

/// Mixes a number into a hash.
pub(super) fn mixed(hash: u64, number: u64) -> u64 {
    (hash ^ number).wrapping_mul(FACTOR).rotate_left(29)
}

/// Returns the quick hash of the tally's own numbers.
pub(super) fn hash_of_numbers(numbers: &impl Hash) -> u64 {
    BuildHasherDefault::<NumberHasher>::default().hash_one(numbers)
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
        self.0 = mixed(self.0, number);
    }

    fn finish(&self) -> u64 {
        mixed(self.0, 0)
    }
}
