//! What phones may make HQ remember has a limit, in all and for each of them in a day; whoever meets it loses nothing.

use lantern_ledger::api::{LogAnswerState, SyncAnswer, code};
use lantern_ledger::{Batch, Body, Entry, Kind};
use lantern_server::Settings;
use lantern_server::testing::{Answer, Camp, TestPhone, bundle_of, hand_over};

const DAY_S: i64 = 24 * 60 * 60;
/// Room for a few records, and not for ten.
const ROOM: u64 = 2_000;

fn camp(settings: Settings) -> Camp {
    Camp::limited(settings)
}

fn records(phone: &mut TestPhone, cards: std::ops::Range<usize>) {
    for number in cards {
        phone.records("SITE-1", hand_over("ROUND").to(&format!("A-{number}")));
    }
}

/// Brings batches, each by itself, up to the first that is not taken.
fn brings(camp: &Camp, phone: &TestPhone, batches: &[Batch]) -> (usize, Option<Answer>) {
    for (taken, batch) in batches.iter().enumerate() {
        let answer = camp.bring(phone, bundle_of(std::slice::from_ref(batch)));
        if answer.status != 200 {
            return (taken, Some(answer));
        }
    }
    (batches.len(), None)
}

#[test]
fn what_one_phone_brings_in_a_day_has_a_limit_and_nobody_else_meets_it() {
    let camp = camp(Settings { entry_bytes_of_one_max: ROOM, ..Settings::default() });
    let (mut busy, mut other) = (camp.phone("busy"), camp.phone("other"));
    records(&mut busy, 0..20);
    let batches = busy.batches(1);
    let (taken, refusal) = brings(&camp, &busy, &batches);
    let refusal = refusal.unwrap();
    assert!((3..15).contains(&taken), "{taken}");
    assert_eq!((refusal.header("retry-after"), refusal.problem()), ("3600", (429, code::TOO_MANY_REQUESTS.to_owned())));
    let standing = &camp.send(&busy, busy.heads()).logs[0];
    assert_eq!(standing.seq, taken as u64, "it still hears what HQ has");
    records(&mut other, 30..32);
    assert_eq!(camp.send(&other, other.bundle()).logs[0].state, LogAnswerState::Counted);

    camp.clock.pass(DAY_S);
    let (more, _) = brings(&camp, &busy, &batches[taken..]);
    assert!(more >= 3, "{more}");
    camp.clock.pass(-30 * DAY_S);
    assert!(brings(&camp, &busy, &batches[taken + more..]).0 >= 3, "a clock that was set back keeps nobody waiting");
}

#[test]
fn beyond_what_hq_may_hold_records_stay_on_the_phones_and_what_is_held_is_still_acknowledged() {
    let mut camp = camp(Settings { entry_bytes_max: ROOM, ..Settings::default() });
    let (mut one, mut other) = (camp.phone("one"), camp.phone("other"));
    records(&mut one, 0..20);
    let batches = one.batches(1);
    let (taken, refusal) = brings(&camp, &one, &batches);
    assert!((3..15).contains(&taken), "{taken}");
    assert_eq!(refusal.unwrap().problem(), (507, code::RECORDS_FULL.to_owned()));
    let health = camp.get("/health");
    assert_eq!(health.status, 503);
    assert!(health.text().contains(r#""status":"records_full""#), "{}", health.text());
    records(&mut other, 30..31);
    assert_eq!(camp.bring(&other, other.bundle()).status, 507);

    camp.restart();
    assert_eq!(camp.bring(&other, other.bundle()).status, 507, "a restart forgets nothing of it");
    let answer = camp.send(&one, one.heads());
    assert_eq!(one.proof(&answer.logs[0]).unwrap().0, taken as u64);
    camp.office().imports_somalia();
    assert_eq!(camp.services(), taken as u64 - 1, "the office goes on working");

    camp.set(Settings::default());
    for phone in [&one, &other] {
        camp.send(phone, phone.bundle());
    }
    assert_eq!((camp.services(), camp.get("/health").status.as_u16()), (21, 200));
}

#[test]
fn very_many_tiny_entries_in_few_bytes_are_counted_one_by_one() {
    let camp = camp(Settings { entry_bytes_of_one_max: 1024 * 1024, ..Settings::default() });
    let mut phone = camp.phone("tecno 1");
    for _ in 0..200_000 {
        phone.log("SITE-1").appends(Entry::new(Kind(4_000), &[]).unwrap());
    }
    let batches = phone.batches(usize::MAX);
    let bytes: usize = batches.iter().map(|batch| batch.to_bytes().len()).sum();
    assert!(bytes < 50_000, "{bytes}");
    let answer: SyncAnswer = camp.bring(&phone, bundle_of(&batches)).json();
    let taken = answer.logs[0].seq;
    // What is unpacked at once, and the limit itself.
    assert!((8_000..100_000).contains(&taken), "{taken}");
    assert_eq!(camp.bring(&phone, bundle_of(&batches)).problem().0, 429);
}

#[test]
fn of_one_log_only_so_many_histories_are_held() {
    let camp = camp(Settings::default());
    let mut phone = camp.phone("tecno 1");
    records(&mut phone, 0..1);
    camp.send(&phone, phone.bundle());
    let shared = phone.logs.clone();
    let mut histories = Vec::new();
    for number in 0..300_usize {
        phone.logs = shared.clone();
        let card = hand_over("ROUND").to(&format!("F-{number}")).distribution();
        phone.log("SITE-1").writes(Body::Distribution(Box::new(card)));
        histories.extend(phone.log("SITE-1").clone().batches(&phone.key, 3, 9));
    }
    let answer: SyncAnswer = camp.bring(&phone, bundle_of(&histories)).json();
    assert_eq!(answer.logs[0].problem.as_deref(), Some(code::HISTORIES_FULL));
    assert_eq!(camp.services(), 1 + 256);
    records(&mut phone, 50..51);
    phone.records("SITE-2", hand_over("ROUND").to("B-1"));
    camp.send(&phone, phone.bundle());
    assert_eq!(camp.office().totals("settlement=SITE-2").all.services, 1, "other logs go on");
}
