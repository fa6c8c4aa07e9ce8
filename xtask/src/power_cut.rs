//! `cargo xtask power-cut`: cuts the power under the real server while phones send, and looks for broken promises.
//!
//! Leaves the cutting to the test `power_cut` of `lantern-server`, which needs root and loop devices.

use crate::command::{cargo, read, run, words};
use crate::places::program;
use crate::system;
use anyhow::{Context, Result, bail};
use std::path::Path;

const CUTS: u32 = 50;
/// Few enough for every check, many enough to find a missing sync at once.
const CUTS_IN_TEST: u32 = 3;

/// Cuts the power as often as asked, 50 times by default.
///
/// # Errors
///
/// When the machine cannot do it, or a receipt was broken.
pub fn power_cut(options: &[String]) -> Result<()> {
    let cuts = match options {
        [] => CUTS,
        [name, count] if name == "--cuts" => count.parse().context("--cuts takes a number")?,
        other => bail!("power-cut takes --cuts N, and not {other:?}"),
    };
    if let Some(missing) = missing() {
        bail!("power cuts need {missing}");
    }
    cut(cuts)
}

/// Cuts the power a few times where the machine can do it, and says so where it cannot.
///
/// # Errors
///
/// When a receipt was broken.
pub fn a_few() -> Result<()> {
    match missing() {
        Some(missing) => println!("   left out: power cuts need {missing}"),
        None => cut(CUTS_IN_TEST)?,
    }
    Ok(())
}

fn cut(cuts: u32) -> Result<()> {
    let mut test = cargo();
    test.args(["test", "-p", "lantern-server", "--test", "power_cut", "--", "--ignored", "--nocapture"]);
    run(test.env("LANTERN_POWER_CUTS", cuts.to_string()))
}

/// What the machine lacks.
fn missing() -> Option<&'static str> {
    match () {
        () if !system::is_root() => Some("root"),
        () if program("mkfs.ext4").is_none() || program("mount").is_none() => Some("mkfs.ext4 and mount"),
        () if !has_loop_devices() => Some("a free loop device"),
        () => None,
    }
}

fn has_loop_devices() -> bool {
    Path::new("/dev/loop-control").exists() && read(&mut words("losetup", &["--find"])).is_ok()
}
