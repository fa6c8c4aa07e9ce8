//! The sync state machine, driven against a server that is as simple as can be: real batches, real intake, no network.
#![allow(clippy::unwrap_used, reason = "tests may, and their helpers with them")]

mod common;

use common::{cut, genesis_entry, log_ref, remarks};
use lantern_domain::{ClockStep, Moment};
use lantern_ledger::api::{Follow, LogAnswer, LogAnswerState, SyncAnswer};
use lantern_ledger::intake::{Decision, LogState};
use lantern_ledger::sync::{Answer, Effect, Failure, Input, Local, LocalLog, Request, Sync, Trouble, Wake};
use lantern_ledger::{Batch, Body, Entry, Hash, Head, batch_fill};
use proptest::collection::vec;
use proptest::prelude::*;
use std::collections::{BTreeMap, HashSet, VecDeque};
use uuid::Uuid;

/// What the link does to the next request.
#[derive(Debug, Clone, Copy)]
enum Link {
    Works,
    /// The request never arrives.
    Lost,
    /// The body is cut: so many of its batches arrive, no answer does.
    CutAfter(usize),
    Says(Failure),
}

/// One request as it went out.
#[derive(Debug, Clone)]
struct Sent {
    request: Request,
    batches: Vec<Batch>,
}

#[derive(Default)]
struct ServerLog {
    tips: Vec<Head>,
    known: HashSet<Head>,
    is_refused: bool,
}

struct OwnLog {
    id: Uuid,
    entries: Vec<Entry>,
    /// The point before the first entry, then after each.
    points: Vec<Head>,
}

impl OwnLog {
    fn push(&mut self, entry: Entry) {
        self.points.push(self.points[self.entries.len()].then(&entry));
        self.entries.push(entry);
    }

    fn seq(&self) -> u64 {
        self.entries.len() as u64
    }
}

struct World {
    sync: Sync,
    own: Vec<OwnLog>,
    followed: BTreeMap<Uuid, u64>,
    server: BTreeMap<Uuid, ServerLog>,
    server_follow: Vec<Follow>,
    pull_page: u64,
    link: VecDeque<Link>,
    sent: Vec<Sent>,
    pulled: Vec<(Uuid, u64)>,
    waited_ms: Vec<u64>,
    told: Vec<Trouble>,
    requests_under_way: usize,
}

