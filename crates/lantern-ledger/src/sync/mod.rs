//! The sync state machine: when to send what, in which order, and what to do when it fails.
//!
//! It does nothing itself: [`Sync::step`] takes what happened and returns [`Effect`]s, so that a browser and a simulator drive
//! the same code. Leaves storing, signing, verifying, sending and waiting to the driver.
//! What to send derives from HQ's present head in each answer; no queue is kept anywhere.

mod backoff;

use crate::Hash;
use crate::api::{LogAnswerState, SyncAnswer};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// The state machine of one phone, or of one relay, towards one server.
#[derive(Debug, Clone)]
pub struct Sync {
    phase: Phase,
    /// How far HQ holds each of our logs, as far as we know.
    held: BTreeMap<Uuid, u64>,
    /// The logs to pull and how far they go, by the last answer.
    follow: BTreeMap<Uuid, u64>,
    /// Logs that are left alone for the rest of this contact, so that they block no other.
    aside: BTreeSet<Uuid>,
    /// Troubles already told; each is told once.
    told: BTreeSet<Trouble>,
    request_bytes: usize,
    failures: u32,
    timer: u32,
    /// Something happened during a contact: make another one after it.
    is_woken: bool,
    /// After a failure: ask where HQ stands before sending anything again.
    is_asking: bool,
}

/// What is under way: at most one request, ever.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Idle,
    /// Waiting after a failure; `is_told_to`: the server said how long.
    Waiting {
        is_told_to: bool,
    },
    /// A request with this log's entries first; `None`: with heads only.
    Sending {
        first: Option<Uuid>,
    },
    Pulling {
        log: Uuid,
        from: u64,
    },
    /// Not before somebody asks: the server does not know this phone.
    Stopped,
}

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
    /// The time of [`Effect::Wait`] is over.
    Waited {
        /// The number of that effect; an older one is passed over.
        timer: u32,
    },
    /// The server answered [`Effect::Send`].
    Answered(Answer),
    /// What came with [`Effect::Pull`] is stored: the log is now held up to this number.
    Pulled {
        /// The log.
        log: Uuid,
        /// The number of its last entry in the store.
        seq: u64,
    },
    /// [`Effect::Send`] or [`Effect::Pull`] did not work out.
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
    /// The server is too busy (429, 503), or fails (5xx), with its Retry-After if there was one.
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

/// What the driver has to do. At most one of Send, Pull, Wait, Idle and Stop in each step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    /// Send one request; then report [`Input::Answered`] or [`Input::Failed`].
    Send(Request),
    /// Get one page of a log; store what verifies; then report [`Input::Pulled`] or [`Input::Failed`].
    Pull {
        /// The log.
        log: Uuid,
        /// The number of the first entry that is missing.
        from: u64,
    },
    /// Wait so long, then report [`Input::Waited`].
    Wait {
        /// Milliseconds.
        ms: u64,
        /// The number of this wait.
        timer: u32,
    },
    /// The contact is over and nothing is to do until the next [`Input::Wake`].
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
        });
        let follow = answer.follow.iter().map(|follow| LocalLog { log: follow.log, seq: follow.seq });
        Self { logs: logs.collect(), follow: follow.collect() }
    }
}

impl Sync {
    /// The least and first number of bytes of batches in a request: one batch.
    pub const REQUEST_BYTES_MIN: usize = 8 * 1024;
    /// The most bytes of batches in a request.
    pub const REQUEST_BYTES_MAX: usize = 256 * 1024;

    /// Makes a machine that knows from earlier receipts how far HQ holds each log.
    pub fn new(held: impl IntoIterator<Item = LocalLog>) -> Self {
        Self {
            phase: Phase::Idle,
            held: held.into_iter().map(|log| (log.log, log.seq)).collect(),
            follow: BTreeMap::new(),
            aside: BTreeSet::new(),
            told: BTreeSet::new(),
            request_bytes: Self::REQUEST_BYTES_MIN,
            failures: 0,
            timer: 0,
            is_woken: false,
            is_asking: false,
        }
    }

    /// Returns whether a request is under way.
    pub fn is_busy(&self) -> bool {
        matches!(self.phase, Phase::Sending { .. } | Phase::Pulling { .. })
    }

    /// Returns how far HQ holds one of our logs, as far as we know.
    pub fn held(&self, log: Uuid) -> u64 {
        self.held.get(&log).copied().unwrap_or(0)
    }

    /// Takes what happened and says what to do. `random` is any number, new each time.
    pub fn step(&mut self, input: Input, local: Local<'_>, random: u64) -> Vec<Effect> {
        let mut effects = Vec::new();
        match input {
            Input::Wake(wake) => self.wake(wake, local, &mut effects),
            Input::Waited { timer } => {
                if matches!(self.phase, Phase::Waiting { .. }) && timer == self.timer {
                    self.begin(local, &mut effects);
                }
            }
            Input::Answered(answer) => self.answered(&answer, local, &mut effects),
            Input::Pulled { log, seq } => self.pulled(log, seq, local, &mut effects),
            Input::Failed(failure) => self.failed(failure, random, &mut effects),
        }
        effects
    }

    fn wake(&mut self, wake: Wake, local: Local<'_>, effects: &mut Vec<Effect>) {
        match self.phase {
            Phase::Idle => self.begin(local, effects),
            Phase::Waiting { is_told_to: false } if wake != Wake::Timer => self.begin(local, effects),
            Phase::Stopped if wake == Wake::Person => self.begin(local, effects),
            Phase::Sending { .. } | Phase::Pulling { .. } => self.is_woken |= wake != Wake::Timer,
            Phase::Waiting { .. } | Phase::Stopped => {}
        }
    }

