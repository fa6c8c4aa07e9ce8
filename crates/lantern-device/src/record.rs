//! One record as a screen shows it: what was recorded, and who holds it by now.
//!
//! Leaves the sums to the domain's tally.

use lantern_domain::distribution::DistributionError;
use lantern_domain::{Distribution, Moment, RecordId, SettlementRef, ShortText};
use uuid::Uuid;

/// A hand-over that was recorded on this phone.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordView {
    /// Its identity: the chain hash of its entry.
    pub id: RecordId,
    /// For speaking, such as `K7M2-0042`; never a key.
    pub short_code: String,
    /// The log that holds it.
    pub log: Uuid,
    /// Its number in the log.
    pub seq: u64,
    /// Where it was recorded.
    pub settlement: SettlementRef,
    /// What counts by now: the last replacement, or what was first recorded (also when it is void).
    pub distribution: Distribution,
    /// When it was first recorded, corrected by what is known of the phone's clock.
    pub at: Moment,
    /// `false`: the phone has not met the server since, so `at` is the phone's own word.
    pub is_clock_confirmed: bool,
    /// Who holds the record as first recorded.
    pub state: RecordState,
    /// The word that voided it; `None`: it counts.
    pub void: Option<Amendment>,
    /// The word that replaced it; `None`: never replaced, or void.
    pub replacement: Option<Amendment>,
}

/// Who holds an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RecordState {
    /// No receipt yet that proves more.
    OnThisPhone,
    /// HQ signed that it holds it. The phone keeps it all the same.
    HqHolds(ReceiptView),
}

/// HQ's signed word, verified: what it says was held has the hash that this phone computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReceiptView {
    /// HQ's journal.
    pub journal: Uuid,
    /// The place in the journal, for looking it up.
    pub position: u64,
    /// When, by HQ's clock.
    pub at: Moment,
    /// `false`: HQ keeps it but does not count it yet, such as under a key that it does not know.
    pub is_counted: bool,
}

/// A void or a replacement of a record: an entry of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Amendment {
    /// Its identity.
    pub id: RecordId,
    /// Why.
    pub reason: ShortText,
    /// Who said so.
    pub operator: ShortText,
    /// When, by the phone's clock.
    pub at: Moment,
    /// Who holds it.
    pub state: RecordState,
}

/// An earlier service of the same card in the same round, known to this phone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServedBefore {
    /// The earlier record.
    pub id: RecordId,
    /// When.
    pub at: Moment,
    /// Its short code.
    pub short_code: String,
    /// The phone that recorded it.
    pub device: Uuid,
    /// Who recorded it.
    pub operator: ShortText,
    /// Where.
    pub settlement: SettlementRef,
}

/// What saving gives back, once the strict transaction is complete and not before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saved {
    /// The new entry's identity.
    pub id: RecordId,
    /// Its short code.
    pub short_code: String,
    /// When it was recorded, by the phone's clock.
    pub at: Moment,
}

/// Why nothing was saved. The form stays as it is.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SaveError {
    /// No room is left on the phone.
    #[error("the phone's storage is full")]
    Full,
    /// Another tab writes; this one only reads.
    #[error("the app is open in another tab")]
    ReadOnlyTab,
    /// The browser took the database away or put another in its place: the app has to be opened again.
    #[error("the phone's storage is not the one that was opened")]
    Gone,
    /// The phone is not enrolled.
    #[error("the phone is not enrolled")]
    NotEnrolled,
    /// Round and settlement are not chosen.
    #[error("no place is chosen")]
    NoPlace,
    /// Nobody said who records.
    #[error("no operator is named")]
    NoOperator,
    /// The hand-over cannot be recorded as it stands.
    #[error(transparent)]
    Refused(#[from] DistributionError),
    /// The record is larger than an entry can be.
    #[error("the record is too large")]
    TooLarge,
    /// No such record on this phone.
    #[error("no such record")]
    UnknownRecord,
    /// The record is void already (voiding), or counts already (bringing back).
    #[error("the record has that state already")]
    Unchanged,
    /// Storage or cryptography failed; a technical reason without personal data.
    #[error("the phone's storage failed: {0}")]
    Storage(String),
}
