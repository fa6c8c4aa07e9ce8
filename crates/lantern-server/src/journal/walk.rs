//! Going through the pieces of one segment in order, and finding the next whole one behind a broken one.

use std::io;
use std::ops::RangeInclusive;
use std::sync::Arc;

use super::format::{Piece, RECORD_HEAD_BYTES, RecordHead};
use crate::disk::DiskFile;
use crate::storage::JournalPosition;

/// How much is read at once.
const WINDOW_BYTES: usize = 64 * 1024;

/// What comes next in a segment.
#[derive(Debug)]
pub(super) enum Step {
    /// A whole piece; it has been passed.
    Piece(Piece),
    /// The end of the bytes.
    End,
    /// Bytes that are not the piece that belongs here; not passed.
    Broken,
}

/// A place in a segment that moves on.
#[derive(Debug)]
pub(super) struct Walk {
    file: Arc<dyn DiskFile>,
    end: u64,
    offset: u64,
    window: Vec<u8>,
    window_offset: u64,
}

impl Walk {
    /// Begins at an offset and sees nothing from `end` on.
    pub(super) fn new(file: Arc<dyn DiskFile>, offset: u64, end: u64) -> Self {
        Self { file, end, offset, window: Vec::new(), window_offset: 0 }
    }

    /// Returns a walk at the same place.
    pub(super) fn again(&self) -> Self {
        Self::new(self.file.clone(), self.offset, self.end)
    }

    /// Returns where the next piece begins.
    pub(super) fn offset(&self) -> u64 {
        self.offset
    }

    /// Returns how many bytes are left.
    pub(super) fn bytes_left(&self) -> u64 {
        self.end.saturating_sub(self.offset)
    }

    /// Passes the next piece, which must say a position.
    pub(super) fn step(&mut self, expected: JournalPosition) -> io::Result<Step> {
        if self.bytes_left() == 0 {
            return Ok(Step::End);
        }
        match self.piece_at(self.offset, expected..=expected)? {
            Some((piece, byte_count)) => {
                self.offset += byte_count;
                Ok(Step::Piece(piece))
            }
            None => Ok(Step::Broken),
        }
    }

    /// Moves to the next whole piece behind the present offset that is wanted and says a possible position.
    ///
    /// Returns its position; `None`, without moving, when there is none.
    pub(super) fn seek(
        &mut self,
        after: JournalPosition,
        is_wanted: impl Fn(&Piece) -> bool,
    ) -> io::Result<Option<JournalPosition>> {
        // No more positions than there is room for: that tells nearly all wrong offsets at a glance.
        let possible = after..=JournalPosition(after.0.saturating_add(self.bytes_left() / RECORD_HEAD_BYTES as u64));
        for offset in self.offset + 1..self.end {
            if let Some((piece, _)) = self.piece_at(offset, possible.clone())?
                && is_wanted(&piece)
            {
                self.offset = offset;
                return Ok(Some(piece.position()));
            }
        }
        Ok(None)
    }

    /// Returns the piece at an offset and its length; `None` when there is no whole one with such a position.
    fn piece_at(
        &mut self,
        offset: u64,
        positions: RangeInclusive<JournalPosition>,
    ) -> io::Result<Option<(Piece, u64)>> {
        let Some(head) = RecordHead::read(self.bytes(offset, RECORD_HEAD_BYTES)?) else { return Ok(None) };
        if !positions.contains(&head.position) {
            return Ok(None);
        }
        let piece = Piece::read(self.bytes(offset, head.byte_count)?);
        Ok(piece.map(|piece| (piece, head.byte_count as u64)))
    }

    /// Returns so many bytes from an offset, or fewer at the end.
    fn bytes(&mut self, offset: u64, byte_count: usize) -> io::Result<&[u8]> {
        let byte_count = byte_count.min(usize::try_from(self.end.saturating_sub(offset)).unwrap_or(usize::MAX));
        let window_end = self.window_offset + self.window.len() as u64;
        if offset < self.window_offset || offset + byte_count as u64 > window_end {
            let wanted = u64::max(byte_count as u64, WINDOW_BYTES as u64).min(self.end - offset);
            self.window.resize(usize::try_from(wanted).map_err(io::Error::other)?, 0);
            let filled = self.file.read_at(offset, &mut self.window);
            self.window.truncate(*filled.as_ref().unwrap_or(&0));
            self.window_offset = offset;
            filled?;
        }
        let from = usize::try_from(offset - self.window_offset).map_err(io::Error::other)?;
        Ok(self.window.get(from..).map_or(&[], |bytes| &bytes[..byte_count.min(bytes.len())]))
    }
}
