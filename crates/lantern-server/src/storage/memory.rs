//! A storage in memory, for tests: as the real one in all that its contract says, and stricter where it can be.
//!
//! Nothing in it is durable. What makes it stricter: its disk can be filled, broken or held still by a test.

use std::ops::ControlFlow;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use uuid::Uuid;

use super::acknowledgement::Acknowledge;
use super::record::check_acceptable;
use super::{
    Acknowledgement, AppendError, BatchPlace, Committed, Health, JournalPosition, LogSummary, NewRecord, Storage,
    StorageError, StoredRecord,
};
use crate::index::memory::MemoryKeyValues;
use crate::index::reflect::Reflection;
use crate::index::{IndexError, query};

/// Records in a list, and an index beside it that runs the same code as the real one.
#[derive(Debug)]
pub struct MemoryStorage {
    journal_id: Uuid,
    inner: Mutex<Inner>,
    was_held: Condvar,
    index: MemoryKeyValues,
}

#[derive(Debug, Default)]
struct Inner {
    records: Vec<StoredRecord>,
    trouble: Option<Health>,
    /// Appends that wait for [`MemoryStorage::release`]; `None` when nothing is held.
    held: Option<Vec<(Vec<NewRecord>, bool, Acknowledge)>>,
}

impl MemoryStorage {
    /// Makes an empty journal with an identity.
    pub fn new(journal_id: Uuid) -> Self {
        Self { journal_id, inner: Mutex::default(), was_held: Condvar::new(), index: MemoryKeyValues::default() }
    }

    /// Makes every later append fail as the real storage would in that health, until [`Health::Writable`] is set.
    ///
    /// [`Health::DiskFull`] lets appends from the reserve pass.
    pub fn set_health(&self, health: Health) {
        self.lock().trouble = Some(health).filter(|health| *health != Health::Writable);
    }

    /// Leaves later appends unanswered and unseen, as a slow disk would, until [`release`](Self::release).
    pub fn hold(&self) {
        self.lock().held.get_or_insert_default();
    }

    /// Waits until an append is held.
    pub fn wait_for_held(&self) {
        let none_waits = |inner: &mut Inner| inner.held.as_ref().is_none_or(Vec::is_empty);
        drop(self.was_held.wait_while(self.lock(), none_waits));
    }

    /// Answers the appends that were held, in their order, and holds no more.
    pub fn release(&self) {
        let mut inner = self.lock();
        for (records, from_reserve, acknowledge) in inner.held.take().unwrap_or_default() {
            acknowledge.answer(self.commit(&mut inner, records, from_reserve));
        }
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn accept(&self, records: Vec<NewRecord>, from_reserve: bool) -> Acknowledgement {
        let (acknowledge, acknowledgement) = Acknowledgement::pair();
        let mut inner = self.lock();
        match &mut inner.held {
            Some(held) => {
                held.push((records, from_reserve, acknowledge));
                self.was_held.notify_all();
            }
            None => acknowledge.answer(self.commit(&mut inner, records, from_reserve)),
        }
        acknowledgement
    }

    fn commit(&self, inner: &mut Inner, records: Vec<NewRecord>, from_reserve: bool) -> Result<Committed, AppendError> {
        check_acceptable(&records)?;
        match &inner.trouble {
            Some(Health::DiskFull) if !from_reserve => return Err(AppendError::DiskFull),
            Some(Health::Failing(kind)) => return Err(AppendError::Failed(*kind)),
            Some(Health::ReadOnly(damage)) => return Err(AppendError::ReadOnly(damage.clone())),
            _ => {}
        }
        let first_position = last_position(&inner.records).next();
        let committed = Committed { first_position, count: records.len() };
        let placed = records.into_iter().enumerate().map(|(n, record)| record.at(committed.position(n)));
        inner.records.extend(placed);
        self.reflect(&inner.records, first_position).map_err(|_| AppendError::Failed(std::io::ErrorKind::Other))?;
        Ok(committed)
    }

    fn reflect(&self, records: &[StoredRecord], from: JournalPosition) -> Result<(), IndexError> {
        let mut reflection = Reflection::of(&self.index);
        for record in records.iter().skip(index_of(from)) {
            reflection.add(record)?;
        }
        reflection.apply(self.journal_id, last_position(records))
    }
}

impl Storage for MemoryStorage {
    fn journal_id(&self) -> Uuid {
        self.journal_id
    }

    fn last_position(&self) -> JournalPosition {
        last_position(&self.lock().records)
    }

    fn health(&self) -> Health {
        self.lock().trouble.clone().unwrap_or(Health::Writable)
    }

    fn append(&self, records: Vec<NewRecord>) -> Acknowledgement {
        self.accept(records, false)
    }

    fn append_from_reserve(&self, records: Vec<NewRecord>) -> Acknowledgement {
        self.accept(records, true)
    }

    fn read(&self, position: JournalPosition) -> Result<Option<StoredRecord>, StorageError> {
        Ok(self.lock().records.get(index_of(position)).filter(|record| record.position == position).cloned())
    }

    fn scan(
        &self,
        after: JournalPosition,
        visit: &mut dyn FnMut(StoredRecord) -> ControlFlow<()>,
    ) -> Result<(), StorageError> {
        // Without the lock while visiting, so that a visitor may ask the storage.
        let mut position = after.next();
        while let Some(record) = self.read(position)? {
            if visit(record).is_break() {
                break;
            }
            position = position.next();
        }
        Ok(())
    }

    fn batches(&self, log: Uuid, from_seq: u64, limit: usize) -> Result<Vec<BatchPlace>, StorageError> {
        Ok(query::batches(&self.index, log, from_seq, limit)?)
    }

    fn batches_holding(&self, log: Uuid, seq: u64) -> Result<Vec<BatchPlace>, StorageError> {
        Ok(query::batches_holding(&self.index, log, seq)?)
    }

    fn log_summary(&self, log: Uuid) -> Result<Option<LogSummary>, StorageError> {
        Ok(query::log_summary(&self.index, log)?)
    }

    fn logs(&self) -> Result<Vec<(Uuid, LogSummary)>, StorageError> {
        Ok(query::logs(&self.index)?)
    }

    fn applied(&self) -> JournalPosition {
        let applied = query::applied(&self.index).ok().flatten();
        applied.map_or(JournalPosition::START, |applied| applied.position)
    }

    fn rebuild_index(&self) -> Result<(), StorageError> {
        let inner = self.lock();
        self.index.clear();
        Ok(self.reflect(&inner.records, JournalPosition::START.next())?)
    }
}

fn last_position(records: &[StoredRecord]) -> JournalPosition {
    records.last().map_or(JournalPosition::START, |record| record.position)
}

/// Returns where in the list a position lies; far behind its end for position 0.
fn index_of(position: JournalPosition) -> usize {
    usize::try_from(position.0.wrapping_sub(1)).unwrap_or(usize::MAX)
}
