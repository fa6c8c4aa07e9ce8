//! `cargo xtask bench`: what Lantern weighs and how fast it is, as one table. A figure that misses its goal fails nothing.
//!
//! The measuring itself is elsewhere: `crates/lantern-bench` for bytes and intake, `tests/browser/measure.mjs` for the
//! field app in Chromium, `precache` for what a phone fetches. Each prints one figure a line.

use crate::command::{cargo, command, read_lines, run};
use crate::step::Steps;
use crate::table::{self, Figure, Goal};
use crate::{browser, places, precache, web};
use anyhow::{Result, bail};
use std::path::PathBuf;
use std::process::Command;

/// The example, and the settlements that the measured phones record in.
const PLAN: &str = "examples/somalia";

/// Measures everything, or one part of it. What follows the part's name is handed on to what measures it.
///
/// # Errors
///
/// When something cannot be built or measured, and when HQ's totals are not what it acknowledged.
pub fn bench(words: &[String]) -> Result<()> {
    let (part, options) = words.split_first().map_or(("all", words), |(part, options)| (part.as_str(), options));
    let mut steps = Steps::begin();
    let mut measured = Vec::new();
    if ["all", "sizes"].contains(&part) {
        measured.extend(steps.step("bytes a record", || sizes(options))?);
    }
    if ["all", "shell"].contains(&part) {
        measured.extend(steps.step("bytes until the field app works offline", shell)?);
    }
    if ["all", "intake"].contains(&part) {
        measured.extend(steps.step("durable intake", || intake(options))?);
    }
    if ["all", "browser"].contains(&part) {
        measured.extend(steps.step("the field app in Chromium", || field_app(options))?);
    }
    if measured.is_empty() {
        bail!("bench does not know {part:?}; its parts are sizes, shell, intake and browser");
    }
    table::print(&measured);
    Ok(())
}

fn sizes(options: &[String]) -> Result<Vec<Figure>> {
    build("lantern-bench")?;
    figures(command(program("lantern-bench")).arg("sizes").args(options))
}

fn shell() -> Result<Vec<Figure>> {
    let bytes = web::weighed()?;
    Ok(vec![Figure {
        name: "fetched until the field app works offline, brotli".into(),
        figure: bytes as f64 / 1000.0,
        unit: "KB".into(),
        goal: Some(Goal::AtMost(precache::BYTES_GOAL as f64 / 1000.0)),
    }])
}

/// The server is built alone, as it is shipped: together with the measuring program it would get parts for tests.
fn intake(options: &[String]) -> Result<Vec<Figure>> {
    build("lantern-server")?;
    build("lantern-bench")?;
    let mut measure = command(program("lantern-bench"));
    measure.arg("intake").arg("--server").arg(program("lantern-server")).arg("--plan").arg(PLAN);
    measure.arg("--folder").arg(places::root().join("target").join("bench"));
    figures(measure.args(options))
}

fn field_app(options: &[String]) -> Result<Vec<Figure>> {
    web::weighed()?;
    build("lantern-server")?;
    let mut node = browser::node(&program("lantern-server"))?;
    figures(node.arg("measure.mjs").args(options))
}

fn figures(measure: &mut Command) -> Result<Vec<Figure>> {
    read_lines(measure)?.iter().map(|line| Figure::read(line)).collect()
}

fn build(package: &str) -> Result<()> {
    run(cargo().args(["build", "--release", "-p", package]))
}

/// A program as it is built for use.
fn program(name: &str) -> PathBuf {
    places::root().join("target").join("release").join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}
