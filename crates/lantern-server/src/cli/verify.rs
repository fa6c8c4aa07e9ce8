//! `verify`: whether every acknowledged record is there, whole and signed.

use super::{Data, say};
use anyhow::bail;
use clap::Args;
use lantern_server::verify::verify;

#[derive(Args)]
pub(super) struct Verify {
    #[command(flatten)]
    data: Data,
}

impl Verify {
    pub(super) fn run(self) -> anyhow::Result<()> {
        let found = verify(&self.data.open_storage()?)?;
        say(&format!(
            "{} records: {} batches with {} entries of {} logs, {} contacts, {} of kinds that this version does not know",
            found.record_count,
            found.batch_count,
            found.entry_count,
            found.log_count,
            found.contact_count,
            found.other_count,
        ))?;
        found.problems.iter().for_each(|problem| eprintln!("{problem}"));
        if found.problems.is_empty() { say("All hashes and signatures hold.") } else { bail!("something is wrong") }
    }
}
