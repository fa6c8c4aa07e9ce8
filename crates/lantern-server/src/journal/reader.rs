//! Reading durable records by position, while the writer goes on writing.

use std::io;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard};

use uuid::Uuid;

use super::format::Piece;
use super::walk::{Step, Walk};
use crate::disk::DiskFile;
use crate::storage::{Damage, JournalPosition, StorageError, StoredRecord};

/// Every so many bytes of a segment one place is remembered, from which to walk to a position.
const WAYPOINT_BYTES: u64 = 64 * 1024;

/// One file of the journal and what of it may be read.
#[derive(Debug, Clone)]
pub(super) struct Segment {
    pub(super) file_name: String,
    pub(super) file: Arc<dyn DiskFile>,
    pub(super) first: JournalPosition,
    /// Where the durable bytes end.
    pub(super) end: u64,
    waypoints: Vec<(JournalPosition, u64)>,
}

impl Segment {
    pub(super) fn new(file_name: String, file: Arc<dyn DiskFile>, first: JournalPosition, end: u64) -> Self {
        Self { file_name, file, first, end, waypoints: vec![(first, end)] }
    }

    /// Takes note of where a record lies; positions rise.
    pub(super) fn note(&mut self, position: JournalPosition, offset: u64) {
        if self.waypoints.last().is_none_or(|(_, last)| offset >= last + WAYPOINT_BYTES) {
            self.waypoints.push((position, offset));
        }
    }

    /// Begins a walk at or before a position, and says at which one.
    fn walk_towards(&self, position: JournalPosition) -> (Walk, JournalPosition) {
        let n = self.waypoints.partition_point(|(waypoint, _)| *waypoint <= position);
        let (start, offset) = self.waypoints[n.saturating_sub(1)];
        (Walk::new(self.file.clone(), offset, self.end), start)
    }
}

/// What the writer and all readers of a journal share.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) journal_id: Uuid,
    pub(super) segments: RwLock<Vec<Segment>>,
    pub(super) damage: Vec<Damage>,
    last: AtomicU64,
    /// For those who wait for `last` to move.
    moving: Mutex<()>,
    moved: Condvar,
}

impl Shared {
    pub(super) fn new(journal_id: Uuid, segments: Vec<Segment>, damage: Vec<Damage>, last: JournalPosition) -> Self {
        Self {
            journal_id,
            segments: RwLock::new(segments),
            damage,
            last: AtomicU64::new(last.0),
            moving: Mutex::new(()),
            moved: Condvar::new(),
        }
    }

    pub(super) fn last(&self) -> JournalPosition {
        JournalPosition(self.last.load(Ordering::Acquire))
    }

    /// Lets readers see up to a position, which is durable.
    pub(super) fn publish(&self, last: JournalPosition) {
        let _moving = self.moving();
        self.last.store(last.0, Ordering::Release);
        self.moved.notify_all();
    }

    fn moving(&self) -> MutexGuard<'_, ()> {
        self.moving.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn segments(&self) -> RwLockReadGuard<'_, Vec<Segment>> {
        self.segments.read().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Reads durable records. Clones read the same journal.
#[derive(Debug, Clone)]
pub struct JournalReader(pub(super) Arc<Shared>);

impl JournalReader {
    /// Returns the journal's identity; nil when no header tells it.
    pub fn journal_id(&self) -> Uuid {
        self.0.journal_id
    }

    /// Returns the position of the last durable record.
    pub fn last(&self) -> JournalPosition {
        self.0.last()
    }

    /// Returns where acknowledged records are damaged, as found at the start.
    pub fn damage(&self) -> &[Damage] {
        &self.0.damage
    }

    /// Waits until the last durable record lies behind a position, or until waiting is called off.
    ///
    /// Whoever calls it off [wakes](Self::wake) those who wait.
    pub fn wait_beyond(&self, position: JournalPosition, is_called_off: impl Fn() -> bool) {
        let waits = |(): &mut ()| self.last() <= position && !is_called_off();
        let _moved = self.0.moved.wait_while(self.0.moving(), waits).unwrap_or_else(PoisonError::into_inner);
    }

    /// Lets those who wait see whether they still have to.
    pub fn wake(&self) {
        let _moving = self.0.moving();
        self.0.moved.notify_all();
    }

    /// Returns the record at a position; `None` where there is none.
    ///
    /// # Errors
    ///
    /// [`StorageError::Damaged`] or [`StorageError::Io`].
    pub fn read(&self, position: JournalPosition) -> Result<Option<StoredRecord>, StorageError> {
        if position == JournalPosition::START || position > self.last() {
            return Ok(None);
        }
        let mut found = None;
        self.scan_from(position, &mut |record| {
            found = Some(record);
            ControlFlow::Break(())
        })?;
        match found {
            Some(record) if record.position == position => Ok(Some(record)),
            _ => Err(StorageError::Damaged { position }),
        }
    }

    /// Shows the records after a position, in order, until the last durable one or until the visitor breaks.
    ///
    /// Damaged records are left out.
    ///
    /// # Errors
    ///
    /// [`StorageError::Io`].
    pub fn scan(
        &self,
        after: JournalPosition,
        visit: &mut dyn FnMut(StoredRecord) -> ControlFlow<()>,
    ) -> Result<(), StorageError> {
        self.scan_from(after.next(), visit)
    }

    fn scan_from(
        &self,
        from: JournalPosition,
        visit: &mut dyn FnMut(StoredRecord) -> ControlFlow<()>,
    ) -> Result<(), StorageError> {
        let mut next = from;
        while next <= self.last() {
            let Some((walk, start, bound)) = self.walk_towards(next) else { break };
            match scan_segment(walk, start, next..bound, visit)? {
                ControlFlow::Break(()) => break,
                ControlFlow::Continue(()) if bound > self.last() => break,
                ControlFlow::Continue(()) => next = bound,
            }
        }
        Ok(())
    }

    /// Begins a walk in the segment of a position, or else the first; says where it starts and what lies beyond it.
    fn walk_towards(&self, position: JournalPosition) -> Option<(Walk, JournalPosition, JournalPosition)> {
        let segments = self.0.segments();
        let n = segments.partition_point(|segment| segment.first <= position).saturating_sub(1);
        let bound = segments.get(n + 1).map_or_else(|| self.last().next(), |next| next.first);
        let (walk, start) = segments.get(n)?.walk_towards(position);
        Some((walk, start, bound))
    }
}

/// Shows the records of a segment that lie in a range of positions; goes over what is broken.
fn scan_segment(
    mut walk: Walk,
    start: JournalPosition,
    positions: std::ops::Range<JournalPosition>,
    visit: &mut dyn FnMut(StoredRecord) -> ControlFlow<()>,
) -> io::Result<ControlFlow<()>> {
    let mut expected = start;
    while expected < positions.end {
        match walk.step(expected)? {
            Step::End => break,
            Step::Piece(Piece::Mark(_)) => {}
            Step::Piece(Piece::Record(record)) => {
                expected = record.position.next();
                if positions.contains(&record.position) && visit(record).is_break() {
                    return Ok(ControlFlow::Break(()));
                }
            }
            Step::Broken => match walk.seek(expected, |_| true)? {
                Some(position) => expected = position,
                None => break,
            },
        }
    }
    Ok(ControlFlow::Continue(()))
}
