//! The phone as a screen sees it.
//!
//! Questions are answered from memory, at once; whatever writes is asynchronous and comes back when it is durable.

use crate::{
    EnrolError, EnrolmentView, Notice, RecordView, SaveError, Saved, ServedBefore, StorageView, SyncStatus, Waiting,
};
use chrono::NaiveDate;
use lantern_domain::plan::{Household, Plan};
use lantern_domain::tally::{Totals, TotalsQuery};
use lantern_domain::{CardCode, Code, Distribution, Moment, RecordId, SettlementRef, ShortText};
use serde::{Deserialize, Serialize};
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The round's code.
    pub round: Code,
    /// The settlement.
    pub settlement: SettlementRef,
}

/// A phone: cheap to clone, every clone is the same phone.
#[derive(Clone)]
pub struct Phone {
    inner: Rc<()>,
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
        let _ = app_version;
        unimplemented!()
    }

    /// Calls back after each change of anything that this phone answers. The callback asks what it needs anew.
    pub fn watch(&self, callback: impl Fn() + 'static) {
        let _ = callback;
        unimplemented!()
    }

    /// Returns a number that grows with each change.
    pub fn version(&self) -> u64 {
        unimplemented!()
    }

    /// Returns whether this tab may write. It changes by itself (see [`Phone::watch`]) once the other tab is closed.
    pub fn is_writer(&self) -> bool {
        unimplemented!()
    }

    /// Returns the time by the phone's clock.
    pub fn now(&self) -> Moment {
        unimplemented!()
    }

    /// Returns who this phone is; `None`: not enrolled yet.
    pub fn enrolment(&self) -> Option<EnrolmentView> {
        unimplemented!()
    }

    /// Returns the code of an enrolment that was begun and never answered: [`Phone::enrol`] with it again.
    pub fn unanswered_enrolment(&self) -> Option<String> {
        unimplemented!()
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
        let _ = code;
        unimplemented!()
    }

    /// Returns HQ's plan as last pulled; empty before.
    pub fn plan(&self) -> Rc<Plan> {
        unimplemented!()
    }

    /// Returns what a round's list at a settlement says of a card; `None`: not on it, or no list.
    pub fn household(&self, round: &Code, settlement: &SettlementRef, card: &CardCode) -> Option<Household> {
        let _ = (round, settlement, card);
        unimplemented!()
    }

    /// Returns whether a round has a list at a settlement; without one it is open to whoever comes.
    pub fn has_list(&self, round: &Code, settlement: &SettlementRef) -> bool {
        let _ = (round, settlement);
        unimplemented!()
    }

    /// Returns the calendar day at a settlement (or of the operation), by the phone's clock.
    pub fn today(&self, settlement: Option<&SettlementRef>) -> NaiveDate {
        let _ = settlement;
        unimplemented!()
    }

    /// Returns sums over this phone's records.
    pub fn totals(&self, query: &TotalsQuery) -> Totals {
        let _ = query;
        unimplemented!()
    }

    /// Returns who records; `None`: nobody said so yet.
    pub fn operator(&self) -> Option<ShortText> {
        unimplemented!()
    }

    /// Stores who records from now on.
    ///
    /// # Errors
    ///
    /// [`SaveError`] when it could not be stored.
    pub async fn set_operator(&self, name: ShortText) -> Result<(), SaveError> {
        let _ = name;
        unimplemented!()
    }

    /// Returns the chosen round and settlement; `None`: none chosen yet.
    pub fn place(&self) -> Option<Place> {
        unimplemented!()
    }

    /// Stores round and settlement for the records from now on.
    ///
    /// # Errors
    ///
    /// [`SaveError`] when it could not be stored.
    pub async fn set_place(&self, place: Place) -> Result<(), SaveError> {
        let _ = place;
        unimplemented!()
    }

    /// Returns the settlements typed in on this phone because the plan has none, oldest first.
    pub fn provisional_settlements(&self) -> Vec<SettlementRef> {
        unimplemented!()
    }

    /// Stores a settlement that the plan lacks. The same name again (but for case and blanks) is the same settlement.
    ///
    /// # Errors
    ///
    /// [`SaveError`] when it could not be stored.
    pub async fn add_provisional(&self, name: ShortText) -> Result<SettlementRef, SaveError> {
        let _ = name;
        unimplemented!()
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
        let _ = (distribution, draft);
        unimplemented!()
    }

    /// Voids a record (undo is a void, too): an entry of its own in the record's log.
    ///
    /// # Errors
    ///
    /// [`SaveError`]: nothing was saved.
    pub async fn void(&self, id: RecordId, reason: ShortText) -> Result<Saved, SaveError> {
        let _ = (id, reason);
        unimplemented!()
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
        let _ = (id, distribution, reason);
        unimplemented!()
    }

    /// Returns the number of records on this phone, void ones included.
    pub fn record_count(&self) -> usize {
        unimplemented!()
    }

    /// Returns one page of records, newest first: `count` of them after the first `skip`.
    pub fn records(&self, skip: usize, count: usize) -> Vec<RecordView> {
        let _ = (skip, count);
        unimplemented!()
    }

    /// Returns one record.
    pub fn record_view(&self, id: RecordId) -> Option<RecordView> {
        let _ = id;
        unimplemented!()
    }

    /// Returns the latest service of a card in a round that counts and that this phone knows of.
    pub fn served(&self, round: &Code, card: &CardCode) -> Option<ServedBefore> {
        let _ = (round, card);
        unimplemented!()
    }

    /// Returns what HQ does not hold yet.
    pub fn waiting(&self) -> Waiting {
        unimplemented!()
    }

    /// Returns the newest receipt.
    pub fn last_receipt(&self) -> Option<crate::ReceiptView> {
        unimplemented!()
    }

    /// Returns what is known of the phone's storage.
    pub fn storage_state(&self) -> StorageView {
        unimplemented!()
    }

    /// Asks the browser to keep the data, and what room it has; [`Phone::storage_state`] then tells.
    pub async fn ask_to_persist(&self) {
        unimplemented!()
    }

    /// Makes one contact with the server: sends what it lacks, takes receipts, plan and lists.
    ///
    /// A call during a contact waits for nothing and changes nothing.
    pub async fn sync_now(&self) {
        unimplemented!()
    }

    /// Returns how sync stands.
    pub fn sync_status(&self) -> SyncStatus {
        unimplemented!()
    }

    /// Starts the contacts that happen by themselves: now, when the network comes back, when the app becomes visible,
    /// after each record, and by a timer. Calling it again changes nothing.
    #[cfg(target_arch = "wasm32")]
    pub fn start_auto_sync(&self) {
        unimplemented!()
    }

    /// Returns a half-typed form.
    pub fn draft(&self, key: &str) -> Option<String> {
        let _ = key;
        unimplemented!()
    }

    /// Stores a half-typed form under a key, in place of the one before. May be called at each keystroke: while one
    /// write is under way only the newest text waits.
    ///
    /// # Errors
    ///
    /// [`SaveError`] when it could not be stored; typing goes on.
    pub async fn save_draft(&self, key: &str, json: String) -> Result<(), SaveError> {
        let _ = (key, json);
        unimplemented!()
    }

    /// Removes a half-typed form.
    ///
    /// # Errors
    ///
    /// [`SaveError`] when it could not be removed.
    pub async fn clear_draft(&self, key: &str) -> Result<(), SaveError> {
        let _ = key;
        unimplemented!()
    }

    /// Returns what a person must be told, newest first.
    pub fn notices(&self) -> Vec<Notice> {
        unimplemented!()
    }

    /// Puts a notice away.
    pub async fn dismiss(&self, number: u64) {
        let _ = number;
        unimplemented!()
    }
}
