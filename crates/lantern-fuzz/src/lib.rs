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

mod sealed;

use random::Random;

/// What became of an input.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It was taken for what it claims to be, at least in part.
    Accepted,
    /// It was refused.
    Refused,
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
    pub run: fn(&[u8]) -> Verdict,
    /// Makes the valid inputs to begin with.
    pub samples: fn() -> Vec<Vec<u8>>,
    /// Changes an input, knowing its structure.
    pub mutate: fn(&mut Vec<u8>, &mut Random),
    /// How many runs share what the target keeps; 1: it keeps nothing.
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

impl Verdict {
    /// Makes a verdict of whether it was accepted.
    pub fn of(is_accepted: bool) -> Self {
        if is_accepted { Self::Accepted } else { Self::Refused }
    }
}
