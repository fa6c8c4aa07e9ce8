//! The server as a value: its storage, secrets and clock, and everything that it knows.
//!
//! Leaves what is done with them to `intake`, `hq`, `enrolment`, `import` and the routes.

use crate::clock::Clock;
use crate::error::Failure;
use crate::flags::Flags;
use crate::intake::Brought;
use crate::keys::Keys;
use crate::limits::Guesses;
use crate::locks::LogLocks;
use crate::random::Random;
use crate::record_ids::RecordIds;
use crate::state::State;
use crate::storage::{Acknowledgement, Health, NewRecord, Storage, StorageError};
use crate::viewed::Viewed;
use lantern_domain::Moment;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

/// What a server is made of.
pub struct Parts {
    /// Where it keeps what it accepted.
    pub storage: Arc<dyn Storage>,
    /// Its secrets.
    pub keys: Arc<Keys>,
    /// Its clock.
    pub clock: Arc<dyn Clock>,
    /// Its randomness.
    pub random: Arc<dyn Random>,
    /// How it is set up.
    pub settings: Settings,
}

/// How a server is set up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Where people reach it, such as `https://lantern.example.org`; `None`: wherever the HQ app was opened.
    pub public_url: Option<String>,
    /// The most bytes of an uploaded bundle.
    pub bundle_bytes_max: usize,
    /// How many uploads may be on their way at once; they take memory until they have arrived.
    pub uploads_at_once: usize,
    /// The most bytes of memory that bundles may take from their first byte until they are answered, all together.
    pub uploads_bytes_max: usize,
    /// How long an upload may take; what has come by then is taken in.
    pub upload_ms_max: u64,
    /// The most bytes of an uploaded plan.
    pub plan_bytes_max: usize,
    /// The most rows of an uploaded plan, all its files together.
    pub plan_rows_max: usize,
    /// How long an enrolment link is good.
    pub link_lasts_s: i64,
    /// How many requests that need the disk or the processor may run at once.
    pub requests_at_once: usize,
    /// How many requests may be there at once, those that wait for anything included.
    pub requests_waiting_max: usize,
    /// How many files of records or flags may be on their way at once.
    pub files_at_once: usize,
    /// The most bytes of memory that batches under unknown keys may take; beyond it no more of them are taken in.
    pub held_bytes_max: u64,
    /// The same for those that one phone brought.
    pub held_bytes_of_one_max: u64,
    /// The most bytes of memory that what phones wrote may take, about; beyond it nothing more is taken in.
    pub entry_bytes_max: u64,
    /// How much of that one phone may bring in a day.
    pub entry_bytes_of_one_max: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            public_url: None,
            bundle_bytes_max: 1024 * 1024,
            uploads_at_once: 512,
            uploads_bytes_max: 64 * 1024 * 1024,
            upload_ms_max: 120_000,
            plan_bytes_max: 32 * 1024 * 1024,
            plan_rows_max: 500_000,
            link_lasts_s: 7 * 24 * 60 * 60,
            requests_at_once: 64,
            requests_waiting_max: 2_048,
            files_at_once: 4,
            held_bytes_max: 256 * 1024 * 1024,
            held_bytes_of_one_max: 32 * 1024 * 1024,
            entry_bytes_max: 4096 * 1024 * 1024,
            entry_bytes_of_one_max: 64 * 1024 * 1024,
        }
    }
}

/// Why a server cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The journal cannot be read.
    #[error("the journal cannot be read: {0}")]
    Storage(#[from] StorageError),
    /// The journal's own logs are signed by another key.
    #[error("keys/server-key.pk8 is not the key of this journal: put the right one back")]
    OtherKey,
    /// The first entries of a new journal could not be written.
    #[error("the journal cannot be begun: {0}")]
    Begin(String),
}

/// HQ's server.
pub struct Server {
    pub(crate) storage: Arc<dyn Storage>,
    pub(crate) keys: Arc<Keys>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) random: Arc<dyn Random>,
    pub(crate) settings: Settings,
    pub(crate) locks: LogLocks,
    pub(crate) sign_ins: Guesses,
    pub(crate) enrolments: Guesses,
    pub(crate) viewed: Viewed,
    pub(crate) flags: Flags,
    pub(crate) record_ids: RecordIds,
    /// When the journal was last restored; only a start can find that out, so whoever asks waits for nobody.
    pub(crate) restored_at: Option<Moment>,
    state: RwLock<State>,
    office_turn: Mutex<()>,
    /// Contacts handed to the storage whose answer nobody waits for.
    pub(crate) unanswered: Mutex<Vec<(NewRecord, Acknowledgement)>>,
    pub(crate) brought: Brought,
}

/// The right to write HQ's own logs: whoever holds it sees them unchanged until it is given back.
pub(crate) struct OfficeTurn<'a>(#[expect(dead_code, reason = "held, never read")] MutexGuard<'a, ()>);

impl Server {
    /// Reads the whole journal, and begins HQ's own logs where there are none.
    ///
    /// # Errors
    ///
    /// [`OpenError`] when the journal cannot be read, is another key's, or cannot be begun.
    pub fn open(parts: Parts) -> Result<Self, OpenError> {
        let Parts { storage, keys, clock, random, settings } = parts;
        let mut state = State::new(keys.public_key());
        state.replay(&*storage)?;
        state.keep_up();
        if state.operation().is_none() && state.record_count() > 0 {
            return Err(OpenError::OtherKey);
        }
        let server = Self {
            storage,
            keys,
            clock,
            random,
            settings,
            locks: LogLocks::default(),
            sign_ins: Guesses::default(),
            enrolments: Guesses::default(),
            viewed: Viewed::default(),
            flags: Flags::default(),
            record_ids: RecordIds::default(),
            restored_at: state.care.restored.as_ref().map(|note| note.at),
            state: RwLock::new(state),
            office_turn: Mutex::new(()),
            unanswered: Mutex::default(),
            brought: Brought::default(),
        };
        let begin = |failure: Failure| OpenError::Begin(failure.message().to_owned());
        if server.state().operation().is_none() {
            server.begin().map_err(begin)?;
        }
        server.fold_in_order().map_err(begin)?;
        server.tell_of_care();
        // A damaged journal takes nothing in: what is owed waits for its repair.
        if server.state().care.owes_new_logs && !matches!(server.storage.health(), Health::ReadOnly(_)) {
            server.begin_anew(&server.office_turn()).map_err(begin)?;
        }
        server.catch_up_on_restating();
        Ok(server)
    }

    pub(crate) fn state(&self) -> RwLockReadGuard<'_, State> {
        self.state.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the state if nobody writes to it now.
    pub(crate) fn try_state(&self) -> Option<RwLockReadGuard<'_, State>> {
        self.state.try_read().ok()
    }

    pub(crate) fn state_mut(&self) -> RwLockWriteGuard<'_, State> {
        self.state.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for the right to write HQ's own logs.
    pub(crate) fn office_turn(&self) -> OfficeTurn<'_> {
        OfficeTurn(self.office_turn.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Hands records to the storage and waits until they would survive a power cut.
    pub(crate) fn keep(&self, records: Vec<NewRecord>, is_small: bool) -> Result<crate::storage::Committed, Failure> {
        let acknowledgement =
            if is_small { self.storage.append_from_reserve(records) } else { self.storage.append(records) };
        Ok(acknowledgement.wait()?)
    }
}

impl std::fmt::Debug for Server {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Server(…)")
    }
}
