//! What enrolment leaves on the phone, as a screen shows it, and why it can fail.
//!
//! Leaves doing it to [`crate::Phone::enrol`]; tokens and keys never appear here.

use lantern_domain::Moment;
use uuid::Uuid;

/// Who this phone is to its operation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnrolmentView {
    /// The operation's name.
    pub operation_name: String,
    /// The phone's id.
    pub device: Uuid,
    /// The name that HQ gave the phone.
    pub device_name: String,
    /// When it was enrolled, by the phone's clock.
    pub enrolled_at: Moment,
    /// `false` once the key that HQ knows is gone: recording goes on with a new one, and HQ has to enrol the phone anew.
    pub is_key_confirmed: bool,
}

/// Why a phone is not enrolled yet.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EnrolError {
    /// Another phone has used the link: ask HQ for a new one.
    #[error("the enrolment link was used by another phone")]
    CodeUsed,
    /// The link is too old: ask HQ for a new one.
    #[error("the enrolment link has expired")]
    CodeExpired,
    /// HQ does not know the link: it was cut or mistyped.
    #[error("the enrolment link is not known")]
    CodeUnknown,
    /// This phone is enrolled already, and its key is sound.
    #[error("this phone is enrolled already")]
    AlreadyEnrolled,
    /// No answer. Trying again, even after a restart, repeats the same request and cannot use the link up.
    #[error("the server could not be reached")]
    NoNetwork,
    /// The server is too busy; try again after so many seconds.
    #[error("the server is busy")]
    Busy {
        /// Seconds to wait, if the server named them.
        retry_after_s: Option<u32>,
    },
    /// The server answered something that cannot be used; its stable code, or `unreadable`.
    #[error("the server refused: {code}")]
    Refused {
        /// The code of the server's problem.
        code: String,
    },
    /// Another tab of the app holds the phone's records.
    #[error("the app is open in another tab")]
    ReadOnlyTab,
    /// The phone's storage or its cryptography failed; a technical reason without personal data.
    #[error("the phone could not store the enrolment: {0}")]
    Storage(String),
}
