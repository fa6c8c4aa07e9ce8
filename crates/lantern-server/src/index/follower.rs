//! One thread that lets the index follow the journal: catching up, rebuilding and living use are the same walk.
//!
//! It reads the journal as anybody else does, so that no append ever waits for the index, nothing queues up in memory,
//! and an index that is behind is simply further back on the same walk.
//! Those who ask wait until it has come to where the journal was when they asked.
//!
//! An index that is not of this journal, ahead of it, unreadable or failing is thrown away and made anew; if even a new
//! one fails, the index goes on in memory.

use std::io;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, RwLock};
use std::thread::{self, JoinHandle};

use super::memory::MemoryKeyValues;
use super::reflect::{Reflection, fingerprint};
use super::{IndexError, KeyValues, query};
use crate::journal::JournalReader;
use crate::storage::{JournalPosition, StorageError};

/// The most bytes of records whose changes are applied in one piece.
const STEP_BYTES: usize = 1024 * 1024;
/// What a record counts for at least, so that a step is bounded for empty ones too.
const STEP_RECORD_BYTES: usize = 256;

/// Where the index lies between two runs.
pub trait IndexPlace: Send + Sync {
    /// Opens what lies there, or makes an empty one where nothing does.
    ///
    /// # Errors
    ///
    /// [`IndexError`]: it is broken.
    fn open(&self) -> Result<Box<dyn KeyValues>, IndexError>;

    /// Removes what lies there, whatever it is; nobody has it open any more.
    ///
    /// # Errors
    ///
    /// [`IndexError`]: it cannot be removed.
    fn remove(&self) -> Result<(), IndexError>;
}

/// No place: the index lives in memory and is made anew at every start.
#[derive(Debug, Clone, Copy)]
pub struct InMemory;

impl IndexPlace for InMemory {
    fn open(&self) -> Result<Box<dyn KeyValues>, IndexError> {
        Ok(Box::new(MemoryKeyValues::default()))
    }

    fn remove(&self) -> Result<(), IndexError> {
        Ok(())
    }
}

/// The index, following.
pub struct Follower {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

struct Shared {
    journal: JournalReader,
    /// Locked for reading by those who ask and by the walk; for writing while it is made anew.
    keys: RwLock<Box<dyn KeyValues>>,
    state: Mutex<State>,
    changed: Condvar,
    is_ending: AtomicBool,
    is_distrusted: AtomicBool,
    /// How often the keys have failed: after the second time they are kept in memory.
    failure_count: AtomicU32,
}

struct State {
    /// Up to where the keys reflect the journal.
    applied: JournalPosition,
    /// Rises whenever the keys are made anew.
    generation: u64,
    /// The walk stands still, because the journal cannot be read.
    stopped_by: Option<StorageError>,
}

impl Follower {
    /// Opens the index and starts following.
    ///
    /// # Errors
    ///
    /// When the system has no thread to give.
    pub fn start(journal: JournalReader, place: Box<dyn IndexPlace>) -> io::Result<Self> {
        let (keys, applied) = open_trusted(&journal, &*place);
        let shared = Arc::new(Shared {
            journal,
            keys: RwLock::new(keys),
            state: Mutex::new(State { applied, generation: 0, stopped_by: None }),
            changed: Condvar::new(),
            is_ending: AtomicBool::new(false),
            is_distrusted: AtomicBool::new(false),
            failure_count: AtomicU32::new(0),
        });
        let walker = Walker { shared: shared.clone(), place };
        let thread = thread::Builder::new().name("index".into()).spawn(move || walker.run())?;
        Ok(Self { shared, thread: Some(thread) })
    }

    /// Returns up to where the index reflects the journal.
    pub fn applied(&self) -> JournalPosition {
        self.shared.state().applied
    }

