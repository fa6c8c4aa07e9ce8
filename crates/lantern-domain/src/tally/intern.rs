//! Numbers for things that are said again and again, so that counting compares numbers.

use std::collections::HashMap;
use std::hash::Hash;

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
