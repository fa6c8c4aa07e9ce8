//! What every clone of a [`crate::Phone`] shares: the world, what is known, and who wants to hear of changes.

use super::notes::{NOTICES, note};
use super::receiving::Left;
use super::state::State;
use crate::clock::Reading;
use crate::gate::Gate;
use crate::store::{StoreError, Write};
use crate::world::World;
use crate::{Event, SaveError};
use lantern_ledger::sync::{Input, Sync};
use lantern_ledger::{Hash, Head};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use uuid::Uuid;

/// The inside of a phone.
pub(super) struct Core {
    pub(super) world: World,
    pub(super) state: RefCell<State>,
    /// One append at a time: each signs the head that the one before made.
    pub(super) appending: Gate,
    /// One contact at a time.
    pub(super) contacting: Gate,
    pub(super) sync: RefCell<Sync>,
    /// A reason for a contact that came when one was all but over.
    pub(super) late: RefCell<Option<Input>>,
    /// The machine's number of the wait that is under way.
    pub(super) timer: Cell<u32>,
    /// When that wait began, and how many milliseconds it lasts.
    pub(super) wait: Cell<(Reading, u64)>,
    /// Half-typed forms whose newest text is not stored yet.
    pub(super) dirty_drafts: RefCell<Vec<String>>,
    pub(super) drafting: Gate,
    /// HQ's journal for which it was looked whether HQ still has the branches that it took.
    pub(super) recalled_for: Cell<Option<Uuid>>,
    /// Batches of other histories that HQ did not take since the app was opened.
    pub(super) left: RefCell<Vec<Left>>,
    /// Whether some entry was found not to fit since the app was opened: from then on everything is hashed.
    pub(super) has_doubt: Cell<bool>,
    /// Whether the contacts that happen by themselves were started.
    #[cfg(target_arch = "wasm32")]
    pub(super) is_automatic: Cell<bool>,
    version: Cell<u64>,
    watchers: RefCell<Vec<Rc<dyn Fn()>>>,
}

impl Core {
    pub(super) fn new(world: World) -> Self {
        let clock = world.clock.read();
        Self {
            world,
            state: RefCell::new(State::new(clock)),
            appending: Gate::default(),
            contacting: Gate::default(),
            sync: RefCell::new(Sync::new([])),
            late: RefCell::default(),
            timer: Cell::new(0),
            wait: Cell::new((clock, 0)),
            dirty_drafts: RefCell::default(),
            drafting: Gate::default(),
            recalled_for: Cell::new(None),
            left: RefCell::default(),
            has_doubt: Cell::new(false),
            #[cfg(target_arch = "wasm32")]
            is_automatic: Cell::new(false),
            version: Cell::new(0),
            watchers: RefCell::default(),
        }
    }

    /// Asks what is known.
    pub(super) fn ask<T>(&self, question: impl FnOnce(&State) -> T) -> T {
        question(&self.state.borrow())
    }

    /// Changes what is known, and tells those who watch.
    pub(super) fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let answer = change(&mut self.state.borrow_mut());
        self.version.set(self.version.get() + 1);
        let watchers = self.watchers.borrow().clone();
        watchers.iter().for_each(|watcher| watcher());
        answer
    }

    pub(super) fn watch(&self, watcher: Rc<dyn Fn()>) {
        self.watchers.borrow_mut().push(watcher);
    }

    pub(super) fn version(&self) -> u64 {
        self.version.get()
    }

    /// Says something to the person, and keeps it over restarts as far as the store takes it.
    pub(super) async fn notice(&self, event: Event) {
        let is_new = self.ask(|state| state.notices.iter().all(|notice| notice.event != event));
        if is_new {
            self.say(event);
            self.keep_notices().await;
        }
    }

    /// Says something to the person, and returns the note for storing it together with what it tells of.
    pub(super) fn say(&self, event: Event) -> (String, Vec<u8>) {
        let at = self.world.clock.read().moment();
        self.change(|state| {
            state.notice(event, at);
            note(NOTICES, &state.notices)
        })
    }

    pub(super) async fn keep_notices(&self) {
        let kept = self.ask(|state| state.notices.clone());
        // A notice that cannot be stored is still on the screen.
        let _ = self.world.store.write(Write { put: vec![note(NOTICES, &kept)], ..Write::default() }).await;
    }

    /// Writes small notes.
    pub(super) async fn put(&self, put: Vec<(String, Vec<u8>)>) -> Result<(), SaveError> {
        self.may_write()?;
        self.world.store.write(Write { put, ..Write::default() }).await.map_err(SaveError::from)
    }

    pub(super) fn may_write(&self) -> Result<(), SaveError> {
        if self.ask(|state| state.is_writer) { Ok(()) } else { Err(SaveError::ReadOnlyTab) }
    }

    /// Returns the hash of an own log after so many entries; `None`: it is not known here.
    ///
    /// Known is also the point before a run whose beginning was lost: its entry is gone, and what follows it is here.
    pub(super) async fn own_hash(&self, log: Uuid, seq: u64) -> Result<Option<Hash>, StoreError> {
        let known = self.ask(|state| state.book(log).map(|book| (book.point(seq), book.head.seq)));
        match known {
            Some((Some(point), _)) => Ok(Some(point.hash)),
            Some((None, last)) if last > seq => {
                let entries = self.world.store.entries((log, seq), (log, seq), 1).await?;
                Ok(entries.first().map(|entry| Hash(entry.hash)))
            }
            _ => Ok(None),
        }
    }

    /// Returns the point of an own log after so many entries; `None`: it is not known here.
    pub(super) async fn point(&self, log: Uuid, seq: u64) -> Result<Option<Head>, StoreError> {
        let Some(log_ref) = self.ask(|state| state.book(log).map(|book| book.head.log)) else { return Ok(None) };
        Ok(self.own_hash(log, seq).await?.map(|hash| Head { log: log_ref, seq, hash }))
    }

    pub(super) fn random<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.world.random.fill(&mut bytes);
        bytes
    }

    pub(super) fn random_id(&self) -> Uuid {
        uuid::Builder::from_random_bytes(self.random()).into_uuid()
    }
}

impl From<StoreError> for SaveError {
    fn from(problem: StoreError) -> Self {
        match problem {
            StoreError::Full => Self::Full,
            StoreError::Conflict => Self::ReadOnlyTab,
            StoreError::Gone => Self::Gone,
            StoreError::Failed(reason) => Self::Storage(reason),
        }
    }
}
