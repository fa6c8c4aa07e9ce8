//! A phone and a server as simple as can be, and a link between them that a test can spoil.

use super::{cut, genesis_entry, log_ref};
use lantern_domain::{ClockStep, Moment};
use lantern_ledger::api::{Follow, LogAnswer, LogAnswerState, SyncAnswer};
use lantern_ledger::intake::{Decision, LogState};
use lantern_ledger::sync::{Answer, Effect, Failure, Input, Local, LocalLog, Request, Sync, Trouble, Wake};
use lantern_ledger::{Batch, Body, Entry, Hash, Head, batch_fill};
use std::collections::{BTreeMap, HashSet, VecDeque};
use uuid::Uuid;

/// What the link does to the next request.
#[derive(Debug, Clone, Copy)]
pub enum Link {
    Works,
    /// The request never arrives.
    Lost,
    /// The body is cut: so many of its batches arrive, no answer does.
    CutAfter(usize),
    Says(Failure),
}

/// One request as it went out.
#[derive(Debug, Clone)]
pub struct Sent {
    pub request: Request,
    pub batches: Vec<Batch>,
}

#[derive(Default)]
pub struct ServerLog {
    pub tips: Vec<Head>,
    pub known: HashSet<Head>,
    pub is_refused: bool,
}

pub struct OwnLog {
    pub id: Uuid,
    pub entries: Vec<Entry>,
    /// The point before the first entry, then after each.
    pub points: Vec<Head>,
}

impl OwnLog {
    pub fn push(&mut self, entry: Entry) {
        self.points.push(self.points[self.entries.len()].then(&entry));
        self.entries.push(entry);
    }

    pub fn seq(&self) -> u64 {
        self.entries.len() as u64
    }
}

pub struct World {
    pub sync: Sync,
    pub own: Vec<OwnLog>,
    pub followed: BTreeMap<Uuid, u64>,
    pub server: BTreeMap<Uuid, ServerLog>,
    pub server_follow: Vec<Follow>,
    pub pull_page: u64,
    pub link: VecDeque<Link>,
    pub sent: Vec<Sent>,
    pub pulled: Vec<(Uuid, u64)>,
    pub waited_ms: Vec<u64>,
    pub told: Vec<Trouble>,
    pub requests_under_way: usize,
}

impl World {
    pub fn new() -> Self {
        Self {
            sync: Sync::new([]),
            own: Vec::new(),
            followed: BTreeMap::new(),
            server: BTreeMap::new(),
            server_follow: Vec::new(),
            pull_page: 10,
            link: VecDeque::new(),
            sent: Vec::new(),
            pulled: Vec::new(),
            waited_ms: Vec::new(),
            told: Vec::new(),
            requests_under_way: 0,
        }
    }

    /// A phone with one log of so many entries.
    pub fn with_entries(count: u32) -> Self {
        let mut world = Self::new();
        world.records(1, count);
        world
    }

    pub fn records(&mut self, log: u128, count: u32) {
        let id = log_ref(log).log;
        if !self.own.iter().any(|own| own.id == id) {
            self.own.push(OwnLog { id, entries: Vec::new(), points: vec![Head::start(log_ref(log))] });
        }
        let own = self.own.iter_mut().find(|own| own.id == id).unwrap();
        for _ in 0..count {
            own.push(if own.seq() == 0 { genesis_entry(log_ref(log)) } else { remark(own.seq()) });
        }
    }

    pub fn step(&mut self, input: Input) -> Vec<Effect> {
        let own: Vec<LocalLog> = self.own.iter().map(|own| LocalLog { log: own.id, seq: own.seq() }).collect();
        let followed: Vec<LocalLog> = self.followed.iter().map(|(&log, &seq)| LocalLog { log, seq }).collect();
        self.sync.step(input, Local { own: &own, followed: &followed }, 777)
    }

    /// Lets a contact run until the machine rests.
    pub fn contact(&mut self) {
        self.run(Input::Wake(Wake::Person));
    }

    pub fn run(&mut self, input: Input) {
        let mut inputs = VecDeque::from([input]);
        while let Some(input) = inputs.pop_front() {
            for effect in self.step(input) {
                inputs.extend(self.act(effect));
            }
            assert!(self.requests_under_way <= 1, "never two at once");
            assert!(self.sent.len() < 10_000, "it comes to an end");
        }
    }

    pub fn act(&mut self, effect: Effect) -> Option<Input> {
        match effect {
            Effect::Send(request) => Some(self.send(request)),
            Effect::Pull { log, from } => Some(self.pull(log, from)),
            Effect::Wait { ms, timer } => {
                self.waited_ms.push(ms);
                Some(Input::Waited { timer })
            }
            Effect::Tell(trouble) => {
                self.told.push(trouble);
                None
            }
            Effect::Idle | Effect::Stop => None,
        }
    }

    pub fn send(&mut self, request: Request) -> Input {
        let batches = self.batches(&request);
        self.sent.push(Sent { request: request.clone(), batches: batches.clone() });
        match self.link.pop_front().unwrap_or(Link::Works) {
            Link::Works => {
                batches.iter().for_each(|batch| self.take_in(batch));
                Input::Answered(self.answer(&request, &batches))
            }
            Link::Lost => Input::Failed(Failure::Network),
            Link::CutAfter(count) => {
                batches.iter().take(count).for_each(|batch| self.take_in(batch));
                Input::Failed(Failure::Network)
            }
            Link::Says(failure) => Input::Failed(failure),
        }
    }

