//! `doctor`: what is wrong with a data folder, in words, and `--repair`.

use super::{Data, say};
use anyhow::{Context as _, bail};
use clap::Args;
use lantern_server::care::{Repaired, examine, repair};
use lantern_server::disk::Folder;
use lantern_server::storage::durable::JOURNAL_FOLDER;
use std::path::{Path, PathBuf};

/// Says what is damaged in a data folder, what stands behind it and what can fill it; with `--repair`, repairs the journal.
///
/// Without `--repair` nothing is changed. A repair deletes nothing: what is damaged stays in its file, and everything from
/// there on is written anew behind it.
#[derive(Args)]
pub(super) struct Doctor {
    #[command(flatten)]
    data: Data,
    /// Another copy of the same journal that may have what is lost: a backup, or another data folder.
    #[arg(long, value_name = "FOLDER")]
    with: Option<PathBuf>,
    /// Makes the journal writable again; the server must be stopped.
    #[arg(long)]
    repair: bool,
}

impl Doctor {
    pub(super) fn run(self) -> anyhow::Result<()> {
        let examination = examine(&self.data.folder, self.with.as_deref())?;
        say(&examination.to_string())?;
        if !self.repair {
            return if examination.is_well() { Ok(()) } else { bail!("not all is well") };
        }
        let disk = journal(&self.data.folder)?;
        let copy = self.with.as_deref().map(journal).transpose()?;
        let repaired = repair(&disk, copy.as_ref().map(|copy| copy as _))?;
        let Repaired { file, written_count, filled_count, lost_count } = repaired;
        say(&format!(
            "repaired: {written_count} records written anew in {file}, {filled_count} filled in, {lost_count} lost"
        ))?;
        if lost_count > 0 {
            say("Phones are asked for what is lost at their next contact; HQ goes on in new logs.")?;
        }
        Ok(())
    }
}

fn journal(folder: &Path) -> anyhow::Result<Folder> {
    let journal = folder.join(JOURNAL_FOLDER);
    Folder::open(&journal).with_context(|| format!("opening {}", journal.display()))
}
