//! `cargo xtask sim`: the invariants in many seeded worlds (`crates/lantern-sim`).

use crate::command::{cargo, run};
use anyhow::Result;

/// Runs worlds as the words say; `--help` lists them.
///
/// # Errors
///
/// When an invariant does not hold in a world, or too little was tried.
pub fn sim(words: &[String]) -> Result<()> {
    worlds(words.iter().map(String::as_str))
}

/// Runs as many small worlds as every change has to stand, and a few with the real signatures.
///
/// # Errors
///
/// As [`sim`].
pub fn many() -> Result<()> {
    worlds("--seeds 2500 --days 3 --phones 3".split(' '))?;
    worlds("--seeds 40 --days 2 --phones 3 --real-signer".split(' '))
}

/// Built for use, not for debugging: a world takes a tenth of the time.
fn worlds<'a>(words: impl Iterator<Item = &'a str>) -> Result<()> {
    run(cargo().args(["run", "--quiet", "--release", "-p", "lantern-sim", "--"]).args(words))
}
