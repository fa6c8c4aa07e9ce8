//! What a phone keeps to start without a network: the list in front of `sw.js`, the compressed files, and their weight.
//!
//! Runs after trunk, on what it wrote: file names carry hashes of trunk's input, so every file gets a SHA-256 of its own.
//! Leaves to others: checking the list on the phone (`public/sw.js`), and sending the compressed files (the server).

use crate::fingerprint::{files, sha256};
use anyhow::{Context, Result, bail};
use serde_json::json;
use std::fs;
use std::path::Path;

/// What a build may weigh, in bytes as sent. Only ever set it lower: a slow link carries no more than this in its time.
const BYTES_MAX: usize = 300_000;
/// What we aim at.
pub const BYTES_GOAL: usize = 250_000;
/// The worker fetches the list, so it is not on it.
const WORKER: &str = "sw.js";
const COMPRESSED: &[&str] = &["html", "js", "css", "wasm", "svg", "json", "webmanifest", "txt"];

/// Does it all again for a built field app whose files were changed: what a second build would serve.
///
/// # Errors
///
/// As [`write()`] and [`compress`].
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

/// Writes a brotli copy beside each file of a kind that gets smaller by it, unless one that is as new is there.
///
/// # Errors
///
/// When a file cannot be read or written.
pub fn compress(dist: &Path) -> Result<()> {
    for file in files(dist)? {
        let kind = file.extension().unwrap_or_default().to_string_lossy().into_owned();
        let packed = file.with_extension(format!("{kind}.br"));
        if COMPRESSED.contains(&kind.as_str()) && !is_as_new(&packed, &file) {
            fs::write(packed, brotli(&fs::read(&file)?)?)?;
        }
    }
    Ok(())
}

/// Adds up every byte that a phone fetches until the field app works offline, prints it, and returns it.
///
/// # Errors
///
/// When a file cannot be found.
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
    Ok(all)
}

/// Refuses more bytes than a slow link can be asked to carry.
///
/// # Errors
///
/// When there are more.
pub fn limit(bytes: usize) -> Result<()> {
    if bytes > BYTES_MAX {
        bail!("the field app weighs {:.1} KB, more than the limit of {:.0}", kilobytes(bytes), kilobytes(BYTES_MAX));
    }
    Ok(())
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

fn is_as_new(made: &Path, from: &Path) -> bool {
    let changed_at = |file: &Path| fs::metadata(file).and_then(|file| file.modified()).ok();
    changed_at(made).is_some_and(|made_at| changed_at(from).is_some_and(|changed_at| made_at >= changed_at))
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::PathBuf;

    /// A built app of three files, in a folder of its own.
    fn built(name: &str) -> PathBuf {
        let dist = std::env::temp_dir().join(format!("lantern-precache-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&dist);
        fs::create_dir_all(&dist).unwrap();
        fs::write(dist.join("index.html"), "<!doctype html>").unwrap();
        fs::write(dist.join("boot.js"), "start();".repeat(50)).unwrap();
        fs::write(dist.join("icon-512.png"), [0; 9]).unwrap();
        fs::write(dist.join("sw.js"), "/*\n * The worker.\n */\n").unwrap();
        dist
    }

    fn worker(dist: &Path) -> String {
        fs::read_to_string(dist.join("sw.js")).unwrap()
    }

    #[test]
    fn the_list_names_every_file_with_its_digest_but_neither_the_worker_nor_large_icons() {
        let dist = built("list");
        renew(&dist).unwrap();
        let list = worker(&dist).lines().next().unwrap().to_owned();
        assert!(list.contains(&sha256(b"<!doctype html>")));
        assert!(list.contains("\"/\"") && list.contains("\"/boot.js\""));
        assert!(!list.contains("sw.js") && !list.contains("icon-512") && !list.contains(".br"));
        assert!(worker(&dist).ends_with("\n/*\n * The worker.\n */\n"));
    }

    #[test]
    fn a_changed_file_changes_the_worker_and_the_same_files_do_not() {
        let dist = built("change");
        renew(&dist).unwrap();
        let first = worker(&dist);
        renew(&dist).unwrap();
        assert_eq!(worker(&dist), first);
        fs::write(dist.join("boot.js"), "other();").unwrap();
        renew(&dist).unwrap();
        assert_ne!(worker(&dist), first);
        assert_eq!(worker(&dist).matches("const SHELL").count(), 1);
    }

    #[test]
    fn a_field_app_above_the_limit_is_refused() {
        assert!(limit(BYTES_MAX).is_ok());
        assert!(limit(BYTES_MAX + 1).is_err());
    }

    #[test]
    fn the_weight_is_of_the_compressed_files_and_of_the_worker() {
        let dist = built("weight");
        renew(&dist).unwrap();
        let size = |name: &str| fs::metadata(dist.join(name)).unwrap().len() as usize;
        assert_eq!(weigh(&dist).unwrap(), size("index.html.br") + size("boot.js.br") + size("sw.js.br"));
        assert!(size("boot.js.br") < size("boot.js"));
    }
}
