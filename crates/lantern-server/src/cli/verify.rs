//! `verify`: whether every acknowledged record is there, whole and signed. Changes nothing; a server may run meanwhile.

use super::{Data, say};
use anyhow::bail;
use clap::Args;
use lantern_server::{signatures, storage::verify::verify};

#[derive(Args)]
pub(super) struct Verify {
    #[command(flatten)]
    data: Data,
}

impl Verify {
    pub(super) fn run(self) -> anyhow::Result<()> {
        let report = verify(&self.data.folder)?;
        say(&report.to_string())?;
        let unproven = signatures::check(&self.data.folder)?;
        unproven.iter().try_for_each(|found| say(&found.to_string()))?;
        if !report.is_sound() || !unproven.is_empty() {
            bail!("not everything is as it was acknowledged");
        }
        say("every signature holds")
    }
}
