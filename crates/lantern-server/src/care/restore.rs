//! Putting a copy into a new journal: the same records at the same positions, another identity, and a note that says so.
//!
//! The journal has a new identity, so no cursor of before means anything in it; the note makes HQ go on in new logs, so no
//! number is used twice; what phones hold beyond the copy they send by themselves.
//! Leaves the keys and the folders around it to [`super::folders`].

use std::io;
use std::sync::Arc;

use lantern_domain::Moment;
use thiserror::Error;
use uuid::Uuid;

use super::RestoredNote;
use super::backup::check_bytes;
use super::manifest::Manifest;
use super::prefix::Prefix;
use crate::disk::Disk;
use crate::journal::{Journal, JournalOpenError, JournalSettings, JournalWriter, SurveyError, has_segments, survey};
use crate::storage::{Damage, JournalPosition, NewRecord, RecordKind, StorageSettings, StoredRecord};

/// How many bytes of records are written and synced at once.
const GROUP_BYTES: usize = 4 * 1024 * 1024;

/// Why nothing was restored.
#[derive(Debug, Error)]
pub enum RestoreError {
    /// There is nothing to restore.
    #[error("there is no journal in the backup")]
    NoJournal,
    /// There is something where the journal would go.
    #[error("there is data already where the backup is to be restored: give a new folder")]
    NotEmpty,
    /// A file is not as it was copied.
    #[error("{0} of the backup is not as it was written: take another backup")]
    Changed(String),
    /// The copy is damaged.
    #[error("the backup is damaged in {} at byte {} (position {}): take another one", .0.file, .0.offset, .0.position)]
    Damaged(Damage),
    /// The copy cannot be gone through.
    #[error(transparent)]
    Survey(#[from] SurveyError),
    /// The new journal cannot be made.
    #[error(transparent)]
    Open(#[from] JournalOpenError),
    /// A disk fails, or is full.
    #[error("the backup cannot be restored: {0}")]
    Io(#[from] io::Error),
}

/// A journal that was restored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// Its identity.
    pub journal: Uuid,
    /// What it says of the copy.
    pub note: RestoredNote,
}

/// Puts what a disk holds of a journal into a new journal on an empty disk.
///
/// The copy is a backup, or a journal that nobody writes to any more.
///
/// # Errors
///
/// [`RestoreError`]; what is on the new disk then is to be thrown away.
pub fn restore(
    from: &dyn Disk,
    to: Arc<dyn Disk>,
    settings: StorageSettings,
    at: Moment,
) -> Result<Restored, RestoreError> {
    let manifest = Manifest::read(from)?;
    if let Some(manifest) = &manifest {
        check_bytes(from, manifest).map_err(RestoreError::Changed)?;
        return copy(&Prefix { disk: from, manifest }, to, settings, at);
    }
    copy(from, to, settings, at)
}

fn copy(from: &dyn Disk, to: Arc<dyn Disk>, settings: StorageSettings, at: Moment) -> Result<Restored, RestoreError> {
    if !has_segments(from) {
        return Err(RestoreError::NoJournal);
    }
    if has_segments(&*to) {
        return Err(RestoreError::NotEmpty);
    }
    let found = survey(from, &mut |_| {})?;
    if let Some(damage) = found.damage.first() {
        return Err(RestoreError::Damaged(damage.clone()));
    }
    let StorageSettings { new_journal_id, segment_bytes, .. } = settings;
    let settings = JournalSettings { segment_bytes, reserve_bytes: 0, new_journal_id };
    let journal = Journal::open(to, settings)?;
    let writer = journal.writer.ok_or(RestoreError::NotEmpty)?;
    let mut copying = Copying { writer, group: Vec::new(), group_bytes: 0, failed: None };
    survey(from, &mut |record| copying.take(record))?;
    let note = RestoredNote { journal: found.journal_id, position: found.last.0, at };
    copying.end(note, at)
}

/// Records on their way into the new journal.
struct Copying {
    writer: JournalWriter,
    group: Vec<NewRecord>,
    group_bytes: usize,
    failed: Option<io::Error>,
}

impl Copying {
    fn take(&mut self, record: &StoredRecord) {
        self.group_bytes += record.bytes.len();
        self.group.push(record.clone().into());
        if self.group_bytes >= GROUP_BYTES {
            self.write();
        }
    }

    fn write(&mut self) {
        if self.failed.is_none() {
            let group: Vec<&NewRecord> = self.group.iter().collect();
            self.failed = self.writer.append(&group).err();
        }
        (self.group, self.group_bytes) = (Vec::new(), 0);
    }

    fn end(mut self, note: RestoredNote, at: Moment) -> Result<Restored, RestoreError> {
        let (kind, bytes) = (RecordKind::RESTORED, note.to_bytes());
        let record = NewRecord { kind, carried_by: Uuid::nil(), received_at_ms: at.0.saturating_mul(1000), bytes };
        self.group.push(record);
        self.write();
        let journal = self.writer.journal_id();
        debug_assert!(self.failed.is_some() || self.writer.last() == JournalPosition(note.position + 1));
        self.failed.map_or(Ok(Restored { journal, note }), |error| Err(error.into()))
    }
}
