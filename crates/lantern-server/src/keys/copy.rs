//! Copying the secrets into a backup and back, and looking at them without making any.
//!
//! Sessions stay behind: they are worth nothing elsewhere.

use super::files::KeyFolder;
use super::{ADMIN, Admin, RingKey, SERVER_KEY, Signer as _, invalid};
use lantern_ledger::head::PublicKey;
use std::io;
use std::path::Path;

/// Copies HQ's key and the administrator's password from one folder of secrets to another, readable by its owner alone.
///
/// # Errors
///
/// [`io::ErrorKind::NotFound`] when there is no key, or what the disk says.
pub fn copy(from: &Path, to: &Path) -> io::Result<()> {
    let from = KeyFolder::of(from);
    let key = from.read(SERVER_KEY)?;
    let key = key.ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, "keys/server-key.pk8 is missing"))?;
    let to = KeyFolder::open(to)?;
    to.replace(SERVER_KEY, &key)?;
    from.read(ADMIN)?.map_or(Ok(()), |admin| to.replace(ADMIN, &admin))
}

/// Returns the public half of the key in a folder of secrets.
///
/// # Errors
///
/// [`io::ErrorKind::NotFound`] when there is none, [`io::ErrorKind::InvalidData`] when it cannot be read, or what the disk
/// says.
pub fn public_key(folder: &Path) -> io::Result<PublicKey> {
    let document = KeyFolder::of(folder).read(SERVER_KEY)?;
    let document = document.ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, "keys/server-key.pk8 is missing"))?;
    let key = RingKey::from_pkcs8(&document).ok_or_else(|| invalid("keys/server-key.pk8 cannot be read"))?;
    Ok(key.public_key())
}

/// Says what is wrong with the other files of a folder of secrets, which are made anew by setting a password or signing in.
pub fn problem_of_others(folder: &Path) -> Option<String> {
    let folder = KeyFolder::of(folder);
    match folder.read_json::<Admin>(ADMIN) {
        Ok(Some(_)) => {}
        Ok(None) => return Some("keys/admin.json is missing: no password is set".to_owned()),
        Err(error) => return Some(error.to_string()),
    }
    folder.read_json::<super::Sessions>(super::SESSIONS).err().map(|error| error.to_string())
}
