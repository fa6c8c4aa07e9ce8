//! Reading the whole journal from its files, without changing anything: what is there, what is torn, what is damaged.

use std::io;
use std::sync::Arc;

use thiserror::Error;
use uuid::Uuid;

use super::format::{HEADER_BYTES, HeaderReading, Piece, SegmentHeader};
use super::reader::Segment;
use super::walk::{Step, Walk};
use super::{segment_name, segment_number};
use crate::disk::{Disk, DiskFile};
use crate::storage::{Damage, JournalPosition, StoredRecord};

/// What the files of a journal hold.
#[derive(Debug)]
pub struct Survey {
    /// The journal's identity; nil when no header tells it, or there is no journal yet.
    pub journal_id: Uuid,
    /// The last position that can be read, or is known to have been kept.
    pub last: JournalPosition,
    /// Where acknowledged records are damaged; empty in a sound journal.
    pub damage: Vec<Damage>,
    /// The end of a write that never finished.
    pub torn: Option<Torn>,
    /// What is odd but costs nothing.
    pub superseded: Vec<Superseded>,
    /// The segments that hold records, in order.
    pub(super) segments: Vec<Segment>,
    /// The greatest number of any segment; 0 when there is none.
    pub(super) greatest_number: u32,
    /// The first position that may be in the kernel's memory alone; `None` when the last segment may be continued.
    pub(super) doubtful_from: Option<JournalPosition>,
}

/// The end of a write that never finished: nothing in it was acknowledged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Torn {
    /// The file.
    pub file: String,
    /// Where it begins.
    pub offset: u64,
}

/// Bytes behind the last position that counts in a file: what a failed write or sync left, written anew in the next
/// segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Superseded {
    /// The file.
    pub file: String,
    /// Where they begin.
    pub offset: u64,
}

/// Why the files of a journal cannot be gone through.
#[derive(Debug, Error)]
pub enum SurveyError {
    /// The disk does not answer.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// A later version of Lantern wrote here.
    #[error("{file} has format {format}, which a later version of Lantern made: use that version")]
    NewerFormat {
        /// The file.
        file: String,
        /// Its format.
        format: u8,
    },
}

/// Goes through all segments of a disk, and shows every whole record that counts, in order.
///
/// # Errors
///
/// [`SurveyError`]; damage is not an error but a finding.
pub fn survey(disk: &dyn Disk, visit: &mut dyn FnMut(&StoredRecord)) -> Result<Survey, SurveyError> {
    let found = find_segments(disk)?;
    let journal_id = found.iter().find_map(|found| Some(found.header?.journal_id)).unwrap_or(Uuid::nil());
    let mut surveyor = Surveyor {
        survey: Survey {
            journal_id,
            last: JournalPosition::START,
            damage: Vec::new(),
            torn: None,
            superseded: Vec::new(),
            segments: Vec::new(),
            greatest_number: found.last().map_or(0, |found| found.number),
            doubtful_from: None,
        },
        expected: JournalPosition::START.next(),
        visit,
    };
    // A header of another journal is as good as none.
    let firsts: Vec<_> = found.iter().map(|found| found.first_position(journal_id)).collect();
    for (n, found) in found.iter().enumerate() {
        let bound = firsts[n + 1..].iter().flatten().min().copied();
        match firsts[n] {
            Some(first) => {
                let followed_by_whole = firsts.get(n + 1).is_some_and(Option::is_some);
                surveyor.pass_segment(found, first, bound, followed_by_whole)?;
            }
            None => surveyor.pass_headless(found, bound)?,
        }
    }
    surveyor.survey.last = JournalPosition(surveyor.expected.0 - 1);
    Ok(surveyor.survey)
}

/// A file that has a segment's name.
struct Found {
    number: u32,
    file: Arc<dyn DiskFile>,
    byte_count: u64,
    header: Option<SegmentHeader>,
}

impl Found {
    fn file_name(&self) -> String {
        segment_name(self.number)
    }

    fn first_position(&self, journal_id: Uuid) -> Option<JournalPosition> {
        self.header.filter(|header| header.journal_id == journal_id).map(|header| header.first_position)
    }
}

fn find_segments(disk: &dyn Disk) -> Result<Vec<Found>, SurveyError> {
    let mut found = Vec::new();
    for name in disk.names()? {
        let Some(number) = segment_number(&name) else { continue };
        let file = disk.open(&name)?;
        let mut bytes = [0; HEADER_BYTES];
        let count = file.read_at(0, &mut bytes)?;
        let header = match SegmentHeader::read(&bytes[..count]) {
            HeaderReading::Whole(header) => Some(header),
            HeaderReading::Newer(format) => return Err(SurveyError::NewerFormat { file: name, format }),
            HeaderReading::Broken => None,
        };
        found.push(Found { number, byte_count: file.length()?, file, header });
    }
    found.sort_by_key(|found| found.number);
    Ok(found)
}