    /// What a driver packs: batches in the order of the runs, up to the size, at least one.
    pub fn batches(&self, request: &Request) -> Vec<Batch> {
        let mut batches = Vec::new();
        let mut bytes = 0;
        for run in &request.runs {
            let own = self.own.iter().find(|own| own.id == run.log).unwrap();
            let mut rest = &own.entries[run.from as usize - 1..];
            let mut before = own.points[run.from as usize - 1];
            while !rest.is_empty() {
                let (now, later) = rest.split_at(batch_fill(&before, rest));
                let batch = cut(&before, now, &[now.len()]).remove(0);
                bytes += batch.to_bytes().len();
                if bytes > request.bytes_max && !batches.is_empty() {
                    return batches;
                }
                (before, rest) = (batch.head().head, later);
                batches.push(batch);
            }
        }
        batches
    }

    pub fn take_in(&mut self, batch: &Batch) {
        let log = self.server.entry(batch.log().log).or_default();
        let opened = batch.open().unwrap();
        let mut state = LogState::new(batch.log(), log.tips.clone());
        let decision = state.decide(&log.known, &opened);
        if log.is_refused || !matches!(decision, Decision::Accept { .. } | Decision::Fork { .. }) {
            return;
        }
        let (Decision::Accept { new_from } | Decision::Fork { new_from, .. }) = decision else { return };
        let mut head = opened.before;
        for (entry, _) in &opened.entries {
            head = head.then(entry);
            log.known.insert(head);
        }
        state.take(&opened, new_from);
        log.tips = state.tips().to_vec();
    }

    pub fn answer(&self, request: &Request, batches: &[Batch]) -> Answer {
        let mut logs: Vec<Uuid> = request.heads.clone();
        logs.extend(batches.iter().map(|batch| batch.log().log));
        logs.sort_unstable();
        logs.dedup();
        let nothing = ServerLog::default();
        let logs = logs.into_iter().map(|id| {
            let log = self.server.get(&id).unwrap_or(&nothing);
            let state = LogState::new(log_ref(id.as_u128()), log.tips.clone());
            let sent = batches.iter().rev().find(|batch| batch.log().log == id).map(|batch| batch.head().head);
            let claimed = sent.unwrap_or_else(|| *self.own_log(id).points.last().unwrap());
            let standing = state.standing(&log.known, Some(&claimed));
            let state = match () {
                () if log.is_refused => LogAnswerState::Refused,
                () if standing.is_forked => LogAnswerState::Fork,
                () if batches
                    .iter()
                    .any(|batch| batch.log().log == id && batch.first_seq() > standing.head.seq + 1) =>
                {
                    LogAnswerState::Gap
                }
                () => LogAnswerState::Counted,
            };
            LogAnswer {
                log: id,
                seq: standing.head.seq,
                hash: standing.head.hash,
                state,
                is_forked: standing.is_forked,
                receipt: None,
                problem: None,
            }
        });
        let answer = SyncAnswer {
            server_at_ms: 0,
            journal: Uuid::nil(),
            position: 0,
            logs: logs.collect(),
            follow: self.server_follow.clone(),
        };
        Answer::new(&answer, |log, seq| self.own_log(log).points.get(seq as usize).map(|point| point.hash))
    }

    pub fn own_log(&self, id: Uuid) -> &OwnLog {
        self.own.iter().find(|own| own.id == id).unwrap()
    }

    pub fn pull(&mut self, log: Uuid, from: u64) -> Input {
        self.pulled.push((log, from));
        let last = self.server_follow.iter().find(|follow| follow.log == log).unwrap().seq;
        let have = (from - 1 + self.pull_page).min(last);
        if self.pull_page > 0 {
            self.followed.insert(log, have);
        }
        Input::Pulled { log, seq: have }
    }

    /// How many entries of a log the server holds, over all histories.
    pub fn held(&self, log: u128) -> usize {
        self.server.get(&log_ref(log).log).map_or(0, |log| log.known.len())
    }

    pub fn batches_sent(&self) -> usize {
        self.sent.iter().map(|sent| sent.batches.len()).sum()
    }

    /// The server's disk is put back to when it held so many entries of a log.
    pub fn server_is_put_back(&mut self, log: u128, count: u64) {
        let server = self.server.get_mut(&log_ref(log).log).unwrap();
        server.known.retain(|head| head.seq <= count);
        server.tips = server.known.iter().filter(|head| head.seq == count).copied().collect();
    }
}

/// An entry that packs into some 16 bytes and no fewer.
pub fn remark(number: u64) -> Entry {
    let noise = Hash::of(&[&number.to_be_bytes()]).0;
    let moment = |at: usize| Moment(i64::from_be_bytes(noise[at..at + 8].try_into().unwrap()));
    Body::ClockStep(ClockStep { expected_at: moment(0), found_at: moment(8) }).to_entry().unwrap()
}

pub fn one() -> Uuid {
    log_ref(1).log
}
