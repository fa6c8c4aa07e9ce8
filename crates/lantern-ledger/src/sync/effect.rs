//! What the state machine asks of the driver.

use uuid::Uuid;

/// What the driver has to do. At most one of Send, Pull, Wait, Idle and Stop in each step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Send one request; then report [`super::Input::Answered`] or [`super::Input::Failed`].
    Send(Request),
    /// Get one page of a log; store what verifies; then report [`super::Input::Pulled`] or [`super::Input::Failed`].
    Pull {
        /// The log.
        log: Uuid,
        /// The number of the first entry that is missing.
        from: u64,
    },
    /// Wait so long, then report [`super::Input::Waited`].
    Wait {
        /// Milliseconds.
        ms: u64,
        /// The number of this wait.
        timer: u32,
    },
    /// The contact is over and nothing is to do until the next [`super::Input::Wake`].
    Idle,
    /// The contact is over, and only a person can start another one.
    Stop,
    /// Tell a person; each trouble comes once.
    Tell(Trouble),
}

/// One request.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Request {
    /// The logs whose signed heads go first: every log of our own at the beginning of each contact.
    pub heads: Vec<Uuid>,
    /// What follows: batches of these logs in this order, until `bytes_max` is reached.
    pub runs: Vec<Run>,
    /// The most bytes of batches; the first batch goes even if it is larger.
    pub bytes_max: usize,
}

/// Entries to send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    /// The log.
    pub log: Uuid,
    /// The number of the first entry.
    pub from: u64,
}

/// What a person must be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trouble {
    /// HQ holds more of our log than we do: this phone was put back to an older state.
    ServerAhead(Uuid),
    /// HQ holds another history of our log.
    Forked(Uuid),
    /// HQ does not take our log.
    Refused(Uuid),
    /// A log that we follow does not advance.
    Stuck(Uuid),
    /// HQ does not know our credential.
    CredentialUnknown,
    /// HQ revoked us.
    Revoked,
}
