//! One contact with the server: drives the ledger's sync machine, whose effects are carried out here.
//!
//! Leaves deciding what to send and when to the machine, receipts to `receiving`, and HQ's logs to `pulling`.

use super::core::Core;
use super::log_book::LogBook;
use super::order::order;
use super::saving::Goal;
use crate::store::{StoreError, StoredEntry, Write};
use crate::transport::{Body, Reply, Request as Message};
use crate::{Event, SaveError, SyncProblem, SyncStatus};
use lantern_domain::{ClockSample, Moment};
use lantern_ledger::api::{Problem, SyncAnswer, code};
use lantern_ledger::json;
use lantern_ledger::sync::{Answer, Effect, Failure, Input, Local, LocalLog, Request, Run, Trouble, Wake};
use lantern_ledger::{Batch, Body as Said, Bundle, Entry, batch_fill};
use uuid::Uuid;

const PATH: &str = "/api/v1/batches";
/// Long enough for 256 KiB over 20 kbit/s.
const TIMEOUT_MS: u32 = 120_000;
/// The longest wait that a server's Retry-After brings about.
const RETRY_AFTER_MAX_S: u32 = 3600;
/// How many stored entries are looked at for one batch.
const LOOK_AHEAD: u32 = 1536;

/// A request that did not work out.
pub(super) struct Failed {
    pub(super) failure: Failure,
    pub(super) problem: SyncProblem,
}

