//! Logs with more than one history: a phone that was copied, and an id that somebody used twice.

use lantern_domain::{Code, SettlementRef};
use lantern_ledger::api::LogAnswerState;
use lantern_ledger::receipt::ReceiptState;
use lantern_ledger::{Body, Bundle, LogRef};
use lantern_server::testing::{Camp, PhoneLog, TestPhone, bundle_of, hand_over};

/// A log with one hand-over, begun by a phone under an id of its choice.
fn begun(phone: &TestPhone, log: LogRef, settlement: &str, card: &str) -> PhoneLog {
    let settlement = SettlementRef::Planned(Code::new(settlement).expect("a code"));
    let mut begun = PhoneLog::begin(log, phone.device, &phone.key, settlement);
    begun.writes(Body::Distribution(Box::new(hand_over("ROUND").to(card).distribution())));
    begun
}

#[test]
fn two_histories_of_a_log_are_both_counted_and_the_shared_part_once() {
    let mut camp = Camp::new();
    let mut phone = camp.phone("tecno 1");
    phone.records("SITE-1", hand_over("ROUND").to("A-1"));
    phone.records("SITE-1", hand_over("ROUND").to("A-2"));
    let mut copy = phone.logs.clone();
    phone.records("SITE-1", hand_over("ROUND").to("B-1"));
    camp.send(&phone, phone.bundle());

    std::mem::swap(&mut phone.logs, &mut copy);
    phone.records("SITE-1", hand_over("ROUND").to("C-1"));
    phone.records("SITE-1", hand_over("ROUND").to("C-2"));
    let answer = camp.send(&phone, phone.bundle());
    assert_eq!((answer.logs[0].state, answer.logs[0].seq), (LogAnswerState::Fork, 5));
    assert_eq!(phone.proof(&answer.logs[0]), Some((5, ReceiptState::Counted)));
    assert_eq!(camp.services(), 5);
    assert!(camp.office().devices()[0].logs[0].is_forked);

    std::mem::swap(&mut phone.logs, &mut copy);
    let answer = camp.send(&phone, phone.heads());
    assert_eq!(
        (answer.logs[0].state, answer.logs[0].seq),
        (LogAnswerState::Fork, 4),
        "each phone sees its own history"
    );
    assert_eq!(phone.proof(&answer.logs[0]), Some((4, ReceiptState::Counted)));
    camp.restart();
    assert_eq!(camp.services(), 5);
}

#[test]
fn a_gap_hides_no_other_history() {
    let camp = Camp::new();
    let mut phone = camp.phone("tecno 1");
    phone.records("SITE-1", hand_over("ROUND").to("A-1"));
    let copy = phone.logs.clone();
    phone.records("SITE-1", hand_over("ROUND").to("B-1"));
    let answer = camp.send(&phone, phone.bundle());
    assert_eq!((answer.logs[0].state, answer.logs[0].is_forked), (LogAnswerState::Counted, false));

    phone.logs = copy;
    for card in ["C-1", "C-2", "C-3"] {
        phone.records("SITE-1", hand_over("ROUND").to(card));
    }
    let first_part = phone.bundle();
    for card in ["C-4", "C-5"] {
        phone.records("SITE-1", hand_over("ROUND").to(card));
    }
    let last = bundle_of(&[phone.log("SITE-1").clone().batch(&phone.key, 7, 7)]);
    let answer = camp.send(&phone, last.clone());
    assert_eq!((answer.logs[0].state, answer.logs[0].is_forked), (LogAnswerState::Gap, false), "nothing shows it yet");
    camp.send(&phone, first_part);
    let answer = camp.send(&phone, last);
    assert_eq!((answer.logs[0].state, answer.logs[0].is_forked), (LogAnswerState::Gap, true));
}

#[test]
fn a_phone_that_was_put_back_gets_a_receipt_that_it_can_check() {
    let camp = Camp::new();
    let mut phone = camp.phone("tecno 1");
    phone.records("SITE-1", hand_over("ROUND").to("A-1"));
    let put_back = phone.logs.clone();
    phone.records("SITE-1", hand_over("ROUND").to("A-2"));
    camp.send(&phone, phone.bundle());
    let rest = phone.log("SITE-1").clone().batch(&phone.key, 2, 3);

    phone.logs = put_back;
    let answer = camp.send(&phone, phone.heads());
    assert_eq!((answer.logs[0].state, answer.logs[0].seq), (LogAnswerState::Counted, 3), "HQ is ahead, and says so");
    assert_eq!(phone.proof(&answer.logs[0]), Some((2, ReceiptState::Counted)));
    let mut with_the_rest = Bundle::new();
    with_the_rest.head(&phone.log("SITE-1").clone().signed_head(&phone.key));
    with_the_rest.batch(&rest);
    let answer = camp.send(&phone, with_the_rest.into_bytes());
    assert_eq!(phone.proof(&answer.logs[0]), Some((2, ReceiptState::Counted)), "also when it brings what it lacks");
}

#[test]
fn an_id_that_two_phones_used_is_two_logs_each_with_its_own_phone_and_settlement() {
    let log_id = uuid::Uuid::from_u128(77);
    for is_first_first in [true, false] {
        let mut camp = Camp::new();
        let (one, other) = (camp.phone("one"), camp.phone("other"));
        let log = LogRef { operation: one.operation, log: log_id };
        let (ones, others) = (begun(&one, log, "SITE-1", "A-1"), begun(&other, log, "SITE-2", "B-1"));
        let mut uploads = [(&one, ones.batch(&one.key, 1, 2)), (&other, others.batch(&other.key, 1, 2))];
        if !is_first_first {
            uploads.reverse();
        }
        for (phone, batch) in &uploads {
            camp.send(phone, bundle_of(std::slice::from_ref(batch)));
        }
        for _ in 0..2 {
            let mut rows: Vec<_> = camp.office().records("").records;
            rows.sort_by_key(|row| row.settlement_name.clone());
            let shown: Vec<_> =
                rows.iter().map(|row| (row.settlement_name.as_str(), row.device_name.as_str())).collect();
            assert_eq!(shown, [("SITE-1", "one"), ("SITE-2", "other")]);
            camp.restart();
        }
    }
}

#[test]
fn nobody_goes_on_with_another_phones_history() {
    let camp = Camp::new();
    let (one, other) = (camp.phone("one"), camp.phone("other"));
    let log = LogRef { operation: one.operation, log: uuid::Uuid::from_u128(77) };
    let mut ones = begun(&one, log, "SITE-1", "A-1");
    let others = begun(&other, log, "SITE-2", "B-1");
    camp.send(&one, bundle_of(&[ones.batch(&one.key, 1, 2)]));
    camp.send(&other, bundle_of(&[others.batch(&other.key, 1, 2)]));
    ones.writes(Body::Distribution(Box::new(hand_over("ROUND").to("A-2").distribution())));
    let answer = camp.send(&other, bundle_of(&[ones.batch(&other.key, 3, 3)]));
    assert_eq!(answer.logs[0].state, LogAnswerState::Refused);
    assert_eq!(answer.logs[0].problem.as_deref(), Some("signature_wrong"));
    assert_eq!(camp.services(), 2);
    camp.send(&other, bundle_of(&[ones.batch(&one.key, 3, 3)]));
    assert_eq!(camp.services(), 3, "signed by its own phone it counts, whoever carries it");
}
