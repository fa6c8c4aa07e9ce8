//! Clocks: samples, steps, branches.

use super::book::{Book, gift, tally};
use super::plan::KOSAAR;
use lantern_domain::RecordId;
use lantern_domain::tally::Tally;

fn time(tally: &Tally, id: RecordId) -> (i64, bool) {
    let record = tally.record(&id).unwrap();
    (record.at.0, record.clock_confirmed)
}

#[test]
fn a_sample_corrects_what_was_written_before_it_and_nothing_after() {
    let mut phone = Book::of_phone(1, 1, KOSAAR);
    let before = phone.hands(gift("R", "A", "I").at(1_000));
    phone.samples(1_060, 5_060);
    let after = phone.hands(gift("R", "B", "I").at(1_100));
    let tally = tally(&[&phone]);
    assert_eq!(time(&tally, before), (5_000, true));
    assert_eq!(time(&tally, after), (1_100, false));
}

#[test]
fn the_first_sample_holds_and_later_ones_never_change_it() {
    let mut phone = Book::of_phone(1, 1, KOSAAR);
    let one = phone.hands(gift("R", "A", "I").at(1_000));
    phone.samples(2_000, 2_010);
    let two = phone.hands(gift("R", "B", "I").at(2_500));
    phone.samples(3_000, 3_700);
    let tally = tally(&[&phone]);
    assert_eq!((time(&tally, one), time(&tally, two)), ((1_010, true), (3_200, true)));
}

#[test]
fn a_step_cuts_off_what_was_written_before_it() {
    let mut phone = Book::of_phone(1, 1, KOSAAR);
    let before = phone.hands(gift("R", "A", "I").at(1_000));
    phone.steps();
    let between = phone.hands(gift("R", "B", "I").at(9_000));
    phone.samples(9_100, 2_100);
    let tally = tally(&[&phone]);
    assert_eq!((time(&tally, before), time(&tally, between)), ((1_000, false), (2_000, true)));
}

#[test]
fn a_sample_speaks_for_its_own_log_only() {
    let mut one = Book::of_phone(1, 1, KOSAAR);
    let record = one.hands(gift("R", "A", "I").at(1_000));
    let mut other = Book::of_phone(1, 2, KOSAAR);
    other.samples(1_000, 2_000);
    assert_eq!(time(&tally(&[&one, &other]), record), (1_000, false));
}

#[test]
fn of_two_branches_the_nearest_sample_holds_for_what_they_share() {
    let mut phone = Book::of_phone(1, 1, KOSAAR);
    let shared = phone.hands(gift("R", "A", "I").at(1_000));
    let mut branch = phone.branch(1);
    branch.samples(1_100, 1_200);
    phone.hands(gift("R", "B", "I").at(1_050));
    phone.samples(1_100, 9_100);
    for books in [[&phone, &branch], [&branch, &phone]] {
        let mut facts = tally(&[&phone.clone()]);
        books.iter().flat_map(|book| &book.facts).for_each(|fact| {
            facts.add(fact.clone(), None);
        });
        assert_eq!(time(&facts, shared), (1_100, true));
    }
}

#[test]
fn a_clock_far_beyond_any_calendar_stops_nothing() {
    let mut phone = Book::of_phone(1, 1, KOSAAR);
    let record = phone.hands(gift("R", "A", "I").at(i64::MAX));
    phone.samples(i64::MIN, i64::MAX);
    let tally = tally(&[&phone]);
    assert_eq!(time(&tally, record), (i64::MAX, true));
    assert_eq!(tally.record(&record).unwrap().day(&super::plan::plan()).to_string().len(), 13);
}

#[test]
fn what_hq_writes_needs_no_sample() {
    let mut hq = Book::of_hq(9);
    let record = hq.hands(gift("R", "A", "I").at(1_000));
    assert_eq!(time(&tally(&[&hq]), record), (1_000, true));
}
