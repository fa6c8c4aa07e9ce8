//! Tools of an exact version, in Lantern's own cache folder: trunk, wasm-bindgen and wasm-opt.

use crate::command::{command, read, run, words};
use crate::{places, system};
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Builds the web apps. 0.22 needs a newer compiler than ours.
const TRUNK: &str = "0.21.14";
/// Brings `wasm-opt`. Debian's own cannot read what this compiler writes.
const BINARYEN: &str = "132.0.0";

/// The folders to put in front of the `PATH` for a web build, and the versions they hold.
pub struct Tools {
    /// Folders with `trunk`, `wasm-bindgen` and `wasm-opt`.
    pub folders: Vec<PathBuf>,
    /// Their versions: a new one means that the apps must be built again.
    pub versions: String,
}

impl Tools {
    /// The folders, to be put in front of the `PATH`.
    pub fn folders(&self) -> impl Iterator<Item = &Path> {
        self.folders.iter().map(PathBuf::as_path)
    }
}

/// Finds the tools of a web build, and installs those that are not in the cache.
///
/// # Errors
///
/// When one of them cannot be installed.
pub fn ensure() -> Result<Tools> {
    let bindgen = bindgen_version()?;
    let folders = vec![trunk()?, wasm_bindgen(&bindgen)?, binaryen()?];
    Ok(Tools { folders, versions: format!("trunk {TRUNK}, wasm-bindgen {bindgen}, binaryen {BINARYEN}") })
}

/// The version of wasm-bindgen in the lock file: the program and the crate must be the same.
fn bindgen_version() -> Result<String> {
    let lock = fs::read_to_string(places::root().join("Cargo.lock")).context("reading Cargo.lock")?;
    let after = lock.split("name = \"wasm-bindgen\"\nversion = \"").nth(1).context("no wasm-bindgen in Cargo.lock")?;
    Ok(after.split('"').next().unwrap_or_default().to_owned())
}

fn trunk() -> Result<PathBuf> {
    from_cargo("trunk", TRUNK, "trunk", &["--locked", "--no-default-features", "--features", "rustls"])
}

/// Without `--locked`: its own lock file names a crate version that was withdrawn.
fn wasm_bindgen(version: &str) -> Result<PathBuf> {
    from_cargo("wasm-bindgen", version, "wasm-bindgen-cli", &[])
}

/// Installs a program with cargo: a debug build, because the release build takes three times as long to save seconds.
fn from_cargo(program: &str, version: &str, krate: &str, arguments: &[&str]) -> Result<PathBuf> {
    let home = places::tool(program, version);
    let folder = home.join("bin");
    if folder.join(program).is_file() {
        return Ok(folder);
    }
    println!("   installing {krate} {version} into the cache (about 5 minutes, once)");
    let mut install = command(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    install.args(["install", "--debug", krate, "--version", version]).args(arguments).arg("--root").arg(&home);
    install.env("CARGO_PROFILE_DEV_DEBUG", "0").env("CARGO_TARGET_DIR", places::cache().join("build"));
    run(&mut install).with_context(|| format!("installing {krate}"))?;
    Ok(folder)
}

fn binaryen() -> Result<PathBuf> {
    let home = places::tool("binaryen", BINARYEN);
    let folder = home.join("node_modules").join(".bin");
    if folder.join("wasm-opt").exists() {
        return Ok(folder);
    }
    println!("   installing binaryen {BINARYEN} (wasm-opt) into the cache");
    system::ensure(&[system::NODE, system::NPM])?;
    fs::create_dir_all(&home)?;
    let mut install =
        words("npm", &["install", "--no-save", "--no-package-lock", "--no-audit", "--no-fund", "--prefix"]);
    run(install.arg(&home).arg(format!("binaryen@{BINARYEN}"))).context("installing binaryen")?;
    if !folder.join("wasm-opt").exists() {
        bail!("binaryen {BINARYEN} brought no wasm-opt");
    }
    read(Command::new(folder.join("wasm-opt")).arg("--version")).context("trying wasm-opt")?;
    Ok(folder)
}