    /// Asks the index as of the last durable record.
    ///
    /// # Errors
    ///
    /// [`StorageError`] when the journal cannot be read, or an index made anew fails too.
    pub fn ask<T>(&self, question: impl Fn(&dyn KeyValues) -> Result<T, IndexError>) -> Result<T, StorageError> {
        match self.ask_once(0, &question)? {
            (Ok(answer), _) => Ok(answer),
            (Err(error), generation) => {
                self.shared.failed(&error);
                self.shared.distrust(generation);
                Ok(self.ask_once(generation + 1, &question)?.0?)
            }
        }
    }

    /// Makes the index anew, and returns when it has caught up.
    ///
    /// # Errors
    ///
    /// As [`ask`](Self::ask).
    pub fn rebuild(&self) -> Result<(), StorageError> {
        let generation = self.shared.state().generation;
        self.shared.distrust(generation);
        self.caught_up(generation + 1).map(|_| ())
    }

    /// Asks keys not older than a generation, and tells which they were.
    fn ask_once<T>(
        &self,
        generation: u64,
        question: impl Fn(&dyn KeyValues) -> Result<T, IndexError>,
    ) -> Result<(Result<T, IndexError>, u64), StorageError> {
        loop {
            let generation = self.caught_up(generation)?;
            let keys = self.shared.keys.read().unwrap_or_else(PoisonError::into_inner);
            // Else they were made anew in between, and have yet to catch up.
            if self.shared.state().generation == generation {
                return Ok((question(&**keys), generation));
            }
        }
    }

    /// Waits until the keys, not older than a generation, reflect all that is durable now; tells which they are.
    fn caught_up(&self, generation: u64) -> Result<u64, StorageError> {
        let target = self.shared.journal.last();
        let lags =
            |state: &mut State| state.stopped_by.is_none() && (state.generation < generation || state.applied < target);
        let state = self.shared.changed.wait_while(self.shared.state(), lags).unwrap_or_else(PoisonError::into_inner);
        state.stopped_by.clone().map_or(Ok(state.generation), Err)
    }
}

impl Drop for Follower {
    fn drop(&mut self) {
        self.shared.is_ending.store(true, Ordering::Release);
        self.shared.journal.wake();
        if let Some(thread) = self.thread.take() {
            let _panicked_and_said_so = thread.join();
        }
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.state());
        self.changed.notify_all();
    }

    /// Asks for new keys, unless there have been some since a generation.
    fn distrust(&self, generation: u64) {
        if self.state().generation == generation {
            self.is_distrusted.store(true, Ordering::Release);
            self.journal.wake();
        }
    }

    fn failed(&self, error: &IndexError) {
        tracing::error!(%error, "the index failed");
        self.failure_count.fetch_add(1, Ordering::AcqRel);
    }

    fn is_interrupted(&self) -> bool {
        self.is_ending.load(Ordering::Acquire) || self.is_distrusted.load(Ordering::Acquire)
    }
}

/// The thread's own.
struct Walker {
    shared: Arc<Shared>,
    place: Box<dyn IndexPlace>,
}

/// Lets nobody wait for a thread that is no more.
struct StopAtEnd(Arc<Shared>);

impl Drop for StopAtEnd {
    fn drop(&mut self) {
        self.0.change(|state| state.stopped_by = Some(StorageError::Index("the index is closed".into())));
    }
}

/// Why a step did not succeed.
enum StepError {
    Journal(StorageError),
    Index(IndexError),
}

impl Walker {
    fn run(self) {
        let _ending = StopAtEnd(self.shared.clone());
        let mut reached = self.shared.state().applied;
        loop {
            self.shared.journal.wait_beyond(reached, || self.shared.is_interrupted());
            if self.shared.is_ending.load(Ordering::Acquire) {
                return;
            }
            if self.shared.is_distrusted.swap(false, Ordering::AcqRel) {
                self.renew();
            }
            reached = match self.step() {
                Ok(applied) => applied,
                Err(StepError::Journal(error)) => self.stand_still(error),
                Err(StepError::Index(error)) => {
                    self.shared.failed(&error);
                    self.renew();
                    JournalPosition::START
                }
            };
        }
    }

