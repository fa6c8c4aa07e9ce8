//! The project's tasks, as `cargo xtask NAME`.
//!
//! `run` brings Lantern up with the example plan; `test` checks everything; `web` builds the two apps; `bench` measures.
//! Leaves to others: what is built and tested. Nothing here is shipped.
#![expect(clippy::print_stdout, reason = "talking to the person at the terminal is what these tasks do")]

mod bench;
mod coverage;
mod fuzz;
mod kills;
mod power_cut;
mod run;
mod sim;
mod test;
mod web;

mod browser;
mod command;
mod fingerprint;
mod places;
mod precache;
mod step;
mod system;
mod table;
mod tidy;
mod tools;
mod wasm;

use anyhow::{Result, bail};
use std::path::Path;
use std::process::ExitCode;

const HELP: &str = "\
cargo xtask run [--fresh] [--port N] [--data DIR]   build everything, import the example, serve until Ctrl-C
cargo xtask test                                    format, lints, docs, all tests, both web builds, the browser
cargo xtask web                                     build both web apps into dist/
cargo xtask bench [sizes|shell|intake|size|slow|browser] measure everything or one part, as a table; fails on no figure
cargo xtask sim [--seeds N] [--seed S]              seeded worlds of phones, bad links and failing disks; --help
cargo xtask power-cut [--cuts N]                    cut the power under the real server; needs root and loop devices
cargo xtask fuzz [TARGET] [--runs N] [--seed S]     throw changed bytes at all that reads from outside
cargo xtask fuzz-coverage                           how much of the code under each target that reaches
cargo xtask browser-kills [--kills N] [--seed S]    kill Chromium while an automated person records and sends

parts of test, for work on them:
cargo xtask browser                                 the tests in the browser
cargo xtask tidy                                    the house rules
cargo xtask precache DIR                            the list of an app in DIR whose files were changed by hand";

fn main() -> ExitCode {
    match task() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // The chain of causes and no backtrace: what failed is a program that was called, not this one.
            eprintln!("\nerror: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn task() -> Result<()> {
    if let Some(compiled) = coverage::as_compiler() {
        return compiled;
    }
    let mut words = std::env::args().skip(1);
    let task = words.next();
    let rest: Vec<String> = words.collect();
    std::env::set_current_dir(places::root())?;
    match task.as_deref() {
        Some("run") => run::run(&rest),
        Some("test") => test::test(),
        Some("web") => web::build(),
        Some("bench") => bench::bench(&rest),
        Some("sim") => sim::sim(&rest),
        Some("fuzz") => fuzz::fuzz(&rest),
        Some("fuzz-coverage") => coverage::coverage(),
        Some("browser-kills") => kills::kills(&rest),
        Some("power-cut") => power_cut::power_cut(&rest),
        Some("browser") => browser::test(),
        Some("tidy") => tidy::check(),
        Some("precache") => rest.iter().try_for_each(|dist| precache::renew(Path::new(dist))),
        Some("help" | "--help" | "-h") | None => {
            println!("{HELP}");
            Ok(())
        }
        Some(other) => bail!("there is no task {other:?} {rest:?}\n{HELP}"),
    }
}
