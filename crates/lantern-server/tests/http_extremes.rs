//! What an enrolled phone may write at its worst: the ends of every range, and entries that only HQ has a say with.

use lantern_domain::plan::{OperationInfo, PlanChange};
use lantern_domain::tally::Totals;
use lantern_domain::{Change, ClockSample, Code, Correction, Moment, RecordId, SettlementRef, ShortText};
use lantern_ledger::api::SessionAnswer;
use lantern_ledger::genesis::Relation;
use lantern_ledger::office::OfficeEvent;
use lantern_ledger::{Batch, Body, Entry, Genesis, Hash, Head, LogRef, Parent, Subject};
use lantern_server::keys::Signer as _;
use lantern_server::testing::{Camp, TestPhone, bundle_of, hand_over};
use uuid::Uuid;

fn text(line: &str) -> ShortText {
    ShortText::new(line).expect("a line")
}

/// A log about anything, with whatever follows its genesis.
fn log_about(phone: &TestPhone, number: u128, subject: Subject, at: Moment, bodies: Vec<Body>) -> Batch {
    let before = Head::start(LogRef { operation: phone.operation, log: Uuid::from_u128(number) });
    let parent =
        Parent { relation: Relation::Replaces, log: Uuid::from_u128(number), seq: u64::MAX, hash: Hash([7; 32]) };
    let genesis = Genesis {
        operation: phone.operation,
        device: Uuid::nil(),
        subject,
        public_key: phone.key.public_key(),
        app_version: "0.1.0".into(),
        at,
        parent: Some(parent),
    };
    let bodies = [vec![Body::Genesis(Box::new(genesis))], bodies].concat();
    let entries: Vec<Entry> = bodies.iter().map(|body| body.to_entry().expect("an entry")).collect();
    let after = entries.iter().fold(before, |head, entry| head.then(entry));
    Batch::build(&before, &entries, phone.key.sign(&after.statement())).expect("entries that fit")
}

fn worst_words(phone: &TestPhone, at: Moment, of_another: RecordId) -> Vec<Body> {
    let given = |card: &str| hand_over("ROUND").at(at.0).to(card).of(99_999, "A").of(99_999, "B").people(99);
    let word = |target, supersedes, change| {
        let (operator, reason) = (text("x"), text("wrong-card"));
        Body::Correction(Box::new(Correction { at, operator, target, supersedes, change, reason }))
    };
    let plan = OperationInfo { name: text("Taken over"), utc_offset_minutes: 0, languages: Vec::new(), hq: None };
    let replacement = Change::Replacement(Box::new(given("A-9").distribution()));
    vec![
        Body::Distribution(Box::new(given("A-1").distribution())),
        word(of_another, of_another, Change::Void),
        word(of_another, RecordId([9; 32]), replacement),
        Body::ClockSample(ClockSample { device_at: at, server_at: Moment(-at.0.max(-i64::MAX)) }),
        Body::PlanChange(Box::new(PlanChange::Operation(plan))),
        Body::PlanCommit,
        Body::Office(Box::new(OfficeEvent::PhoneRevoked { device: phone.device, at })),
    ]
}

#[test]
fn whatever_a_phone_writes_hq_answers_and_another_phones_records_stand() {
    let mut camp = Camp::new();
    let (mut honest, liar) = (camp.phone("honest"), camp.phone("liar"));
    let record = honest.records("SITE-1", hand_over("ROUND").to("A-1").of(3, "A"));
    camp.send(&honest, honest.bundle());
    let code = Code::new("SITE-1").expect("a code");
    let subjects = [
        Subject::Operation,
        Subject::Office,
        Subject::Households(code.clone()),
        Subject::Settlement(SettlementRef::Planned(code)),
    ];
    let mut number = 0;
    for subject in subjects {
        for at in [i64::MIN, i64::MIN + 1, -1, 0, i64::MAX - 1, i64::MAX].map(Moment) {
            number += 1;
            let worst = log_about(&liar, number, subject.clone(), at, worst_words(&liar, at, record));
            assert!(camp.bring(&liar, bundle_of(&[worst])).status.is_success());
        }
    }
    for _ in 0..2 {
        let office = camp.office();
        for group in ["", "day", "round,settlement,item,day,implementing,funder"] {
            for past in ["", "&as_of=9", "&as_of=2026-12-01T00:00:00Z", "&as_of=18446744073709551615"] {
                let answer = office.get(&format!("/api/v1/totals?group={group}{past}"));
                assert!(answer.status.is_success(), "{group}{past}: {}", answer.text());
            }
        }
        for path in ["records", "records?format=csv", "records?from=2000-01-01", "flags", "flags?format=csv", "devices"]
        {
            let answer = office.get(&format!("/api/v1/{path}"));
            assert!(answer.status.is_success(), "{path}: {}", answer.text());
        }
        let all: Totals = office.totals("item=A");
        assert_eq!(all.all.services, 1 + number as u64);
        assert_eq!(all.all.quantity, Some(3 + 99_999 * number as u64));
        assert_eq!(all.all.voided, 0);
        assert_ne!(office.get("/api/v1/session").json::<SessionAnswer>().operation_name.as_deref(), Some("Taken over"));
        assert!(camp.bring(&liar, liar.heads()).status.is_success(), "nobody is revoked by a phone's word");
        camp.restart();
    }
}
