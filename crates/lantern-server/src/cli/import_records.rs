//! `import-records`: bundles and other journals, put through the same intake as what phones bring.

use super::{Data, say};
use anyhow::Context as _;
use clap::Args;
use lantern_server::Settings;
use std::path::PathBuf;

/// Takes in records from bundle files, backups or other servers' data folders: once each, however often it is done.
///
/// What is signed by a key that HQ does not know is held until it does.
#[derive(Args)]
pub(super) struct ImportRecords {
    #[command(flatten)]
    data: Data,
    /// A bundle file, a backup, or a data folder whose server does not run.
    #[arg(required = true, value_name = "FILE_OR_FOLDER")]
    from: Vec<PathBuf>,
}

impl ImportRecords {
    pub(super) fn run(self) -> anyhow::Result<()> {
        let server = self.data.open(Settings::default())?;
        for place in &self.from {
            let brought = server.import_records(place).with_context(|| format!("importing {}", place.display()))?;
            say(&format!("{}: {brought}", place.display()))?;
        }
        Ok(())
    }
}
