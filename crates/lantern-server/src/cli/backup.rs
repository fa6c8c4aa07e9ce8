//! `backup`: journal and keys copied into a folder, while the server runs.

use super::{Data, say};
use clap::Args;
use lantern_server::care::folders::back_up_folder;
use lantern_server::clock::{Clock as _, SystemClock};
use std::path::PathBuf;

/// Copies journal and keys into a folder, checked after writing; the server may be running.
///
/// A folder that holds an earlier backup of the same journal gets only what was added since.
/// The backup holds HQ's secret key: keep it as safe as the server itself.
#[derive(Args)]
pub(super) struct Backup {
    #[command(flatten)]
    data: Data,
    /// The backup's folder: a new one, or one with an earlier backup of the same journal.
    #[arg(long, value_name = "FOLDER")]
    to: PathBuf,
}

impl Backup {
    pub(super) fn run(self) -> anyhow::Result<()> {
        let backup = back_up_folder(&self.data.folder, &self.to, SystemClock.now_ms())?;
        say(&backup.report.to_string())?;
        let (copied, position) = (backup.copied_bytes, backup.manifest.position);
        say(&format!("backed up to position {position}: {copied} bytes copied, everything read back and checked"))?;
        eprintln!("The backup holds HQ's secret key: keep it as safe as the server itself.");
        Ok(())
    }
}
