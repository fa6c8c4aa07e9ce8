//! The operations of a simulated disk: each changes what is seen at once, and what is durable at a sync.

use std::io;
use std::sync::Arc;

use super::loss::{FileChange, NameChange};
use super::state::{Fate, FileState};
use super::{Operation, SimulatedDisk};
use crate::disk::{Disk, DiskFile, DiskLock};

impl Disk for SimulatedDisk {
    fn create(&self, name: &str) -> io::Result<Arc<dyn DiskFile>> {
        let mut state = self.state();
        state.begin(Operation::Create)?.report()?;
        if state.names.contains_key(name) {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        state.files.push(FileState::default());
        let file = state.files.len() - 1;
        state.change_names(NameChange::Set(name.to_owned(), file));
        Ok(handle(self, file))
    }

    fn open(&self, name: &str) -> io::Result<Arc<dyn DiskFile>> {
        let state = self.state();
        let file = state.file(name)?;
        Ok(handle(self, file))
    }

    fn names(&self) -> io::Result<Vec<String>> {
        Ok(self.state().names.keys().cloned().collect())
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        let mut state = self.state();
        let fate = state.begin(Operation::Rename)?;
        state.file(from)?;
        state.change_names(NameChange::Rename(from.to_owned(), to.to_owned()));
        fate.report()
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        let mut state = self.state();
        state.begin(Operation::Remove)?.report()?;
        state.file(name)?;
        state.change_names(NameChange::Remove(name.to_owned()));
        Ok(())
    }

    fn sync_names(&self) -> io::Result<()> {
        let mut state = self.state_for_sync();
        state.begin(Operation::SyncNames)?.report()?;
        if !state.are_syncs_ignored {
            state.kept_names = state.names.clone();
            state.name_changes.clear();
        }
        Ok(())
    }

    fn lock(&self) -> io::Result<DiskLock> {
        let mut state = self.state();
        if std::mem::replace(&mut state.is_locked, true) {
            return Err(io::ErrorKind::ResourceBusy.into());
        }
        Ok(DiskLock::holding(Unlock(self.clone())))
    }
}

/// Gives the lock back when it is dropped.
struct Unlock(SimulatedDisk);

impl Drop for Unlock {
    fn drop(&mut self) {
        self.0.state().is_locked = false;
    }
}

#[derive(Debug)]
struct SimulatedFile {
    disk: SimulatedDisk,
    file: usize,
}

impl DiskFile for SimulatedFile {
    fn write_at(&self, offset: u64, bytes: &[u8]) -> io::Result<()> {
        let mut state = self.disk.state();
        let fate = state.begin(Operation::Write)?;
        let end = offset + bytes.len() as u64;
        let grows_by = end.saturating_sub(state.files[self.file].seen.len() as u64);
        let missing = grows_by.saturating_sub(state.free_bytes());
        let fits = bytes.len() - usize::try_from(missing).map_err(io::Error::other)?;
        let count = if matches!(fate, Fate::Fails(_)) { fits.min(bytes.len() / 2) } else { fits };
        state.change_file(self.file, FileChange::Write(offset as usize, bytes[..count].to_vec()));
        fate.report()?;
        if missing > 0 { Err(io::ErrorKind::StorageFull.into()) } else { Ok(()) }
    }

    fn read_at(&self, offset: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let mut state = self.disk.state();
        state.begin(Operation::Read)?.report()?;
        let rest = state.files[self.file].seen.get(offset as usize..).unwrap_or_default();
        let count = rest.len().min(buffer.len());
        buffer[..count].copy_from_slice(&rest[..count]);
        Ok(count)
    }

    fn length(&self) -> io::Result<u64> {
        Ok(self.disk.state().files[self.file].seen.len() as u64)
    }

    fn truncate(&self, length: u64) -> io::Result<()> {
        let mut state = self.disk.state();
        let fate = state.begin(Operation::Truncate)?;
        state.change_file(self.file, FileChange::Truncate(length as usize));
        fate.report()
    }

    fn sync_bytes(&self) -> io::Result<()> {
        let mut state = self.disk.state_for_sync();
        let fate = state.begin(Operation::SyncBytes)?;
        let ignored = state.are_syncs_ignored;
        let is_off = state.operations_left == Some(0);
        let file = &mut state.files[self.file];
        match fate {
            Fate::Happens if ignored => {}
            Fate::Happens => {
                for change in file.changes.drain(..) {
                    change.apply(&mut file.kept);
                }
                state.sync_count += 1;
            }
            Fate::Fails(error) => {
                // At a power cut the loss decides; otherwise the kernel has forgotten what it could not write.
                if !is_off {
                    file.changes.clear();
                }
                return Err(error);
            }
        }
        Ok(())
    }
}

fn handle(disk: &SimulatedDisk, file: usize) -> Arc<dyn DiskFile> {
    Arc::new(SimulatedFile { disk: disk.clone(), file })
}
