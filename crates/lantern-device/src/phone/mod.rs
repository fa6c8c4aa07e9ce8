//! The phone as a screen sees it.
//!
//! Questions are answered from memory, at once; whatever writes is asynchronous and comes back when it is durable.
//! Leaves how to `opening` and `restoring` (what is there), `saving` and `copying` (what is written), `enrolling`,
//! `contact`, `receiving` and `pulling` (what the server says).

mod asking;
#[cfg(target_arch = "wasm32")]
mod auto;
mod checking;
mod contact;
mod copied;
mod copying;
mod core;
mod decided;
mod drafts;
mod enrolling;
mod giving_back;
mod log_book;
mod notes;
mod opening;
mod order;
mod plan_book;
mod pulling;
mod receiving;
mod restoring;
mod saving;
mod state;

use crate::world::World;
use crate::{
    EnrolError, EnrolmentView, Event, Notice, RecordView, SaveError, Saved, ServedBefore, StorageView, StoreError,
    SyncStatus, Waiting,
};
use chrono::NaiveDate;
use core::Core;
use lantern_domain::plan::{Household, Plan};
use lantern_domain::tally::{Totals, TotalsQuery};
use lantern_domain::{CardCode, Change, Code, Decision, Distribution, Moment, RecordId, SettlementRef, ShortText};
use lantern_ledger::sync::{Input, Wake};
use log_book::LogBook;
use notes::{LANGUAGE, OPERATOR, PLACE, PROVISIONAL, note};
use std::rc::Rc;

/// Why the app cannot work here at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// The page came over plain HTTP: browsers keep cryptography and service workers from it.
    #[error("the page has no secure context")]
    NoSecureContext,
    /// The browser gives no lasting storage, as in some private modes; a technical reason.
    #[error("the browser's storage is not available: {0}")]
    StorageUnavailable(String),
    /// The database was written by a newer version of the app: load the app anew.
    #[error("the stored data is of a newer version of the app")]
    NewerData,
}

/// Where the operator stands: chosen once, kept over restarts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The round's code.
    pub round: Code,
    /// The settlement.
    pub settlement: SettlementRef,
}

/// A phone: cheap to clone, every clone is the same phone.
#[derive(Clone)]
pub struct Phone {
    core: Rc<Core>,
}

impl Phone {
    /// Opens the browser's storage, checks it, and reads everything into memory.
    ///
    /// `app_version` goes into each log's first entry. A second tab opens as well, but only reads: see
    /// [`Phone::is_writer`].
    ///
    /// # Errors
    ///
    /// [`OpenError`] when the app cannot work in this browser or page.
    #[cfg(target_arch = "wasm32")]
    pub async fn open(app_version: &str) -> Result<Self, OpenError> {
        let phone = Self::open_in(crate::browser::world(app_version).await?).await?;
        let opened = phone.clone();
        wasm_bindgen_futures::spawn_local(async move {
            if !opened.is_writer() {
                opened.take_over().await;
            }
            auto::check(&opened.core).await;
        });
        Ok(phone)
    }

    /// Opens a phone in any world: the browser's, or a test's.
    ///
    /// # Errors
    ///
    /// [`OpenError`] when the store cannot be read.
    pub async fn open_in(world: World) -> Result<Self, OpenError> {
        let phone = Self { core: Rc::new(Core::new(world)) };
        let is_writer = phone.core.world.chair.try_take().await;
        phone.read_all(is_writer).await.map_err(|problem| OpenError::StorageUnavailable(problem.to_string()))?;
        Ok(phone)
    }

    /// Waits until no other tab writes, then reads everything anew and is the one that writes.
    pub async fn take_over(&self) {
        self.core.world.chair.take().await;
        // Should the store fail now, this tab goes on as one that only reads.
        let _ = self.read_all(true).await;
    }

    /// Nothing is written before everything is read: it would be missing in what was read, and follow an old end.
    async fn read_all(&self, is_writer: bool) -> Result<(), StoreError> {
        self.core.load().await?;
        if is_writer {
            self.core.reconcile().await?;
            self.core.change(|state| state.is_writer = true);
        }
        self.core.look_at_room().await;
        Ok(())
    }

