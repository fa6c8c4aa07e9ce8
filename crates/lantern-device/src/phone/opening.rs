//! Opening: everything in the store is read and folded, and as much of it hashed as a start has time for.
//!
//! Numbers, heads and the last entries of each log are checked at once. What stands before them is taken as it was
//! stored, and hashed by `checking` once the app is open. At the least doubt everything is hashed at once: no checkpoint
//! is believed over an entry.
//! Leaves taking entries back from the second copy to `restoring`.

use super::core::Core;
use super::log_book::LogBook;
use super::notes::{
    BRANCH, CLOCK, CLOSED, Checkpoint, DRAFT, ENROLLING, ENROLMENT, FOLLOW, LANGUAGE, Lost, NOTICES, Notes, OPERATOR,
    PARTED, PLACE, PROVISIONAL, SENT,
};
use super::order::order;
use super::plan_book::PlanBook;
use super::state::State;
use crate::clock::Reading;
use crate::store::{Address, FIRST, LAST, Store, StoreError, StoredEntry};
use crate::{Event, ReceiptView};
use lantern_domain::RecordId;
use lantern_ledger::receipt::ReceiptState;
use lantern_ledger::sync::{LocalLog, Sync};
use lantern_ledger::{Batch, Body, Entry, Genesis, Hash, Head, LogRef, Receipt};
use std::collections::VecDeque;

/// How many entries or batches are read at once.
const PAGE: u32 = 1000;

/// How many entries before a log's checkpoint are hashed at once.
pub(super) const TAIL: u64 = 256;

impl Core {
    /// Reads everything anew.
    pub(super) async fn load(&self) -> Result<(), StoreError> {
        let is_thorough = self.has_doubt.get();
        let (mut state, mut damage) = self.read(is_thorough).await?;
        if !is_thorough && !damage.is_empty() {
            (state, damage) = self.read(true).await?;
        }
        // What does not fit is left in place, and nothing is written behind it.
        state.closed.extend(damage.iter().map(|(log, _)| *log));
        state.open_logs();
        let now = state.clock.moment();
        damage.into_iter().for_each(|(log, seq)| state.notice(Event::Damaged { log, seq }, now));
        self.change(|known| {
            // What was typed while this was read is newer than what is stored.
            for key in self.dirty_drafts.borrow().iter() {
                state.put_draft(key, known.draft(key).cloned());
            }
            *known = state;
        });
        self.begin_sync();
        Ok(())
    }

    /// Returns what the store holds, and for each log that does not fit together the first entry that does not.
    async fn read(&self, is_thorough: bool) -> Result<(State, Vec<Address>), StoreError> {
        let store = &*self.world.store;
        let mut state = State::new(self.world.clock.read());
        state.is_writer = self.ask(|state| state.is_writer);
        state.storage = self.ask(|state| state.storage);
        let notes = Notes::new(store.notes().await?);
        state.key = store.key().await?;
        take_notes(&mut state, &notes);
        let damage = read_entries(store, &notes, &mut state, is_thorough).await?;
        state.plan = PlanBook::rebuild(notes.get(FOLLOW).unwrap_or_default(), read_followed(store).await?);
        state.plan.parted = notes.get(PARTED).unwrap_or_default();
        state.storage.entry_count = state.entry_count;
        Ok((state, damage))
    }

    /// Makes a new sync machine, which knows from the receipts what HQ holds.
    pub(super) fn begin_sync(&self) {
        let held = self.ask(|state| {
            let logs = state.logs.iter().map(|book| LocalLog { log: book.head.log.log, seq: book.held_through() });
            logs.collect::<Vec<_>>()
        });
        *self.sync.borrow_mut() = Sync::new(held);
    }

    /// Asks the browser about the room, and remembers the answers.
    pub(super) async fn look_at_room(&self) {
        let is_persisted = self.world.room.is_persisted().await;
        let (quota_bytes, usage_bytes) = self.world.room.estimate().await;
        self.change(|state| {
            state.storage.is_persisted = is_persisted;
            state.storage.quota_bytes = quota_bytes;
            state.storage.usage_bytes = usage_bytes;
        });
    }
}

