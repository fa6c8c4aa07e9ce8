//! One thread that lets the index follow the journal: catching up, rebuilding and living use are the same walk.
//!
//! It reads the journal as anybody else does, so that no append ever waits for the index, nothing queues up in memory,
//! and an index that is behind is simply further back on the same walk.
//! Those who ask wait until it has come to where the journal was when they asked.
//!
//! Leaves to `place` what is done with an index that cannot be trusted.

mod walker;

use std::io;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, RwLock};
use std::thread::{self, JoinHandle};

use super::place::{IndexPlace, open_trusted};
use super::{IndexError, KeyValues};
use crate::journal::JournalReader;
use crate::storage::kept::Following;
use crate::storage::{JournalPosition, StorageError};
pub use walker::Walker;

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
        let walker = Self::walker(journal, place);
        let shared = walker.shared.clone();
        let thread = thread::Builder::new().name("index".into()).spawn(move || walker.run())?;
        Ok(Self { shared, thread: Some(thread) })
    }

    /// Opens the index for whoever makes it follow.
    pub(crate) fn walker(journal: JournalReader, place: Box<dyn IndexPlace>) -> Walker {
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
        Walker { shared, place }
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

impl Following for Follower {
    fn ask<T>(&self, question: impl Fn(&dyn KeyValues) -> Result<T, IndexError>) -> Result<T, StorageError> {
        match self.ask_once(0, &question)? {
            (Ok(answer), _) => Ok(answer),
            (Err(error), generation) => {
                self.shared.failed(&error);
                self.shared.distrust(generation);
                Ok(self.ask_once(generation + 1, &question)?.0?)
            }
        }
    }

    fn applied(&self) -> JournalPosition {
        self.shared.state().applied
    }

    fn rebuild(&self) -> Result<(), StorageError> {
        let generation = self.shared.state().generation;
        self.shared.distrust(generation);
        self.caught_up(generation + 1).map(|_| ())
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