    /// Checks the chain of the next few entries that were only read at the start; whether there is more to check.
    ///
    /// For when nobody waits: the browser's phone does it by itself. What does not fit is said as at a start. A tab that
    /// only reads leaves it to the one that writes.
    pub async fn check_on(&self) -> bool {
        self.core.check_on().await
    }

    /// Calls back after each change of anything that this phone answers. The callback asks what it needs anew.
    pub fn watch(&self, callback: impl Fn() + 'static) {
        self.core.watch(Rc::new(callback));
    }

    /// Returns a number that grows with each change.
    pub fn version(&self) -> u64 {
        self.core.version()
    }

    /// Returns whether this tab may write. It changes by itself (see [`Phone::watch`]) once the other tab is closed.
    pub fn is_writer(&self) -> bool {
        self.core.ask(|state| state.is_writer)
    }

    /// Returns the time by the phone's clock.
    pub fn now(&self) -> Moment {
        self.core.world.clock.read().moment()
    }

    /// Returns who this phone is; `None`: not enrolled yet.
    pub fn enrolment(&self) -> Option<EnrolmentView> {
        self.core.ask(|state| state.enrolment.as_ref().map(enrolling::view))
    }

    /// Returns the code of an enrolment that was begun and never answered: [`Phone::enrol`] with it again.
    pub fn unanswered_enrolment(&self) -> Option<String> {
        self.core.ask(|state| state.enrolling.as_ref().map(|enrolling| enrolling.code.clone()))
    }

    /// Enrols the phone with the code of a link, then pulls plan and lists once (a failed pull is no error: sync
    /// repeats it).
    ///
    /// Key and token are stored before the request leaves, so that the same code again, even after a restart, repeats
    /// the same request.
    ///
    /// # Errors
    ///
    /// [`EnrolError`] says who can act.
    pub async fn enrol(&self, code: &str) -> Result<EnrolmentView, EnrolError> {
        let enrolment = self.core.enrol(code).await?;
        self.core.contact(Input::Wake(Wake::Person)).await;
        Ok(enrolment)
    }

    /// Returns HQ's plan as last pulled; empty before.
    pub fn plan(&self) -> Rc<Plan> {
        self.core.ask(|state| state.plan.plan())
    }

    /// Returns what a round's list at a settlement says of a card; `None`: not on it, or no list.
    pub fn household(&self, round: &Code, settlement: &SettlementRef, card: &CardCode) -> Option<Household> {
        let SettlementRef::Planned(code) = settlement else { return None };
        self.core.ask(|state| state.plan.list(code)?.shown().get(round, &card.folded()).cloned())
    }

    /// Returns whether a round has a list at a settlement; without one it is open to whoever comes.
    pub fn has_list(&self, round: &Code, settlement: &SettlementRef) -> bool {
        let SettlementRef::Planned(code) = settlement else { return false };
        self.core.ask(|state| state.plan.list(code).is_some_and(|list| list.shown().has_list(round)))
    }

    /// Returns the calendar day at a settlement (or of the operation), by the phone's clock.
    pub fn today(&self, settlement: Option<&SettlementRef>) -> NaiveDate {
        let planned = match settlement {
            Some(SettlementRef::Planned(code)) => Some(code),
            _ => None,
        };
        self.now().day(self.plan().utc_offset_minutes(planned))
    }

    /// Returns sums over this phone's records.
    pub fn totals(&self, query: &TotalsQuery) -> Totals {
        self.core.ask(|state| state.tally.totals(&state.plan.plan(), query))
    }

    /// Returns the tag of the chosen language; `None`: nobody chose one yet.
    pub fn language(&self) -> Option<ShortText> {
        self.core.ask(|state| state.language.clone())
    }

    /// Stores the tag of the language from now on.
    ///
    /// # Errors
    ///
    /// [`SaveError`] when it could not be stored.
    pub async fn set_language(&self, tag: ShortText) -> Result<(), SaveError> {
        self.core.put(vec![note(LANGUAGE, &tag)]).await?;
        self.core.change(|state| state.language = Some(tag));
        Ok(())
    }

