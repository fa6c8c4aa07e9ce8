//! Broken servers: their disk, their storage, their door, their answers.

use lantern_ledger::api::{LogAnswerState, SyncAnswer};
use lantern_ledger::{Bundle, BundleReader, Item};
use lantern_server::disk::SimulatedDisk;
use lantern_server::storage::{
    Acknowledgement, AppendError, BatchPlace, Committed, Health, JournalPosition, LogSummary, NewRecord, Storage,
    StorageError, StoredRecord,
};
use lantern_sim::seams::Seams;
use std::ops::ControlFlow;
use std::sync::{Arc, Mutex, PoisonError};
use uuid::Uuid;

/// Every sync says yes and does nothing.
pub struct NoSync;

impl Seams for NoSync {
    fn disk(&self, disk: &SimulatedDisk) {
        disk.ignore_syncs();
    }
}

/// How a broken storage appends, and what its index shows.
trait Breaks: Send + Sync {
    fn append(&self, storage: &dyn Storage, records: Vec<NewRecord>) -> Acknowledgement {
        storage.append(records)
    }

    fn batches(&self, found: Vec<BatchPlace>) -> Vec<BatchPlace> {
        found
    }
}

struct Broken<B> {
    storage: Arc<dyn Storage>,
    breaks: B,
}

impl<B: Breaks> Storage for Broken<B> {
    fn journal_id(&self) -> Uuid {
        self.storage.journal_id()
    }

    fn last_position(&self) -> JournalPosition {
        self.storage.last_position()
    }

    fn health(&self) -> Health {
        self.storage.health()
    }

    fn append(&self, records: Vec<NewRecord>) -> Acknowledgement {
        self.breaks.append(&*self.storage, records)
    }

    fn append_from_reserve(&self, records: Vec<NewRecord>) -> Acknowledgement {
        self.storage.append_from_reserve(records)
    }

    fn read(&self, position: JournalPosition) -> Result<Option<StoredRecord>, StorageError> {
        self.storage.read(position)
    }

    fn scan(
        &self,
        after: JournalPosition,
        visit: &mut dyn FnMut(StoredRecord) -> ControlFlow<()>,
    ) -> Result<(), StorageError> {
        self.storage.scan(after, visit)
    }

    fn batches(&self, log: Uuid, from_seq: u64, limit: usize) -> Result<Vec<BatchPlace>, StorageError> {
        Ok(self.breaks.batches(self.storage.batches(log, from_seq, limit)?))
    }

    fn batches_holding(&self, log: Uuid, seq: u64) -> Result<Vec<BatchPlace>, StorageError> {
        self.storage.batches_holding(log, seq)
    }

    fn log_summary(&self, log: Uuid) -> Result<Option<LogSummary>, StorageError> {
        self.storage.log_summary(log)
    }

    fn logs(&self) -> Result<Vec<(Uuid, LogSummary)>, StorageError> {
        self.storage.logs()
    }

    fn applied(&self) -> JournalPosition {
        self.storage.applied()
    }

    fn rebuild_index(&self) -> Result<(), StorageError> {
        self.storage.rebuild_index()
    }
}

fn said_yes(storage: &dyn Storage, count: usize) -> Acknowledgement {
    Acknowledgement::answered(Ok(Committed { first_position: storage.last_position().next(), count }))
}

/// The answer is given at once, and the records are written before the next ones.
pub struct AnswersFirst;

#[derive(Default)]
struct Later(Mutex<Vec<Vec<NewRecord>>>);

impl Breaks for Later {
    fn append(&self, storage: &dyn Storage, records: Vec<NewRecord>) -> Acknowledgement {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.drain(..).for_each(|records| drop(storage.append(records)));
        let answer = said_yes(storage, records.len());
        waiting.push(records);
        answer
    }
}

impl Seams for AnswersFirst {
    fn storage(&self, storage: Arc<dyn Storage>) -> Arc<dyn Storage> {
        Arc::new(Broken { storage, breaks: Later::default() })
    }
}