    /// Reflects some more records, and returns up to where.
    fn step(&self) -> Result<JournalPosition, StepError> {
        let journal = &self.shared.journal;
        let applied = self.shared.state().applied;
        let keys = self.shared.keys.read().unwrap_or_else(PoisonError::into_inner);
        let mut reflection = Reflection::of(&**keys);
        let (mut reached, mut byte_count, mut added) = (journal.last(), 0, Ok(()));
        journal
            .scan(applied, &mut |record| {
                byte_count += record.bytes.len().max(STEP_RECORD_BYTES);
                added = reflection.add(&record);
                if byte_count >= STEP_BYTES || added.is_err() {
                    reached = record.position;
                    return ControlFlow::Break(());
                }
                reached = reached.max(record.position);
                ControlFlow::Continue(())
            })
            .map_err(StepError::Journal)?;
        added.map_err(StepError::Index)?;
        reflection.apply(journal.journal_id(), reached).map_err(StepError::Index)?;
        drop(keys);
        self.shared.change(|state| (state.applied, state.stopped_by) = (reached, None));
        Ok(reached)
    }

    /// Lets those who ask know that the journal cannot be read; goes on when it has grown.
    fn stand_still(&self, error: StorageError) -> JournalPosition {
        tracing::error!(%error, "the index cannot follow the journal");
        self.shared.change(|state| state.stopped_by = Some(error));
        self.shared.journal.last()
    }

    /// Throws the keys away and begins anew; in memory when this is not the first time that they failed.
    fn renew(&self) {
        let mut keys = self.shared.keys.write().unwrap_or_else(PoisonError::into_inner);
        // Closes the old ones, so that they can be removed.
        *keys = Box::new(MemoryKeyValues::default());
        let is_hopeless = self.shared.failure_count.load(Ordering::Acquire) > 1;
        *keys = if is_hopeless { in_memory(&*self.place) } else { open_empty(&*self.place) };
        self.shared.change(|state| {
            state.generation += 1;
            (state.applied, state.stopped_by) = (JournalPosition::START, None);
        });
    }
}

/// Opens what lies in a place if it reflects this journal, or else makes it anew; tells up to where it does.
fn open_trusted(journal: &JournalReader, place: &dyn IndexPlace) -> (Box<dyn KeyValues>, JournalPosition) {
    let opened = place.open().and_then(|keys| Ok((trusted_up_to(journal, &*keys)?, keys)));
    match opened {
        Ok((Some(applied), keys)) => return (keys, applied),
        Ok((None, keys)) => {
            tracing::warn!("the index is not of this journal as it is now");
            drop(keys);
        }
        Err(error) => tracing::warn!(%error, "the index cannot be opened"),
    }
    tracing::warn!("the index is made anew from the journal");
    (open_empty(place), JournalPosition::START)
}

/// Returns up to where keys reflect a journal; `None` when they are not of this journal as it is now.
fn trusted_up_to(journal: &JournalReader, keys: &dyn KeyValues) -> Result<Option<JournalPosition>, IndexError> {
    let Some(applied) = query::applied(keys)? else {
        return Ok(query::is_empty(keys)?.then_some(JournalPosition::START));
    };
    let record = journal.read(applied.position).ok().flatten();
    let is_same = applied.journal_id == journal.journal_id()
        && record.is_some_and(|record| fingerprint(&record) == applied.fingerprint);
    Ok(is_same.then_some(applied.position))
}

fn open_empty(place: &dyn IndexPlace) -> Box<dyn KeyValues> {
    place.remove().and_then(|()| place.open()).unwrap_or_else(|error| {
        tracing::error!(%error, "the index cannot be made anew on disk");
        in_memory(place)
    })
}

fn in_memory(place: &dyn IndexPlace) -> Box<dyn KeyValues> {
    tracing::error!("the index is kept in memory until the next start");
    if let Err(error) = place.remove() {
        tracing::warn!(%error, "what is left of the index on disk cannot be removed");
    }
    Box::new(MemoryKeyValues::default())
}
