//! A disk in memory that forgets at a power cut whatever was not synced, and fails when it is told to.
//!
//! For tests and the simulator. It is worse than real disks, on purpose: of what was not synced any part may be lost,
//! sector by sector, and a failed sync loses for good what it should have written while reads go on showing it.

mod loss;
mod operations;
mod state;

use std::io;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

pub use loss::Loss;
use state::{FileState, State};

/// What a disk can be asked to do, for choosing what fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    /// [`Disk::create`](super::Disk::create).
    Create,
    /// [`DiskFile::write_at`](super::DiskFile::write_at); when it fails, half of the bytes are written.
    Write,
    /// [`DiskFile::read_at`](super::DiskFile::read_at).
    Read,
    /// [`DiskFile::truncate`](super::DiskFile::truncate).
    Truncate,
    /// [`DiskFile::sync_bytes`](super::DiskFile::sync_bytes); when it fails, what it should have kept is lost for good, though reads show it.
    SyncBytes,
    /// [`Disk::rename`](super::Disk::rename).
    Rename,
    /// [`Disk::remove`](super::Disk::remove).
    Remove,
    /// [`Disk::sync_names`](super::Disk::sync_names).
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
    ///
    /// # Panics
    ///
    /// When none comes within half a minute.
    pub fn wait_for_held_sync(&self) {
        let none_waits = |state: &mut State| state.held_sync_count == 0;
        let waited = self.0.changed.wait_timeout_while(self.state(), Duration::from_secs(30), none_waits);
        let (state, timeout) = waited.unwrap_or_else(PoisonError::into_inner);
        drop(state);
        assert!(!timeout.timed_out(), "no sync came");
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::disk::{Disk, DiskFile};

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