/// A survey on its way through the segments.
struct Surveyor<'a> {
    survey: Survey,
    /// The position that the next record has to have.
    expected: JournalPosition,
    visit: &'a mut dyn FnMut(&StoredRecord),
}

impl Surveyor<'_> {
    /// Passes a segment whose records count below a bound; `None` when it is the last with a header.
    fn pass_segment(
        &mut self,
        found: &Found,
        first: JournalPosition,
        bound: Option<JournalPosition>,
        followed_by_whole: bool,
    ) -> io::Result<()> {
        let file = found.file_name();
        let header_end = HEADER_BYTES as u64;
        // What is missing before it may be in the later segment that has its records too.
        if bound.is_some_and(|bound| bound <= first) {
            self.survey.superseded.push(Superseded { file, offset: header_end });
            return Ok(());
        }
        if first > self.expected {
            self.damaged(file.clone(), 0);
        }
        self.expected = first;
        let mut walk = Walk::new(found.file.clone(), header_end, found.byte_count);
        let mut segment = Segment::new(file.clone(), found.file.clone(), first, header_end);
        let last_mark = self.pass_pieces(&mut walk, &mut segment, bound)?;
        // Before a file without a header the missing records are that file's damage, or already told.
        let is_short = followed_by_whole && bound.is_some_and(|bound| self.expected < bound);
        if is_short && !self.survey.damage.iter().any(|damage| damage.file == file) {
            self.damaged(file, walk.offset());
        } else if bound.is_some() {
            self.note_leftover(&mut walk, file)?;
        } else {
            let is_clean = self.survey.torn.is_none() && last_mark == Some(self.expected);
            self.survey.doubtful_from = (!is_clean).then(|| last_mark.unwrap_or(first));
        }
        self.survey.segments.push(segment);
        Ok(())
    }

    /// Passes the pieces of a segment that count, and returns what its last mark says.
    fn pass_pieces(
        &mut self,
        walk: &mut Walk,
        segment: &mut Segment,
        bound: Option<JournalPosition>,
    ) -> io::Result<Option<JournalPosition>> {
        let mut last_mark = None;
        while bound.is_none_or(|bound| self.expected < bound) {
            let offset = walk.offset();
            match walk.step(self.expected)? {
                Step::End => break,
                Step::Piece(Piece::Mark(position)) => last_mark = Some(position),
                Step::Piece(Piece::Record(record)) => {
                    (self.visit)(&record);
                    self.expected = record.position.next();
                    segment.note(record.position, offset);
                }
                Step::Broken if bound.is_none() && !proves_a_sync(walk, self.expected)? => {
                    self.survey.torn = Some(Torn { file: segment.file_name.clone(), offset });
                    break;
                }
                Step::Broken => {
                    self.damaged(segment.file_name.clone(), offset);
                    match walk.seek(self.expected, |_| true)? {
                        Some(position) => self.expected = position,
                        None => break,
                    }
                }
            }
            segment.end = walk.offset();
        }
        Ok(last_mark)
    }

    /// Notes what lies behind the last position that counts, unless it is nothing but the mark that belongs there.
    fn note_leftover(&mut self, walk: &mut Walk, file: String) -> io::Result<()> {
        let offset = walk.offset();
        while let Step::Piece(Piece::Mark(_)) = walk.step(self.expected)? {}
        if walk.bytes_left() > 0 {
            self.survey.superseded.push(Superseded { file, offset });
        }
        Ok(())
    }

    /// Passes a segment that has lost its header, as far as its records tell where they belong.
    fn pass_headless(&mut self, found: &Found, bound: Option<JournalPosition>) -> io::Result<()> {
        if bound.is_some_and(|bound| bound <= self.expected) {
            self.survey.superseded.push(Superseded { file: found.file_name(), offset: 0 });
            return Ok(());
        }
        self.damaged(found.file_name(), 0);
        let mut walk = Walk::new(found.file.clone(), 0, found.byte_count);
        if let Some(first) = walk.seek(self.expected, |_| true)? {
            self.expected = first;
            let mut segment = Segment::new(found.file_name(), found.file.clone(), first, walk.offset());
            self.pass_pieces(&mut walk, &mut segment, bound)?;
            self.survey.segments.push(segment);
        }
        Ok(())
    }

    fn damaged(&mut self, file: String, offset: u64) {
        self.survey.damage.push(Damage { file, offset, position: self.expected });
    }
}

/// Returns whether something behind a broken piece proves that it had been synced: a mark for a later position.
fn proves_a_sync(walk: &Walk, expected: JournalPosition) -> io::Result<bool> {
    let mut ahead = walk.again();
    Ok(ahead.seek(expected.next(), |piece| matches!(piece, Piece::Mark(_)))?.is_some())
}