fn take_notes(state: &mut State, notes: &Notes) {
    state.enrolment = notes.get(ENROLMENT);
    state.enrolling = notes.get(ENROLLING);
    state.language = notes.get(LANGUAGE);
    state.operator = notes.get(OPERATOR);
    state.place = notes.get(PLACE);
    state.provisional = notes.get(PROVISIONAL).unwrap_or_default();
    state.closed = notes.get(CLOSED).unwrap_or_default();
    let batches =
        |prefix| notes.below(prefix).map(|(name, batch): (&str, &[u8])| (name.to_owned(), batch.to_vec())).collect();
    (state.branches, state.sent) = (batches(BRANCH), batches(SENT));
    let text = |(key, text): (&str, &[u8])| Some((key.to_owned(), String::from_utf8(text.to_vec()).ok()?));
    state.drafts = notes.below(DRAFT).filter_map(text).collect();
    state.notices = notes.get(NOTICES).unwrap_or_default();
    // Time does not run backwards while the app is closed; whether it ran ahead of itself nobody can tell.
    if let Some(wall_ms) = notes.get::<i64>(CLOCK).filter(|&wall_ms| wall_ms > state.clock.wall_ms) {
        state.clock = Reading { wall_ms, ..state.clock };
    }
}

/// Folds every entry that fits, and says where something does not.
async fn read_entries(
    store: &dyn Store,
    notes: &Notes,
    state: &mut State,
    is_thorough: bool,
) -> Result<Vec<Address>, StoreError> {
    let receipts = read_receipts(store).await?;
    let mut folding =
        Folding { receipts, broken: Vec::new(), others: Vec::new(), state, notes, checkpoint: None, is_thorough };
    let mut from = FIRST;
    loop {
        let page = store.entries(from, LAST, PAGE).await?;
        page.iter().for_each(|stored| folding.take(stored));
        match page.last() {
            Some(last) if page.len() == PAGE as usize => from = (last.log, last.seq + 1),
            _ => break,
        }
    }
    folding.check_heads();
    let broken = folding.broken;
    // Two logs are read one after the other, a person recorded in both by turns.
    let recorded = |id: &RecordId| state.tally.record(id).map_or((0, 0), |record| (record.first.at.0, record.seq));
    let in_order = order(state.order.iter().map(recorded).map(|(at, seq)| (at.cast_unsigned(), seq.cast_signed())));
    state.order = in_order.into_iter().map(|at| state.order[at]).collect();
    Ok(broken)
}

struct Folding<'a> {
    state: &'a mut State,
    notes: &'a Notes,
    /// Ascending by log and number, as the entries come.
    receipts: VecDeque<Receipt>,
    /// Where a log stopped fitting together.
    broken: Vec<Address>,
    /// Entries that are not the ones that their log's checkpoint names.
    others: Vec<Address>,
    /// Of the log that is being read.
    checkpoint: Option<Checkpoint>,
    /// Whether every entry is hashed.
    is_thorough: bool,
}