/// A full disk is no reason to worry anybody.
pub struct FullUnsaid;

struct Unsaid;

impl Breaks for Unsaid {
    fn append(&self, storage: &dyn Storage, records: Vec<NewRecord>) -> Acknowledgement {
        let count = records.len();
        match storage.append(records).wait() {
            Err(AppendError::DiskFull) => said_yes(storage, count),
            other => Acknowledgement::answered(other),
        }
    }
}

impl Seams for FullUnsaid {
    fn storage(&self, storage: Arc<dyn Storage>) -> Arc<dyn Storage> {
        Arc::new(Broken { storage, breaks: Unsaid })
    }
}

/// The index has lost every fifth batch and is believed all the same.
pub struct LossyIndex;

struct Loses;

impl Breaks for Loses {
    fn batches(&self, mut found: Vec<BatchPlace>) -> Vec<BatchPlace> {
        found.retain(|place| place.position.0 % 5 != 0);
        found
    }
}

impl Seams for LossyIndex {
    fn storage(&self, storage: Arc<dyn Storage>) -> Arc<dyn Storage> {
        Arc::new(Broken { storage, breaks: Loses })
    }
}

/// What follows a batch that cannot be read is not looked at any more.
pub struct StopsAtBadBatch;

impl Seams for StopsAtBadBatch {
    fn body(&self, body: Vec<u8>) -> Vec<u8> {
        let mut kept = Bundle::new();
        for item in BundleReader::new(&body).into_iter().flatten() {
            match item {
                Item::Head(Ok(head)) => kept.head(&head),
                Item::Batch(Ok(batch)) if batch.open().is_ok() => kept.batch(&batch),
                _ => break,
            }
        }
        kept.into_bytes()
    }
}

/// A body whose end is missing is thrown away as a whole.
pub struct WholeBodiesOnly;

impl Seams for WholeBodiesOnly {
    fn body(&self, body: Vec<u8>) -> Vec<u8> {
        let mut items = BundleReader::new(&body).into_iter().flatten().peekable();
        let is_some = items.peek().is_some();
        let is_cut = BundleReader::new(&body).is_ok_and(|mut reader| {
            reader.by_ref().for_each(drop);
            reader.is_cut()
        });
        if is_some && is_cut { Bundle::new().into_bytes() } else { body }
    }
}

/// HQ keeps both histories of a log and says so to nobody.
pub struct SilentFork;

impl Seams for SilentFork {
    fn answer(&self, answer: &mut SyncAnswer) {
        let forked = answer.logs.iter_mut().filter(|log| log.is_forked);
        forked.for_each(|log| {
            log.is_forked = false;
            if log.state == LogAnswerState::Fork {
                log.state = LogAnswerState::Counted;
            }
        });
    }
}

/// Well-signed batches that the server finds odd, here those of every log with an odd id, are dropped at the door.
pub struct PickyDoor;

impl Seams for PickyDoor {
    fn body(&self, body: Vec<u8>) -> Vec<u8> {
        let mut kept = Bundle::new();
        for item in BundleReader::new(&body).into_iter().flatten() {
            match item {
                Item::Head(Ok(head)) => kept.head(&head),
                Item::Batch(Ok(batch)) if batch.log().log.as_bytes()[0] % 2 == 0 => kept.batch(&batch),
                _ => {}
            }
        }
        kept.into_bytes()
    }
}

/// An answer says whose record is odd.
pub struct Talkative;

impl Seams for Talkative {
    fn answer(&self, answer: &mut SyncAnswer) {
        answer.logs.iter_mut().for_each(|log| log.problem = Some("hh 012 was served twice".to_owned()));
    }
}

/// HQ does not say which logs of its own there are: nobody pulls what it changed, or gives back what it lost.
pub struct KeepsItsPlan;

impl Seams for KeepsItsPlan {
    fn answer(&self, answer: &mut SyncAnswer) {
        answer.follow.clear();
    }
}
