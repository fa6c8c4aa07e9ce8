//! `cargo xtask fuzz-coverage`: how much of the code under each target the fuzzing reaches, as LLVM counts it.
//!
//! Only Lantern's own crates are counted: this program stands in front of the compiler for them
//! (`RUSTC_WORKSPACE_WRAPPER`). Leaves the running to `crates/lantern-fuzz`.

use crate::command::{cargo, read, run, words};
use crate::places;
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Says to this program that it was called in the compiler's place.
const INSTRUMENTS: &str = "LANTERN_INSTRUMENTS";
/// Enough for every place that is reached at all to be reached; routes are slower.
const RUNS: [(&str, &str); 5] =
    [("batch", "100000"), ("bundle", "100000"), ("journal", "50000"), ("plan", "50000"), ("routes", "10000")];
/// The code under each target.
const UNDER: [(&str, &[&str]); 5] = [
    (
        "batch",
        &[
            "lantern-ledger/src/batch.rs",
            "lantern-ledger/src/pack",
            "lantern-ledger/src/codec",
            "lantern-ledger/src/entry.rs",
        ],
    ),
    ("bundle", &["lantern-ledger/src/bundle.rs", "lantern-ledger/src/head.rs", "lantern-ledger/src/receipt.rs"]),
    ("journal", &["lantern-server/src/journal"]),
    ("plan", &["lantern-domain/src/plan/import"]),
    (
        "routes",
        &[
            "lantern-server/src/routes",
            "lantern-server/src/show",
            "lantern-server/src/flags.rs",
            "lantern-server/src/deciding.rs",
            "lantern-server/src/intake",
            "lantern-ledger/src/intake.rs",
        ],
    ),
];

/// Runs each target and prints what of the code under it was reached.
///
/// # Errors
///
/// When LLVM's tools are missing, something does not build, or there is a finding.
pub fn coverage() -> Result<()> {
    let (profdata, cov) = (tool("llvm-profdata")?, tool("llvm-cov")?);
    let mut build = cargo();
    build.args(["build", "-p", "lantern-fuzz"]).env(INSTRUMENTS, "1");
    // A build script is one of Lantern's own programs too, and writes what it counted.
    build.env("LLVM_PROFILE_FILE", places::target().join("coverage").join("build.profraw"));
    run(build.env("RUSTC_WORKSPACE_WRAPPER", std::env::current_exe().context("finding this program")?))?;
    let program = places::built("debug", "lantern-fuzz");
    let folder = places::target().join("coverage");
    std::fs::create_dir_all(&folder).context("making a folder for what was counted")?;
    for ((target, runs), (_, under)) in RUNS.into_iter().zip(UNDER) {
        let (raw, merged) = (folder.join(format!("{target}.profraw")), folder.join(format!("{target}.profdata")));
        run(Command::new(&program).args(["--target", target, "--runs", runs]).env("LLVM_PROFILE_FILE", &raw))?;
        run(Command::new(&profdata).args(["merge", "--sparse", "-o"]).args([&merged, &raw]))?;
        report(&cov, &program, &merged, under)?;
    }
    Ok(())
}

/// Prints one line a file, and one for all.
fn report(cov: &Path, program: &Path, merged: &Path, under: &[&str]) -> Result<()> {
    let mut report = Command::new(cov);
    report.arg("report").arg(program).arg("-instr-profile").arg(merged).arg("--show-branch-summary");
    run(report.arg("--sources").args(under.iter().map(|place| places::root().join("crates").join(place))))
}

/// Stands in the compiler's place where it was asked to: the same call, with counters. `None`: it was not.
///
/// # Errors
///
/// When the compiler cannot be started.
pub fn as_compiler() -> Option<Result<()>> {
    std::env::var_os(INSTRUMENTS)?;
    let mut call = std::env::args_os().skip(1);
    let mut compiler = Command::new(call.next()?);
    // Branches are counted only by a compiler that is told that it may.
    compiler.args(call).args(["-Cinstrument-coverage", "-Zcoverage-options=branch"]).env("RUSTC_BOOTSTRAP", "1");
    Some(run(&mut compiler))
}

/// Finds one of LLVM's tools, of the compiler's own version.
fn tool(name: &str) -> Result<PathBuf> {
    let sysroot = PathBuf::from(read(&mut words("rustc", &["--print", "sysroot"]))?);
    let version = read(&mut words("rustc", &["-vV"]))?;
    let field =
        |name: &str| version.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default().trim().to_owned();
    let (host, llvm) = (field("host:"), field("LLVM version:"));
    let major = llvm.split('.').next().unwrap_or_default();
    let own = sysroot.join("lib/rustlib").join(host).join("bin").join(name);
    if own.is_file() {
        return Ok(own);
    }
    match places::program(&format!("{name}-{major}")) {
        Some(found) => Ok(found),
        None => {
            bail!("{name} of LLVM {major} is missing: rustup component add llvm-tools, or the package llvm-{major}")
        }
    }
}
