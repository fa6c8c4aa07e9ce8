//! `restore`: a new data folder out of a backup.

use super::{Data, say};
use clap::Args;
use lantern_server::Settings;
use lantern_server::care::folders::restore_folder;
use lantern_server::clock::{Clock as _, SystemClock};
use lantern_server::random::{Random as _, SystemRandomness};
use lantern_server::storage::StorageSettings;
use std::path::{Path, PathBuf};

/// Makes a new data folder of a backup.
///
/// What phones hold beyond the backup they send by themselves at their next contact, also what HQ wrote itself and they had
/// pulled. Phones that were enrolled after the backup are not known any more and need a new link.
#[derive(Args)]
pub(super) struct Restore {
    /// The backup's folder, or the data folder of a server that does not run any more.
    #[arg(long, value_name = "FOLDER")]
    from: PathBuf,
    #[command(flatten)]
    data: Data,
}

impl Restore {
    pub(super) fn run(self) -> anyhow::Result<()> {
        let settings = StorageSettings::new(SystemRandomness.uuid());
        // A server that is opened there once begins HQ's new logs.
        let begin = |place: &Path| -> anyhow::Result<()> {
            let data = Data { folder: place.to_owned() };
            data.open(Settings::default()).map(drop)
        };
        let restored = restore_folder(&self.from, &self.data.folder, settings, SystemClock.now(), begin)?;
        let note = &restored.note;
        say(&format!(
            "restored: journal {} goes on from journal {}, position {}",
            restored.journal, note.journal, note.position
        ))?;
        say("Phones send what came after the backup at their next contact; everybody at HQ signs in again.")?;
        say("Phones that were enrolled after the backup need a new link.")
    }
}
