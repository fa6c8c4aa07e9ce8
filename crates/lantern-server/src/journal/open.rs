//! Opening a journal: surveying it, cutting a torn end, and making sure of what a crash left in doubt.

use std::io;
use std::ops::ControlFlow;
use std::sync::Arc;

use thiserror::Error;
use uuid::Uuid;

use super::reader::{JournalReader, Shared};
use super::reserve::Reserve;
use super::survey::{Superseded, Survey, SurveyError, Torn, survey};
use super::writer::JournalWriter;
use crate::care::manifest::MANIFEST_NAME;
use crate::disk::{Disk, DiskLock, is_full};
use crate::storage::{JournalPosition, StorageError, StoredRecord};

/// How a journal is kept.
#[derive(Debug, Clone, Copy)]
pub struct JournalSettings {
    /// The length at which a segment is full.
    pub segment_bytes: u64,
    /// The space set aside for the office on a full disk.
    pub reserve_bytes: u64,
    /// The identity of the journal if there is none yet: random.
    pub new_journal_id: Uuid,
}

/// An open journal.
#[derive(Debug)]
pub struct Journal {
    /// Reads what is durable.
    pub reader: JournalReader,
    /// Adds to it; `None` when acknowledged records are damaged, until somebody has looked.
    pub writer: Option<JournalWriter>,
    /// The space set aside; not yet, or used up at opening, when the disk is full.
    pub reserve: Reserve,
    /// What was found and done.
    pub recovery: Recovery,
    /// Keeps other processes out.
    pub lock: DiskLock,
}

/// What was found and done at opening.
#[derive(Debug, Default)]
pub struct Recovery {
    /// Whether the journal was made now.
    pub is_new: bool,
    /// The torn end that was found; nothing in it was ever acknowledged.
    pub torn: Option<Torn>,
    /// The file in which it lies now; `None` too when the disk was too full to copy it: then it lies where it was.
    pub set_aside: Option<String>,
    /// How many records were written anew, because nothing proved that they had been durable.
    pub rewritten_count: usize,
    /// What is odd but costs nothing.
    pub superseded: Vec<Superseded>,
}

