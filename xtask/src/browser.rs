//! The tests in `tests/browser`: a real Chromium against the real server, driven by Node's own test runner.

use crate::command::{cargo, command, run, words};
use crate::fingerprint;
use crate::{places, system};
use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const FOLDER: &str = "tests/browser";

/// Builds the server, installs what the tests need from npm, and runs all of them, one after another.
///
/// # Errors
///
/// When something cannot be built or installed, or a test fails.
pub fn test() -> Result<()> {
    run(cargo().args(["build", "-p", "lantern-server"]))?;
    let mut node = node(&server())?;
    node.args(["--test", "--test-concurrency=1", "--test-reporter=spec"]);
    let tests = fingerprint::files(&places::root().join(FOLDER))?;
    let is_test = |file: &PathBuf| file.to_string_lossy().ends_with(".test.mjs");
    node.args(tests.into_iter().filter(is_test).filter(|file| !file.to_string_lossy().contains("node_modules")));
    run(&mut node)
}

/// Node in the tests' folder, with what they need from npm, and told where everything is.
///
/// # Errors
///
/// When the machine lacks something, or it cannot be installed.
pub fn node(server: &Path) -> Result<Command> {
    system::ensure(&[system::NODE, system::NPM, system::CHROMIUM, system::FONTS])?;
    packages()?;
    let mut node = command("node");
    node.current_dir(places::root().join(FOLDER));
    node.env("LANTERN_SERVER", server);
    node.env("LANTERN_DIST", places::dist());
    node.env("LANTERN_XTASK", std::env::current_exe().context("finding this program")?);
    Ok(node)
}

/// The server that was built for the tests.
pub fn server() -> PathBuf {
    places::built("debug", "lantern-server")
}

/// Installs exactly what the lock file names, unless that is already there.
fn packages() -> Result<()> {
    let lock = places::root().join(FOLDER).join("package-lock.json");
    let stamp = places::root().join(FOLDER).join("node_modules").join(".lantern-stamp");
    let wanted = fingerprint::sha256(&fs::read(lock).context("reading package-lock.json")?);
    if fs::read_to_string(&stamp).is_ok_and(|held| held == wanted) {
        return Ok(());
    }
    run(words("npm", &["ci", "--no-audit", "--no-fund"]).current_dir(places::root().join(FOLDER)))?;
    fs::write(stamp, wanted).context("noting what was installed")
}
