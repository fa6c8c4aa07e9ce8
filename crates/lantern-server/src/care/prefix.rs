//! A backup seen as the journal that its manifest says it is: what an unfinished copy left behind is not seen.

use std::io;
use std::sync::Arc;

use super::manifest::Manifest;
use crate::disk::{Disk, DiskFile, DiskLock};

/// A disk of which only what the manifest names can be read, and nothing be changed.
#[derive(Debug)]
pub(super) struct Prefix<'a> {
    pub(super) disk: &'a dyn Disk,
    pub(super) manifest: &'a Manifest,
}

#[derive(Debug)]
struct PrefixFile {
    file: Arc<dyn DiskFile>,
    bytes: u64,
}

fn read_only<T>() -> io::Result<T> {
    Err(io::ErrorKind::ReadOnlyFilesystem.into())
}

impl Disk for Prefix<'_> {
    fn create(&self, _: &str) -> io::Result<Arc<dyn DiskFile>> {
        read_only()
    }

    fn open(&self, name: &str) -> io::Result<Arc<dyn DiskFile>> {
        let segment = self.manifest.segment(name).ok_or(io::ErrorKind::NotFound)?;
        Ok(Arc::new(PrefixFile { file: self.disk.open(name)?, bytes: segment.bytes }))
    }

    fn names(&self) -> io::Result<Vec<String>> {
        let there = self.disk.names()?;
        Ok(there.into_iter().filter(|name| self.manifest.segment(name).is_some()).collect())
    }

    fn rename(&self, _: &str, _: &str) -> io::Result<()> {
        read_only()
    }

    fn remove(&self, _: &str) -> io::Result<()> {
        read_only()
    }

    fn sync_names(&self) -> io::Result<()> {
        Ok(())
    }

    fn lock(&self) -> io::Result<DiskLock> {
        read_only()
    }
}

impl DiskFile for PrefixFile {
    fn write_at(&self, _: u64, _: &[u8]) -> io::Result<()> {
        read_only()
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.bytes.saturating_sub(offset)).unwrap_or(usize::MAX);
        let wanted = buffer.len().min(left);
        self.file.read_at(offset, &mut buffer[..wanted])
    }

    fn length(&self) -> io::Result<u64> {
        Ok(self.file.length()?.min(self.bytes))
    }

    fn truncate(&self, _: u64) -> io::Result<()> {
        read_only()
    }

    fn sync_bytes(&self) -> io::Result<()> {
        Ok(())
    }
}
