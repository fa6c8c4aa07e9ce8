//! What a phone keeps to start without a network: the list in front of `sw.js`, the compressed files, and their weight.
//!
//! Runs after trunk, on what it wrote: file names carry hashes of trunk's input, so every file gets a SHA-256 of its own.
//! Leaves to others: checking the list on the phone (`public/sw.js`), and sending the compressed files (the server).

use crate::fingerprint::{files, sha256};
use anyhow::{Context, Result, bail};
use serde_json::json;
use std::fs;
use std::path::Path;

/// The most that a phone may have to fetch, in bytes as sent.
const BYTES_MAX: usize = 300_000;
/// What we aim at.
const BYTES_GOAL: usize = 250_000;
/// The worker fetches the list, so it is not on it.
const WORKER: &str = "sw.js";
const COMPRESSED: &[&str] = &["html", "js", "css", "wasm", "svg", "json", "webmanifest", "txt"];

/// Does it all again for a built field app whose files were changed: what a second build would serve.
///
/// # Errors
///
/// As [`write`] and [`compress`].
pub fn renew(dist: &Path) -> Result<()> {
    write(dist)?;
    compress(dist)
}

/// Writes the list of the shell's files, each with its SHA-256 and size, in front of the worker in a built field app.
///
/// # Errors
///
/// When a file cannot be read or written.
pub fn write(dist: &Path) -> Result<()> {
    let mut list = Vec::new();
    for name in shell(dist)? {
        let bytes = fs::read(dist.join(&name)).with_context(|| format!("reading {name}"))?;
        let path = if name == "index.html" { "/".to_owned() } else { format!("/{name}") };
        list.push(json!({ "path": path, "sha256": sha256(&bytes), "bytes": bytes.len() }));
    }
    let list = serde_json::to_string(&list)?;
    let version = &sha256(list.as_bytes())[..16];
    let worker = fs::read_to_string(dist.join(WORKER)).context("reading sw.js")?;
    let own =
        worker.split_once("\n/*").filter(|_| worker.starts_with("const SHELL")).map(|(_, own)| format!("/*{own}"));
    let own = own.unwrap_or(worker);
    fs::write(dist.join(WORKER), format!("const SHELL = {{ version: '{version}', files: {list} }};\n{own}"))?;
    Ok(())
}

/// Writes a brotli copy beside each file that gets smaller by it.
///
/// # Errors
///
/// When a file cannot be read or written.
pub fn compress(dist: &Path) -> Result<()> {
    for file in files(dist)? {
        let kind = file.extension().unwrap_or_default().to_string_lossy().into_owned();
        if COMPRESSED.contains(&kind.as_str()) {
            let packed = brotli(&fs::read(&file)?)?;
            fs::write(file.with_extension(format!("{kind}.br")), packed)?;
        }
    }
    Ok(())
}

/// Adds up every byte that a phone fetches until the field app works offline, prints it, and returns it.
///
/// # Errors
///
/// When it is more than a slow link can be asked to carry.
pub fn weigh(dist: &Path) -> Result<usize> {
    let mut sizes = Vec::new();
    for name in shell(dist)?.into_iter().chain([WORKER.to_owned()]) {
        let packed = fs::metadata(dist.join(format!("{name}.br")));
        let sent = packed.or_else(|_| fs::metadata(dist.join(&name))).with_context(|| format!("weighing {name}"))?;
        sizes.push((sent.len() as usize, name));
    }
    sizes.sort();
    for (bytes, name) in sizes.iter().rev().filter(|(bytes, _)| *bytes > 1_000) {
        println!("   {:>9.1} KB  {name}", kilobytes(*bytes));
    }
    let all: usize = sizes.iter().map(|(bytes, _)| bytes).sum();
    println!(
        "   {:>9.1} KB  every byte fetched until the app works offline, brotli (goal {:.0}, limit {:.0})",
        kilobytes(all),
        kilobytes(BYTES_GOAL),
        kilobytes(BYTES_MAX)
    );
    if all > BYTES_MAX {
        bail!("the field app weighs {:.1} KB, more than the limit of {:.0}", kilobytes(all), kilobytes(BYTES_MAX));
    }
    Ok(all)
}

/// The names of the files that the field app needs, in order. Large icons are for the system's launcher, not the app.
fn shell(dist: &Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for file in files(dist)? {
        let name = file.strip_prefix(dist)?.to_string_lossy().replace('\\', "/");
        if name != WORKER && !name.ends_with(".br") && !name.ends_with(".png") {
            names.push(name);
        }
    }
    Ok(names)
}

fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut packed = Vec::new();
    let parameters = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
    brotli::BrotliCompress(&mut &bytes[..], &mut packed, &parameters)?;
    Ok(packed)
}

fn kilobytes(bytes: usize) -> f64 {
    bytes as f64 / 1000.0
}
