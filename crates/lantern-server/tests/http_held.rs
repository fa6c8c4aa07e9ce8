//! What HQ holds under keys that it does not know has a limit, for each phone that brings it and in all, and whoever meets
//! the limit is told so and loses nothing.
#![expect(clippy::unwrap_used, reason = "a test may")]

use lantern_domain::{ClockSample, Moment};
use lantern_ledger::api::{LogAnswer, LogAnswerState};
use lantern_ledger::{Batch, Body, Bundle};
use lantern_server::Settings;
use lantern_server::testing::{Camp, TestPhone, hand_over};
use uuid::Uuid;

/// Room for a log with two batches, and not for three.
const ROOM: u64 = 3_600;

fn camp(held_bytes_of_one_max: u64, held_bytes_max: u64) -> Camp {
    let settings = Settings { held_bytes_of_one_max, held_bytes_max, ..Settings::default() };
    Camp::limited(settings)
}

/// A phone that HQ never heard of, of the same operation.
fn stranger(of: &TestPhone, device: u128) -> TestPhone {
    let mut stranger = TestPhone::new();
    (stranger.device, stranger.operation) = (Uuid::from_u128(device), of.operation);
    stranger
}

fn records(phone: &mut TestPhone, count: usize) {
    for number in 0..count {
        phone.records("SITE-1", hand_over("ROUND").to(&format!("A-{number}")));
    }
}

/// Brings batches, each by itself, and returns the last answer.
fn brings(camp: &Camp, carrier: &TestPhone, batches: &[Batch]) -> LogAnswer {
    let answers = batches.iter().map(|batch| {
        let mut bundle = Bundle::new();
        bundle.batch(batch);
        camp.send(carrier, bundle.into_bytes()).logs.remove(0)
    });
    answers.last().unwrap()
}

fn verdict(answer: &LogAnswer) -> (LogAnswerState, u64, Option<&str>) {
    (answer.state, answer.seq, answer.problem.as_deref())
}

#[test]
fn beyond_a_carriers_limit_what_is_held_is_refused_until_its_key_is_known() {
    let camp = camp(ROOM, u64::MAX);
    let carrier = camp.phone("carrier");
    let mut stranger = stranger(&carrier, 77);
    records(&mut stranger, 4);
    let batches = stranger.batches(1);
    assert_eq!(verdict(&brings(&camp, &carrier, &batches[..2])), (LogAnswerState::Held, 2, Some("key_unknown")));
    let full = brings(&camp, &carrier, &batches[2..3]);
    assert_eq!(verdict(&full), (LogAnswerState::Refused, 2, Some("held_full")), "what HQ has is said all the same");
    let position = camp.send(&carrier, carrier.heads()).position;
    brings(&camp, &carrier, &batches[2..4]);
    assert_eq!(camp.send(&carrier, carrier.heads()).position, position, "nothing of it is in the journal");
    assert_eq!(camp.office().held_keys()[0].records, 1);

    let other = camp.phone("other");
    let answer = brings(&camp, &other, &batches[2..3]);
    assert_eq!(verdict(&answer), (LogAnswerState::Held, 3, Some("key_unknown")), "everybody has room of their own");

    let link = camp.link("tecno 9");
    let stranger = stranger.enrolled(&camp, &link);
    assert_eq!(camp.services(), 2);
    assert_eq!(verdict(&brings(&camp, &carrier, &stranger.batches(1)[3..])), (LogAnswerState::Counted, 5, None));
    assert_eq!(camp.services(), 4);
}

#[test]
fn the_limit_for_all_holds_whoever_brings_it_and_never_holds_up_what_counts() {
    let camp = camp(u64::MAX, ROOM);
    let (mut one, other) = (camp.phone("one"), camp.phone("other"));
    let mut strangers = [stranger(&one, 77), stranger(&one, 78)];
    for stranger in &mut strangers {
        stranger.records("SITE-1", hand_over("ROUND"));
    }
    assert_eq!(brings(&camp, &one, &strangers[0].batches(9)).state, LogAnswerState::Held);
    let full = brings(&camp, &other, &strangers[1].batches(9));
    assert_eq!(verdict(&full), (LogAnswerState::Refused, 0, Some("held_full")));
    one.records("SITE-1", hand_over("ROUND"));
    assert_eq!(camp.send(&one, one.bundle()).logs[0].state, LogAnswerState::Counted);
    // Once somebody says whose it is, there is room again.
    let key = camp.office().held_keys()[0].key;
    camp.office().says_of_key(one.device, key, true);
    assert_eq!(brings(&camp, &other, &strangers[1].batches(9)).state, LogAnswerState::Held);
}

#[test]
fn what_was_held_before_the_limit_was_lowered_stays() {
    let mut camp = camp(u64::MAX, u64::MAX);
    let carrier = camp.phone("carrier");
    let mut stranger = stranger(&carrier, 77);
    records(&mut stranger, 150);
    brings(&camp, &carrier, &stranger.batches(1));
    camp.set(Settings { held_bytes_max: 1, ..Settings::default() });
    assert_eq!(camp.office().held_keys()[0].records, 150);
    let link = camp.link("tecno 9");
    let _enrolled = stranger.enrolled(&camp, &link);
    assert_eq!(camp.services(), 150);
}

#[test]
fn what_is_held_counts_in_the_order_of_its_log_live_and_after_a_restart() {
    let mut camp = camp(u64::MAX, u64::MAX);
    let carrier = camp.phone("carrier");
    let mut stranger = stranger(&carrier, 77);
    // A comparison of the clocks says what time it was for everything before it, as far as it is known in one piece.
    let compared = ClockSample { device_at: Moment(1_795_219_200), server_at: Moment(1_795_219_200 + 7_200) };
    records(&mut stranger, 200);
    stranger.log("SITE-1").writes(Body::ClockSample(compared));
    brings(&camp, &carrier, &stranger.batches(1));
    let link = camp.link("tecno 9");
    let mut stranger = stranger.enrolled(&camp, &link);
    records(&mut stranger, 10);
    stranger.log("SITE-1").writes(Body::ClockSample(compared));
    camp.send(&carrier, stranger.bundle());
    let seen = |camp: &Camp| {
        let pages = (1..=5).flat_map(|page| camp.office().records(&format!("page={page}")).records);
        pages.map(|row| row.at).collect::<Vec<_>>()
    };
    let live = seen(&camp);
    assert_eq!(live.len(), 210);
    assert!(live.iter().all(|at| *at == live[0]), "one clock, one time");
    assert_eq!(camp.services(), 210);
    camp.restart();
    assert_eq!((seen(&camp), camp.services()), (live, 210));
}
