//! Opening a data folder: the journal with its lock first, then the secrets.

use super::Data;
use anyhow::{Context as _, bail};
use lantern_server::clock::SystemClock;
use lantern_server::journal::JournalOpenError;
use lantern_server::keys::Keys;
use lantern_server::random::{Random as _, SystemRandomness};
use lantern_server::storage::durable::{JournalStorage, OpenError, StorageSettings};
use lantern_server::{Parts, Server, Settings};
use std::path::Path;
use std::sync::Arc;

const KEYS_FOLDER: &str = "keys";

impl Data {
    /// Opens the whole server.
    pub(super) fn open(&self, settings: Settings) -> anyhow::Result<Server> {
        let storage = Arc::new(self.open_storage()?);
        let keys = Arc::new(Keys::open(&self.folder.join(KEYS_FOLDER)).context("opening the folder of keys")?);
        let (clock, random) = (Arc::new(SystemClock), Arc::new(SystemRandomness));
        Ok(Server::open(Parts { storage, keys, clock, random, settings })?)
    }

    /// Opens the storage alone.
    pub(super) fn open_storage(&self) -> anyhow::Result<JournalStorage> {
        let folder = &self.folder;
        make(folder).with_context(|| format!("making the data folder {}", folder.display()))?;
        match JournalStorage::open(folder, StorageSettings::new(SystemRandomness.uuid())) {
            Err(OpenError::Journal(JournalOpenError::InUse)) => {
                bail!("the data folder {} is in use: stop the server, then ask again", folder.display())
            }
            opened => opened.with_context(|| format!("opening the data folder {}", folder.display())),
        }
    }
}

/// Makes the folder, where there is none, so that only its owner may look into it.
fn make(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}
