//! Histories that are not what they claim: from an entry of another log, from another place, or under the id of HQ's log.

use lantern_domain::plan::{OperationInfo, PlanChange};
use lantern_domain::{Code, SettlementRef, ShortText};
use lantern_ledger::api::{LogAnswerState, SessionAnswer, SyncAnswer};
use lantern_ledger::{Batch, Body, Bundle, Entry, Head, LogRef};
use lantern_server::keys::Signer as _;
use lantern_server::testing::{Camp, PhoneLog, TestPhone, bundle_of, hand_over, void_of};
use uuid::Uuid;

/// A batch of a log that goes on from that point, whoever's it is, signed by the phone.
fn graft(phone: &TestPhone, onto: Head, bodies: &[Body]) -> Batch {
    let entries: Vec<Entry> = bodies.iter().map(|body| body.to_entry().expect("an entry")).collect();
    let after = entries.iter().fold(onto, |head, entry| head.then(entry));
    Batch::build(&onto, &entries, phone.key.sign(&after.statement())).expect("entries that fit")
}

/// A log of a phone's own, whose address comes before all others.
fn first_log(phone: &TestPhone) -> PhoneLog {
    let log = LogRef { operation: phone.operation, log: Uuid::from_u128(1) };
    PhoneLog::begin(log, phone.device, &phone.key, SettlementRef::Planned(Code::new("SITE-9").expect("a code")))
}

fn state_of(answer: &SyncAnswer, log: Uuid) -> Option<LogAnswerState> {
    answer.logs.iter().find(|it| it.log == log).map(|it| it.state)
}

#[test]
fn nobody_writes_into_another_phones_log_from_an_entry_of_its_own() {
    let mut camp = Camp::new();
    let (mut honest, liar) = (camp.phone("honest"), camp.phone("liar"));
    let record = honest.records("SITE-1", hand_over("ROUND").to("A-1"));
    camp.send(&honest, honest.bundle());
    let victim = honest.log("SITE-1").log;
    let own = first_log(&liar);
    let onto = Head { log: victim, ..own.head() };
    let more = Body::Distribution(Box::new(hand_over("ROUND").to("B-1").distribution()));
    let answer =
        camp.send(&liar, bundle_of(&[own.batch(&liar.key, 1, 1), graft(&liar, onto, &[void_of(record), more])]));
    assert_eq!(state_of(&answer, victim.log), Some(LogAnswerState::Gap));
    for _ in 0..2 {
        assert_eq!(camp.services(), 1);
        assert!(!camp.office().devices().iter().any(|row| row.logs.iter().any(|log| log.is_forked)));
        camp.restart();
    }
}

#[test]
fn nobody_writes_into_hqs_log_from_an_entry_of_its_own() {
    let camp = Camp::new();
    camp.office().imports_somalia();
    let liar = camp.phone("liar");
    let follow = camp.follow(&liar);
    let before = operation_name(&camp);
    for followed in follow.clone() {
        let own = first_log(&liar);
        let log = LogRef { operation: liar.operation, log: followed.log };
        let plan = taken_over("Taken over", None);
        let onto = Head { log, ..own.head() };
        let batch = graft(&liar, onto, &[Body::PlanChange(Box::new(plan)), Body::PlanCommit]);
        let answer = camp.send(&liar, bundle_of(&[own.batch(&liar.key, 1, 1), batch]));
        assert_eq!(state_of(&answer, log.log), Some(LogAnswerState::Gap));
    }
    assert_eq!(operation_name(&camp), before);
    assert_eq!(camp.follow(&liar), follow);
}

#[test]
fn a_carrier_cannot_count_what_it_carries_as_its_own() {
    for is_held in [false, true] {
        let camp = Camp::new();
        let mut carrier = camp.phone("carrier");
        let link = camp.link("honest");
        let mut honest = TestPhone::new();
        honest.operation = carrier.operation;
        honest.device = link.device;
        if !is_held {
            honest = honest.enrolled(&camp, &link);
        }
        honest.records("SITE-1", hand_over("ROUND").to("A-1"));
        let own = honest.log("SITE-1").clone();
        camp.send(&carrier, bundle_of(&[own.batch(&honest.key, 1, 1)]));
        carrier.records("SITE-9", hand_over("ROUND").to("Z-1"));
        camp.send(&carrier, carrier.bundle());

        let log = carrier.log("SITE-9").log;
        let carried = hand_over("ROUND").to("A-1").distribution();
        let onto = Head { log, seq: 1, hash: own.hash_at(1).expect("a genesis") };
        let stolen = graft(&carrier, onto, &[Body::Distribution(Box::new(carried))]);
        assert_eq!(stolen.head().head.hash, own.head().hash, "the same entry, as its hash says");
        let answer = camp.send(&carrier, bundle_of(&[stolen]));
        assert_eq!(state_of(&answer, log.log), Some(LogAnswerState::Gap));
        camp.send(&carrier, bundle_of(&own.batches(&honest.key, 1, 10)));
        if is_held {
            honest = honest.enrolled(&camp, &link);
        }
        let rows = camp.office().records("settlement=SITE-1").records;
        assert_eq!(rows.iter().map(|row| row.device).collect::<Vec<_>>(), [honest.device]);
        assert_eq!(camp.services(), 2);
    }
}

