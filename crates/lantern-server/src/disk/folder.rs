//! A real folder of a Unix file system.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{Disk, DiskFile, DiskLock};

/// The file whose lock says that a server uses the folder; it stays when the server has gone.
const LOCK_NAME: &str = "in-use";

/// A real folder.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
}

impl Folder {
    /// Opens a folder; makes it, durably, where there is none.
    ///
    /// # Errors
    ///
    /// Whatever the file system reports.
    pub fn open_or_create(path: &Path) -> io::Result<Self> {
        if !path.is_dir() {
            fs::create_dir_all(path)?;
            // Every folder above may be new: sync each, so that the way to the files survives too.
            for parent in path.ancestors().skip(1).filter(|parent| !parent.as_os_str().is_empty()) {
                sync_folder(parent)?;
            }
        }
        Self::open(path)
    }

    /// Opens a folder that is there.
    ///
    /// # Errors
    ///
    /// `NotFound`, `NotADirectory`, or whatever the file system reports.
    pub fn open(path: &Path) -> io::Result<Self> {
        fs::read_dir(path)?;
        Ok(Self { path: path.to_owned() })
    }
}

impl Disk for Folder {
    fn create(&self, name: &str) -> io::Result<Arc<dyn DiskFile>> {
        let file = OpenOptions::new().read(true).write(true).create_new(true).open(self.path.join(name))?;
        Ok(Arc::new(FolderFile(file)))
    }

    fn open(&self, name: &str) -> io::Result<Arc<dyn DiskFile>> {
        let path = self.path.join(name);
        // Looking at a journal must work without the right to change it: writing then fails where it is tried.
        let file = match OpenOptions::new().read(true).write(true).open(&path) {
            Err(error) if is_read_only(&error) => File::open(&path)?,
            opened => opened?,
        };
        Ok(Arc::new(FolderFile(file)))
    }

    fn names(&self) -> io::Result<Vec<String>> {
        let mut names = Vec::new();
        for entry in fs::read_dir(&self.path)? {
            let entry = entry?;
            if entry.file_type()?.is_file() {
                names.extend(entry.file_name().into_string().ok());
            }
        }
        names.sort();
        Ok(names)
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        fs::rename(self.path.join(from), self.path.join(to))
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        fs::remove_file(self.path.join(name))
    }

    fn sync_names(&self) -> io::Result<()> {
        sync_folder(&self.path)
    }

    fn lock(&self) -> io::Result<DiskLock> {
        let path = self.path.join(LOCK_NAME);
        let file = OpenOptions::new().write(true).create(true).truncate(false).open(path)?;
        match file.try_lock() {
            Ok(()) => Ok(DiskLock::holding(file)),
            Err(TryLockError::WouldBlock) => Err(io::ErrorKind::ResourceBusy.into()),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }
}

#[derive(Debug)]
struct FolderFile(File);

impl DiskFile for FolderFile {
    fn write_at(&self, offset: u64, bytes: &[u8]) -> io::Result<()> {
        self.0.write_all_at(bytes, offset)
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let mut filled = 0;
        while filled < buffer.len() {
            match self.0.read_at(&mut buffer[filled..], offset + filled as u64) {
                Ok(0) => break,
                Ok(count) => filled += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(filled)
    }

    fn length(&self) -> io::Result<u64> {
        Ok(self.0.metadata()?.len())
    }

    fn truncate(&self, length: u64) -> io::Result<()> {
        self.0.set_len(length)
    }

    fn sync_bytes(&self) -> io::Result<()> {
        // fdatasync, which also keeps the length; on macOS this is F_FULLFSYNC.
        self.0.sync_data()
    }
}

fn sync_folder(path: &Path) -> io::Result<()> {
    match File::open(path) {
        Ok(folder) => folder.sync_all(),
        // Far above the data there may be folders that only root may open; they were not made by us.
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => Ok(()),
        Err(error) => Err(error),
    }
}

fn is_read_only(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_read_back_and_stop_at_the_end() {
        let place = tempfile::tempdir().unwrap();
        let folder = Folder::open_or_create(&place.path().join("a/b")).unwrap();
        let file = folder.create("x").unwrap();
        file.write_at(0, b"lantern").unwrap();
        file.sync_bytes().unwrap();
        folder.sync_names().unwrap();
        let mut buffer = [0; 8];
        assert_eq!(folder.open("x").unwrap().read_at(4, &mut buffer).unwrap(), 3);
        assert_eq!(&buffer[..3], b"ern");
    }

    #[test]
    fn a_file_is_made_once_renamed_and_removed() {
        let place = tempfile::tempdir().unwrap();
        let folder = Folder::open(place.path()).unwrap();
        folder.create("x").unwrap();
        assert_eq!(folder.create("x").unwrap_err().kind(), io::ErrorKind::AlreadyExists);
        folder.rename("x", "y").unwrap();
        assert_eq!(folder.names().unwrap(), ["y"]);
        folder.remove("y").unwrap();
        assert_eq!(folder.open("y").unwrap_err().kind(), io::ErrorKind::NotFound);
    }

    #[test]
    fn only_one_holds_the_lock() {
        let place = tempfile::tempdir().unwrap();
        let folder = Folder::open(place.path()).unwrap();
        let lock = folder.lock().unwrap();
        assert_eq!(folder.lock().unwrap_err().kind(), io::ErrorKind::ResourceBusy);
        drop(lock);
        folder.lock().unwrap();
    }
}
