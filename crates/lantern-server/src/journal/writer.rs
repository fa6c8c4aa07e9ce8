//! Adding records so that they survive: written, synced, and if the disk fails at that, written anew elsewhere.

use std::io;
use std::sync::{Arc, PoisonError};

use super::format::{HEADER_BYTES, RECORD_HEAD_BYTES, SegmentHeader, write_mark, write_record};
use super::reader::{Segment, Shared};
use super::{UNFINISHED_NAME, segment_name};
use crate::disk::{Disk, DiskFile};
use crate::storage::{JournalPosition, NewRecord, StoredRecord};

/// The one that adds records to a journal.
#[derive(Debug)]
pub struct JournalWriter {
    disk: Arc<dyn Disk>,
    shared: Arc<Shared>,
    segment_bytes: u64,
    /// The segment that is being filled; `None` when a new one has to be begun.
    active: Option<Active>,
    /// Records at the end that readers see already, to be written anew in the next segment.
    doubtful: Vec<StoredRecord>,
    greatest_number: u32,
}

impl JournalWriter {
    /// Makes a writer that will begin a new segment, with the doubtful records in front.
    pub(super) fn new(
        disk: Arc<dyn Disk>,
        shared: Arc<Shared>,
        segment_bytes: u64,
        greatest_number: u32,
        doubtful: Vec<StoredRecord>,
    ) -> Self {
        Self { disk, shared, segment_bytes, active: None, doubtful, greatest_number }
    }

    /// Returns the journal's identity.
    pub fn journal_id(&self) -> uuid::Uuid {
        self.shared.journal_id
    }

    /// Returns the position of the last durable record.
    pub fn last(&self) -> JournalPosition {
        self.shared.last()
    }

    /// Goes on in a segment that ends in a mark.
    ///
    /// The mark is written again together with what follows it: it was never synced itself, and if the kernel failed to
    /// write it and forgot, a hole would stay in front of everything to come.
    pub(super) fn continue_in(&mut self, file: Arc<dyn DiskFile>, end: u64) {
        self.active = Some(Active { file, end: end - RECORD_HEAD_BYTES as u64, owes_mark: true });
    }

    /// Adds records; returns the position of the first when all are durable and can be read.
    ///
    /// A failed sync is survived by writing them anew in a new segment.
    ///
    /// # Errors
    ///
    /// Whatever the disk reported last: then readers see none of them. The next call tries again.
    pub fn append(&mut self, records: &[&NewRecord]) -> io::Result<JournalPosition> {
        if records.is_empty() {
            return Ok(self.shared.last().next());
        }
        let Some(mut active) = self.active.take().filter(|active| active.end < self.segment_bytes) else {
            return self.append_in_new_segment(records);
        };
        let first = self.shared.last().next();
        let group = Group::new(active.preface(first), first, records);
        if let Err(error) = active.file.write_at(active.end, &group.bytes) {
            // Part of it may be there, even whole records. They must not show up behind what is written there next.
            if active.cut_back().is_ok() {
                self.active = Some(active);
            }
            return Err(error);
        }
        if let Err(error) = active.file.sync_bytes() {
            tracing::error!(kind = ?error.kind(), "a sync of the journal failed: going on in a new segment");
            return self.append_in_new_segment(records);
        }
        let start = active.end;
        active.end += group.bytes.len() as u64;
        if let Some(segment) = self.shared.segments.write().unwrap_or_else(PoisonError::into_inner).last_mut() {
            group.note_in(segment, start);
        }
        self.shared.publish(JournalPosition(group.next.0 - 1));
        active.leave_mark(group.next);
        self.active = Some(active);
        Ok(first)
    }

