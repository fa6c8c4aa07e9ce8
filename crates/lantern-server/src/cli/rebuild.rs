//! `rebuild`: the index made anew from the journal. Never needed for the figures to be right.

use super::{Data, say};
use clap::Args;
use lantern_server::storage::Storage as _;

#[derive(Args)]
pub(super) struct Rebuild {
    #[command(flatten)]
    data: Data,
}

impl Rebuild {
    pub(super) fn run(self) -> anyhow::Result<()> {
        let storage = self.data.open_storage()?;
        storage.rebuild_index()?;
        say(&format!("The index is made anew up to position {}.", storage.applied()))
    }
}
