//! What HQ decided stands with the records that it is about, also after the app was closed.

use super::*;
use lantern_domain::{Concern, Decision};

fn decision(flag: &str, verdict: &str, concern: Concern) -> Decision {
    let (by, reason) = (line("Hodan Ali"), line("two families share a card"));
    Decision { at: Moment(1_500_000_500), by, flag: code(flag), verdict: code(verdict), reason, concern }
}

fn verdicts(phone: &Phone, record: &Saved) -> Vec<String> {
    phone.decisions(record.id).iter().map(|decision| decision.verdict.to_string()).collect()
}

#[test]
fn a_decision_of_hq_comes_with_the_next_contact_and_stands_with_its_records() {
    let (handset, hq) = (Handset::new(1, NOW), Hq::new());
    let phone = enrolled(&handset, &hq);
    let (first, other) = (record(&phone, "K-1"), record(&phone, "K-2"));
    hq.decides(decision("served_twice", Decision::SET_ASIDE, Concern::Records(vec![first.id.start()])));
    assert!(verdicts(&phone, &first).is_empty());
    sync(&phone, &handset, &hq);
    for phone in [phone, open(&handset)] {
        assert_eq!(verdicts(&phone, &first), ["set_aside"]);
        assert!(verdicts(&phone, &other).is_empty());
    }
}

#[test]
fn of_two_decisions_on_one_kind_of_flag_the_last_one_stands() {
    let (handset, hq) = (Handset::new(2, NOW), Hq::new());
    let phone = enrolled(&handset, &hq);
    let saved = record(&phone, "K-1");
    let log = phone.record_view(saved.id).unwrap().log;
    let run = |first_seq, last_seq| Concern::Run { log, first_seq, last_seq };
    hq.decides(decision("late", Decision::TO_CORRECT, run(1, 2)));
    hq.decides(decision("unknown_item", Decision::RIGHT, Concern::Code(code("LANTERN"))));
    hq.decides(decision("late", Decision::RIGHT, run(2, 9)));
    hq.decides(decision("late", Decision::SET_ASIDE, run(3, 9)));
    sync(&phone, &handset, &hq);
    let decided = phone.decisions(saved.id);
    let said: Vec<_> = decided.iter().map(|it| (it.flag.as_str(), it.verdict.as_str())).collect();
    assert_eq!(said, [("unknown_item", "right"), ("late", "right")]);
}

#[test]
fn what_hq_writes_in_a_later_version_is_kept_and_hides_nothing_behind_it() {
    let (handset, hq) = (Handset::new(3, NOW), Hq::new());
    let phone = enrolled(&handset, &hq);
    let saved = record(&phone, "K-1");
    hq.writes_of_later(4_242);
    hq.decides(decision("served_twice", "a_later_verdict", Concern::Records(vec![saved.id.start()])));
    sync(&phone, &handset, &hq);
    assert_eq!(verdicts(&phone, &saved), ["a_later_verdict"]);
    assert!(!events(&phone).contains(&crate::Event::PlanRefused));
    assert_eq!(verdicts(&open(&handset), &saved), ["a_later_verdict"]);
}
