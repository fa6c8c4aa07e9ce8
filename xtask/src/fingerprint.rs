//! Whether something must be built again: one digest over the files it is made of.

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

/// The SHA-256 of some bytes, in lower-case hexadecimal digits.
pub fn sha256(bytes: &[u8]) -> String {
    hex(Sha256::digest(bytes).as_slice())
}

/// One digest over the names and contents of files; a folder stands for everything below it.
///
/// # Errors
///
/// When a file cannot be read. A path that is not there counts as empty.
pub fn of(root: &Path, paths: &[&str], also: &[&str]) -> Result<String> {
    let mut digest = Sha256::new();
    for path in paths {
        for file in files(&root.join(path))? {
            let bytes = fs::read(&file).with_context(|| format!("reading {}", file.display()))?;
            let name = file.strip_prefix(root).unwrap_or(&file).to_string_lossy().into_owned();
            digest.update(format!("{name}\0{}\0", bytes.len()));
            digest.update(&bytes);
        }
    }
    for word in also {
        digest.update(format!("{word}\0"));
    }
    Ok(hex(digest.finalize().as_slice()))
}

/// Every file below a folder in the order of names, or the file itself.
///
/// # Errors
///
/// When a folder cannot be read.
pub fn files(path: &Path) -> Result<Vec<PathBuf>> {
    if path.is_file() {
        return Ok(vec![path.to_path_buf()]);
    }
    let Ok(entries) = fs::read_dir(path) else { return Ok(Vec::new()) };
    let mut below = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    below.sort();
    let mut found = Vec::new();
    for entry in below {
        found.extend(files(&entry)?);
    }
    Ok(found)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
