//! What is owed: batches that were held and whose key is known by now, read back from the journal and counted.
//!
//! Leaves what is held, and where it lies, to `state::held`.

use crate::server::{OfficeTurn, Server};
use crate::state::State;
use crate::storage::{JournalPosition, Storage, StorageError};
use lantern_ledger::{Batch, Opened};

/// How many batches are read back at once: what bounds the memory, and how long others wait.
const PIECE_BATCHES: usize = 64;

impl State {
    /// Counts everything that is owed, given the journal that this state is the fold of.
    pub(crate) fn count_owed(&mut self, storage: &dyn Storage) -> Result<(), StorageError> {
        while self.held.is_owing() {
            let opened = read(storage, &self.held.owed(PIECE_BATCHES))?;
            opened.iter().for_each(|opened| self.count_owed_first(opened.as_ref()));
        }
        Ok(())
    }
}

impl Server {
    /// Counts everything that is owed, where something is.
    pub(crate) fn count_owed(&self) -> Result<(), StorageError> {
        if self.state().held.is_owing() { self.count_owed_in_turn(&self.office_turn()) } else { Ok(()) }
    }

    /// The same for whoever has the turn. Others read and bring records meanwhile, and wait for a piece at most.
    pub(crate) fn count_owed_in_turn(&self, _turn: &OfficeTurn<'_>) -> Result<(), StorageError> {
        loop {
            // Only whoever has the turn takes from it: what is first now is first still when it was read.
            let first = self.state().held.owed(PIECE_BATCHES);
            if first.is_empty() {
                return Ok(());
            }
            let opened = read(&*self.storage, &first).inspect_err(|error| {
                tracing::error!(%error, "what was held under a key that is known now could not be read back");
            })?;
            let mut state = self.state_mut();
            opened.iter().for_each(|opened| state.count_owed_first(opened.as_ref()));
        }
    }
}

/// Reads batches back; `None`: damaged since.
fn read(storage: &dyn Storage, positions: &[u64]) -> Result<Vec<Option<Opened>>, StorageError> {
    let read = |position: &u64| match storage.read(JournalPosition(*position)) {
        Ok(record) => Ok(record.and_then(|record| Batch::parse(&record.bytes).ok()?.open().ok())),
        Err(StorageError::Damaged { .. }) => Ok(None),
        Err(error) => Err(error),
    };
    positions.iter().map(read).collect()
}
