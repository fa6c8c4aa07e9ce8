//! The sync state machine, driven against a server that is as simple as can be: real batches, real intake, no network.

#![allow(clippy::unwrap_used, reason = "tests may, and their helpers with them")]

mod common;

use common::world::{Link, ServerLog, World, one};
use common::{log_ref, remarks};

use lantern_ledger::api::{Follow, LogAnswerState};
use lantern_ledger::sync::{Answer, Effect, Failure, History, Input, Local, LocalLog, Standing, Sync, Trouble, Wake};
use lantern_ledger::{Batch, Head, batch_fill};
use proptest::collection::vec;
use proptest::prelude::*;
use uuid::Uuid;

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

/// Found by the simulator: of a log whose middle was lost, HQ had two histories, and the phone sent the same for ever.
#[test]
fn a_contact_ends_however_often_the_servers_head_falls_back() {
    for histories in [[History::Other, History::Ours], [History::Ours, History::Ours]] {
        let mut sync = Sync::new([]);
        let own = [LocalLog { log: one(), seq: 60 }];
        let local = Local { own: &own, followed: &[] };
        let mut effects = sync.step(Input::Wake(Wake::Person), local, 0);
        let mut requests = 0;
        let heads = [50, 22].into_iter().zip(histories).cycle();
        for (seq, history) in heads.take(20) {
            if !matches!(effects.last(), Some(Effect::Send(_))) {
                break;
            }
            requests += 1;
            let standing = Standing { log: one(), seq, state: LogAnswerState::Gap, is_forked: false, history };
            effects = sync.step(Input::Answered(Answer { logs: vec![standing], follow: Vec::new() }), local, 0);
        }
        assert!(matches!(effects.last(), Some(Effect::Idle)) && requests <= 5, "{requests} requests");
        assert!(
            matches!(sync.step(Input::Wake(Wake::Person), local, 0)[..], [Effect::Send(_)]),
            "the next one tries again"
        );
    }
}

/// Found by the simulator: the beginning of a piece of another history was lost, so HQ said *gap* and not *fork*, and the
/// phone took HQ's head for one of its own that it had lost.
#[test]
fn a_gap_hides_no_other_history_and_what_is_beyond_our_end_is_not_taken_for_ours() {
    let own = [LocalLog { log: one(), seq: 28 }];
    let mut sync = Sync::new(own);
    let local = Local { own: &own, followed: &[] };
    sync.step(Input::Wake(Wake::Person), local, 0);
    let answered = |sync: &mut Sync, seq, state, history| {
        let logs = vec![Standing { log: one(), seq, state, is_forked: true, history }];
        sync.step(Input::Answered(Answer { logs, follow: Vec::new() }), local, 0)
    };
    let effects = answered(&mut sync, 87, LogAnswerState::Gap, History::Beyond);
    let [Effect::Tell(Trouble::Forked(_)), Effect::Send(request)] = &effects[..] else { panic!("{effects:?}") };
    assert_eq!(request.runs[0].from, 1, "ours is sent from its start, and nobody is told that the phone was put back");
    let effects = answered(&mut sync, 28, LogAnswerState::Fork, History::Ours);
    assert_eq!(effects, [Effect::Idle], "a person is told once");
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
