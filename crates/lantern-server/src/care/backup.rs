//! Copying a journal while the server runs: only what is proven durable, checked after writing, never half there.
//!
//! A second backup into the same place copies what has been added since, and nothing else.
//! Leaves the keys and the folders around it to [`super::folders`].

use std::io;

use thiserror::Error;

use super::manifest::{Manifest, SegmentCopy, read_through};
use super::prefix::Prefix;
use crate::disk::Disk;
use crate::journal::{SurveyError, has_segments, proven_lengths, survey};
use crate::storage::verify::verify_on;
use crate::storage::{Damage, Report, VerifyError};

/// Why there is no backup. What was there before is as it was.
#[derive(Debug, Error)]
pub enum BackupError {
    /// There is nothing to copy.
    #[error("there is no journal in this data folder")]
    NoJournal,
    /// What is to be copied is damaged.
    #[error("{0}; then make the backup")]
    Damaged(Damage),
    /// Something else is in the backup's place.
    #[error("the backup's folder holds a journal that is no backup: give another folder")]
    NotABackup,
    /// Another backup is being made there.
    #[error("another backup is being made in this folder")]
    InUse,
    /// The backup is of another journal, or of another course of this one.
    #[error(
        "the backup in this folder does not go on into this journal (restored or repaired since?): give another folder"
    )]
    NotOurs,
    /// What was written does not read back.
    #[error("the copy does not read back as it was written, in {0}: this disk cannot be trusted")]
    Unsound(String),
    /// The journal cannot be gone through.
    #[error(transparent)]
    Survey(#[from] SurveyError),
    /// A disk fails, or is full.
    #[error("the copy cannot be written: {0}")]
    Io(#[from] io::Error),
}

/// A backup that was made.
#[derive(Debug)]
pub struct Backup {
    /// What it says of itself.
    pub manifest: Manifest,
    /// How many bytes were copied this time.
    pub copied_bytes: u64,
    /// What it holds, as it was read back.
    pub report: Report,
}

/// Copies the journal of one disk to another, on top of an earlier backup of the same journal where there is one.
///
/// A server may be writing to the journal meanwhile.
///
/// # Errors
///
/// [`BackupError`]: an earlier backup is still whole.
pub fn back_up(from: &dyn Disk, to: &dyn Disk, now_ms: i64) -> Result<Backup, BackupError> {
    if !has_segments(from) {
        return Err(BackupError::NoJournal);
    }
    let lengths = proven_lengths(from)?;
    let older = Manifest::read(to)?;
    if older.is_none() && has_segments(to) {
        return Err(BackupError::NotABackup);
    }
    let _lock = to.lock().map_err(|error| match error.kind() {
        io::ErrorKind::ResourceBusy => BackupError::InUse,
        _ => BackupError::Io(error),
    })?;
    let (mut segments, mut copied_bytes) = (Vec::new(), 0);
    if let Some(older) = &older
        && !older.segments.iter().all(|known| lengths.iter().any(|(name, _)| *name == known.file))
    {
        return Err(BackupError::NotOurs);
    }
    for (name, length) in lengths {
        let known = older.as_ref().and_then(|older| older.segment(&name));
        let (segment, copied) = copy(from, to, name, length, known)?;
        copied_bytes += copied;
        segments.push(segment);
    }
    to.sync_names()?;
    let draft = Manifest::new(uuid::Uuid::nil(), 0, now_ms, segments);
    let (manifest, report) = checked(to, draft)?;
    if older.is_some_and(|older| older.journal != manifest.journal) {
        return Err(BackupError::NotOurs);
    }
    manifest.write(to)?;
    Ok(Backup { manifest, copied_bytes, report })
}

/// Copies what a segment has beyond its copy.
fn copy(
    from: &dyn Disk,
    to: &dyn Disk,
    name: String,
    length: u64,
    known: Option<&SegmentCopy>,
) -> Result<(SegmentCopy, u64), BackupError> {
    let source = from.open(&name)?;
    let (copied_before, crc_before) = known.map_or((0, 0), |known| (known.bytes, known.crc32c));
    if copied_before > length || read_through(&*source, 0, copied_before, 0, &mut |_, _| Ok(()))? != crc_before {
        return Err(BackupError::NotOurs);
    }
    let target = match known {
        Some(_) => to.open(&name)?,
        None => {
            let _left_by_an_unfinished_copy = to.remove(&name);
            to.create(&name)?
        }
    };
    if target.length()? > copied_before {
        target.truncate(copied_before)?;
    }
    let mut write = |offset: u64, bytes: &[u8]| target.write_at(offset, bytes);
    let crc32c = read_through(&*source, copied_before, length, crc_before, &mut write)?;
    target.sync_bytes()?;
    Ok((SegmentCopy { file: name, bytes: length, crc32c }, length - copied_before))
}

/// Reads a copy back: every byte against its checksum, every record, every batch's chain.
fn checked(to: &dyn Disk, draft: Manifest) -> Result<(Manifest, Report), BackupError> {
    check_bytes(to, &draft).map_err(BackupError::Unsound)?;
    let view = Prefix { disk: to, manifest: &draft };
    let found = survey(&view, &mut |_| {})?;
    if let Some(damage) = found.damage.first() {
        return Err(BackupError::Damaged(damage.clone()));
    }
    let report = verify_on(&view).map_err(|error| match error {
        VerifyError::Survey(error) => BackupError::Survey(error),
        error => BackupError::Unsound(error.to_string()),
    })?;
    Ok((Manifest { journal: found.journal_id, position: found.last.0, ..draft }, report))
}

/// Reads a backup's bytes against its checksums; the name of a file that is not as it was written, otherwise.
pub(super) fn check_bytes(disk: &dyn Disk, manifest: &Manifest) -> Result<(), String> {
    for segment in &manifest.segments {
        let crc =
            disk.open(&segment.file).and_then(|file| read_through(&*file, 0, segment.bytes, 0, &mut |_, _| Ok(())));
        if !crc.is_ok_and(|crc| crc == segment.crc32c) {
            return Err(segment.file.clone());
        }
    }
    Ok(())
}