#[test]
fn a_phones_history_goes_on_from_the_place_that_it_goes_on_from() {
    let camp = Camp::new();
    let mut phone = camp.phone("liar");
    for card in ["A-1", "A-2", "A-3"] {
        phone.records("SITE-1", hand_over("ROUND").to(card));
    }
    camp.send(&phone, phone.bundle());
    let log = phone.log("SITE-1").clone();
    let elsewhere = Head { seq: 3, hash: log.hash_at(2).expect("an entry"), log: log.log };
    let more = Body::Distribution(Box::new(hand_over("ROUND").to("B-1").distribution()));
    let answer = camp.send(&phone, bundle_of(&[graft(&phone, elsewhere, &[more])]));
    assert_eq!(state_of(&answer, log.log.log), Some(LogAnswerState::Gap));
    assert_eq!(camp.services(), 3);
    let mut claims = Bundle::new();
    claims.head(&lantern_ledger::SignedHead { head: elsewhere, signature: [0; 64] });
    let answer = camp.send(&phone, claims.into_bytes());
    assert_eq!(state_of(&answer, log.log.log), Some(LogAnswerState::Fork), "no point of a history of its own");
}

/// What a liar begins under the id of one of HQ's own logs: so many batches, longer in all than HQ's log.
fn under_hqs_id(liar: &TestPhone, log: Uuid) -> Vec<Batch> {
    let log = LogRef { operation: liar.operation, log };
    let mut other =
        PhoneLog::begin(log, liar.device, &liar.key, SettlementRef::Planned(Code::new("X").expect("a code")));
    for number in 0..120 {
        let name = format!("Taken over {number}");
        let hq = Some(ShortText::new(&"x".repeat(100)).expect("a name"));
        other.writes(Body::PlanChange(Box::new(taken_over(&name, hq))));
        other.writes(Body::PlanCommit);
    }
    (1..=241).map(|seq| other.batch(&liar.key, seq, seq)).collect()
}

fn taken_over(name: &str, hq: Option<ShortText>) -> PlanChange {
    let name = ShortText::new(name).expect("a name");
    PlanChange::Operation(OperationInfo { name, utc_offset_minutes: -300, languages: Vec::new(), hq })
}

fn operation_csv(name: &str) -> (String, Vec<u8>) {
    ("operation.csv".into(), format!("key,value\nname,{name}\nutc_offset,+03:00\n").into_bytes())
}

fn operation_name(camp: &Camp) -> Option<String> {
    camp.office().get("/api/v1/session").json::<SessionAnswer>().operation_name
}

#[test]
fn a_history_under_the_id_of_hqs_log_keeps_nobody_from_writing_or_reading_it() {
    let mut camp = Camp::new();
    assert_eq!(camp.office().imports(&[operation_csv("Before")]).errors, []);
    let (mut reader, liar) = (camp.phone("reader"), camp.phone("liar"));
    reader.records("SITE-1", hand_over("ROUND").to("A-1"));
    camp.send(&reader, reader.bundle());
    let by_day = |camp: &Camp| camp.office().totals("group=day&as_of=9999").rows;
    let days = by_day(&camp);
    let follow = camp.follow(&reader);
    let pages = |camp: &Camp| follow.iter().map(|it| camp.pull(&reader, it.log, 1).body).collect::<Vec<_>>();
    let before = pages(&camp);
    for followed in &follow {
        camp.send(&liar, bundle_of(&under_hqs_id(&liar, followed.log)));
    }
    assert!(pages(&camp) == before, "what phones pull is HQ's alone");
    assert_eq!(camp.follow(&reader), follow);
    assert_eq!(by_day(&camp), days, "HQ's plan alone says when days begin, in the past as well");

    assert_eq!(camp.office().imports(&[operation_csv("Behind")]).errors, []);
    for _ in 0..2 {
        assert_eq!(operation_name(&camp).as_deref(), Some("Behind"), "HQ goes on with its own history");
        let grown = camp.follow(&reader);
        assert_eq!(grown.len(), follow.len());
        assert!(grown.iter().zip(&follow).any(|(now, then)| now.seq > then.seq && now.seq < 100), "{grown:?}");
        assert!(pages(&camp) != before, "and phones pull it");
        camp.restart();
    }
}

#[test]
fn a_log_that_somebody_else_began_again_is_still_its_phones_to_pull_and_nobody_elses() {
    let camp = Camp::new();
    let (mut honest, liar) = (camp.phone("honest"), camp.phone("liar"));
    honest.records("SITE-1", hand_over("ROUND").to("A-1"));
    camp.send(&honest, honest.bundle());
    let log = honest.log("SITE-1").log;
    let before = camp.pull(&honest, log.log, 1).body;
    let other = PhoneLog::begin(log, liar.device, &liar.key, SettlementRef::Planned(Code::new("X").expect("a code")));
    let others = bundle_of(&[other.batch(&liar.key, 1, 1)]);
    camp.send(&liar, others.clone());
    assert_eq!(camp.pull(&honest, log.log, 1).body, before);
    assert_eq!(camp.pull(&liar, log.log, 1).body, others);
}