impl Folding<'_> {
    fn take(&mut self, stored: &StoredEntry) {
        if self.broken.iter().any(|(log, _)| *log == stored.log) {
            return;
        }
        if self.try_take(stored).is_none() {
            self.broken.push((stored.log, stored.seq));
        }
    }

    fn try_take(&mut self, stored: &StoredEntry) -> Option<()> {
        let entry = Entry::parse(&stored.bytes).ok()?;
        if self.state.book(stored.log).is_none() {
            let book = self.open_book(stored, &entry)?;
            self.state.put_book(book);
            self.checkpoint = self.notes.checkpoint(stored.log);
        }
        let is_trusted = !self.is_thorough && self.checkpoint.is_some_and(|point| stored.seq + TAIL <= point.seq);
        let book = self.state.book_mut(stored.log)?;
        if book.head.seq + 1 != stored.seq {
            // A run that begins after a gap: what is between is at HQ only.
            book.skip_to(lost_point(&self.notes.lost(stored.log)?, book.head.log, stored.seq - 1)?);
        }
        if is_trusted {
            book.trusted_through = stored.seq;
        } else if book.head.then(&entry).hash != Hash(stored.hash) {
            return None;
        }
        self.state.fold(stored.log, &entry, Hash(stored.hash), stored.signature);
        let address = (stored.log, stored.seq);
        if self.checkpoint.is_some_and(|point| point.seq == stored.seq && point.hash != Hash(stored.hash)) {
            self.others.push(address);
        }
        while let Some(receipt) = self.receipts.front().filter(|receipt| place(receipt) <= address) {
            if place(receipt) == address && receipt.head.hash == Hash(stored.hash) {
                let view = receipt_view(receipt);
                self.state.receive(stored.log, stored.seq, view);
            }
            self.receipts.pop_front();
        }
        Some(())
    }

    /// Finds the logs whose end is not as it was left: entries are missing there, or it is another one, or unsigned.
    fn check_heads(&mut self) {
        for (log, point) in self.notes.checkpoints() {
            let last = self.state.book(log).map_or(0, |book| book.head.seq);
            if last < point.seq {
                self.doubt((log, last + 1));
            }
        }
        let unsigned = self.state.logs.iter().filter(|book| !book.is_head_signed());
        let unsigned: Vec<Address> = unsigned.map(|book| (book.head.log.log, book.head.seq)).collect();
        let others = std::mem::take(&mut self.others);
        others.into_iter().chain(unsigned).for_each(|place| self.doubt(place));
    }

    /// Says that a log is damaged, unless that was said of an entry before.
    fn doubt(&mut self, place: Address) {
        if self.broken.iter().all(|(log, _)| *log != place.0) {
            self.broken.push(place);
        }
    }

    fn open_book(&self, stored: &StoredEntry, entry: &Entry) -> Option<LogBook> {
        if stored.seq == 1 {
            let genesis = genesis_of(entry)?;
            let log = LogRef { operation: genesis.operation, log: stored.log };
            return Some(LogBook::new(genesis, Head::start(log), false));
        }
        let lost = self.notes.lost(stored.log)?;
        let genesis = genesis_of(&Entry::parse(&lost.genesis).ok()?)?;
        let log = LogRef { operation: genesis.operation, log: stored.log };
        Some(LogBook::new(genesis, lost_point(&lost, log, stored.seq - 1)?, false))
    }
}

pub(super) fn genesis_of(entry: &Entry) -> Option<Genesis> {
    if let Ok(Body::Genesis(genesis)) = Body::of(entry) { Some(*genesis) } else { None }
}

fn lost_point(lost: &Lost, log: LogRef, seq: u64) -> Option<Head> {
    let (_, hash) = lost.before.iter().find(|(before, _)| *before == seq)?;
    Some(Head { log, seq, hash: *hash })
}

pub(super) fn receipt_view(receipt: &Receipt) -> ReceiptView {
    ReceiptView {
        journal: receipt.journal,
        position: receipt.position,
        at: receipt.at,
        is_counted: receipt.state == ReceiptState::Counted,
    }
}

fn place(receipt: &Receipt) -> Address {
    (receipt.head.log.log, receipt.head.seq)
}

/// Receipts were verified before they were stored.
async fn read_receipts(store: &dyn Store) -> Result<VecDeque<Receipt>, StoreError> {
    let stored = store.receipts().await?;
    let receipts: Vec<Receipt> = stored.iter().filter_map(|bytes| Receipt::parse(bytes).ok()).collect();
    let in_order =
        lantern_domain::order::order(receipts.len(), &|one, other| place(&receipts[one]).cmp(&place(&receipts[other])));
    Ok(in_order.into_iter().map(|at| receipts[at]).collect())
}

/// Batches were verified before they were stored; one that cannot be read any more is pulled again.
pub(super) async fn read_followed(store: &dyn Store) -> Result<Vec<lantern_ledger::Opened>, StoreError> {
    let mut batches = Vec::new();
    let mut from = FIRST;
    loop {
        let page = store.followed(from, LAST, PAGE).await?;
        batches.extend(page.iter().filter_map(|stored| Batch::parse(&stored.bytes).ok()?.open().ok()));
        match page.last() {
            Some(last) if page.len() == PAGE as usize => from = (last.log, last.last_seq + 1),
            _ => return Ok(batches),
        }
    }
}