    /// A contact begins with the heads of all our logs, even when nothing waits.
    fn begin(&mut self, local: Local<'_>, effects: &mut Vec<Effect>) {
        self.is_woken = false;
        self.aside.clear();
        let heads = local.own.iter().map(|own| own.log).collect();
        self.send(heads, local, effects);
    }

    fn send(&mut self, heads: Vec<Uuid>, local: Local<'_>, effects: &mut Vec<Effect>) {
        let runs = if std::mem::take(&mut self.is_asking) { Vec::new() } else { self.runs(local) };
        self.phase = Phase::Sending { first: runs.first().map(|run| run.log) };
        effects.push(Effect::Send(Request { heads, runs, bytes_max: self.request_bytes }));
    }

    /// What waits: from HQ's head on, in the order of our logs.
    fn runs(&self, local: Local<'_>) -> Vec<Run> {
        let waits = |own: &&LocalLog| own.seq > self.held(own.log) && !self.aside.contains(&own.log);
        local.own.iter().filter(waits).map(|own| Run { log: own.log, from: self.held(own.log) + 1 }).collect()
    }

    fn answered(&mut self, answer: &Answer, local: Local<'_>, effects: &mut Vec<Effect>) {
        let Phase::Sending { first } = self.phase else { return };
        self.failures = 0;
        let held_before = first.map(|log| (log, self.held(log)));
        answer.logs.iter().for_each(|standing| self.stand(standing, local, effects));
        if let Some((log, before)) = held_before {
            self.request_bytes = (self.request_bytes * 2).min(Self::REQUEST_BYTES_MAX);
            if self.held(log) == before {
                self.aside.insert(log);
            }
        }
        self.follow = answer.follow.iter().map(|log| (log.log, log.seq)).collect();
        self.go_on(local, effects);
    }

    /// HQ's present head decides from where we send, also when it is older than what HQ once acknowledged.
    fn stand(&mut self, standing: &Standing, local: Local<'_>, effects: &mut Vec<Effect>) {
        let log = standing.log;
        let own_seq = local.own.iter().find(|own| own.log == log).map_or(0, |own| own.seq);
        let is_forked = standing.state == LogAnswerState::Fork;
        match standing.history {
            History::Ours => {
                self.held.insert(log, standing.seq);
            }
            History::Beyond if !is_forked => {
                self.held.insert(log, own_seq);
                self.tell(Trouble::ServerAhead(log), effects);
            }
            // Where the histories part is not known: send ours from its start, HQ knows the shared part again.
            History::Other | History::Beyond => {
                self.held.insert(log, 0);
            }
        }
        if is_forked || standing.history == History::Other {
            self.tell(Trouble::Forked(log), effects);
        }
        if standing.state == LogAnswerState::Refused {
            self.aside.insert(log);
            self.tell(Trouble::Refused(log), effects);
        }
    }

    fn pulled(&mut self, log: Uuid, seq: u64, local: Local<'_>, effects: &mut Vec<Effect>) {
        let Phase::Pulling { log: pulling, from } = self.phase else { return };
        self.failures = 0;
        if pulling != log || seq < from {
            self.aside.insert(pulling);
            self.tell(Trouble::Stuck(pulling), effects);
        }
        self.go_on(local, effects);
    }

    /// Sends what still waits, then pulls what is new, then ends the contact.
    fn go_on(&mut self, local: Local<'_>, effects: &mut Vec<Effect>) {
        if !self.runs(local).is_empty() {
            return self.send(Vec::new(), local, effects);
        }
        if let Some((log, from)) = self.next_pull(local) {
            self.phase = Phase::Pulling { log, from };
            effects.push(Effect::Pull { log, from });
            return;
        }
        if self.is_woken {
            return self.begin(local, effects);
        }
        self.phase = Phase::Idle;
        effects.push(Effect::Idle);
    }

    fn next_pull(&self, local: Local<'_>) -> Option<(Uuid, u64)> {
        let have = |log: Uuid| local.followed.iter().find(|known| known.log == log).map_or(0, |known| known.seq);
        let wanted =
            |(&log, &seq): (&Uuid, &u64)| (seq > have(log) && !self.aside.contains(&log)).then(|| (log, have(log) + 1));
        self.follow.iter().find_map(wanted)
    }

    fn failed(&mut self, failure: Failure, random: u64, effects: &mut Vec<Effect>) {
        let was_sending = matches!(self.phase, Phase::Sending { .. });
        if !self.is_busy() {
            return;
        }
        self.failures = self.failures.saturating_add(1);
        if was_sending {
            self.request_bytes = (self.request_bytes / 2).max(Self::REQUEST_BYTES_MIN);
            self.is_asking = true;
        }
        let retry_after_ms = match failure {
            Failure::CredentialUnknown => return self.stop(Trouble::CredentialUnknown, effects),
            Failure::Revoked => return self.stop(Trouble::Revoked, effects),
            Failure::Server { retry_after_ms } => retry_after_ms,
            Failure::Network | Failure::TooLarge => None,
        };
        self.phase = Phase::Waiting { is_told_to: retry_after_ms.is_some() };
        let ms = backoff::wait_ms(self.failures, retry_after_ms, random);
        self.timer = self.timer.wrapping_add(1);
        effects.push(Effect::Wait { ms, timer: self.timer });
    }

    fn stop(&mut self, trouble: Trouble, effects: &mut Vec<Effect>) {
        self.phase = Phase::Stopped;
        effects.push(Effect::Tell(trouble));
        effects.push(Effect::Stop);
    }

    fn tell(&mut self, trouble: Trouble, effects: &mut Vec<Effect>) {
        if self.told.insert(trouble) {
            effects.push(Effect::Tell(trouble));
        }
    }
}
