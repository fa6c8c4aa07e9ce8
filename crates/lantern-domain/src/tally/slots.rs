//! Slots: finding the number of a thing without holding the thing a second time.
//!
//! Leaves the things, how they hash and when two are the same, to whoever numbers them.

const EMPTY: u32 = u32::MAX;
/// Slots that there are at least.
const LEAST: usize = 16;

/// Numbers by the hash of what they stand for: four bytes a slot, at most half of them taken.
///
/// Looking at a thing costs far more than looking at a slot, and the fuller the slots, the more things are looked at.
#[derive(Debug, Clone, Default)]
pub(super) struct Slots {
    slots: Vec<u32>,
    taken: usize,
}

impl Slots {
    /// Returns the number with that hash which is it.
    pub(super) fn find(&self, hash: u64, is_it: impl Fn(u32) -> bool) -> Option<u32> {
        if self.slots.is_empty() {
            return None;
        }
        let mut at = self.place(hash);
        while self.slots[at] != EMPTY {
            if is_it(self.slots[at]) {
                return Some(self.slots[at]);
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
        None
    }

    /// Adds a number that is not in; `hash_of` tells the hash of those that are.
    pub(super) fn add(&mut self, hash: u64, number: u32, hash_of: impl Fn(u32) -> u64) {
        if (self.taken + 1) * 2 > self.slots.len() {
            let twice = (self.slots.len() * 2).max(LEAST);
            let before = std::mem::replace(&mut self.slots, vec![EMPTY; twice]);
            before.into_iter().filter(|&number| number != EMPTY).for_each(|number| self.put(hash_of(number), number));
        }
        self.put(hash, number);
        self.taken += 1;
    }

    fn put(&mut self, hash: u64, number: u32) {
        let mut at = self.place(hash);
        while self.slots[at] != EMPTY {
            at = (at + 1) & (self.slots.len() - 1);
        }
        self.slots[at] = number;
    }

    /// The upper bits of a product are the ones that all bits of the hash have moved.
    fn place(&self, hash: u64) -> usize {
        let moved = hash.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        (moved >> 32) as usize & (self.slots.len() - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_added_is_found_and_nothing_else() {
        let mut slots = Slots::default();
        let things: Vec<u64> = (0..1000).map(|n| n * 7919).collect();
        for (number, &thing) in things.iter().enumerate() {
            assert_eq!(slots.find(thing, |it| things[it as usize] == thing), None);
            slots.add(thing, number as u32, |it| things[it as usize]);
        }
        for (number, &thing) in things.iter().enumerate() {
            assert_eq!(slots.find(thing, |it| things[it as usize] == thing), Some(number as u32));
        }
        assert_eq!(slots.find(3, |it| things[it as usize] == 3), None);
    }

    #[test]
    fn things_of_the_same_hash_stay_apart() {
        let mut slots = Slots::default();
        (0..40).for_each(|number| slots.add(5, number, |_| 5));
        assert_eq!(slots.find(5, |number| number == 39), Some(39));
        assert_eq!(slots.find(5, |number| number == 40), None);
    }
}
