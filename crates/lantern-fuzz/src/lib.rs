//! Fuzzing: valid samples, changed by somebody who knows their structure, thrown at everything that reads from outside.
//!
//! Each target is one function that takes bytes and panics when a promise is broken: nothing panics, hangs or takes more
//! memory than it may; what is accepted is written again as the same bytes; what is refused changes nothing.
//! Hashes, checksums and signatures are made to fit by the targets themselves, so that the inside is reached.
//! Leaves looking at what was reached to `cargo xtask fuzz-coverage`. Nothing here is shipped.

pub mod mutate;
pub mod random;

pub mod batch;
pub mod bundle;
pub mod journal;
pub mod plan;
pub mod routes;

pub mod memory;
pub mod runner;

mod finds;
mod sealed;

use random::Random;
use std::hash::{DefaultHasher, Hash, Hasher as _};

/// What became of an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outcome {
    /// Whether it was taken for what it claims to be, at least in part.
    pub is_accepted: bool,
    /// Which way it went: the same number for inputs that went alike, as far as that can be told from what came back.
    pub way: u64,
}

/// Something that reads bytes from outside.
pub struct Target {
    /// Its name on the command line.
    pub name: &'static str,
    /// Throws bytes at it.
    ///
    /// # Panics
    ///
    /// When a promise is broken: that is the finding.
    pub run: fn(&[u8]) -> Outcome,
    /// Makes the valid inputs to begin with.
    pub samples: fn() -> Vec<Vec<u8>>,
    /// Changes an input, knowing its structure.
    pub mutate: fn(&mut Vec<u8>, &mut Random),
    /// How many runs share what was found on the way and what the target keeps; a finding is had again from the first.
    pub lives_for: u64,
    /// How much memory one run may take, in bytes, on top of what there was.
    pub memory_max: usize,
}

/// All targets.
pub const TARGETS: [Target; 5] = [batch::TARGET, bundle::TARGET, journal::TARGET, plan::TARGET, routes::TARGET];

/// Returns the target of a name.
pub fn target(name: &str) -> Option<&'static Target> {
    const ALL: &[Target] = &TARGETS;
    ALL.iter().find(|target| target.name == name)
}

impl Outcome {
    /// Makes an outcome of whether it was accepted, and of what tells its way from others.
    pub fn of(is_accepted: bool, way: impl Hash) -> Self {
        let mut hasher = DefaultHasher::new();
        (is_accepted, way).hash(&mut hasher);
        Self { is_accepted, way: hasher.finish() }
    }

    /// Makes the outcome of an input that was taken.
    pub fn accepted(way: impl Hash) -> Self {
        Self::of(true, way)
    }

    /// Makes the outcome of an input that was refused.
    pub fn refused(way: impl Hash) -> Self {
        Self::of(false, way)
    }
}

/// Returns how many bits a count has: what tells few from many.
fn magnitude(count: usize) -> u32 {
    usize::BITS - count.leading_zeros()
}
