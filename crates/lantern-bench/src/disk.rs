//! The disk below the server: how long one sync takes on it, and how much is on it.
//!
//! Figures of intake mean something only beside the first: a machine whose host keeps syncs in memory looks fast.

use anyhow::{Context, Result};
use std::fs::{self, File};
use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

const SYNCS: usize = 200;
const BYTES: [u8; 4096] = [7; 4096];

/// Returns the median time of appending 4 KiB and syncing them, in a folder.
///
/// # Errors
///
/// When the folder cannot be written.
pub fn sync_time(folder: &Path) -> Result<Duration> {
    fs::create_dir_all(folder)?;
    let path = folder.join(format!("sync-{}", std::process::id()));
    let took = sync_times(&path).context("trying the disk's sync");
    let _ = fs::remove_file(&path);
    let mut took = took?;
    took.sort();
    Ok(took[took.len() / 2])
}

fn sync_times(path: &Path) -> Result<Vec<Duration>> {
    let mut file = File::create(path)?;
    let mut took = Vec::with_capacity(SYNCS);
    for _ in 0..SYNCS {
        let began = Instant::now();
        file.write_all(&BYTES)?;
        file.sync_data()?;
        took.push(began.elapsed());
    }
    Ok(took)
}

/// Returns the bytes of the files in a folder whose names end so; 0 where there are none.
pub fn bytes_of(folder: &Path, kind: &str) -> u64 {
    let Ok(entries) = fs::read_dir(folder) else { return 0 };
    let files = entries.filter_map(Result::ok).filter(|entry| entry.path().extension().is_some_and(|it| it == kind));
    files.filter_map(|entry| Some(entry.metadata().ok()?.len())).sum()
}
