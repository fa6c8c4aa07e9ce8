//! Small secret files, replaced whole: written aside, synced, renamed, the folder synced.
//!
//! Leaves what is in them to the rest of `keys`.

use serde::{Serialize, de::DeserializeOwned};
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// A folder that only its owner may read; or none, for tests.
pub(super) struct KeyFolder(Option<PathBuf>);

impl KeyFolder {
    pub(super) fn open(folder: &Path) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        restrict(folder, 0o700)?;
        Ok(Self(Some(folder.to_owned())))
    }

    /// Takes a folder as it is, to read from it.
    pub(super) fn of(folder: &Path) -> Self {
        Self(Some(folder.to_owned()))
    }

    #[cfg(any(test, feature = "testing"))]
    pub(super) fn none() -> Self {
        Self(None)
    }

    /// Returns a file's bytes; `None` when there is no such file.
    pub(super) fn read(&self, name: &str) -> io::Result<Option<Vec<u8>>> {
        let Some(folder) = &self.0 else { return Ok(None) };
        match fs::read(folder.join(name)) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    pub(super) fn read_json<T: DeserializeOwned>(&self, name: &str) -> io::Result<Option<T>> {
        let bytes = self.read(name)?;
        let parse = |bytes: Vec<u8>| {
            serde_json::from_slice(&bytes)
                .map_err(|_| io::Error::new(io::ErrorKind::InvalidData, format!("keys/{name} cannot be read")))
        };
        bytes.map(parse).transpose()
    }

    /// Replaces a file so that a power cut leaves either the old or the new one, never half of it.
    pub(super) fn replace(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let Some(folder) = &self.0 else { return Ok(()) };
        let aside = folder.join(format!("{name}.new"));
        let mut file = create(&aside)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&aside, folder.join(name))?;
        File::open(folder)?.sync_all()
    }

    pub(super) fn replace_json<T: Serialize>(&self, name: &str, value: &T) -> io::Result<()> {
        self.replace(name, &serde_json::to_vec(value)?)
    }
}

fn create(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path)?;
    restrict(path, 0o600)?;
    Ok(file)
}

#[cfg(unix)]
fn restrict(path: &Path, mode: u32) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(mode))
}

#[cfg(not(unix))]
fn restrict(_path: &Path, _mode: u32) -> io::Result<()> {
    Ok(())
}