    /// Returns who records; `None`: nobody said so yet.
    pub fn operator(&self) -> Option<ShortText> {
        self.core.ask(|state| state.operator.clone())
    }

    /// Stores who records from now on.
    ///
    /// # Errors
    ///
    /// [`SaveError`] when it could not be stored.
    pub async fn set_operator(&self, name: ShortText) -> Result<(), SaveError> {
        self.core.put(vec![note(OPERATOR, &name)]).await?;
        self.core.change(|state| state.operator = Some(name));
        Ok(())
    }

    /// Returns the chosen round and settlement; `None`: none chosen yet.
    pub fn place(&self) -> Option<Place> {
        self.core.ask(|state| state.place.clone())
    }

    /// Stores round and settlement for the records from now on.
    ///
    /// # Errors
    ///
    /// [`SaveError`] when it could not be stored.
    pub async fn set_place(&self, place: Place) -> Result<(), SaveError> {
        self.core.put(vec![note(PLACE, &place)]).await?;
        self.core.change(|state| state.place = Some(place));
        Ok(())
    }

    /// Returns the settlements typed in on this phone because the plan has none, oldest first.
    pub fn provisional_settlements(&self) -> Vec<SettlementRef> {
        self.core.ask(|state| state.provisional.clone())
    }

    /// Stores a settlement that the plan lacks. The same name again (but for case and blanks) is the same settlement.
    ///
    /// # Errors
    ///
    /// [`SaveError`] when it could not be stored.
    pub async fn add_provisional(&self, name: ShortText) -> Result<SettlementRef, SaveError> {
        let _turn = self.core.appending.enter().await;
        if let Some(known) = self.core.ask(|state| state.provisional_named(name.as_str()).cloned()) {
            return Ok(known);
        }
        let settlement = SettlementRef::Provisional { id: self.core.random_id(), name };
        let mut all = self.provisional_settlements();
        all.push(settlement.clone());
        self.core.put(vec![note(PROVISIONAL, &all)]).await?;
        self.core.change(|state| state.provisional = all);
        Ok(settlement)
    }

    /// Records a hand-over at the chosen settlement. Comes back only when the strict transaction is complete.
    ///
    /// `at` is set to the phone's clock, whatever the distribution holds. The draft that the form was kept under, if
    /// any, is removed in the same transaction: after a kill there is either the draft or the record, never both.
    ///
    /// # Errors
    ///
    /// [`SaveError`]: nothing was saved, the draft is still there.
    pub async fn record(&self, distribution: Distribution, draft: Option<&str>) -> Result<Saved, SaveError> {
        let saved = self.core.record(distribution, draft.map(str::to_owned)).await?;
        self.recorded();
        Ok(saved)
    }

    /// Voids a record (undo is a void, too): an entry of its own in the record's log.
    ///
    /// # Errors
    ///
    /// [`SaveError`]: nothing was saved.
    pub async fn void(&self, id: RecordId, reason: ShortText) -> Result<Saved, SaveError> {
        self.correct(id, Change::Void, reason).await
    }

    /// Replaces a record's content, or brings a void record back, by an entry of its own in the record's log.
    ///
    /// # Errors
    ///
    /// [`SaveError`]: nothing was saved.
    pub async fn replace(
        &self,
        id: RecordId,
        distribution: Distribution,
        reason: ShortText,
    ) -> Result<Saved, SaveError> {
        distribution.check()?;
        self.correct(id, Change::Replacement(Box::new(distribution)), reason).await
    }

    async fn correct(&self, target: RecordId, change: Change, reason: ShortText) -> Result<Saved, SaveError> {
        let saved = self.core.correct(target, change, reason).await?;
        self.recorded();
        Ok(saved)
    }

    fn recorded(&self) {
        #[cfg(target_arch = "wasm32")]
        auto::recorded(&self.core);
    }

    /// Returns the number of records on this phone, void ones included.
    pub fn record_count(&self) -> usize {
        self.core.ask(|state| state.order.len())
    }

