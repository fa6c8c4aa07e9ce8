//! A disk in memory that forgets at a power cut whatever was not synced, and fails when it is told to.
//!
//! For tests and the simulator. It is worse than real disks, on purpose: of what was not synced any part may be lost,
//! sector by sector, and a failed sync loses for good what it should have written while reads go on showing it.

mod loss;

use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use super::{Disk, DiskFile, DiskLock};
pub use loss::Loss;
use loss::{FileChange, NameChange};

/// What a disk can be asked to do, for choosing what fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    /// [`Disk::create`].
    Create,
    /// [`DiskFile::write_at`]; when it fails, half of the bytes are written.
    Write,
    /// [`DiskFile::read_at`].
    Read,
    /// [`DiskFile::truncate`].
    Truncate,
    /// [`DiskFile::sync_bytes`]; when it fails, what it should have kept is lost for good, though reads show it.
    SyncBytes,
    /// [`Disk::rename`].
    Rename,
    /// [`Disk::remove`].
    Remove,
    /// [`Disk::sync_names`].
    SyncNames,
}

/// A disk in memory. Clones are the same disk.
#[derive(Debug, Clone, Default)]
pub struct SimulatedDisk(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    names: BTreeMap<String, usize>,
    kept_names: BTreeMap<String, usize>,
    name_changes: Vec<NameChange>,
    files: Vec<FileState>,
    is_locked: bool,
    capacity_bytes: Option<u64>,
    operations_left: Option<u64>,
    operation_count: u64,
    sync_count: u64,
    failures: Vec<(Operation, u32, io::ErrorKind)>,
    are_syncs_held: bool,
    held_sync_count: usize,
    are_syncs_ignored: bool,
}

#[derive(Debug, Default, Clone)]
struct FileState {
    seen: Vec<u8>,
    kept: Vec<u8>,
    changes: Vec<FileChange>,
}

impl SimulatedDisk {
    /// Makes an empty disk that works.
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes the `n`-th next operation of a sort fail, counted from 0.
    pub fn fail(&self, operation: Operation, n: u32, kind: io::ErrorKind) {
        self.state().failures.push((operation, n, kind));
    }

    /// Bounds the bytes of all files together; a write beyond writes what fits and fails with `StorageFull`.
    pub fn set_capacity(&self, capacity_bytes: Option<u64>) {
        self.state().capacity_bytes = capacity_bytes;
    }

    /// Switches the power off after some more operations that change something: the last of them still happens, but
    /// reports an error, and so does everything after it.
    pub fn switch_off_after(&self, operations: u64) {
        self.state().operations_left = Some(operations);
    }

    /// Makes every sync wait until [`release_syncs`](Self::release_syncs).
    pub fn hold_syncs(&self) {
        self.state().are_syncs_held = true;
    }

    /// Lets the syncs that wait, and all later ones, happen.
    pub fn release_syncs(&self) {
        self.state().are_syncs_held = false;
        self.0.changed.notify_all();
    }

    /// Waits until a sync waits; [`hold_syncs`](Self::hold_syncs) came before.
    pub fn wait_for_held_sync(&self) {
        let none_waits = |state: &mut State| state.held_sync_count == 0;
        let _held = self.0.changed.wait_while(self.state(), none_waits).unwrap_or_else(PoisonError::into_inner);
    }

    /// Makes every sync say yes and do nothing: what a journal without syncs would be.
    pub fn ignore_syncs(&self) {
        self.state().are_syncs_ignored = true;
    }

    /// Returns how many bytes all files have together.
    pub fn used_bytes(&self) -> u64 {
        self.state().used_bytes()
    }

    /// Returns whether the power is off.
    pub fn is_off(&self) -> bool {
        self.state().operations_left == Some(0)
    }

    /// Returns how many operations were begun.
    pub fn operation_count(&self) -> u64 {
        self.state().operation_count
    }

    /// Returns how many syncs of bytes have succeeded.
    pub fn sync_count(&self) -> u64 {
        self.state().sync_count
    }

    /// Cuts the power: returns the disk as it is found afterwards, and switches this one off.
    pub fn cut_power(&self, loss: Loss) -> Self {
        let mut state = self.state();
        state.operations_left = Some(0);
        self.0.changed.notify_all();
        let mut chance = loss.chance();
        let files = state.files.iter().map(|file| {
            let kept = loss.of_bytes(&file.kept, &file.seen, &file.changes, &mut chance);
            FileState { seen: kept.clone(), kept, changes: Vec::new() }
        });
        let files = files.collect();
        let names = loss.of_names(&state.kept_names, &state.name_changes, &mut chance);
        let found = State { names: names.clone(), kept_names: names, files, ..State::default() };
        Self(Arc::new(Shared { state: Mutex::new(found), changed: Condvar::new() }))
    }

    /// Forgets all failures that were ordered, and gives all space back.
    pub fn mend(&self) {
        let mut state = self.state();
        state.failures.clear();
        state.capacity_bytes = None;
    }

    /// Returns a copy of the disk as running programs see it, with nothing left to sync.
    pub fn copy(&self) -> Self {
        let state = self.state();
        let files = state.files.iter().map(|file| FileState {
            seen: file.seen.clone(),
            kept: file.seen.clone(),
            changes: Vec::new(),
        });
        let files = files.collect();
        let found = State { names: state.names.clone(), kept_names: state.names.clone(), files, ..State::default() };
        Self(Arc::new(Shared { state: Mutex::new(found), changed: Condvar::new() }))
    }

    /// Returns the bytes of a file as running programs see them.
    pub fn bytes(&self, name: &str) -> Option<Vec<u8>> {
        let state = self.state();
        state.names.get(name).map(|&file| state.files[file].seen.clone())
    }

