//! The sync state machine: when to send what, in which order, and what to do when it fails.
//!
//! It does nothing itself: [`Sync::step`] takes what happened and returns [`Effect`]s, so that a browser and a simulator drive
//! the same code. Leaves storing, signing, verifying, sending and waiting to the driver.
//! What to send derives from HQ's present head in each answer; no queue is kept anywhere.

mod backoff;
mod effect;
mod input;

pub use effect::{Effect, Request, Run, Trouble};
pub use input::{Answer, Failure, History, Input, Local, LocalLog, Standing, Wake};

use crate::api::LogAnswerState;
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
    /// Logs of which HQ's head fell back in this contact: whose head falls again may do so for ever.
    fallen: BTreeSet<Uuid>,
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

impl Sync {
    /// The least and first number of bytes of batches in a request: one batch.
    pub const REQUEST_BYTES_MIN: usize = 8 * 1024;
    /// The most bytes of batches in a request.
    pub const REQUEST_BYTES_MAX: usize = 256 * 1024;

    /// Makes a machine that knows from earlier receipts how far HQ holds each log.
    pub fn new(held: impl IntoIterator<Item = LocalLog>) -> Self {
        // Not collected: that would sort, and a sort weighs 4 KB in a phone's download.
        let mut known = BTreeMap::new();
        known.extend(held.into_iter().map(|log| (log.log, log.seq)));
        Self {
            phase: Phase::Idle,
            held: known,
            follow: BTreeMap::new(),
            aside: BTreeSet::new(),
            fallen: BTreeSet::new(),
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
        self.fallen.clear();
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
        self.follow.clear();
        self.follow.extend(answer.follow.iter().map(|log| (log.log, log.seq)));
        self.go_on(local, effects);
    }

    /// HQ's present head decides from where we send, also when it is older than what HQ once acknowledged.
    fn stand(&mut self, standing: &Standing, local: Local<'_>, effects: &mut Vec<Effect>) {
        let log = standing.log;
        let own_seq = local.own.iter().find(|own| own.log == log).map_or(0, |own| own.seq);
        let held_before = self.held(log);
        match standing.history {
            History::Ours => {
                self.held.insert(log, standing.seq);
            }
            History::Beyond if !standing.is_forked => {
                self.held.insert(log, own_seq);
                self.tell(Trouble::ServerAhead(log), effects);
            }
            // Where the histories part is not known: send ours from its start, HQ knows the shared part again.
            History::Other | History::Beyond => {
                self.held.insert(log, 0);
            }
        }
        if self.held(log) < held_before && !self.fallen.insert(log) {
            self.aside.insert(log);
        }
        if standing.is_forked || standing.history == History::Other {
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
