//! A folder of files, as little of it as the journal needs, so that tests can put a failing one in its place.
//!
//! [`Folder`] is the real one. `SimulatedDisk` (feature `testing`) forgets at a power cut what was not synced.
//! Leaves what is written where to `journal`.

mod folder;
#[cfg(any(test, feature = "testing"))]
pub mod simulated;

use std::any::Any;
use std::fmt;
use std::io;
use std::sync::Arc;

pub use folder::Folder;
#[cfg(any(test, feature = "testing"))]
pub use simulated::SimulatedDisk;

/// One flat folder of files.
///
/// Names are plain file names, without separators.
/// What a call changes can be seen at once by every later call, but survives a power cut only after a sync:
/// names (created, renamed, removed) after [`sync_names`](Self::sync_names), bytes after [`DiskFile::sync_bytes`].
/// Until then any part of it may be lost, and not only the latest.
pub trait Disk: Send + Sync + fmt::Debug {
    /// Makes an empty file.
    ///
    /// # Errors
    ///
    /// `AlreadyExists`, or whatever the disk reports.
    fn create(&self, name: &str) -> io::Result<Arc<dyn DiskFile>>;

    /// Opens a file for reading and writing.
    ///
    /// # Errors
    ///
    /// `NotFound`, or whatever the disk reports.
    fn open(&self, name: &str) -> io::Result<Arc<dyn DiskFile>>;

    /// Returns the names of all files, in order of their bytes.
    ///
    /// # Errors
    ///
    /// Whatever the disk reports.
    fn names(&self) -> io::Result<Vec<String>>;

    /// Gives a file another name, in the place of a file that has it already.
    ///
    /// # Errors
    ///
    /// `NotFound`, or whatever the disk reports.
    fn rename(&self, from: &str, to: &str) -> io::Result<()>;

    /// Removes a file; those who have it open may go on using it.
    ///
    /// # Errors
    ///
    /// `NotFound`, or whatever the disk reports.
    fn remove(&self, name: &str) -> io::Result<()>;

    /// Returns when all changes of names so far would survive a power cut.
    ///
    /// # Errors
    ///
    /// Whatever the disk reports: then nothing is known about them.
    fn sync_names(&self) -> io::Result<()>;

    /// Keeps every other process out until the returned value is dropped, or this process ends.
    ///
    /// # Errors
    ///
    /// `ResourceBusy` when another holds it.
    fn lock(&self) -> io::Result<DiskLock>;
}

/// An open file, read and written at any place by any number of threads.
pub trait DiskFile: Send + Sync + fmt::Debug {
    /// Writes all bytes at an offset, which is at most the file's length.
    ///
    /// # Errors
    ///
    /// Whatever the disk reports: then any part of them may have been written.
    fn write_at(&self, offset: u64, bytes: &[u8]) -> io::Result<()>;

    /// Reads from an offset until the buffer is full or the file ends, and returns how many bytes that gave.
    ///
    /// # Errors
    ///
    /// Whatever the disk reports.
    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize>;

    /// Returns the length in bytes.
    ///
    /// # Errors
    ///
    /// Whatever the disk reports.
    fn length(&self) -> io::Result<u64>;

    /// Cuts the file to a length that is at most its own.
    ///
    /// # Errors
    ///
    /// Whatever the disk reports.
    fn truncate(&self, length: u64) -> io::Result<()>;

    /// Returns when all that was written to the file so far, and its length, would survive a power cut.
    ///
    /// # Errors
    ///
    /// Whatever the disk reports: then nothing is known about what was written since the last success, *and asking
    /// again must not be trusted*: the kernel forgets what it failed to write, and says yes the second time.
    fn sync_bytes(&self) -> io::Result<()>;
}

/// Keeps other processes out of a disk for as long as it lives.
pub struct DiskLock(#[expect(dead_code, reason = "held for its drop alone")] Box<dyn Any + Send + Sync>);

impl DiskLock {
    /// Wraps what has to live on.
    pub fn holding(guard: impl Any + Send + Sync) -> Self {
        Self(Box::new(guard))
    }
}

impl fmt::Debug for DiskLock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DiskLock")
    }
}

/// Returns whether an error says that there is no space left.
pub fn is_full(kind: io::ErrorKind) -> bool {
    matches!(kind, io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge)
}
