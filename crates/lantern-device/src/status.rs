//! How things stand: what waits, what the storage says, how the last contact went, what a person must be told.
//!
//! Leaves the words for it to the apps.

use lantern_domain::{Moment, SettlementRef};
use uuid::Uuid;

/// What HQ does not hold yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Waiting {
    /// Records (hand-overs and their corrections) without a receipt.
    pub records: u64,
    /// Bytes that sending them takes, packed.
    pub bytes: u64,
    /// When the oldest of them was recorded, by the phone's clock; `None`: nothing waits.
    pub oldest_at: Option<Moment>,
}

/// What the browser says about the phone's storage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct StorageView {
    /// Whether the browser promised not to evict; `None`: it was not asked yet or gave no answer.
    pub is_persisted: Option<bool>,
    /// Bytes that the browser grants, if it says so.
    pub quota_bytes: Option<u64>,
    /// Bytes in use, if the browser says so.
    pub usage_bytes: Option<u64>,
    /// Entries in the database.
    pub entry_count: u64,
    /// Entries whose place in the chain is still to be checked since the app was opened: that is done when idle.
    pub unchecked_count: u64,
    /// Whether the second copy takes what it is given.
    pub is_second_copy_sound: bool,
}

/// Where sync is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SyncStatus {
    /// Nothing is under way.
    Idle {
        /// The last contact that succeeded, by the phone's clock; `None`: none since the app was opened.
        contact_at: Option<Moment>,
    },
    /// A contact is under way.
    Running,
    /// The last contact failed. Nothing is lost; the phone tries again by itself.
    Failed {
        /// What was in the way.
        problem: SyncProblem,
        /// When it tries again, by the phone's clock; `None`: only when asked to.
        retry_at: Option<Moment>,
    },
}

/// Why a contact failed, sorted by who can act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SyncProblem {
    /// No answer: time will mend it.
    NoNetwork,
    /// The server asks to wait: time will mend it.
    ServerBusy,
    /// The server's disk is full or it only reads: the office has to act. Nothing was acknowledged.
    ServerFull,
    /// HQ has revoked this phone: the office has to act.
    Revoked,
    /// HQ does not know this phone's credential: the office has to send a new link.
    CredentialUnknown,
    /// An answer that makes no sense, such as a hotspot's sign-in page.
    Unreadable,
    /// The server says that it failed; its stable code.
    Server {
        /// The code of the server's problem.
        code: String,
    },
    /// The phone's own storage failed; a technical reason without personal data.
    Storage(String),
    /// The phone is not enrolled.
    NotEnrolled,
    /// Another tab writes and syncs; this one only reads.
    ReadOnlyTab,
}

/// Something that a person must be told, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// For putting it away with [`crate::Phone::dismiss`]; grows with each notice.
    pub number: u64,
    /// When, by the phone's clock.
    pub at: Moment,
    /// What happened.
    pub event: Event,
}

/// What a notice is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The browser lost its database. What the second copy held was taken back; records that HQ held are at HQ only.
    StoreLost {
        /// Entries that the phone once had, as far as it remembers.
        had: u64,
        /// Entries taken back from the second copy.
        restored: u64,
    },
    /// The database lacked entries that the second copy had: they were taken back.
    EntriesRestored {
        /// Entries taken back.
        restored: u64,
    },
    /// The second copy was lost. The database is whole; the copy is made anew.
    SecondCopyLost,
    /// The second copy cannot be written: a lost database would now lose what HQ does not hold.
    SecondCopyFailing,
    /// The two copies tell different histories of one log. Both are kept and sent.
    CopiesDiffer {
        /// The log.
        log: Uuid,
        /// Its settlement.
        settlement: Option<SettlementRef>,
    },
    /// Stored entries do not fit together from this number on; what cannot be read was left in place.
    Damaged {
        /// The log.
        log: Uuid,
        /// The first entry that does not fit.
        seq: u64,
    },
    /// The key that HQ knows is gone. Recording goes on; HQ has to enrol the phone anew.
    KeyLost,
    /// HQ does not trust the phone's new key: what it wrote is kept here and at HQ, held. HQ has to enrol the phone anew.
    KeyRefused,
    /// HQ knows the phone's new key by now: what it held counts.
    KeyConfirmed,
    /// A receipt did not prove what it says; the records stay *on this phone*.
    ReceiptRefused {
        /// The log it was about.
        log: Uuid,
        /// Why.
        why: ReceiptFault,
    },
    /// HQ holds another history of a log than this phone: a copy of this phone may be in use. Both are kept.
    SplitHistory {
        /// The log.
        log: Uuid,
    },
    /// HQ would not take a log; its stable code.
    LogRefused {
        /// The log.
        log: Uuid,
        /// HQ's code for the reason.
        code: String,
    },
    /// What HQ sent as its plan did not verify and was left out.
    PlanRefused,
    /// HQ has revoked this phone.
    Revoked,
    /// HQ does not know this phone's credential.
    CredentialUnknown,
    /// The phone's clock jumped. Nothing is lost; times of earlier records may stay unconfirmed.
    ClockStepped {
        /// Seconds, positive for forward.
        seconds: i64,
    },
    /// The browser did not promise to keep the data: install the app.
    NotPersisted,
}

/// What was wrong with a receipt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReceiptFault {
    /// Its bytes make no receipt, or it is about another operation.
    Unreadable = 1,
    /// It is not signed by the operation's HQ key.
    Signature,
    /// It names another hash than the phone computed.
    Hash,
    /// It is about entries that the phone never wrote.
    TooHigh,
}
