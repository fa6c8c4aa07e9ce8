//! Flags at HQ: what is odd, who decides, and what travels to the phones.
#![expect(clippy::unwrap_used, reason = "a test may")]

use lantern_domain::flag::{FlagKind, Reason};
use lantern_domain::{Concern, Decision, RecordId};
use lantern_ledger::address::public_id;
use lantern_ledger::api::FlagRow;
use lantern_ledger::{Batch, Body, BundleReader, Entry, Item};
use lantern_server::testing::{Camp, TestPhone, hand_over};
use uuid::Uuid;

fn flags_of(camp: &Camp, kind: FlagKind) -> Vec<FlagRow> {
    camp.office().flags(&format!("kind={}", kind.slug())).flags
}

/// Two phones that served one card in the round.
fn served_twice(camp: &Camp) -> (TestPhone, TestPhone, [RecordId; 2]) {
    let (mut one, mut other) = (camp.phone("tecno 1"), camp.phone("tecno 2"));
    let first = one.records("SITE-1", hand_over("ROUND").to("KOS 12"));
    let second = other.records("SITE-2", hand_over("ROUND").to("kos-12").at(1_795_219_300));
    one.records("SITE-1", hand_over("ROUND").to("KOS 13"));
    camp.send(&one, one.bundle());
    camp.send(&other, other.bundle());
    (one, other, [first, second])
}

/// Every entry of HQ's logs that a phone may follow.
fn followed(camp: &Camp, phone: &TestPhone) -> Vec<Entry> {
    let mut entries = Vec::new();
    for follow in camp.follow(phone) {
        let page = camp.pull(phone, follow.log, 1).body;
        let batches: Vec<Batch> = BundleReader::new(&page)
            .unwrap()
            .filter_map(|item| if let Item::Batch(Ok(batch)) = item { Some(batch) } else { None })
            .collect();
        assert_eq!(batches.last().map(Batch::last_seq), Some(follow.seq));
        entries.extend(batches.iter().flat_map(|batch| batch.open().unwrap().entries).map(|(entry, _)| entry));
    }
    entries
}

fn decisions(camp: &Camp, phone: &TestPhone) -> Vec<Decision> {
    let said = followed(camp, phone).into_iter().map(|entry| Body::of(&entry).unwrap());
    said.filter_map(|body| if let Body::Decision(decision) = body { Some(*decision) } else { None }).collect()
}

#[test]
fn a_card_served_on_two_phones_is_one_flag_with_both_records_and_changes_no_total() {
    let mut camp = Camp::new();
    let (_, _, records) = served_twice(&camp);
    let shown = |camp: &Camp| flags_of(camp, FlagKind::ServedTwice);
    let flags = shown(&camp);
    assert_eq!(flags.len(), 1);
    assert_eq!(flags[0].reason, Reason::ServedTwice { services: 2, phones: 2 });
    assert_eq!(flags[0].records.iter().map(|record| record.id).collect::<Vec<_>>(), records.map(public_id));
    assert!(flags[0].records.iter().all(|record| record.short_code.len() >= 9));
    assert_eq!((flags[0].card.as_deref(), flags[0].record_count), (Some("KOS 12"), 2), "as it was typed first");
    let totals = camp.office().totals("").all;
    assert_eq!((totals.services, totals.households), (3, 2));
    camp.restart();
    assert_eq!(shown(&camp), flags, "its id is the same after a restart");
    assert_eq!(camp.office().get(&format!("/api/v1/flags/{}", flags[0].id)).json::<FlagRow>(), flags[0]);
}

#[test]
fn a_flag_follows_what_becomes_of_its_records() {
    let camp = Camp::new();
    let (mut one, ..) = served_twice(&camp);
    let again = one.records("SITE-1", hand_over("ROUND").to("KOS 13"));
    camp.send(&one, one.bundle());
    assert_eq!(flags_of(&camp, FlagKind::ServedTwice).len(), 2);
    one.voids("SITE-1", again);
    camp.send(&one, one.bundle());
    assert_eq!(flags_of(&camp, FlagKind::ServedTwice).len(), 1);
}

