//! What the driver tells the state machine.

use crate::Hash;
use crate::api::{LogAnswerState, SyncAnswer};
use uuid::Uuid;

/// What the driver's store holds at this moment.
#[derive(Debug, Clone, Copy)]
pub struct Local<'a> {
    /// Our own logs, those with the oldest entries first.
    pub own: &'a [LocalLog],
    /// Logs that we follow, as far as we hold them.
    pub followed: &'a [LocalLog],
}

/// A log in the driver's store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LocalLog {
    /// The log.
    pub log: Uuid,
    /// The number of its last entry.
    pub seq: u64,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// There is a reason to make a contact.
    Wake(Wake),
    /// The time of [`super::Effect::Wait`] is over.
    Waited {
        /// The number of that effect; an older one is passed over.
        timer: u32,
    },
    /// The server answered [`super::Effect::Send`].
    Answered(Answer),
    /// What came with [`super::Effect::Pull`] is stored: the log is now held up to this number.
    Pulled {
        /// The log.
        log: Uuid,
        /// The number of its last entry in the store.
        seq: u64,
    },
    /// [`super::Effect::Send`] or [`super::Effect::Pull`] did not work out.
    Failed(Failure),
}

/// Why to make a contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wake {
    /// A person asked.
    Person,
    /// The app was opened or shown, the network came back, something was recorded.
    Occasion,
    /// The timer.
    Timer,
}

/// The server's answer, with what the driver's own store says of the same entries.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Answer {
    /// Where HQ stands on our logs.
    pub logs: Vec<Standing>,
    /// The logs to pull and how far they go.
    pub follow: Vec<LocalLog>,
}

/// Where HQ stands on one of our logs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The log.
    pub log: Uuid,
    /// HQ's head; 0: nothing.
    pub seq: u64,
    /// What it has to do with our own history.
    pub history: History,
    /// What became of what we sent.
    pub state: LogAnswerState,
    /// Whether HQ holds another history of it.
    pub is_forked: bool,
}

/// What HQ's head has to do with our own history of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum History {
    /// The same hash as our entry with that number, or nothing at all.
    Ours,
    /// Another hash than ours.
    Other,
    /// We have no entry with that number.
    Beyond,
}

/// Why a request failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// No answer, a cut answer, or one that is not Lantern's.
    Network,
    /// The server is too busy (429, 503), has no room (507) or fails (5xx); with its Retry-After if there was one.
    Server {
        /// Milliseconds to wait, by the server.
        retry_after_ms: Option<u64>,
    },
    /// The request was too large (413).
    TooLarge,
    /// The server does not know our credential (401).
    CredentialUnknown,
    /// HQ revoked us (403).
    Revoked,
}

impl Answer {
    /// Makes an answer from the server's, given the hashes that our own store has.
    pub fn new(answer: &SyncAnswer, mut own_hash: impl FnMut(Uuid, u64) -> Option<Hash>) -> Self {
        let logs = answer.logs.iter().map(|log| Standing {
            log: log.log,
            seq: log.seq,
            history: match own_hash(log.log, log.seq) {
                _ if log.seq == 0 => History::Ours,
                Some(hash) if hash == log.hash => History::Ours,
                Some(_) => History::Other,
                None => History::Beyond,
            },
            state: log.state,
            is_forked: log.is_forked || log.state == LogAnswerState::Fork,
        });
        let follow = answer.follow.iter().map(|follow| LocalLog { log: follow.log, seq: follow.seq });
        Self { logs: logs.collect(), follow: follow.collect() }
    }
}
