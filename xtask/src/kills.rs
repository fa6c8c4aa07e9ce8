//! `cargo xtask browser-kills`: kills Chromium at random moments while an automated person records and sends.
//!
//! Leaves the killing to `tests/browser/kills.test.mjs`, of which every check runs a few.

use crate::command::{cargo, run};
use crate::{browser, places};
use anyhow::{Context, Result, bail};

const KILLS: u32 = 50;

/// Kills as often as asked, 50 times by default. Both web apps must be built: `cargo xtask web`.
///
/// # Errors
///
/// When the machine cannot do it, or a record was lost, doubled or halved.
pub fn kills(options: &[String]) -> Result<()> {
    if !places::dist().join("field").exists() {
        bail!("the web apps are not built: cargo xtask web");
    }
    let mut kills = KILLS;
    let mut seed = None;
    for pair in options.chunks(2) {
        match pair {
            [name, count] if name == "--kills" => kills = count.parse().context("--kills takes a number")?,
            [name, number] if name == "--seed" => seed = Some(number),
            other => bail!("browser-kills takes --kills N and --seed S, and not {other:?}"),
        }
    }
    run(cargo().args(["build", "-p", "lantern-server"]))?;
    let mut node = browser::node(&browser::server())?;
    node.args(["--test", "--test-reporter=spec", "kills.test.mjs"]).env("LANTERN_KILLS", kills.to_string());
    node.envs(seed.map(|seed| ("LANTERN_SEED", seed)));
    run(&mut node)
}
