//! Making a damaged journal writable again: what can be read, or another copy has, is written anew behind the damage.
//!
//! Nothing is deleted: the damaged bytes stay in their file, superseded. What is lost for good is stood for, so positions
//! mean what they did, and phones are asked for it because HQ then holds less of their logs.
//! Leaves saying what is wrong to [`super::doctor`].

use std::collections::BTreeMap;
use std::io;

use thiserror::Error;
use uuid::Uuid;

use super::manifest::Manifest;
use super::prefix::Prefix;
use crate::disk::Disk;
use crate::journal::{SurveyError, survey, write_anew};
use crate::storage::{Damage, JournalPosition, NewRecord, RecordKind, StoredRecord};

/// Why nothing was repaired; the journal is as it was.
#[derive(Debug, Error)]
pub enum RepairError {
    /// There is no damage.
    #[error("the journal is sound: there is nothing to repair")]
    Sound,
    /// A server uses it.
    #[error("a server is using this data folder: stop it first")]
    InUse,
    /// The copy is of another journal.
    #[error("the copy is of another journal ({0})")]
    OtherJournal(Uuid),
    /// Not even a header can be read.
    #[error(
        "no header of the journal can be read: restore a backup, then bring in what can be read here with import-records"
    )]
    Headless,
    /// What was written does not read back: this cannot be put down to the old damage.
    #[error("the journal is still damaged in {} at byte {} after the repair: this disk cannot be trusted", .0.file, .0.offset)]
    StillDamaged(Damage),
    /// The journal or the copy cannot be gone through.
    #[error(transparent)]
    Survey(#[from] SurveyError),
    /// The disk fails, or is full.
    #[error("the repair cannot be written: {0}")]
    Io(#[from] io::Error),
}

/// What a repair did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repaired {
    /// The new segment.
    pub file: String,
    /// How many records were written anew.
    pub written_count: u64,
    /// How many came from the other copy.
    pub filled_count: u64,
    /// How many are lost, and stood for.
    pub lost_count: u64,
}

/// Returns which positions of a journal cannot be read, and what its survey found.
pub(super) fn lost(disk: &dyn Disk) -> Result<(Vec<JournalPosition>, crate::journal::Survey), SurveyError> {
    let (mut lost, mut next) = (Vec::new(), JournalPosition::START.next());
    let found = survey(disk, &mut |record| {
        while next < record.position {
            lost.push(next);
            next = next.next();
        }
        next = record.position.next();
    })?;
    while next <= found.last {
        lost.push(next);
        next = next.next();
    }
    Ok((lost, found))
}

/// Returns those records at some positions that a copy of a journal has: a backup, or a data folder's journal.
///
/// # Errors
///
/// [`RepairError::OtherJournal`], or why the copy cannot be read.
pub(super) fn found_in(
    copy: &dyn Disk,
    journal: Uuid,
    positions: &[JournalPosition],
) -> Result<BTreeMap<JournalPosition, StoredRecord>, RepairError> {
    let mut records = BTreeMap::new();
    let mut take = |record: &StoredRecord| {
        if record.kind != RecordKind::LOST && positions.binary_search(&record.position).is_ok() {
            records.insert(record.position, record.clone());
        }
    };
    let found = match Manifest::read(copy)? {
        Some(manifest) => survey(&Prefix { disk: copy, manifest: &manifest }, &mut take)?,
        None => survey(copy, &mut take)?,
    };
    if found.journal_id == journal { Ok(records) } else { Err(RepairError::OtherJournal(found.journal_id)) }
}

/// Writes everything from the first damage on anew, with what another copy of the same journal can fill in.
///
/// # Errors
///
/// [`RepairError`].
pub fn repair(disk: &dyn Disk, copy: Option<&dyn Disk>) -> Result<Repaired, RepairError> {
    let _lock = disk.lock().map_err(|error| match error.kind() {
        io::ErrorKind::ResourceBusy => RepairError::InUse,
        _ => RepairError::Io(error),
    })?;
    let (lost, found) = lost(disk)?;
    let first = found.damage.iter().map(|damage| damage.position).min().ok_or(RepairError::Sound)?;
    if found.journal_id.is_nil() {
        return Err(RepairError::Headless);
    }
    let mut fillings = match copy {
        Some(copy) => found_in(copy, found.journal_id, &lost)?,
        None => BTreeMap::new(),
    };
    let mut repaired = Repaired { file: String::new(), written_count: 0, filled_count: 0, lost_count: 0 };
    repaired.file = write_anew(disk, found.journal_id, first, |write| {
        let (mut next, mut failed) = (first, Ok(()));
        // A record that can be read, or the end; before it all that cannot.
        let mut go_on = |until: JournalPosition, record: Option<&StoredRecord>| -> io::Result<()> {
            while next < until {
                let filling = fillings.remove(&next);
                *if filling.is_some() { &mut repaired.filled_count } else { &mut repaired.lost_count } += 1;
                write(&filling.map_or_else(stands_for_lost, NewRecord::from))?;
                next = next.next();
            }
            if let Some(record) = record {
                write(&record.clone().into())?;
                repaired.written_count += 1;
                next = next.next();
            }
            Ok(())
        };
        let visited = survey(disk, &mut |record| {
            if record.position >= first && failed.is_ok() {
                failed = go_on(record.position, Some(record));
            }
        });
        visited.map_err(io::Error::other)?;
        failed?;
        go_on(found.last.next(), None)
    })?;
    let after = survey(disk, &mut |_| {})?;
    after.damage.into_iter().next().map_or(Ok(repaired), |damage| Err(RepairError::StillDamaged(damage)))
}

fn stands_for_lost() -> NewRecord {
    NewRecord { kind: RecordKind::LOST, carried_by: Uuid::nil(), received_at_ms: 0, bytes: Vec::new() }
}
