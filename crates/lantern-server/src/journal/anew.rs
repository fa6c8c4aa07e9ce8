//! Writing the end of a journal anew in a segment of its own, durably, whole or not at all: what a repair does.

use std::io;

use super::format::{SegmentHeader, write_mark, write_record};
use super::{UNFINISHED_NAME, segment_name, segment_number};
use crate::disk::{Disk, DiskFile};
use crate::storage::{JournalPosition, NewRecord};
use uuid::Uuid;

/// How much is written at once.
const PIECE_BYTES: usize = 1024 * 1024;

/// Writes records from a position on into a new segment, which supersedes what earlier ones hold from there.
///
/// `fill` hands each record over, in order and without gaps, to what it is given.
///
/// # Errors
///
/// Those of `fill`, or whatever the disk reports: then the journal is as it was.
pub fn write_anew(
    disk: &dyn Disk,
    journal_id: Uuid,
    first_position: JournalPosition,
    fill: impl FnOnce(&mut dyn FnMut(&NewRecord) -> io::Result<()>) -> io::Result<()>,
) -> io::Result<String> {
    let greatest = disk.names()?.iter().filter_map(|name| segment_number(name)).max().unwrap_or(0);
    let name = segment_name(greatest.checked_add(1).ok_or(io::ErrorKind::AlreadyExists)?);
    let _left_by_a_failure = disk.remove(UNFINISHED_NAME);
    let file = disk.create(UNFINISHED_NAME)?;
    let header = SegmentHeader { journal_id, first_position }.to_bytes().to_vec();
    let mut pieces = Pieces { file: &*file, bytes: header, offset: 0 };
    let mut next = first_position;
    let filled = fill(&mut |record| {
        write_record(&mut pieces.bytes, next, record);
        next = next.next();
        if pieces.bytes.len() >= PIECE_BYTES { pieces.write() } else { Ok(()) }
    });
    write_mark(&mut pieces.bytes, next);
    let named = filled
        .and_then(|()| pieces.write())
        .and_then(|()| file.sync_bytes())
        .and_then(|()| disk.rename(UNFINISHED_NAME, &name))
        .and_then(|()| disk.sync_names());
    match named {
        Ok(()) => Ok(name),
        Err(error) => {
            let _may_stay = disk.remove(UNFINISHED_NAME);
            Err(error)
        }
    }
}

struct Pieces<'a> {
    file: &'a dyn DiskFile,
    bytes: Vec<u8>,
    offset: u64,
}

impl Pieces<'_> {
    fn write(&mut self) -> io::Result<()> {
        self.file.write_at(self.offset, &self.bytes)?;
        self.offset += self.bytes.len() as u64;
        self.bytes.clear();
        Ok(())
    }
}
