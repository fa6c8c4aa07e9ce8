//! Backups and restores of whole data folders: the journal, and the keys beside it.
//!
//! A new folder is made under a name of its own (`….unfinished`) and gets its own when all of it is written, checked and
//! synced. Sessions are not copied: after a restore everybody signs in again.
//! Leaves the journal's bytes to [`mod@super::backup`] and [`mod@super::restore`].

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use lantern_domain::Moment;
use thiserror::Error;

use super::backup::{Backup, BackupError, back_up};
use super::restore::{RestoreError, Restored, restore};
use crate::disk::{Disk as _, Folder};
use crate::keys::{self, KEYS_FOLDER};
use crate::storage::StorageSettings;
use crate::storage::durable::JOURNAL_FOLDER;

/// Why a folder was not copied.
#[derive(Debug, Error)]
pub enum CareError {
    /// Not backed up.
    #[error(transparent)]
    Backup(#[from] BackupError),
    /// Not restored.
    #[error(transparent)]
    Restore(#[from] RestoreError),
    /// The keys do not fit.
    #[error("{0}")]
    Keys(String),
    /// An earlier attempt was interrupted.
    #[error("{} is left from an attempt that was interrupted: remove it, then try again", .0.display())]
    Unfinished(PathBuf),
    /// A server uses what is to be copied.
    #[error("a server is using {}: stop it, or restore from a backup", .0.display())]
    InUse(PathBuf),
    /// A folder cannot be used.
    #[error("{folder}: {reason}", folder = .0.display(), reason = .1)]
    Io(PathBuf, io::Error),
}

/// Backs a data folder up into a folder, new or with an earlier backup of the same journal; the server may be running.
///
/// # Errors
///
/// [`CareError`]: an earlier backup is still whole, and a new one is not there.
pub fn back_up_folder(data: &Path, to: &Path, now_ms: i64) -> Result<Backup, CareError> {
    let from = open_journal(data).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => BackupError::NoJournal.into(),
        _ => CareError::Io(data.to_owned(), error),
    })?;
    let copy_into = |place: &Path| {
        keys::copy(&data.join(KEYS_FOLDER), &place.join(KEYS_FOLDER))
            .map_err(|error| CareError::Keys(error.to_string()))?;
        let journal = place.join(JOURNAL_FOLDER);
        let disk = Folder::open_or_create(&journal).map_err(|error| CareError::Io(journal, error))?;
        let backup = back_up(&from, &disk, now_ms)?;
        let own = keys::public_key(&place.join(KEYS_FOLDER)).map_err(|error| CareError::Keys(error.to_string()))?;
        match backup.report.hq_key {
            Some(key) if key != own => {
                Err(CareError::Keys("keys/server-key.pk8 is not the key of this journal".into()))
            }
            _ => Ok(backup),
        }
    };
    if has_something(to).map_err(|error| CareError::Io(to.to_owned(), error))? {
        return copy_into(to);
    }
    make_whole(to, copy_into)
}

/// Restores a backup into a new data folder, with the keys that are in it.
///
/// `finish` is called on the folder before it gets its name: a server opened there begins its new logs.
///
/// # Errors
///
/// [`CareError`]: then there is no such data folder.
pub fn restore_folder<E: From<CareError>>(
    backup: &Path,
    data: &Path,
    settings: StorageSettings,
    at: Moment,
    finish: impl FnOnce(&Path) -> Result<(), E>,
) -> Result<Restored, E> {
    if has_something(data).map_err(|error| CareError::Io(data.to_owned(), error))? {
        return Err(CareError::from(RestoreError::NotEmpty).into());
    }
    let from = open_journal(backup).map_err(|error| CareError::Io(backup.to_owned(), error))?;
    // A medium that cannot be written to has no server on it either.
    let _lock = match from.lock() {
        Err(error) if error.kind() == io::ErrorKind::ResourceBusy => {
            return Err(CareError::InUse(backup.to_owned()).into());
        }
        lock => lock.ok(),
    };
    make_whole(data, |place| {
        let key_folder = place.join(KEYS_FOLDER);
        keys::copy(&backup.join(KEYS_FOLDER), &key_folder)
            .and_then(|()| keys::public_key(&key_folder))
            .map_err(|error| CareError::Keys(format!("the backup's keys cannot be used: {error}")))?;
        let journal = place.join(JOURNAL_FOLDER);
        let disk = Folder::open_or_create(&journal).map_err(|error| CareError::Io(journal, error))?;
        let restored = restore(&from, Arc::new(disk), settings, at).map_err(CareError::from)?;
        finish(place)?;
        Ok(restored)
    })
}

/// Makes a folder under another name, and gives it its own when it is whole.
fn make_whole<T, E: From<CareError>>(place: &Path, make: impl FnOnce(&Path) -> Result<T, E>) -> Result<T, E> {
    let mut name = OsString::from(place.as_os_str());
    name.push(".unfinished");
    let aside = PathBuf::from(name);
    if aside.exists() {
        return Err(CareError::Unfinished(aside).into());
    }
    let named = |error| CareError::Io(place.to_owned(), error);
    make_private(&aside).map_err(named)?;
    let made = make(&aside);
    if made.is_err() {
        let _half_made = fs::remove_dir_all(&aside);
        return made;
    }
    // Into the place of an empty folder, if there is one.
    fs::rename(&aside, place).map_err(named)?;
    let parent = place.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    Folder::open(parent).and_then(|folder| folder.sync_names()).map_err(named)?;
    made
}

fn open_journal(data: &Path) -> io::Result<Folder> {
    Folder::open(&data.join(JOURNAL_FOLDER))
}

fn has_something(folder: &Path) -> io::Result<bool> {
    match fs::read_dir(folder) {
        Ok(mut entries) => Ok(entries.next().is_some()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

/// Makes a folder that only its owner may look into.
pub fn make_private(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}