#[test]
fn flags_are_narrowed_by_kind_round_settlement_and_state() {
    let camp = Camp::new();
    served_twice(&camp);
    let count = |query: &str| camp.office().flags(query).count;
    let all = count("");
    assert_eq!(count("kind=served_twice"), 1);
    assert_eq!(count("kind=served_twice&settlement=SITE-2&round=ROUND"), 1);
    assert_eq!(count("settlement=NOWHERE") + count("round=NONE") + count("state=decided"), 0);
    assert_eq!(count("state=open"), all);
    for query in ["kind=odd", "state=shut", "page=0", "format=xls"] {
        let problem = camp.office().get(&format!("/api/v1/flags?{query}")).problem();
        assert_eq!(problem, (400, "request_unreadable".into()), "{query}");
    }
    assert_eq!(camp.get("/api/v1/flags").problem(), (401, "sign_in_needed".into()));
}

#[test]
fn flags_come_as_csv_with_a_row_for_each_record() {
    let camp = Camp::new();
    served_twice(&camp);
    let answer = camp.office().get("/api/v1/flags?kind=served_twice&format=csv");
    assert_eq!(answer.header("content-disposition"), "attachment; filename=\"lantern-flags.csv\"");
    let text = answer.text();
    let rows: Vec<&str> = text.lines().collect();
    assert_eq!(rows.len(), 3);
    assert!(rows[1].contains(",served_twice,2,2,2,") && rows[1].contains(",kos12,"), "{}", rows[1]);
    assert!(rows[2].contains(",kos12,") && rows[2].contains(",SITE-2,"), "{}", rows[2]);
}

#[test]
fn a_decision_travels_to_every_phone_and_names_no_card() {
    let mut camp = Camp::new();
    let (one, other, mut records) = served_twice(&camp);
    let flag = flags_of(&camp, FlagKind::ServedTwice).remove(0);
    assert!(decisions(&camp, &one).is_empty());
    assert_eq!(camp.office().decides(&flag, "set_aside").status, 204);
    records.sort();
    for phone in [&one, &other] {
        let decided = decisions(&camp, phone);
        assert_eq!(decided.len(), 1);
        assert_eq!((decided[0].flag.as_str(), decided[0].verdict.as_str()), ("served_twice", "set_aside"));
        assert_eq!(decided[0].by.as_str(), "Hodan Ali");
        assert_eq!(decided[0].concern, Concern::Records(records.map(|record| record.start()).to_vec()));
    }
    for entry in followed(&camp, &one) {
        let text = String::from_utf8_lossy(entry.bytes()).to_lowercase();
        assert!(!text.contains("kos 12") && !text.contains("kos-12") && !text.contains("kos12"));
    }
    for _ in 0..2 {
        let flags = camp.office().flags("kind=served_twice&state=decided");
        assert_eq!((flags.count, flags.open), (1, 0));
        assert_eq!(flags.flags[0].decision.as_ref().unwrap().reason, "two families share a card");
        camp.restart();
    }
}

#[test]
fn a_record_that_the_decision_did_not_know_opens_the_flag_again() {
    let camp = Camp::new();
    let (mut one, ..) = served_twice(&camp);
    let flag = flags_of(&camp, FlagKind::ServedTwice).remove(0);
    camp.office().decides(&flag, "right");
    one.records("SITE-1", hand_over("ROUND").to("KOS12"));
    camp.send(&one, one.bundle());
    let again = flags_of(&camp, FlagKind::ServedTwice).remove(0);
    assert_eq!((again.id, again.record_count, again.decision.is_none()), (flag.id, 3, true));
    assert_eq!(camp.office().decides(&flag, "right").problem(), (409, "flag_changed".into()), "looked at before");
    assert_eq!(camp.office().decides(&again, "to_correct").status, 204);
    let decided = flags_of(&camp, FlagKind::ServedTwice).remove(0).decision.unwrap();
    assert_eq!(decided.verdict, "to_correct", "the last word goes");
}

#[test]
fn a_decision_on_a_code_or_a_log_goes_by_it_and_not_by_records() {
    let camp = Camp::new();
    let (one, ..) = served_twice(&camp);
    let unknown = flags_of(&camp, FlagKind::UnknownRound).remove(0);
    let clock = flags_of(&camp, FlagKind::ClockUnconfirmed);
    let clock = clock.iter().find(|flag| flag.record_count == 2).unwrap();
    camp.office().decides(&unknown, "right");
    camp.office().decides(clock, "set_aside");
    let concerns: Vec<Concern> = decisions(&camp, &one).into_iter().map(|decision| decision.concern).collect();
    let log = one.logs["SITE-1"].log.log;
    assert_eq!(concerns[0], Concern::Code(lantern_domain::Code::new("ROUND").unwrap()));
    assert_eq!(concerns[1], Concern::Run { log, first_seq: 2, last_seq: 3 });
    assert!(camp.office().flags("state=decided").flags.len() == 2);
}