/// Why a journal cannot be opened.
#[derive(Debug, Error)]
pub enum JournalOpenError {
    /// Another process has it open.
    #[error("the data folder is in use by another lantern-server")]
    InUse,
    /// It is a copy, not a journal to write to.
    #[error("this folder is a backup: `lantern-server restore` makes a data folder of it")]
    IsBackup,
    /// A later version of Lantern wrote here, or the disk does not answer.
    #[error(transparent)]
    Survey(#[from] SurveyError),
    /// The disk does not answer.
    #[error("the data folder cannot be used: {0}")]
    Io(#[from] io::Error),
    /// What was just surveyed cannot be read.
    #[error(transparent)]
    Read(#[from] StorageError),
}

impl Journal {
    /// Opens the journal of a folder; makes it where there is none.
    ///
    /// Where acknowledged records are damaged, nothing is changed and there is no writer.
    ///
    /// # Errors
    ///
    /// [`JournalOpenError`]. A full disk is none, unless even the reserve leaves no space for what has to be written.
    pub fn open(disk: Arc<dyn Disk>, settings: JournalSettings) -> Result<Self, JournalOpenError> {
        if disk.names()?.iter().any(|name| name == MANIFEST_NAME) {
            return Err(JournalOpenError::IsBackup);
        }
        let lock = disk.lock().map_err(|error| match error.kind() {
            io::ErrorKind::ResourceBusy => JournalOpenError::InUse,
            _ => error.into(),
        })?;
        let found = survey(&*disk, &mut |_| {})?;
        let mut recovery =
            Recovery { torn: found.torn.clone(), superseded: found.superseded.clone(), ..Recovery::default() };
        let reader = reader_of(&found, settings);
        let mut reserve = Reserve::new(disk.clone(), settings.reserve_bytes);
        let writer = match found.damage.is_empty() {
            true => Some(recover(disk, &found, &reader, settings, &mut reserve, &mut recovery)?),
            false => None,
        };
        Ok(Self { reader, writer, reserve, recovery, lock })
    }
}

/// Makes the reader of what a survey found.
fn reader_of(found: &Survey, settings: JournalSettings) -> JournalReader {
    let is_new = found.segments.is_empty() && found.damage.is_empty();
    let journal_id = if is_new { settings.new_journal_id } else { found.journal_id };
    let segments = found.segments.clone();
    JournalReader(Arc::new(Shared::new(journal_id, segments, found.damage.clone(), found.last)))
}

/// Makes a sound journal ready for writing.
fn recover(
    disk: Arc<dyn Disk>,
    found: &Survey,
    reader: &JournalReader,
    settings: JournalSettings,
    reserve: &mut Reserve,
    recovery: &mut Recovery,
) -> Result<JournalWriter, JournalOpenError> {
    // A file that a dead process removed must not come back in front of what is added now.
    disk.sync_names()?;
    if let Some(torn) = &found.torn {
        match set_aside(&*disk, torn) {
            Ok(name) => recovery.set_aside = Some(name),
            // It stays where it is: the segment that is begun next supersedes it.
            Err(error) => tracing::warn!(kind = ?error.kind(), file = torn.file, "a torn end could not be set aside"),
        }
    }
    let doubtful = match found.doubtful_from {
        Some(from) => records_from(reader, from)?,
        None => Vec::new(),
    };
    recovery.rewritten_count = doubtful.len();
    recovery.is_new = found.segments.is_empty();
    let must_begin = recovery.is_new || !doubtful.is_empty();
    let mut writer =
        JournalWriter::new(disk, reader.0.clone(), settings.segment_bytes, found.greatest_number, doubtful);
    match (found.segments.last(), found.doubtful_from) {
        (Some(segment), None) => writer.continue_in(segment.file.clone(), segment.end),
        _ if must_begin => begin_segment(&mut writer, reserve)?,
        _ => {}
    }
    Ok(writer)
}

/// Begins a segment, for a new journal or with the doubtful records in front; with a full disk, in the reserve.
///
/// Nothing doubtful is ever shown before it is durable: whoever sees it might take it for acknowledged.
fn begin_segment(writer: &mut JournalWriter, reserve: &mut Reserve) -> io::Result<()> {
    match writer.append_in_new_segment(&[]) {
        Err(error) if is_full(error.kind()) => {
            reserve.release();
            writer.append_in_new_segment(&[]).map(|_| ())
        }
        begun => begun.map(|_| ()),
    }
}

fn records_from(reader: &JournalReader, from: JournalPosition) -> Result<Vec<StoredRecord>, StorageError> {
    let mut records = Vec::new();
    reader.scan(JournalPosition(from.0 - 1), &mut |record| {
        records.push(record);
        ControlFlow::Continue(())
    })?;
    Ok(records)
}

/// Moves a torn end into a file of its own, durably, and returns that file's name.
fn set_aside(disk: &dyn Disk, torn: &Torn) -> io::Result<String> {
    let name = free_name(disk, torn)?;
    let from = disk.open(&torn.file)?;
    let byte_count = from.length()?.saturating_sub(torn.offset);
    let mut bytes = vec![0; usize::try_from(byte_count).map_err(io::Error::other)?];
    let count = from.read_at(torn.offset, &mut bytes)?;
    let aside = disk.create(&name)?;
    let copied = aside.write_at(0, &bytes[..count]).and_then(|()| aside.sync_bytes()).and_then(|()| disk.sync_names());
    if let Err(error) = copied {
        let _half_a_copy = disk.remove(&name);
        return Err(error);
    }
    from.truncate(torn.offset)?;
    from.sync_bytes()?;
    Ok(name)
}

/// Returns a name for a torn end that no file has.
fn free_name(disk: &dyn Disk, torn: &Torn) -> io::Result<String> {
    let names = disk.names()?;
    let stem = format!("{}-{}", torn.file, torn.offset);
    let mut candidates = (1u32..).map(|n| format!("{stem}-{n}.cut"));
    candidates.find(|name| !names.contains(name)).ok_or_else(|| io::ErrorKind::AlreadyExists.into())
}