    /// Returns one page of records, newest first: `count` of them after the first `skip`.
    pub fn records(&self, skip: usize, count: usize) -> Vec<RecordView> {
        self.core.ask(|state| state.records(skip, count))
    }

    /// Returns one record.
    pub fn record_view(&self, id: RecordId) -> Option<RecordView> {
        self.core.ask(|state| state.record_view(id))
    }

    /// Returns what HQ decided on a record: the last word on each kind of flag, in the order in which HQ decided.
    pub fn decisions(&self, id: RecordId) -> Vec<Decision> {
        self.core.ask(|state| state.decisions(&id))
    }

    /// Returns the latest service of a card in a round that counts and that this phone knows of.
    pub fn served(&self, round: &Code, card: &CardCode) -> Option<ServedBefore> {
        self.core.ask(|state| state.served(round, card))
    }

    /// Returns what HQ does not hold yet.
    pub fn waiting(&self) -> Waiting {
        self.core.ask(|state| state.waiting())
    }

    /// Returns the newest receipt.
    pub fn last_receipt(&self) -> Option<crate::ReceiptView> {
        self.core.ask(|state| state.last_receipt)
    }

    /// Returns what is known of the phone's storage.
    pub fn storage_state(&self) -> StorageView {
        self.core.ask(|state| StorageView {
            entry_count: state.entry_count,
            unchecked_count: state.logs.iter().map(LogBook::unchecked_count).sum(),
            ..state.storage
        })
    }

    /// Asks the browser to keep the data, and what room it has; [`Phone::storage_state`] then tells.
    pub async fn ask_to_persist(&self) {
        self.core.world.room.persist().await;
        self.core.look_at_room().await;
        if self.storage_state().is_persisted == Some(false) && self.is_writer() {
            self.core.notice(Event::NotPersisted).await;
        }
    }

    /// Makes one contact with the server: sends what it lacks, takes receipts, plan and lists.
    ///
    /// A call during a contact waits for nothing and changes nothing.
    pub async fn sync_now(&self) {
        self.core.contact(Input::Wake(Wake::Person)).await;
    }

    /// Returns how sync stands.
    pub fn sync_status(&self) -> SyncStatus {
        self.core.ask(|state| state.sync.clone())
    }

    /// Starts the contacts that happen by themselves: now, when the network comes back, when the app becomes visible,
    /// after each record, and by a timer. Calling it again changes nothing.
    #[cfg(target_arch = "wasm32")]
    pub fn start_auto_sync(&self) {
        auto::start(&self.core);
    }

    /// Returns a half-typed form.
    pub fn draft(&self, key: &str) -> Option<String> {
        self.core.ask(|state| state.draft(key).cloned())
    }

    /// Stores a half-typed form under a key, in place of the one before. May be called at each keystroke: while one
    /// write is under way only the newest text waits.
    ///
    /// # Errors
    ///
    /// [`SaveError`] when it could not be stored; typing goes on.
    pub async fn save_draft(&self, key: &str, json: String) -> Result<(), SaveError> {
        self.core.save_draft(key, json).await
    }

    /// Removes a half-typed form.
    ///
    /// # Errors
    ///
    /// [`SaveError`] when it could not be removed.
    pub async fn clear_draft(&self, key: &str) -> Result<(), SaveError> {
        self.core.clear_draft(key).await
    }

    /// Returns what a person must be told, newest first.
    pub fn notices(&self) -> Vec<Notice> {
        self.core.ask(|state| state.notices.iter().rev().cloned().collect())
    }

    /// Puts a notice away.
    pub async fn dismiss(&self, number: u64) {
        self.core.change(|state| state.notices.retain(|notice| notice.number != number));
        // A tab that only reads does not know what the other one has said since.
        if self.is_writer() {
            self.core.keep_notices().await;
        }
    }
}

#[cfg(test)]
#[cfg(target_arch = "wasm32")]
mod browser_tests;
#[cfg(test)]
#[cfg(not(target_arch = "wasm32"))]
mod tests;
