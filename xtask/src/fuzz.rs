//! `cargo xtask fuzz`: changed bytes thrown at everything that reads from outside.
//!
//! Leaves the throwing to `crates/lantern-fuzz`; see its README.

use crate::command::{cargo, run};
use anyhow::Result;

/// Runs `lantern-fuzz`, built for speed and with every check on: `[TARGET] [--runs N] [--seed S] [--from N]`.
///
/// # Errors
///
/// The first finding.
pub fn fuzz(options: &[String]) -> Result<()> {
    let mut fuzz = cargo();
    fuzz.args(["run", "-p", "lantern-fuzz", "--profile", "fuzz", "--"]);
    let (target, options) = match options.split_first() {
        Some((name, rest)) if !name.starts_with('-') => (Some(name), rest),
        _ => (None, options),
    };
    fuzz.args(target.map(|name| format!("--target={name}")));
    run(fuzz.args(options))
}
