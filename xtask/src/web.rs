//! Builds both web apps: trunk compiles and hashes, then the precache list and the compressed files are made.

use crate::command::{command, run, with_path};
use crate::tools::{self, Tools};
use crate::wasm::Way;
use crate::{fingerprint, places, precache};
use anyhow::{Context, Result};
use std::fs;
use std::path::Path;

/// What the apps are made of. A change in any of these means building them again.
const INPUTS: &[&str] = &[
    "Cargo.toml",
    "Cargo.lock",
    "Trunk.toml",
    "index.html",
    "hq.html",
    "public",
    "style",
    "src",
    "crates/lantern-domain/Cargo.toml",
    "crates/lantern-domain/src",
    "crates/lantern-ledger/Cargo.toml",
    "crates/lantern-ledger/src",
    "crates/lantern-device/Cargo.toml",
    "crates/lantern-device/src",
    "xtask/src/web.rs",
    "xtask/src/precache.rs",
];

/// Builds both apps into `dist/`, unless they are there and nothing they are made of has changed.
///
/// # Errors
///
/// When a tool cannot be installed, an app cannot be built, or the field app weighs too much.
pub fn build() -> Result<()> {
    precache::limit(weighed()?)
}

/// Builds both apps as [`build`] does, and returns how many bytes a phone fetches, however many they are.
///
/// # Errors
///
/// When a tool cannot be installed, or an app cannot be built.
pub fn weighed() -> Result<usize> {
    let way = Way::detect()?;
    let tools = tools::ensure()?;
    let stamp = places::scratch().join("web-stamp");
    let made_of = fingerprint::of(&places::root(), INPUTS, &[&tools.versions, &way.words()])?;
    let is_fresh = fs::read_to_string(&stamp).is_ok_and(|held| held == made_of);
    if is_fresh && places::dist().join("field/sw.js").is_file() && places::dist().join("hq/index.html").is_file() {
        println!("   both apps are up to date");
        return precache::weigh(&places::dist().join("field"));
    }
    let _ = fs::remove_file(&stamp);
    let made = places::scratch().join("web-dist");
    trunk(way, &tools, "index.html", &made.join("field"), "/")?;
    precache::renew(&made.join("field"))?;
    trunk(way, &tools, "hq.html", &made.join("hq"), "/hq/")?;
    precache::compress(&made.join("hq"))?;
    put_in_place(&made, &places::dist())?;
    fs::write(&stamp, made_of).context("noting what the apps were made of")?;
    precache::weigh(&places::dist().join("field"))
}

/// Swaps in what was built, whole: who serves or embeds `dist/` meanwhile sees the old apps or the new ones.
fn put_in_place(made: &Path, dist: &Path) -> Result<()> {
    if dist.exists() {
        fs::remove_dir_all(dist).context("removing the apps built before")?;
    }
    fs::rename(made, dist).context("putting the built apps in place")
}

fn trunk(way: Way, tools: &Tools, page: &str, dist: &Path, public_url: &str) -> Result<()> {
    let mut build = command("trunk");
    way.prepare(&mut build);
    with_path(&mut build, tools.folders())?;
    // trunk reads NO_COLOR as true or false only, while everyone else takes any value.
    build.env_remove("NO_COLOR").env_remove("RUST_BACKTRACE").env("TRUNK_SKIP_VERSION_CHECK", "true");
    build.args(["build", "--public-url", public_url, "--dist"]).arg(dist).arg(page);
    run(&mut build).with_context(|| format!("building {page}"))
}