    /// Puts a file in place, durably, whatever was there before.
    pub fn put(&self, name: &str, bytes: Vec<u8>) {
        let mut state = self.state();
        state.files.push(FileState { seen: bytes.clone(), kept: bytes, changes: Vec::new() });
        let file = state.files.len() - 1;
        state.names.insert(name.to_owned(), file);
        state.kept_names.insert(name.to_owned(), file);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins a sync: waits while syncs are held.
    fn state_for_sync(&self) -> MutexGuard<'_, State> {
        let mut state = self.state();
        state.held_sync_count += 1;
        self.0.changed.notify_all();
        let is_held = |state: &mut State| state.are_syncs_held && state.operations_left != Some(0);
        state = self.0.changed.wait_while(state, is_held).unwrap_or_else(PoisonError::into_inner);
        state.held_sync_count -= 1;
        state
    }
}

/// What becomes of an operation.
enum Fate {
    Happens,
    /// It happens, in part or whole, and this is reported.
    Fails(io::Error),
}

impl State {
    /// Counts an operation and decides about it; an error means that it does not happen at all.
    fn begin(&mut self, operation: Operation) -> io::Result<Fate> {
        self.operation_count += 1;
        match &mut self.operations_left {
            Some(0) => return Err(power_is_off()),
            // Reads change nothing: a power cut at one is a power cut before the next change.
            Some(_) if operation == Operation::Read => {}
            Some(left) => {
                *left -= 1;
                if *left == 0 {
                    return Ok(Fate::Fails(power_is_off()));
                }
            }
            None => {}
        }
        let mut fails = None;
        self.failures.retain_mut(|(which, n, kind)| {
            let is_due = *which == operation && *n == 0;
            if is_due {
                fails.get_or_insert(*kind);
            } else if *which == operation {
                *n -= 1;
            }
            !is_due
        });
        Ok(fails.map_or(Fate::Happens, |kind| Fate::Fails(kind.into())))
    }

    fn file(&self, name: &str) -> io::Result<usize> {
        self.names.get(name).copied().ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn change_names(&mut self, change: NameChange) {
        change.apply(&mut self.names);
        self.name_changes.push(change);
    }

    fn change_file(&mut self, file: usize, change: FileChange) {
        change.apply(&mut self.files[file].seen);
        self.files[file].changes.push(change);
    }

    fn used_bytes(&self) -> u64 {
        self.names.values().map(|&file| self.files[file].seen.len() as u64).sum()
    }

    fn free_bytes(&self) -> u64 {
        self.capacity_bytes.map_or(u64::MAX, |capacity| capacity.saturating_sub(self.used_bytes()))
    }

    fn handle(&self, disk: &SimulatedDisk, file: usize) -> Arc<dyn DiskFile> {
        Arc::new(SimulatedFile { disk: disk.clone(), file })
    }
}

fn power_is_off() -> io::Error {
    io::Error::other("the power is off")
}

impl Fate {
    fn report(self) -> io::Result<()> {
        match self {
            Self::Happens => Ok(()),
            Self::Fails(error) => Err(error),
        }
    }
}

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
        Ok(state.handle(self, file))
    }

    fn open(&self, name: &str) -> io::Result<Arc<dyn DiskFile>> {
        let state = self.state();
        let file = state.file(name)?;
        Ok(state.handle(self, file))
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

#[cfg(test)]
mod tests {
    use super::*;

    fn written(disk: &SimulatedDisk) -> Arc<dyn DiskFile> {
        let file = disk.create("x").unwrap();
        file.write_at(0, b"kept").unwrap();
        file.sync_bytes().unwrap();
        disk.sync_names().unwrap();
        file.write_at(4, b" and lost").unwrap();
        file
    }

    #[test]
    fn a_power_cut_takes_every_byte_that_was_not_synced() {
        let disk = SimulatedDisk::new();
        let file = written(&disk);
        disk.create("y").unwrap();
        let found = disk.cut_power(Loss::All);
        assert_eq!(found.bytes("x").unwrap(), b"kept");
        assert_eq!(found.bytes("y"), None);
        assert!(file.write_at(0, b"z").is_err());
    }

    #[test]
    fn a_killed_process_takes_nothing() {
        let disk = SimulatedDisk::new();
        written(&disk);
        assert_eq!(disk.cut_power(Loss::None).bytes("x").unwrap(), b"kept and lost");
    }

    #[test]
    fn what_a_failed_sync_did_not_keep_is_seen_but_lost_whatever_is_synced_later() {
        let disk = SimulatedDisk::new();
        let file = written(&disk);
        disk.fail(Operation::SyncBytes, 0, io::ErrorKind::Other);
        file.sync_bytes().unwrap_err();
        file.write_at(13, b"!").unwrap();
        file.sync_bytes().unwrap();
        assert_eq!(disk.bytes("x").unwrap(), b"kept and lost!");
        assert_eq!(disk.cut_power(Loss::All).bytes("x").unwrap(), b"kept\0\0\0\0\0\0\0\0\0!");
    }

    #[test]
    fn a_full_disk_takes_what_fits() {
        let disk = SimulatedDisk::new();
        disk.set_capacity(Some(6));
        let file = disk.create("x").unwrap();
        assert_eq!(file.write_at(0, b"lantern").unwrap_err().kind(), io::ErrorKind::StorageFull);
        assert_eq!(disk.bytes("x").unwrap(), b"lanter");
        disk.set_capacity(None);
        file.write_at(0, b"lantern").unwrap();
    }
}
