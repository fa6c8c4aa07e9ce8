//! The sync state machine at the edges of everything that is counted: batches, requests, pages, waits, triggers.

#![allow(clippy::unwrap_used, reason = "tests may, and their helpers with them")]

mod common;

use common::log_ref;
use common::world::{Link, World, one};
use lantern_ledger::Batch;
use lantern_ledger::api::Follow;
use lantern_ledger::sync::{Effect, Failure, Input, Sync, Wake};

/// Lets a contact run with so many entries waiting; each has to go out exactly once, in order.
fn sent_once(count: u32) -> World {
    let mut world = World::with_entries(count);
    world.contact();
    assert_eq!(world.held(1), count as usize, "all of {count} arrive");
    let mut next = 1;
    for batch in world.sent.iter().flat_map(|sent| &sent.batches) {
        assert_eq!(batch.first_seq(), next, "of {count}, each goes out once and in order");
        next = batch.last_seq() + 1;
    }
    assert_eq!(next, u64::from(count) + 1);
    world
}

#[test]
fn whatever_number_waits_each_entry_goes_out_once_around_every_end_of_a_batch_and_of_a_request() {
    let many = sent_once(34_000);
    let ends = |sent: &[common::world::Sent]| -> Vec<u64> {
        sent.iter().filter_map(|sent| sent.batches.last()).map(Batch::last_seq).collect()
    };
    let requests = ends(&many.sent);
    let sizes: Vec<usize> = many.sent.iter().map(|sent| sent.request.bytes_max / 1024).collect();
    assert_eq!(sizes[..7], [8, 16, 32, 64, 128, 256, 256], "every step of the size is an edge here");
    let batches: Vec<u64> = many.sent.iter().flat_map(|sent| &sent.batches).map(Batch::last_seq).take(5).collect();
    for (number, &end) in requests[..6].iter().enumerate() {
        let count_of = |entries: u64| sent_once(u32::try_from(entries).unwrap()).sent.len();
        assert_eq!([count_of(end - 1), count_of(end)], [number + 1; 2]);
        // One more may still find room, as a batch of its own; as many as make a whole batch do not.
        assert!((number + 1..=number + 2).contains(&count_of(end + 1)), "{number}");
        assert_eq!(count_of(many.sent[number + 1].batches[0].last_seq()), number + 2);
    }
    for (number, end) in batches.into_iter().enumerate() {
        let count_of = |entries: u64| sent_once(u32::try_from(entries).unwrap()).batches_sent();
        assert_eq!([count_of(end - 1), count_of(end), count_of(end + 1)], [number + 1, number + 1, number + 2]);
    }
}

#[test]
fn none_one_and_a_hundred_thousand() {
    let mut world = World::new();
    world.contact();
    assert_eq!((world.sent.len(), world.batches_sent()), (1, 0), "no log at all is a contact all the same");
    assert_eq!(sent_once(1).sent.len(), 1);
    let world = sent_once(100_000);
    let full = world.sent.iter().filter(|sent| sent.request.bytes_max == Sync::REQUEST_BYTES_MAX).count();
    assert!(world.sent.len() <= 12 && full >= 5, "{} requests, {full} of the largest size", world.sent.len());
    for sent in &world.sent {
        let bytes: usize = sent.batches.iter().map(|batch| batch.to_bytes().len()).sum();
        assert!(bytes <= sent.request.bytes_max.max(Batch::MAX));
    }
}

#[test]
fn pages_of_a_followed_log_are_asked_for_once_around_every_end_of_a_page() {
    for count in [0, 1, 9, 10, 11, 19, 20, 21, 99, 100, 101] {
        let mut world = World::with_entries(1);
        let log = log_ref(8).log;
        world.server_follow = vec![Follow { log, seq: count }];
        world.contact();
        let asked: Vec<u64> = world.pulled.iter().map(|(_, from)| *from).collect();
        assert_eq!(asked, (1..=count).step_by(10).collect::<Vec<u64>>(), "of {count}");
        world.contact();
        assert_eq!(world.pulled.len(), asked.len(), "nothing twice");
    }
}

#[test]
fn a_request_that_fails_is_halved_down_to_one_batch_and_what_it_held_goes_out_again() {
    for failure in [Failure::Network, Failure::TooLarge, Failure::Server { retry_after_ms: Some(5) }] {
        let mut world = World::with_entries(60_000);
        world.link = [Link::Works; 5].into_iter().chain([Link::Says(failure); 7]).collect();
        world.contact();
        let sizes: Vec<usize> = world.sent[5..13].iter().map(|sent| sent.request.bytes_max / 1024).collect();
        assert_eq!(sizes, [256, 128, 64, 32, 16, 8, 8, 8], "{failure:?}");
        assert!(world.sent[6..13].iter().all(|sent| sent.batches.is_empty()), "it asks before it sends");
        assert_eq!(world.held(1), 60_000);
    }
}

#[test]
fn reasons_that_come_during_a_contact_make_one_more_contact_however_many_they_are() {
    for wakes in [1, 2, 50] {
        let mut world = World::with_entries(5);
        let [Effect::Send(request)] = &world.step(Input::Wake(Wake::Person))[..] else { panic!() };
        for _ in 0..wakes {
            assert_eq!(world.step(Input::Wake(Wake::Occasion)), []);
            assert_eq!(world.step(Input::Wake(Wake::Person)), []);
        }
        let batches = world.batches(request);
        batches.iter().for_each(|batch| world.take_in(batch));
        let answer = world.answer(request, &batches);
        world.run(Input::Answered(answer));
        assert_eq!(world.sent.len(), 1, "after {wakes} of each");
        assert!(world.sent[0].batches.is_empty() && world.sent[0].request.heads == [one()]);
        assert!(!world.sync.is_busy());
    }
}

#[test]
fn a_wait_that_the_server_asked_for_holds_after_any_failure_and_during_a_pull() {
    let busy = Input::Failed(Failure::Server { retry_after_ms: Some(60_000) });
    let mut world = World::with_entries(1);
    world.contact();
    world.server_follow = vec![Follow { log: log_ref(8).log, seq: 5 }];
    let [Effect::Send(request)] = &world.step(Input::Wake(Wake::Person))[..] else { panic!() };
    let answer = world.answer(request, &[]);
    assert!(matches!(world.step(Input::Answered(answer))[..], [Effect::Pull { .. }]));
    assert_eq!(world.step(Input::Wake(Wake::Person)), [], "another contact was wanted before");
    let [Effect::Wait { ms, timer }] = world.step(busy)[..] else { panic!() };
    assert!((60_000..=62_000).contains(&ms), "{ms}");
    for wake in [Wake::Person, Wake::Occasion, Wake::Timer] {
        assert_eq!(world.step(Input::Wake(wake)), [], "{wake:?}");
    }
    world.run(Input::Waited { timer });
    assert_eq!(world.pulled, [(log_ref(8).log, 1)]);
}