impl Core {
    /// Makes a contact for this reason, unless one is under way: then the machine knows that another is wanted.
    ///
    /// Boxed: it is long, and three callers would each hold a copy of it.
    pub(super) fn contact(&self, reason: Input) -> crate::world::Local<'_, ()> {
        Box::pin(self.make_contact(reason))
    }

    async fn make_contact(&self, reason: Input) {
        let Some(turn) = self.contacting.try_enter() else {
            // While a person is told the last thing of a contact, the machine rests already, and would begin another
            // one that nobody carries out.
            if self.sync.borrow().is_busy() {
                self.step(reason);
            } else {
                *self.late.borrow_mut() = Some(reason);
            }
            return;
        };
        self.follow_machine(reason).await;
        while let Some(late) = self.late.take() {
            self.follow_machine(late).await;
        }
        drop(turn);
    }

    async fn follow_machine(&self, reason: Input) {
        let before = self.ask(|state| state.sync.clone());
        if let Some(problem) = self.obstacle() {
            self.change(|state| state.sync = SyncStatus::Failed { problem, retry_at: None });
            return;
        }
        let mut input = reason;
        let mut has_begun = false;
        let mut problem = SyncProblem::NoNetwork;
        loop {
            let effect = self.tell(self.step(input)).await;
            if !has_begun && matches!(effect, Some(Effect::Send(_) | Effect::Pull { .. })) {
                has_begun = true;
                self.change(|state| state.sync = SyncStatus::Running);
            }
            let outcome = match effect {
                Some(Effect::Send(request)) => self.send(request).await.map(Input::Answered),
                Some(Effect::Pull { log, from }) => self.pull(log, from).await.map(|seq| Input::Pulled { log, seq }),
                Some(end) => return self.end(&end, problem),
                // The machine waits for its time: nothing has changed.
                None => {
                    return if has_begun {
                        self.change(|state| state.sync = before)
                    };
                }
            };
            input = outcome.unwrap_or_else(|failed| {
                problem = failed.problem;
                Input::Failed(failed.failure)
            });
        }
    }

    /// Lets another contact follow the one that is under way.
    pub(super) fn wake_again(&self) {
        self.step(Input::Wake(Wake::Occasion));
    }

    fn obstacle(&self) -> Option<SyncProblem> {
        self.ask(|state| match (state.is_writer, &state.enrolment) {
            (false, _) => Some(SyncProblem::ReadOnlyTab),
            (true, None) => Some(SyncProblem::NotEnrolled),
            (true, Some(_)) => None,
        })
    }

    fn step(&self, input: Input) -> Vec<Effect> {
        let (own, followed) = self.ask(|state| {
            let local = |head: lantern_ledger::Head| LocalLog { log: head.log.log, seq: head.seq };
            let oldest_first = order(state.logs.iter().map(LogBook::age));
            let own: Vec<LocalLog> = oldest_first.into_iter().map(|at| local(state.logs[at].head)).collect();
            (own, state.plan.heads().map(local).collect::<Vec<_>>())
        });
        let random = u64::from_le_bytes(self.random());
        self.sync.borrow_mut().step(input, Local { own: &own, followed: &followed }, random)
    }

    /// Tells the person what the machine wants told, and returns what is left to do.
    async fn tell(&self, effects: Vec<Effect>) -> Option<Effect> {
        let mut to_do = None;
        for effect in effects {
            match effect {
                Effect::Tell(trouble) => self.tell_trouble(trouble).await,
                other => to_do = Some(other),
            }
        }
        to_do
    }

    async fn tell_trouble(&self, trouble: Trouble) {
        match trouble {
            Trouble::Forked(log) | Trouble::ServerAhead(log) => {
                self.close_log(log).await;
                self.notice(Event::SplitHistory { log }).await;
            }
            Trouble::CredentialUnknown => {
                if self.confirm_key(false).await {
                    self.notice(Event::CredentialUnknown).await;
                }
            }
            Trouble::Revoked => self.notice(Event::Revoked).await,
            // The answer's code says more, and pulling has said it.
            Trouble::Refused(_) | Trouble::Stuck(_) => {}
        }
    }

    /// Goes on in a new log from now on. Should this not be stored, the next contact says it again.
    async fn close_log(&self, log: Uuid) {
        let closed = self.change(|state| {
            if !state.closed.contains(&log) {
                state.closed.push(log);
            }
            state.open_logs();
            state.closed.clone()
        });
        let _ = self.put(vec![super::notes::note(super::notes::CLOSED, &closed)]).await;
    }

    /// Returns whether the wait after a failure is over, by whichever clock: one may be set back, the other sleep.
    #[cfg(any(test, target_arch = "wasm32"))]
    pub(super) fn is_wait_over(&self) -> bool {
        let (since, ms) = self.wait.get();
        let is_waiting = self.ask(|state| matches!(state.sync, SyncStatus::Failed { retry_at: Some(_), .. }));
        is_waiting && self.world.clock.read().is_past(since, ms)
    }

    fn end(&self, effect: &Effect, problem: SyncProblem) {
        let clock = self.world.clock.read();
        let now = clock.moment();
        let status = match effect {
            Effect::Wait { ms, timer } => {
                self.timer.set(*timer);
                self.wait.set((clock, *ms));
                let seconds = i64::try_from(ms.div_ceil(1000)).unwrap_or(i64::MAX);
                SyncStatus::Failed { problem, retry_at: Some(now.plus(seconds)) }
            }
            Effect::Stop => SyncStatus::Failed { problem, retry_at: None },
            _ => SyncStatus::Idle { contact_at: Some(now) },
        };
        self.change(|state| state.sync = status);
    }

    async fn send(&self, request: Request) -> Result<Answer, Failed> {
        let is_first = !request.heads.is_empty() || request.runs.is_empty();
        let mut branches = if is_first { self.branches() } else { Vec::new() };
        let mut bundle = self.bundle(&request, &mut branches).await?;
        if is_first {
            self.name_parted(&mut bundle).await?;
        }
        let mut answer = self.upload(bundle).await?;
        self.take_receipts(&answer).await?;
        self.settle_branches(branches, &answer).await;
        self.recall_branches(&answer);
        self.sample_clock(answer.server_at_ms).await?;
        self.hear_of_parted(&mut answer).await?;
        let mut answer = self.give_back(answer).await?;
        self.remember_follow(&answer).await;
        self.ask(|state| answer.follow.retain(|follow| !state.plan.is_parted(follow, answer.journal)));
        self.standing(&answer).await
    }

    /// Sends a bundle and reads the answer.
    pub(super) async fn upload(&self, bundle: Bundle) -> Result<SyncAnswer, Failed> {
        let reply = self.ask_server(PATH.to_owned(), Some(Body::Bundle(bundle.into_bytes()))).await?;
        json::read(&reply.body).map_err(|_| Failed::unreadable())
    }

    /// Compares HQ's heads with the phone's own hashes.
    async fn standing(&self, answer: &SyncAnswer) -> Result<Answer, Failed> {
        let mut hashes = Vec::new();
        for log in &answer.logs {
            hashes.push((log.log, log.seq, self.own_hash(log.log, log.seq).await?));
        }
        let own_hash = |log: Uuid, seq: u64| {
            hashes.iter().find(|(other, at, _)| (*other, *at) == (log, seq)).and_then(|(_, _, hash)| *hash)
        };
        Ok(Answer::new(answer, own_hash))
    }

    /// Packs what a request asks for; of the branches, those stay that there is room for.
    async fn bundle(&self, request: &Request, branches: &mut Vec<(String, Batch)>) -> Result<Bundle, Failed> {
        let mut bundle = Bundle::new();
        self.ask(|state| {
            // Of a damaged log perhaps an earlier one: one without a signature proves nothing.
            let heads = request.heads.iter().filter_map(|log| state.book(*log));
            heads.filter_map(|book| book.signed).for_each(|signed| bundle.head(&signed));
        });
        let mut room = request.bytes_max;
        for run in &request.runs {
            if !self.bundle_run(*run, &mut room, request.bytes_max, &mut bundle).await? {
                branches.clear();
                break;
            }
        }
        // Behind all our own entries, since they may go on from one of them.
        let fitting = branches.iter().take_while(|(_, batch)| {
            let bytes = batch.to_bytes().len();
            let fits = bytes <= room || room == request.bytes_max;
            room = room.saturating_sub(bytes);
            fits
        });
        branches.truncate(fitting.count());
        branches.iter().for_each(|(_, batch)| bundle.batch(batch));
        Ok(bundle)
    }

    /// Adds batches of a log; whether there is room for another log.
    async fn bundle_run(&self, run: Run, room: &mut usize, whole: usize, bundle: &mut Bundle) -> Result<bool, Failed> {
        let mut from = run.from;
        while let Some(batch) = self.next_batch(run.log, from).await? {
            let bytes = batch.to_bytes().len();
            if bytes > *room && *room < whole {
                return Ok(false);
            }
            bundle.batch(&batch);
            *room = room.saturating_sub(bytes);
            from = batch.last_seq() + 1;
        }
        Ok(true)
    }

    /// Packs as many entries as fit from a number on; it ends at an entry whose head is signed.
    pub(super) async fn next_batch(&self, log: Uuid, from: u64) -> Result<Option<Batch>, StoreError> {
        // Entries behind a damaged one are stored, and are no part of the log any more.
        let (through, last) = self.ask(|state| state.book(log).map_or((0, None), |book| (book.head.seq, book.signed)));
        if from > through {
            return Ok(None);
        }
        let stored = self.world.store.entries((log, from), (log, through), LOOK_AHEAD).await?;
        let Some(first) = stored.first() else { return Ok(None) };
        let Some(before) = self.point(log, first.seq - 1).await? else { return Ok(None) };
        let run = stored.iter().zip(first.seq..).take_while(|(entry, seq)| entry.seq == *seq);
        let stored: Vec<&StoredEntry> = run.map(|(entry, _)| entry).collect();
        let entries: Vec<Entry> = stored.iter().map_while(|stored| Entry::parse(&stored.bytes).ok()).collect();
        let fill = batch_fill(&before, &entries);
        // Entries of one transaction share one signature: where none ends in time, the batch is a little longer.
        let signature = |count: &usize| {
            let end = stored[*count - 1];
            end.signature.or_else(|| last.filter(|last| last.head.seq == end.seq).map(|last| last.signature))
        };
        let signed = |count: &usize| signature(count).is_some();
        let end = (1..=fill).rev().find(signed).or_else(|| (fill + 1..=entries.len()).find(signed));
        let Some(end) = end else { return Ok(None) };
        let Some(signature) = signature(&end) else { return Ok(None) };
        Ok(Batch::build(&before, &entries[..end], signature).ok())
    }

    /// Appends what the two clocks showed to every log with records that no sample stands behind.
    async fn sample_clock(&self, server_at_ms: i64) -> Result<(), Failed> {
        let device_at = self.world.clock.read().moment();
        let sample = ClockSample { device_at, server_at: Moment(server_at_ms.div_euclid(1000)) };
        let unsampled: Vec<Uuid> = self.ask(|state| {
            let books = state.logs.iter().filter(|book| book.is_open && book.is_unsampled);
            books.map(|book| book.head.log.log).collect()
        });
        if unsampled.is_empty() {
            return Ok(());
        }
        let wanted = unsampled.into_iter().map(|log| (Goal::Log(log), Said::ClockSample(sample))).collect();
        match self.append(wanted, Write::default()).await {
            Err(problem @ SaveError::ReadOnlyTab) => Err(problem.into()),
            // Without room there is none this time; what was recorded goes out all the same.
            _ => Ok(()),
        }
    }

    /// Sends something with the phone's credential, and returns the answer if it is a good one.
    pub(super) async fn ask_server(&self, path: String, body: Option<Body>) -> Result<Reply, Failed> {
        let token = self.token();
        let message = Message { path, token: token.clone(), body, timeout_ms: TIMEOUT_MS };
        let reply = self.world.transport.send(message).await;
        let reply = reply.map_err(|_| Failed { failure: Failure::Network, problem: SyncProblem::NoNetwork })?;
        match reply.status {
            200 => Ok(reply),
            // A word on the credential before the one that the phone has by now.
            401 | 403 if self.token() != token => Err(Failed::unreadable()),
            _ => Err(Failed::refused(&reply)),
        }
    }
}