    /// Begins a segment with the doubtful records and some more; returns the position of the first of these.
    pub(super) fn append_in_new_segment(&mut self, records: &[&NewRecord]) -> io::Result<JournalPosition> {
        let first = self.shared.last().next();
        let first_position = self.doubtful.first().map_or(first, |record| record.position);
        let header = SegmentHeader { journal_id: self.shared.journal_id, first_position }.to_bytes().to_vec();
        let again: Vec<_> = self.doubtful.iter().cloned().map(NewRecord::from).collect();
        let doubtful = Group::new(header, first_position, &again.iter().collect::<Vec<_>>());
        let mut group = Group::new(doubtful.bytes.clone(), first, records);
        // It may be here at once: the file gets its name when it has been synced.
        write_mark(&mut group.bytes, group.next);

        self.greatest_number += 1;
        let file_name = segment_name(self.greatest_number);
        let file = self.make_file(&file_name, &group.bytes)?;
        let end = group.bytes.len() as u64;
        let mut segment = Segment::new(file_name, file.clone(), first_position, HEADER_BYTES as u64);
        doubtful.note_in(&mut segment, 0);
        group.note_in(&mut segment, 0);
        self.shared.segments.write().unwrap_or_else(PoisonError::into_inner).push(segment);
        self.doubtful.clear();
        self.shared.publish(JournalPosition(group.next.0 - 1));
        self.active = Some(Active { file, end, owes_mark: false });
        Ok(first)
    }

    /// Makes a file durably, whole and with its name, or not at all.
    fn make_file(&self, name: &str, bytes: &[u8]) -> io::Result<Arc<dyn DiskFile>> {
        let _left_by_a_failure = self.disk.remove(UNFINISHED_NAME);
        let file = self.disk.create(UNFINISHED_NAME)?;
        let made = file.write_at(0, bytes).and_then(|()| file.sync_bytes());
        let named = made.and_then(|()| self.disk.rename(UNFINISHED_NAME, name)).and_then(|()| self.disk.sync_names());
        if let Err(error) = named {
            // Under either name; if it cannot even be removed, the next segment supersedes it.
            let _may_stay = self.disk.remove(UNFINISHED_NAME).or_else(|_| self.disk.remove(name));
            return Err(error);
        }
        Ok(file)
    }
}

/// The segment that is being filled.
#[derive(Debug)]
struct Active {
    file: Arc<dyn DiskFile>,
    /// Where the next bytes go; everything before was synced, but for a mark at the end.
    end: u64,
    /// The mark behind the last sync could not be written: the next bytes begin with it.
    owes_mark: bool,
}

impl Active {
    /// Returns what has to stand before the next records.
    fn preface(&self, next: JournalPosition) -> Vec<u8> {
        let mut bytes = Vec::new();
        if self.owes_mark {
            write_mark(&mut bytes, next);
        }
        bytes
    }

    /// Writes a mark without syncing it: it costs no time, and the next sync, or the kernel by itself, keeps it.
    fn leave_mark(&mut self, next: JournalPosition) {
        self.owes_mark = true;
        let mark = self.preface(next);
        if self.file.write_at(self.end, &mark).is_ok() {
            self.end += mark.len() as u64;
            self.owes_mark = false;
        }
    }

    /// Removes, durably, what a failed write left.
    fn cut_back(&mut self) -> io::Result<()> {
        self.file.truncate(self.end)?;
        self.file.sync_bytes()
    }
}

/// Records as bytes, behind a preface, and where each lies.
struct Group {
    bytes: Vec<u8>,
    places: Vec<(JournalPosition, u64)>,
    next: JournalPosition,
}

impl Group {
    fn new(preface: Vec<u8>, first: JournalPosition, records: &[&NewRecord]) -> Self {
        let mut group = Self { bytes: preface, places: Vec::with_capacity(records.len()), next: first };
        for record in records {
            group.places.push((group.next, group.bytes.len() as u64));
            write_record(&mut group.bytes, group.next, record);
            group.next = group.next.next();
        }
        group
    }

    /// Takes note of the records in the segment in which the bytes begin at an offset.
    fn note_in(&self, segment: &mut Segment, start: u64) {
        for (position, offset) in &self.places {
            segment.note(*position, start + offset);
        }
        segment.end = start + self.bytes.len() as u64;
    }
}
