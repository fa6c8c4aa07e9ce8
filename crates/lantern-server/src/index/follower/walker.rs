//! The walk behind the journal: records are reflected in steps, each applied in one piece.

use std::ops::ControlFlow;
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};

use super::Shared;
use crate::index::IndexError;
use crate::index::memory::MemoryKeyValues;
use crate::index::place::{IndexPlace, in_memory, open_empty};
use crate::index::reflect::Reflection;
use crate::storage::{JournalPosition, StorageError};

/// The most bytes of records whose changes are applied in one piece.
const STEP_BYTES: usize = 1024 * 1024;
/// What a record counts for at least, so that a step is bounded for empty ones too.
const STEP_RECORD_BYTES: usize = 256;

/// The thread's own.
pub struct Walker {
    pub(super) shared: Arc<Shared>,
    pub(super) place: Box<dyn IndexPlace>,
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
    /// Walks until the follower ends.
    pub(super) fn run(self) {
        let _ending = StopAtEnd(self.shared.clone());
        let mut reached = self.shared.state().applied;
        loop {
            self.shared.journal.wait_beyond(reached, || self.shared.is_interrupted());
            if self.shared.is_ending.load(Ordering::Acquire) {
                return;
            }
            reached = self.go_on();
        }
    }

    /// Makes the keys anew where they are distrusted, goes a step, and returns up to where the walk has come.
    pub(super) fn go_on(&self) -> JournalPosition {
        if self.shared.is_distrusted.swap(false, Ordering::AcqRel) {
            self.renew();
        }
        match self.step() {
            Ok(applied) => applied,
            Err(StepError::Journal(error)) => self.stand_still(error),
            Err(StepError::Index(error)) => {
                self.shared.failed(&error);
                self.renew();
                JournalPosition::START
            }
        }
    }

    /// Walks until everything durable is reflected, for callers that have no thread to wait for.
    #[cfg(any(test, feature = "testing"))]
    pub(crate) fn catch_up(&self) -> Result<(), StorageError> {
        while self.position() < self.shared.journal.last() {
            self.go_on();
            if let Some(error) = self.shared.state().stopped_by.clone() {
                return Err(error);
            }
        }
        Ok(())
    }

    /// Asks the keys as they are.
    #[cfg(any(test, feature = "testing"))]
    pub(crate) fn ask_now<T>(
        &self,
        question: impl Fn(&dyn crate::index::KeyValues) -> Result<T, IndexError>,
    ) -> Result<T, IndexError> {
        question(&**self.shared.keys.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Returns up to where the keys reflect the journal.
    #[cfg(any(test, feature = "testing"))]
    pub(crate) fn position(&self) -> JournalPosition {
        self.shared.state().applied
    }

    /// Throws the keys away; the walk begins anew.
    #[cfg(any(test, feature = "testing"))]
    pub(crate) fn begin_anew(&self) {
        self.renew();
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