impl World {
    fn new() -> Self {
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
    fn with_entries(count: u32) -> Self {
        let mut world = Self::new();
        world.records(1, count);
        world
    }

    fn records(&mut self, log: u128, count: u32) {
        let id = log_ref(log).log;
        if !self.own.iter().any(|own| own.id == id) {
            self.own.push(OwnLog { id, entries: Vec::new(), points: vec![Head::start(log_ref(log))] });
        }
        let own = self.own.iter_mut().find(|own| own.id == id).unwrap();
        for _ in 0..count {
            own.push(if own.seq() == 0 { genesis_entry(log_ref(log)) } else { remark(own.seq()) });
        }
    }

    fn step(&mut self, input: Input) -> Vec<Effect> {
        let own: Vec<LocalLog> = self.own.iter().map(|own| LocalLog { log: own.id, seq: own.seq() }).collect();
        let followed: Vec<LocalLog> = self.followed.iter().map(|(&log, &seq)| LocalLog { log, seq }).collect();
        self.sync.step(input, Local { own: &own, followed: &followed }, 777)
    }

    /// Lets a contact run until the machine rests.
    fn contact(&mut self) {
        self.run(Input::Wake(Wake::Person));
    }

    fn run(&mut self, input: Input) {
        let mut inputs = VecDeque::from([input]);
        while let Some(input) = inputs.pop_front() {
            for effect in self.step(input) {
                inputs.extend(self.act(effect));
            }
            assert!(self.requests_under_way <= 1, "never two at once");
            assert!(self.sent.len() < 10_000, "it comes to an end");
        }
    }

    fn act(&mut self, effect: Effect) -> Option<Input> {
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

    fn send(&mut self, request: Request) -> Input {
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
    fn batches(&self, request: &Request) -> Vec<Batch> {
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

    fn take_in(&mut self, batch: &Batch) {
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

    fn answer(&self, request: &Request, batches: &[Batch]) -> Answer {
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
            LogAnswer { log: id, seq: standing.head.seq, hash: standing.head.hash, state, receipt: None, problem: None }
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

    fn own_log(&self, id: Uuid) -> &OwnLog {
        self.own.iter().find(|own| own.id == id).unwrap()
    }

    fn pull(&mut self, log: Uuid, from: u64) -> Input {
        self.pulled.push((log, from));
        let last = self.server_follow.iter().find(|follow| follow.log == log).unwrap().seq;
        let have = (from - 1 + self.pull_page).min(last);
        if self.pull_page > 0 {
            self.followed.insert(log, have);
        }
        Input::Pulled { log, seq: have }
    }

    /// How many entries of a log the server holds, over all histories.
    fn held(&self, log: u128) -> usize {
        self.server.get(&log_ref(log).log).map_or(0, |log| log.known.len())
    }

    fn batches_sent(&self) -> usize {
        self.sent.iter().map(|sent| sent.batches.len()).sum()
    }

    /// The server's disk is put back to when it held so many entries of a log.
    fn server_is_put_back(&mut self, log: u128, count: u64) {
        let server = self.server.get_mut(&log_ref(log).log).unwrap();
        server.known.retain(|head| head.seq <= count);
        server.tips = server.known.iter().filter(|head| head.seq == count).copied().collect();
    }
}

/// An entry that packs into some 16 bytes and no fewer.
fn remark(number: u64) -> Entry {
    let noise = Hash::of(&[&number.to_be_bytes()]).0;
    let moment = |at: usize| Moment(i64::from_be_bytes(noise[at..at + 8].try_into().unwrap()));
    Body::ClockStep(ClockStep { expected_at: moment(0), found_at: moment(8) }).to_entry().unwrap()
}

fn one() -> Uuid {
    log_ref(1).log
}

#[test]
fn heads_are_sent_at_every_contact_even_when_nothing_waits() {
    let mut world = World::with_entries(5);
    world.records(2, 3);
    world.contact();
    assert_eq!((world.held(1), world.held(2)), (5, 3));
    let before = world.sent.len();
    world.contact();
    assert_eq!(world.sent.len(), before + 1);
    let last = world.sent.last().unwrap();
    assert_eq!(last.request.heads, [one(), log_ref(2).log]);
    assert!(last.batches.is_empty());
}

#[test]
fn a_contact_without_any_log_is_a_contact_all_the_same() {
    let mut world = World::new();
    world.contact();
    assert_eq!(world.sent.len(), 1);
    assert!(world.sent[0].request.heads.is_empty());
}

#[test]
fn everything_that_waits_arrives_once_at_exact_page_boundaries() {
    let many = World::with_entries(5_000);
    let page = batch_fill(&Head::start(log_ref(1)), &many.own[0].entries) as u32;
    for count in [1, 2, page - 1, page, page + 1, 2 * page - 1, 2 * page, 2 * page + 1, 5_000] {
        let mut world = World::with_entries(count);
        world.contact();
        assert_eq!(world.held(1), count as usize);
        let entries: u64 = world.sent.iter().flat_map(|sent| &sent.batches).map(Batch::count).sum();
        assert_eq!(entries, u64::from(count), "each entry went out once");
    }
    let batches = |count| {
        let mut world = World::with_entries(count);
        world.contact();
        world.batches_sent()
    };
    assert_eq!((batches(page - 1), batches(page), batches(page + 1)), (1, 1, 2));
}

#[test]
fn a_hundred_thousand_entries_arrive() {
    let mut world = World::with_entries(100_000);
    world.contact();
    assert_eq!(world.held(1), 100_000);
    assert_eq!(world.sync.held(one()), 100_000);
}

#[test]
fn the_oldest_log_goes_first() {
    let mut world = World::new();
    world.records(9, 4);
    world.records(3, 4);
    world.contact();
    let order: Vec<Uuid> = world.sent.iter().flat_map(|sent| &sent.batches).map(|batch| batch.log().log).collect();
    assert_eq!(order, [log_ref(9).log, log_ref(3).log], "in the order in which the driver names them");
}

#[test]
fn requests_double_while_they_succeed_and_halve_when_they_fail() {
    let mut world = World::with_entries(20_000);
    world.link = [Link::Works; 4].into_iter().chain([Link::Lost]).collect();
    world.contact();
    let sizes: Vec<usize> = world.sent.iter().map(|sent| sent.request.bytes_max / 1024).collect();
    assert_eq!(sizes[..5], [8, 16, 32, 64, 128], "doubles");
    assert_eq!(sizes[5..7], [64, 64], "halves, and asking with heads alone changes nothing");
    let most = world.sent.iter().map(|sent| sent.request.bytes_max).max().unwrap();
    assert!(most <= Sync::REQUEST_BYTES_MAX);
    assert_eq!(world.held(1), 20_000);

    let mut world = World::with_entries(10);
    world.link = [Link::Lost; 12].into();
    world.contact();
    assert!(world.sent.iter().all(|sent| sent.request.bytes_max == Sync::REQUEST_BYTES_MIN));
}

#[test]
fn after_a_cut_it_resumes_at_the_first_batch_that_did_not_arrive() {
    let mut world = World::with_entries(15_000);
    world.link = [Link::Works, Link::Works, Link::Works, Link::CutAfter(3)].into();
    world.contact();
    assert_eq!(world.held(1), 15_000);
    let asking = &world.sent[4];
    assert!(asking.batches.is_empty() && asking.request.heads == [one()], "it asks where the server stands");
    let arrived = world.sent[3].batches[2].last_seq();
    assert_eq!(world.sent[5].request.runs[0].from, arrived + 1, "what arrived is not sent again");
}

#[test]
fn a_server_put_back_to_an_older_state_is_healed() {
    let mut world = World::with_entries(300);
    world.contact();
    world.server_is_put_back(1, 120);
    world.contact();
    assert_eq!(world.held(1), 300);
    let runs: Vec<u64> = world.sent.iter().flat_map(|sent| &sent.request.runs).map(|run| run.from).collect();
    assert_eq!(runs, [1, 121]);
    world.server.clear();
    world.contact();
    assert_eq!(world.held(1), 300, "even when it holds nothing at all");
}

#[test]
fn what_earlier_receipts_covered_is_not_sent_again_and_a_gap_sends_from_where_it_begins() {
    let mut world = World::with_entries(300);
    world.sync = Sync::new([LocalLog { log: one(), seq: 200 }]);
    world.contact();
    let runs: Vec<u64> = world.sent.iter().flat_map(|sent| &sent.request.runs).map(|run| run.from).collect();
    assert_eq!(runs, [201, 1], "trusting the receipts first, then the server's present head");
    assert_eq!(world.held(1), 300);
}

#[test]
fn another_history_at_the_server_is_told_once_and_ours_is_sent_from_its_start() {
    let mut world = World::with_entries(300);
    let mut other = World::with_entries(100);
    remarks(5_000..5_050).into_iter().for_each(|entry| other.own[0].push(entry));
    other.contact();
    world.server = other.server;
    world.contact();
    world.contact();
    assert_eq!(world.held(1), 300 + 50, "the shared part once");
    assert_eq!(world.told, [Trouble::Forked(one())]);
    let last = world.sent.last().unwrap();
    assert!(last.batches.is_empty(), "nothing more to send");
}

#[test]
fn a_phone_put_back_to_an_older_state_is_told() {
    let mut world = World::with_entries(50);
    world.contact();
    world.own[0].entries.truncate(20);
    world.own[0].points.truncate(21);
    world.contact();
    assert_eq!(world.told, [Trouble::ServerAhead(one())]);
    assert!(world.sent.last().unwrap().batches.is_empty());
}

#[test]
fn a_log_that_is_refused_blocks_no_other() {
    let mut world = World::with_entries(5);
    world.server.insert(one(), ServerLog { is_refused: true, ..ServerLog::default() });
    world.records(2, 7);
    world.contact();
    assert_eq!((world.held(1), world.held(2)), (0, 7));
    assert_eq!(world.told, [Trouble::Refused(one())]);
}

#[test]
fn a_server_that_asks_to_wait_is_obeyed_by_everybody() {
    let mut world = World::with_entries(5);
    let busy = Input::Failed(Failure::Server { retry_after_ms: Some(60_000) });
    assert!(matches!(world.step(Input::Wake(Wake::Occasion))[..], [Effect::Send(_)]));
    let effects = world.step(busy);
    let [Effect::Wait { ms, timer }] = effects[..] else { panic!("{effects:?}") };
    assert!(ms >= 60_000);
    for wake in [Wake::Person, Wake::Occasion, Wake::Timer] {
        assert_eq!(world.step(Input::Wake(wake)), []);
    }
    assert_eq!(world.step(Input::Waited { timer: timer.wrapping_sub(1) }), [], "an older timer");
    assert!(matches!(world.step(Input::Waited { timer })[..], [Effect::Send(_)]));
}

#[test]
fn a_wait_of_our_own_ends_when_somebody_asks_or_the_network_comes_back() {
    for (wake, is_obeyed) in [(Wake::Person, true), (Wake::Occasion, true), (Wake::Timer, false)] {
        let mut world = World::with_entries(5);
        world.step(Input::Wake(Wake::Occasion));
        world.step(Input::Failed(Failure::Network));
        assert_eq!(!world.step(Input::Wake(wake)).is_empty(), is_obeyed, "{wake:?}");
    }
}

#[test]
fn a_revoked_phone_stops_until_a_person_asks() {
    let mut world = World::with_entries(5);
    world.link = [Link::Says(Failure::Revoked)].into();
    world.contact();
    assert_eq!(world.told, [Trouble::Revoked]);
    assert_eq!(world.sent.len(), 1);
    assert_eq!(world.step(Input::Wake(Wake::Occasion)), []);
    world.contact();
    assert_eq!(world.held(1), 5, "a mistake at HQ can be undone");
}

#[test]
fn what_is_recorded_during_a_contact_goes_out_after_it() {
    let mut world = World::with_entries(5);
    let [Effect::Send(request)] = &world.step(Input::Wake(Wake::Person))[..] else { panic!() };
    let batches = world.batches(request);
    batches.iter().for_each(|batch| world.take_in(batch));
    let answer = world.answer(request, &batches);
    world.records(1, 2);
    assert_eq!(world.step(Input::Wake(Wake::Occasion)), [], "never two at once");
    world.run(Input::Answered(answer));
    assert_eq!(world.held(1), 7);
}

#[test]
fn followed_logs_are_pulled_page_by_page_and_one_that_is_stuck_blocks_no_other() {
    let mut world = World::with_entries(1);
    world.server_follow = vec![Follow { log: log_ref(8).log, seq: 25 }, Follow { log: log_ref(9).log, seq: 3 }];
    world.contact();
    let (eight, nine) = (log_ref(8).log, log_ref(9).log);
    assert_eq!(world.pulled, [(eight, 1), (eight, 11), (eight, 21), (nine, 1)]);
    world.contact();
    assert_eq!(world.pulled.len(), 4, "nothing new, nothing pulled");

    let mut world = World::with_entries(1);
    world.server_follow = vec![Follow { log: eight, seq: 25 }, Follow { log: nine, seq: 3 }];
    world.pull_page = 0;
    world.contact();
    assert_eq!(world.pulled, [(eight, 1), (nine, 1)]);
    assert_eq!(world.told, [Trouble::Stuck(eight), Trouble::Stuck(nine)]);
}

fn link() -> impl Strategy<Value = Link> {
    prop_oneof![
        4 => Just(Link::Works),
        1 => Just(Link::Lost),
        2 => (0..4_usize).prop_map(Link::CutAfter),
        1 => any::<Option<u16>>().prop_map(|ms| Link::Says(Failure::Server { retry_after_ms: ms.map(u64::from) })),
        1 => Just(Link::Says(Failure::TooLarge)),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Whatever the link does for a while: in the end everything is there, and no contact ran beside another.
    #[test]
    fn over_any_link_everything_arrives(counts in vec(1..1_500_u32, 1..3), links in vec(link(), 0..20), put_back: u16) {
        let mut world = World::new();
        for (log, &count) in counts.iter().enumerate() {
            world.records(log as u128 + 1, count);
        }
        world.link = links.into();
        world.contact();
        world.server_is_put_back(1, u64::from(put_back) % u64::from(counts[0] + 1));
        world.contact();
        for (log, &count) in counts.iter().enumerate() {
            prop_assert_eq!(world.held(log as u128 + 1), count as usize);
        }
        prop_assert_eq!(&world.told, &[]);
    }

    /// Whatever happens, in whatever order: at most one request is under way.
    #[test]
    fn never_two_requests_at_once(events in vec(0..7_u8, 0..60)) {
        let mut world = World::with_entries(50);
        let mut under_way = 0_i32;
        for event in events {
            let input = match event {
                0 => Input::Wake(Wake::Person),
                1 => Input::Wake(Wake::Occasion),
                2 => Input::Wake(Wake::Timer),
                3 => Input::Waited { timer: 1 },
                4 => Input::Answered(Answer::default()),
                5 => Input::Failed(Failure::Network),
                _ => Input::Pulled { log: one(), seq: 3 },
            };
            // A driver reports an end only of what it began.
            if matches!(input, Input::Answered(_) | Input::Failed(_)) {
                if under_way == 0 {
                    continue;
                }
                under_way -= 1;
            }
            let effects = world.step(input);
            under_way += effects.iter().filter(|e| matches!(e, Effect::Send(_) | Effect::Pull { .. })).count() as i32;
            prop_assert!(under_way <= 1);
            prop_assert_eq!(world.sync.is_busy(), under_way == 1);
        }
    }
}