#[test]
fn a_decision_that_says_nothing_is_refused() {
    let camp = Camp::new();
    served_twice(&camp);
    let flag = flags_of(&camp, FlagKind::ServedTwice).remove(0);
    let address = format!("/api/v1/flags/{}/decision", flag.id);
    let decision = |verdict: &str, reason: &str, by: &str| serde_json::json!({"verdict": verdict, "reason": reason, "by": by, "record_count": 2});
    for wrong in [decision("maybe", "why", "Hodan"), decision("right", " ", "Hodan"), decision("right", "why", "")] {
        assert_eq!(camp.office().post(&address, &wrong).problem().0, 400);
    }
    let nowhere = format!("/api/v1/flags/{}/decision", Uuid::from_u128(1));
    assert_eq!(camp.office().post(&nowhere, &decision("right", "why", "Hodan")).problem().0, 404);
    assert_eq!(flags_of(&camp, FlagKind::ServedTwice)[0].decision, None);
}

#[test]
fn a_group_of_many_records_is_decided_at_once() {
    let camp = Camp::new();
    let mut phone = camp.phone("tecno 1");
    for _ in 0..Concern::RECORDS_MAX + 20 {
        phone.records("SITE-1", hand_over("ROUND").to("NO CARD"));
    }
    camp.send(&phone, phone.bundle());
    let flag = flags_of(&camp, FlagKind::ServedTwice).remove(0);
    assert_eq!((flag.record_count, flag.records.len()), (Concern::RECORDS_MAX + 20, FlagRow::RECORDS_MAX));
    camp.office().decides(&flag, "right");
    assert_eq!(decisions(&camp, &phone).len(), 2);
    assert!(flags_of(&camp, FlagKind::ServedTwice)[0].decision.is_some());
}

#[test]
fn a_split_history_is_flagged_on_what_is_not_shared() {
    let camp = Camp::new();
    let mut phone = camp.phone("tecno 1");
    phone.records("SITE-1", hand_over("ROUND").to("A-1"));
    let mut clone = phone.log("SITE-1").clone();
    phone.records("SITE-1", hand_over("ROUND").to("A-2"));
    clone.writes(Body::Distribution(Box::new(hand_over("ROUND").to("A-3").distribution())));
    camp.send(&phone, phone.bundle());
    let bundle = lantern_server::testing::bundle_of(&clone.batches(&phone.key, 1, 100));
    camp.send(&phone, bundle);
    let flags = flags_of(&camp, FlagKind::SplitHistory);
    assert_eq!(flags[0].reason, Reason::SplitHistory { histories: 2 });
    let seqs: Vec<&str> = flags[0].records.iter().map(|record| &record.short_code[5..]).collect();
    assert_eq!(seqs, ["0003", "0003"]);
}

#[test]
fn a_phone_that_calls_itself_hq_may_correct_no_more_than_any_other() {
    let mut camp = Camp::new();
    let (mut honest, mut liar) = (camp.phone("tecno 1"), camp.phone("tecno 2"));
    let record = honest.records("SITE-1", hand_over("ROUND").to("A-1"));
    camp.send(&honest, honest.bundle());
    let device = std::mem::replace(&mut liar.device, Uuid::nil());
    liar.voids("SITE-1", record);
    camp.send(&liar, liar.bundle());
    for _ in 0..2 {
        assert_eq!(camp.services(), 1);
        assert_eq!(flags_of(&camp, FlagKind::CorrectionWithoutRight).len(), 1);
        let rows = camp.office().devices();
        let row = rows.iter().find(|row| row.device == device).unwrap();
        assert_eq!(row.logs.len(), 1, "what it wrote is its own, whatever it calls itself");
        camp.restart();
    }
}

#[test]
fn what_was_held_of_a_phone_that_calls_itself_hq_has_no_more_right_when_it_counts() {
    let camp = Camp::new();
    let mut honest = camp.phone("tecno 1");
    let record = honest.records("SITE-1", hand_over("ROUND").to("A-1"));
    camp.send(&honest, honest.bundle());
    let mut liar = TestPhone::new();
    liar.operation = honest.operation;
    liar.voids("SITE-1", record);
    camp.send(&honest, liar.bundle());
    let link = camp.link("tecno 2");
    let _liar = liar.enrolled(&camp, &link);
    assert_eq!(camp.services(), 1);
    assert_eq!(flags_of(&camp, FlagKind::CorrectionWithoutRight).len(), 1);
}
