//! `rebuild`: the index made anew from the journal. Never needed for the figures to be right.

use super::{Data, say};
use clap::Args;
use lantern_server::random::{Random as _, SystemRandomness};
use lantern_server::storage::durable::StorageSettings;
use lantern_server::storage::verify::rebuild;

#[derive(Args)]
pub(super) struct Rebuild {
    #[command(flatten)]
    data: Data,
}

impl Rebuild {
    pub(super) fn run(self) -> anyhow::Result<()> {
        let position = rebuild(&self.data.folder, StorageSettings::new(SystemRandomness.uuid()))?;
        say(&format!("The index is made anew up to position {position}."))
    }
}
