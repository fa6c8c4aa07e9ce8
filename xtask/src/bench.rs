//! `cargo xtask bench`: what Lantern weighs and how fast it is, as one table. A figure that misses its goal fails nothing.
//!
//! The measuring itself is elsewhere: `crates/lantern-bench` for bytes and intake, `tests/browser/measure.mjs` for the
//! field app in Chromium, `precache` for what a phone fetches. Each prints one figure a line.

use crate::command::{cargo, command, read_lines, run};
use crate::step::Steps;
use crate::table::{self, Figure, Goal};
use crate::{browser, places, precache, system, web};
use anyhow::{Result, bail};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The example, and the settlements that the measured phones record in.
const PLAN: &str = "examples/somalia";

/// Measures everything, or one part of it. What follows the part's name is handed on to what measures it.
///
/// # Errors
///
/// When something cannot be built or measured, and when HQ's totals are not what it acknowledged; what was measured
/// before that is printed all the same.
pub fn bench(words: &[String]) -> Result<()> {
    let (part, options) = words.split_first().map_or(("all", words), |(part, options)| (part.as_str(), options));
    if !["all", "sizes", "shell", "intake", "size", "slow", "browser"].contains(&part) {
        bail!("bench does not know {part:?}; its parts are sizes, shell, intake, size, slow and browser");
    }
    let mut measured = Vec::new();
    let done = measure(part, options, &mut measured);
    if !measured.is_empty() {
        table::print(&measured);
    }
    done
}

fn measure(part: &str, options: &[String], measured: &mut Vec<Figure>) -> Result<()> {
    let is_wanted = |parts: &[&str]| part == "all" || parts.contains(&part);
    let mut steps = Steps::begin();
    if is_wanted(&["sizes", "intake", "size", "slow"]) {
        steps.step("the measuring program", || build("lantern-bench"))?;
    }
    if is_wanted(&["sizes"]) {
        measured.extend(steps.step("bytes a record", || sizes(options))?);
    }
    if is_wanted(&["shell", "browser"]) {
        let bytes = steps.step("both web apps", web::weighed)?;
        measured.extend(is_wanted(&["shell"]).then(|| shell(bytes)));
    }
    if is_wanted(&["intake", "size", "slow", "browser"]) {
        // Alone, as it is shipped: built together with the measuring program it would get parts for tests.
        steps.step("the server", || build("lantern-server"))?;
    }
    if is_wanted(&["intake"]) {
        measured.extend(steps.step("durable intake", || on_a_folder("intake", options))?);
    }
    if is_wanted(&["size"]) {
        measured.extend(steps.step("HQ at a million records", || on_a_folder("size", options))?);
    }
    if is_wanted(&["slow"]) {
        measured.extend(steps.step("the slow link", || slow_link(options, part == "slow"))?);
    }
    if is_wanted(&["browser"]) {
        measured.extend(steps.step("the field app in Chromium", || field_app(options))?);
    }
    Ok(())
}

fn sizes(options: &[String]) -> Result<Vec<Figure>> {
    figures(command(program("lantern-bench")).arg("sizes").args(options))
}

fn shell(bytes: usize) -> Figure {
    Figure {
        name: "fetched until the field app works offline, brotli".into(),
        figure: bytes as f64 / 1000.0,
        unit: "KB".into(),
        goal: Some(Goal::AtMost(precache::BYTES_GOAL as f64 / 1000.0)),
    }
}

/// Measures the real server on a folder of this machine's disk.
fn on_a_folder(part: &str, options: &[String]) -> Result<Vec<Figure>> {
    let mut measure = command(program("lantern-bench"));
    measure.arg(part).arg("--server").arg(program("lantern-server")).arg("--plan").arg(PLAN);
    measure.arg("--folder").arg(places::target().join("bench"));
    figures(measure.args(options))
}

/// Left out, with a word, where everything is measured on a machine that cannot slow a link.
fn slow_link(options: &[String], is_asked_for: bool) -> Result<Vec<Figure>> {
    if !is_asked_for && (!system::is_root() || places::program("ip").is_none() || !Path::new("/dev/net/tun").exists()) {
        println!("   left out: the slow link needs root, iproute2 and /dev/net/tun");
        return Ok(Vec::new());
    }
    on_a_folder("slow", options)
}

fn field_app(options: &[String]) -> Result<Vec<Figure>> {
    figures(browser::node(&program("lantern-server"))?.arg("measure.mjs").args(options))
}

fn figures(measure: &mut Command) -> Result<Vec<Figure>> {
    read_lines(measure)?.iter().map(|line| Figure::read(line)).collect()
}

fn build(package: &str) -> Result<()> {
    run(cargo().args(["build", "--release", "-p", package]))
}

/// A program as it is built for use.
fn program(name: &str) -> PathBuf {
    places::built("release", name)
}
