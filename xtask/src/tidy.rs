//! House rules that no compiler knows: every module introduces itself, the map is complete, and nothing of one person's
//! machine is in the tree.

use crate::places;
use anyhow::{Context, Result, bail};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Folders that are built, downloaded or filled by running, not written.
const NOT_OURS: &[&str] = &[".git", "target", "dist", "data", "node_modules"];
const LINES_MAX: usize = 500;
/// The one source of crates that a lock file may name: cargo's own word for the ordinary registry.
const CRATES: &str = "registry+https://github.com/rust-lang/crates.io-index";
/// What the domain may be built on: rules of relief work need no more.
const DOMAIN: &[&str] = &["chrono", "csv", "serde", "serde_json", "sha2", "thiserror", "unicode-normalization", "uuid"];

/// Checks the tree.
///
/// # Errors
///
/// Every finding at once.
pub fn check() -> Result<()> {
    let names = names(&places::root(), "")?;
    let mut findings = Vec::new();
    for name in &names {
        let Ok(text) = fs::read_to_string(places::root().join(name)) else { continue };
        findings.extend(file(name, &text));
    }
    let map = fs::read_to_string(places::root().join("README.md")).context("reading README.md")?;
    findings.extend(
        folders(names.iter().map(String::as_str))
            .into_iter()
            .filter(|folder| !map.contains(&format!("{folder}/")))
            .map(|folder| format!("README.md: its map does not name {folder}/")),
    );
    let domain = fs::read_to_string(places::root().join("crates/lantern-domain/Cargo.toml"))?;
    findings.extend(strangers(&domain).into_iter().map(|name| {
        format!("crates/lantern-domain/Cargo.toml: {name} is not among the expected dependencies (xtask/src/tidy.rs)")
    }));
    if findings.is_empty() {
        println!("   {} files are tidy", names.len());
        return Ok(());
    }
    bail!("{} findings:\n{}", findings.len(), findings.join("\n"))
}

/// The names of all files of the tree, below a folder, without what is built or downloaded.
fn names(folder: &Path, prefix: &str) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let own = entry.file_name().to_string_lossy().into_owned();
        if entry.file_type()?.is_dir() {
            if !NOT_OURS.contains(&own.as_str()) {
                names.extend(self::names(&entry.path(), &format!("{prefix}{own}/"))?);
            }
        } else {
            names.push(format!("{prefix}{own}"));
        }
    }
    names.sort();
    Ok(names)
}

/// What is wrong with one file.
fn file(name: &str, text: &str) -> Vec<String> {
    let mut findings = Vec::new();
    if name.ends_with(".rs") {
        if !text.starts_with("//!") {
            findings.push(format!("{name}: does not open with //!, what it is for"));
        }
        if text.lines().count() > LINES_MAX {
            findings.push(format!("{name}: has {} lines, more than {LINES_MAX}", text.lines().count()));
        }
    }
    for (number, line) in text.lines().enumerate() {
        if machine_paths().iter().any(|path| line.contains(path)) {
            findings.push(format!("{name}:{}: names a folder of one person's machine", number + 1));
        }
    }
    if name.ends_with("package-lock.json") && text.contains("\"resolved\"") {
        findings.push(format!("{name}: names where packages were downloaded from"));
    }
    if name.ends_with("Cargo.lock") {
        let strange = |line: &&str| line.starts_with("source = ") && !line.contains(CRATES);
        findings.extend(text.lines().filter(strange).map(|line| format!("{name}: {line}")));
    }
    findings
}

/// Beginnings of paths that exist on one machine only. Put together here, so that this file does not contain them.
fn machine_paths() -> [String; 4] {
    ["root", "home", "work", "Users"].map(|folder| format!("/{folder}/"))
}

/// The folders at the top of the tree, without the hidden ones.
fn folders<'a>(names: impl Iterator<Item = &'a str>) -> BTreeSet<&'a str> {
    names.filter_map(|name| name.split_once('/')).map(|(top, _)| top).filter(|top| !top.starts_with('.')).collect()
}

/// Dependencies of a manifest that nobody expects there. Those for its tests are its own business.
fn strangers(manifest: &str) -> Vec<String> {
    let section = manifest.split("\n[dependencies]\n").nth(1).unwrap_or_default();
    let section = section.split("\n[").next().unwrap_or_default();
    let names = section.lines().filter_map(|line| line.split(['.', ' ', '=']).next());
    names
        .filter(|name| !name.is_empty() && !name.starts_with('#') && !DOMAIN.contains(name))
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_without_an_introduction_is_found() {
        assert_eq!(file("a.rs", "fn main() {}\n").len(), 1);
        assert!(file("a.rs", "//! Adds.\nfn main() {}\n").is_empty());
    }

    #[test]
    fn a_path_of_one_machine_is_found_with_its_line() {
        let text = format!("fine\nsee {}someone/notes\n", machine_paths()[1]);
        assert_eq!(file("notes.md", &text), ["notes.md:2: names a folder of one person's machine"]);
    }

    #[test]
    fn lock_files_name_no_download_address() {
        assert_eq!(file("package-lock.json", "{\"resolved\": \"x\"}").len(), 1);
        assert_eq!(file("Cargo.lock", "source = \"git+https://example.org/x\"").len(), 1);
        assert!(file("Cargo.lock", &format!("source = \"{CRATES}\"")).is_empty());
    }

    #[test]
    fn top_level_folders_are_counted_once_and_hidden_ones_not() {
        let names = ["src/lib.rs", "src/bin/hq.rs", ".ci/run", "README.md"];
        assert_eq!(folders(names.into_iter()).into_iter().collect::<Vec<_>>(), ["src"]);
    }

    #[test]
    fn an_unexpected_dependency_of_the_domain_is_named() {
        let manifest = "[package]\nname = \"x\"\n\n[dependencies]\nserde.workspace = true\nleptos = \"1\"\n\n[dev-dependencies]\nproptest = \"1\"\n";
        assert_eq!(strangers(manifest), ["leptos"]);
    }
}