impl Failed {
    pub(super) fn unreadable() -> Self {
        Self { failure: Failure::Network, problem: SyncProblem::Unreadable }
    }

    fn refused(reply: &Reply) -> Self {
        let problem: Option<Problem> = json::read(&reply.body).ok();
        // Also where a gateway asks for a day: nobody at the phone could shorten it.
        let retry_after_ms = reply.retry_after_s.map(|seconds| u64::from(seconds.min(RETRY_AFTER_MAX_S)) * 1000);
        let server = Failure::Server { retry_after_ms };
        let Some(Problem { code, .. }) = problem else { return Self::without_words(reply.status, server) };
        let (failure, problem) = match (reply.status, code.as_str()) {
            (401, _) => (Failure::CredentialUnknown, SyncProblem::CredentialUnknown),
            (_, code::PHONE_REVOKED) => (Failure::Revoked, SyncProblem::Revoked),
            (413, _) => (Failure::TooLarge, SyncProblem::Server { code }),
            (_, code::DISK_FULL | code::RECORDS_FULL | code::READ_ONLY) => (server, SyncProblem::ServerFull),
            (429 | 503, _) => (server, SyncProblem::ServerBusy),
            _ => (server, SyncProblem::Server { code }),
        };
        Self { failure, problem }
    }

    /// An error that is not Lantern's own, such as a gateway's or a hotspot's.
    fn without_words(status: u16, server: Failure) -> Self {
        match status {
            413 => Self { failure: Failure::TooLarge, problem: SyncProblem::Unreadable },
            429 | 500.. => Self { failure: server, problem: SyncProblem::ServerBusy },
            _ => Self::unreadable(),
        }
    }
}

impl From<StoreError> for Failed {
    fn from(problem: StoreError) -> Self {
        Self { failure: Failure::Network, problem: SyncProblem::Storage(problem.to_string()) }
    }
}

impl From<SaveError> for Failed {
    fn from(problem: SaveError) -> Self {
        let problem = match problem {
            SaveError::ReadOnlyTab => SyncProblem::ReadOnlyTab,
            other => SyncProblem::Storage(other.to_string()),
        };
        Self { failure: Failure::Network, problem }
    }
}
