//! What steers the runs: inputs that went a way which none had gone before are kept, and changed further.
//!
//! Which way an input went says its [`Outcome`]: what was refused and how far in, or how much of what was taken.
//! Leaves to the runner when all is forgotten, so that a finding can be had again.

use crate::Outcome;
use crate::random::Random;
use std::collections::HashMap;

/// The most inputs that are kept.
const KEPT_MAX: usize = 4096;

/// The inputs that found a new way, the shortest for each.
#[derive(Default)]
pub(crate) struct Finds {
    places: HashMap<u64, usize>,
    inputs: Vec<Vec<u8>>,
}

impl Finds {
    /// Keeps an input if nothing went its way before, or if it is shorter than what did.
    pub(crate) fn see(&mut self, input: &[u8], outcome: Outcome) {
        match self.places.get(&outcome.way) {
            Some(&place) if input.len() < self.inputs[place].len() => self.inputs[place] = input.to_vec(),
            None if self.inputs.len() < KEPT_MAX => {
                self.places.insert(outcome.way, self.inputs.len());
                self.inputs.push(input.to_vec());
            }
            _ => {}
        }
    }

    /// Returns how many ways there were.
    pub(crate) fn count(&self) -> usize {
        self.inputs.len()
    }

    /// Returns what to change next: a sample, or as often one of those kept.
    pub(crate) fn choose<'a>(&'a self, samples: &'a [Vec<u8>], random: &mut Random) -> &'a Vec<u8> {
        let begins_anew = self.inputs.is_empty() || random.one_in(2);
        random.of(if begins_anew { samples } else { &self.inputs })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shortest_input_of_each_way_is_kept() {
        let mut finds = Finds::default();
        finds.see(b"long", Outcome::accepted("a"));
        finds.see(b"other", Outcome::refused("a"));
        finds.see(b"s", Outcome::accepted("a"));
        finds.see(b"longer", Outcome::accepted("a"));
        assert_eq!(finds.inputs, [b"s".to_vec(), b"other".to_vec()]);
    }
}
