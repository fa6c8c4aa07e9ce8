//! Checking a data folder, and making its index anew: what `lantern-server verify` and `rebuild` do.
//!
//! Leaves signatures, and what the entries add up to, to the server that folds them.

use std::fmt;
use std::io;
use std::path::Path;

use lantern_ledger::head::PublicKey;
use lantern_ledger::{Batch, BatchError, Body};
use thiserror::Error;
use uuid::Uuid;

use super::durable::JOURNAL_FOLDER;
use super::{
    Damage, JournalPosition, JournalStorage, OpenError, RecordKind, Storage, StorageError, StorageSettings,
    StoredRecord,
};
use crate::disk::{Disk, Folder};
use crate::journal::{Superseded, Survey, SurveyError, Torn, has_segments, survey};

/// What a journal holds, and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// The journal's identity; nil when no header tells it.
    pub journal_id: Uuid,
    /// The last position that can be read, or is known to have been kept.
    pub last_position: JournalPosition,
    /// How many batches can be read.
    pub batch_count: u64,
    /// How many entries they hold; overlapping batches count theirs twice.
    pub entry_count: u64,
    /// How many contacts can be read.
    pub contact_count: u64,
    /// How many records are lost, and stood for.
    pub lost_count: u64,
    /// The key of HQ's own first log; `None`: there is none.
    pub hq_key: Option<PublicKey>,
    /// How many records of kinds unknown to this version can be read.
    pub other_count: u64,
    /// Where acknowledged records are damaged.
    pub damage: Vec<Damage>,
    /// Batches whose bytes are whole, yet do not lead from their hash before to their hash after.
    pub broken_batches: Vec<JournalPosition>,
    /// Batches of a packing that this version cannot open, kept for one that can.
    pub closed_batches: Vec<JournalPosition>,
    /// The end of a write that never finished; opening the journal will set it aside.
    pub torn: Option<Torn>,
    /// Bytes that a failed write left, and that were written anew.
    pub superseded: Vec<Superseded>,
}

/// Why a data folder could not be checked or its index not be made anew.
#[derive(Debug, Error)]
pub enum VerifyError {
    /// There is no journal.
    #[error("there is no journal in this data folder")]
    NoJournal,
    /// The journal cannot be gone through.
    #[error(transparent)]
    Survey(#[from] SurveyError),
    /// The storage cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// The journal or the index failed on the way.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Reads the whole journal of a data folder and checks every byte that counts; changes nothing.
///
/// A server may run at the same time: then what it is just writing may look torn.
///
/// # Errors
///
/// [`VerifyError`]; damage is a finding, not an error.
pub fn verify(data_folder: &Path) -> Result<Report, VerifyError> {
    match Folder::open(&data_folder.join(JOURNAL_FOLDER)) {
        Ok(folder) => verify_on(&folder),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(VerifyError::NoJournal),
        Err(error) => Err(SurveyError::Io(error).into()),
    }
}

/// Like [`verify`], for the journal of any disk.
///
/// # Errors
///
/// As `verify`.
pub fn verify_on(disk: &dyn Disk) -> Result<Report, VerifyError> {
    if !has_segments(disk) {
        return Err(VerifyError::NoJournal);
    }
    let mut report = Report::default();
    let Survey { journal_id, last, damage, torn, superseded, .. } = survey(disk, &mut |record| report.add(record))?;
    Ok(Report { journal_id, last_position: last, damage, torn, superseded, ..report })
}

/// Throws the index of a data folder away and makes it anew; returns up to where it reflects the journal.
///
/// # Errors
///
/// [`VerifyError`]; also while a server uses the folder.
pub fn rebuild(data_folder: &Path, settings: StorageSettings) -> Result<JournalPosition, VerifyError> {
    let is_there = Folder::open(&data_folder.join(JOURNAL_FOLDER)).is_ok_and(|folder| has_segments(&folder));
    if !is_there {
        return Err(VerifyError::NoJournal);
    }
    let storage = JournalStorage::open(data_folder, settings)?;
    storage.rebuild_index()?;
    Ok(storage.applied())
}

impl Report {
    /// Returns whether all that was acknowledged is there and as it was.
    pub fn is_sound(&self) -> bool {
        self.damage.is_empty() && self.broken_batches.is_empty()
    }

    fn add(&mut self, record: &StoredRecord) {
        match record.kind {
            RecordKind::BATCH => self.add_batch(record),
            RecordKind::CONTACT => self.contact_count += 1,
            RecordKind::LOST => self.lost_count += 1,
            _ => self.other_count += 1,
        }
    }

    fn add_batch(&mut self, record: &StoredRecord) {
        self.batch_count += 1;
        match Batch::parse(&record.bytes).and_then(|batch| batch.open()) {
            Ok(opened) => {
                self.entry_count += opened.entries.len() as u64;
                let (hq_key, first) = (&mut self.hq_key, opened.entries.first());
                if hq_key.is_none()
                    && opened.before.seq == 0
                    && let Some(Ok(Body::Genesis(genesis))) = first.map(|(entry, _)| Body::of(entry))
                    && genesis.is_of_hq()
                {
                    *hq_key = Some(genesis.public_key);
                }
            }
            Err(BatchError::Packing(_)) => self.closed_batches.push(record.position),
            Err(_) => self.broken_batches.push(record.position),
        }
    }
}

/// Says it in lines of words, the verdict last.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "journal {}, last position {}", self.journal_id, self.last_position)?;
        let Self { batch_count, entry_count, contact_count, other_count, .. } = self;
        writeln!(
            f,
            "{batch_count} batches with {entry_count} entries, {contact_count} contacts, {other_count} others"
        )?;
        if self.lost_count > 0 {
            writeln!(f, "{} records are lost, and known to be", self.lost_count)?;
        }
        for damage in &self.damage {
            writeln!(f, "damaged: {} at byte {}, position {}", damage.file, damage.offset, damage.position)?;
        }
        for position in &self.broken_batches {
            writeln!(f, "broken: the batch at position {position} does not prove itself")?;
        }
        if !self.closed_batches.is_empty() {
            writeln!(f, "{} batches need a later version to be opened", self.closed_batches.len())?;
        }
        if let Some(torn) = &self.torn {
            writeln!(f, "torn: {} at byte {}, never acknowledged", torn.file, torn.offset)?;
        }
        for left in &self.superseded {
            writeln!(f, "written anew elsewhere: {} from byte {}", left.file, left.offset)?;
        }
        f.write_str(if self.is_sound() {
            "sound"
        } else {
            "not sound: make a copy of the whole data folder before anything else"
        })
    }
}
