//! What a simulated disk holds, what of it is durable, and what becomes of the next operation.

use std::collections::BTreeMap;
use std::io;

use super::Operation;
use super::loss::{FileChange, NameChange};

#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) names: BTreeMap<String, usize>,
    pub(super) kept_names: BTreeMap<String, usize>,
    pub(super) name_changes: Vec<NameChange>,
    pub(super) files: Vec<FileState>,
    pub(super) is_locked: bool,
    pub(super) capacity_bytes: Option<u64>,
    pub(super) operations_left: Option<u64>,
    pub(super) sync_count: u64,
    pub(super) failures: Vec<(Operation, u32, io::ErrorKind)>,
    pub(super) are_syncs_held: bool,
    pub(super) held_sync_count: usize,
    pub(super) are_syncs_ignored: bool,
}

#[derive(Debug, Default, Clone)]
pub(super) struct FileState {
    pub(super) seen: Vec<u8>,
    pub(super) kept: Vec<u8>,
    pub(super) changes: Vec<FileChange>,
}

/// What becomes of an operation.
pub(super) enum Fate {
    Happens,
    /// It happens, in part or whole, and this is reported.
    Fails(io::Error),
}

impl State {
    /// Counts an operation and decides about it; an error means that it does not happen at all.
    pub(super) fn begin(&mut self, operation: Operation) -> io::Result<Fate> {
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

    pub(super) fn file(&self, name: &str) -> io::Result<usize> {
        self.names.get(name).copied().ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    pub(super) fn change_names(&mut self, change: NameChange) {
        change.apply(&mut self.names);
        self.name_changes.push(change);
    }

    pub(super) fn change_file(&mut self, file: usize, change: FileChange) {
        change.apply(&mut self.files[file].seen);
        self.files[file].changes.push(change);
    }

    pub(super) fn used_bytes(&self) -> u64 {
        self.names.values().map(|&file| self.files[file].seen.len() as u64).sum()
    }

    pub(super) fn free_bytes(&self) -> u64 {
        self.capacity_bytes.map_or(u64::MAX, |capacity| capacity.saturating_sub(self.used_bytes()))
    }
}

fn power_is_off() -> io::Error {
    io::Error::other("the power is off")
}

impl Fate {
    pub(super) fn report(self) -> io::Result<()> {
        match self {
            Self::Happens => Ok(()),
            Self::Fails(error) => Err(error),
        }
    }
}
