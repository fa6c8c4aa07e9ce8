//! Opening a data folder: the journal with its lock first, then the secrets.

use super::Data;
use anyhow::{Context as _, bail};
use lantern_server::care::folders::make_private;
use lantern_server::clock::SystemClock;
use lantern_server::journal::JournalOpenError;
use lantern_server::keys::{self, KEYS_FOLDER, Keys};
use lantern_server::random::{Random as _, SystemRandomness};
use lantern_server::storage::durable::{JournalStorage, OpenError, StorageSettings};
use lantern_server::storage::{JournalPosition, Storage as _};
use lantern_server::{Parts, Server, Settings};
use std::sync::Arc;

impl Data {
    /// Opens the whole server.
    pub(super) fn open(&self, settings: Settings) -> anyhow::Result<Server> {
        let storage = Arc::new(self.open_storage()?);
        let has_key = keys::public_key(&self.folder.join(KEYS_FOLDER)).is_ok();
        if !has_key && storage.last_position() > JournalPosition::START {
            bail!("keys/server-key.pk8 is missing or cannot be read: put it back from a backup");
        }
        let keys = Arc::new(Keys::open(&self.folder.join(KEYS_FOLDER)).context("opening the folder of keys")?);
        let (clock, random) = (Arc::new(SystemClock), Arc::new(SystemRandomness));
        Ok(Server::open(Parts { storage, keys, clock, random, settings })?)
    }

    /// Opens the storage alone.
    pub(super) fn open_storage(&self) -> anyhow::Result<JournalStorage> {
        let folder = &self.folder;
        make_private(folder).with_context(|| format!("making the data folder {}", folder.display()))?;
        match JournalStorage::open(folder, StorageSettings::new(SystemRandomness.uuid())) {
            Err(OpenError::Journal(JournalOpenError::InUse)) => {
                bail!("the data folder {} is in use: stop the server, then ask again", folder.display())
            }
            opened => opened.with_context(|| format!("opening the data folder {}", folder.display())),
        }
    }
}
