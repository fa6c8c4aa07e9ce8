//! The care for HQ's disk: backups, restores and repairs, by the server's own commands and as a host's snapshots are made.

use super::{Backup, Hq};
use lantern_ledger::Hash;
use lantern_server::care::{self, BackupError, RepairError};
use lantern_server::clock::Clock as _;
use lantern_server::disk::SimulatedDisk;
use lantern_server::journal::format::HEADER_BYTES;
use std::sync::Arc;

impl Hq {
    /// Takes a backup while it runs: with the command, or of the whole disk as it stands.
    pub fn back_up(&mut self) {
        if !self.is_up() || self.disk.is_off() {
            return;
        }
        let is_by_command = self.chance.permille(500);
        let disk = if is_by_command { self.backed_up() } else { Some(self.disk.copy()) };
        if let Some(disk) = disk {
            self.backups.push(Backup { disk, shelf: self.shelf.copied(), is_by_command });
        }
    }

    /// Makes a backup with the command, on top of the one before where that is of the same course of the journal.
    fn backed_up(&self) -> Option<SimulatedDisk> {
        let older = self.backups.iter().rev().find(|backup| backup.is_by_command).map(|backup| backup.disk.copy());
        for place in older.into_iter().chain([SimulatedDisk::new()]) {
            match care::back_up(&self.disk, &place, self.clock.now_ms()) {
                Ok(_) => return Some(place),
                Err(BackupError::NotOurs) => {}
                Err(problem) => {
                    self.findings.demand(self.is_troubled, 5, || format!("no backup can be made: {problem}"));
                    return None;
                }
            }
        }
        None
    }

    /// Puts HQ back to an old backup: with the command, or a host puts the disk back behind its back; whether there was
    /// one.
    pub fn restore(&mut self) -> bool {
        let Some(backup) = self.chance.pick(&self.backups) else { return false };
        let (copy, is_by_command) = (backup.disk.copy(), backup.is_by_command);
        self.running = None;
        if is_by_command {
            let place = SimulatedDisk::new();
            let restored = care::restore(&copy, Arc::new(place.clone()), self.storage_settings(), self.clock.now());
            self.findings.demand(restored.is_ok(), 5, || format!("a backup cannot be restored: {restored:?}"));
            self.disk = place;
            self.shelf.clear();
        } else {
            self.disk = copy;
            self.is_put_back_by_hand = true;
        }
        self.is_troubled = false;
        let promised = std::mem::take(&mut self.promised);
        let before = std::mem::take(&mut self.held);
        self.start();
        // An answer may have gone out when the power went, and nobody has looked into that journal since.
        let known = before.entries.into_iter().chain(promised.iter().flat_map(|head| self.annals.history(&head.hash)));
        let lost: Vec<Hash> = known.filter(|hash| !self.held.has(hash)).collect();
        self.rolled_back.extend(lost);
        true
    }

    /// Returns whether HQ, put back by hand, gave the number of an entry of its own, or that of one before it, to another
    /// entry before any phone told it of this one: it stays away while both histories are equally long.
    pub fn is_written_over(&self, hash: &Hash) -> bool {
        let mut at = *hash;
        while self.is_put_back_by_hand && !self.held.has(&at) {
            let annal = self.annals.ask(&at, |annal| (annal.log, annal.seq, annal.before));
            let Some((log, seq, before)) = annal else { return false };
            if self.rolled_back.contains(&at) && self.held.has_place(log, seq) {
                return true;
            }
            at = before;
        }
        false
    }

    /// Changes a bit in the middle of the journal, which the office then repairs with its newest backup; whether there was
    /// enough of a journal.
    pub fn damage(&mut self) -> bool {
        if !self.is_up() || self.is_troubled || self.disk.is_off() {
            return false;
        }
        let Some(backup) = self.backed_up() else { return false };
        let names = lantern_server::disk::Disk::names(&backup).unwrap_or_default();
        let segments: Vec<&String> = names.iter().filter(|name| name.ends_with(".journal")).collect();
        // What is torn at the very end is cut off when the journal is opened; that is another accident.
        let whole = &segments[..segments.len().saturating_sub(1)];
        let Some((name, mut bytes)) = self.chance.pick(whole).and_then(|name| Some((*name, self.disk.bytes(name)?)))
        else {
            return false;
        };
        let at = HEADER_BYTES + self.chance.below(bytes.len().saturating_sub(HEADER_BYTES));
        let Some(byte) = bytes.get_mut(at) else { return false };
        *byte ^= 1 << self.chance.below(8);
        self.running = None;
        self.disk.put(name, bytes);
        match care::repair(&self.disk, Some(&backup)) {
            Ok(repaired) => {
                let is_whole = repaired.lost_count == 0;
                self.findings.demand(is_whole, 5, || format!("a repair loses what a backup has: {repaired:?}"));
            }
            Err(RepairError::Sound) => {}
            Err(problem) => self.findings.say(5, format!("a damaged journal cannot be repaired: {problem}")),
        }
        self.start();
        true
    }
}
