//! Corrections: voids, replacements, and several of them at once.

use super::book::{Book, gift, tally};
use super::plan::{KOSAAR, plan};
use lantern_domain::tally::{Dimension, Tally, TotalsQuery, TotalsRow};
use lantern_domain::{Moment, RecordId};

fn all(tally: &Tally) -> TotalsRow {
    tally.totals(&plan(), &TotalsQuery::default()).all
}

/// The cards that count, by record.
fn card(tally: &Tally, id: RecordId) -> Option<String> {
    let lantern_domain::Recipient::Household(card) = &tally.record(&id).unwrap().effective?.recipient else {
        return None;
    };
    Some(card.as_typed().to_owned())
}

fn phone() -> (Book, RecordId) {
    let mut phone = Book::of_phone(1, 1, KOSAAR);
    let record = phone.hands(gift("KOSAAR-1", "KOS-1", "NFI-KIT").size(5));
    (phone, record)
}

#[test]
fn a_void_counts_nothing_and_is_counted() {
    let (mut phone, record) = phone();
    phone.voids(record, record);
    let tally = tally(&[&phone]);
    let all = all(&tally);
    assert_eq!((all.services, all.households, all.individuals, all.voided), (0, 0, 0, 1));
    assert!(tally.record(&record).unwrap().is_void());
    let by_item = tally.totals(&plan(), &TotalsQuery { group: vec![Dimension::Item], ..TotalsQuery::default() });
    assert_eq!(by_item.rows.len(), 1, "what a voided kit contained is not reported");
    assert_eq!((by_item.rows[0].quantity, by_item.rows[0].voided), (Some(0), 1));
}

#[test]
fn a_replacement_of_a_void_counts_again() {
    let (mut phone, record) = phone();
    let void = phone.voids(record, record);
    let again = phone.replaces(record, void, gift("KOSAAR-1", "KOS-1", "NFI-KIT"));
    let tally = tally(&[&phone]);
    assert_eq!((all(&tally).services, all(&tally).voided), (1, 0));
    let record = tally.record(&record).unwrap();
    assert_eq!((record.version(), record.is_contested), (again, false));
    let views = record.corrections();
    assert_eq!(views.iter().filter(|view| view.is_in_force).map(|view| view.id).collect::<Vec<_>>(), [again]);
    assert!(views.iter().all(|view| view.has_right));
}

#[test]
fn a_void_of_a_void_stays_void() {
    let (mut phone, record) = phone();
    let void = phone.voids(record, record);
    phone.voids(record, void);
    let tally = tally(&[&phone]);
    assert_eq!((all(&tally).services, all(&tally).voided), (0, 1));
    assert!(!tally.record(&record).unwrap().is_contested);
}

#[test]
fn a_replacement_moves_the_record_to_what_it_says() {
    let (mut phone, record) = phone();
    phone.replaces(record, record, gift("BURCO-1", "KOS-2", "BLANKET").at(86_400).size(3));
    let tally = tally(&[&phone]);
    let by_round = tally.totals(&plan(), &TotalsQuery { group: vec![Dimension::Round], ..TotalsQuery::default() });
    assert_eq!(by_round.rows.len(), 1);
    assert_eq!(by_round.rows[0].key[0].code, "BURCO-1");
    assert_eq!(by_round.all.individuals, 3);
    let record = tally.record(&record).unwrap();
    assert_eq!((record.first.round.as_str(), record.effective.unwrap().round.as_str()), ("KOSAAR-1", "BURCO-1"));
    assert_eq!(record.at, Moment(86_400));
}

#[test]
fn a_void_takes_away_what_the_replacement_before_it_said() {
    let (mut phone, record) = phone();
    let replacement = phone.replaces(record, record, gift("BURCO-1", "KOS-2", "BLANKET"));
    phone.voids(record, replacement);
    let tally = tally(&[&phone]);
    let by_round = tally.totals(&plan(), &TotalsQuery { group: vec![Dimension::Round], ..TotalsQuery::default() });
    assert_eq!(by_round.rows[0].key[0].code, "BURCO-1");
    assert_eq!((by_round.all.services, by_round.all.voided), (0, 1));
    assert_eq!(tally.record(&record).unwrap().last.round.as_str(), "BURCO-1");
}

#[test]
fn of_concurrent_corrections_hq_wins_then_a_void_then_the_greatest_id() {
    let (mut phone, record) = phone();
    let mut branch = phone.branch(1);
    let mut hq = Book::of_hq(9);
    let one = phone.replaces(record, record, gift("KOSAAR-1", "PHONE-1", "NFI-KIT"));
    let two = branch.replaces(record, record, gift("KOSAAR-1", "PHONE-2", "NFI-KIT"));
    let greatest = if one > two { "PHONE-1" } else { "PHONE-2" };
    let two_of_the_phone = tally(&[&phone, &branch]);
    assert_eq!(card(&two_of_the_phone, record).unwrap(), greatest);
    assert!(two_of_the_phone.record(&record).unwrap().is_contested);

    branch.voids(record, two);
    assert_eq!(card(&tally(&[&branch, &phone]), record), None, "a void goes before a replacement");

    hq.replaces(record, record, gift("KOSAAR-1", "HQ", "NFI-KIT"));
    assert_eq!(card(&tally(&[&phone, &branch, &hq]), record).unwrap(), "HQ");
}

#[test]
fn what_supersedes_the_other_is_not_concurrent() {
    let (mut phone, record) = phone();
    let void = phone.voids(record, record);
    let mut hq = Book::of_hq(9);
    let by_hq = hq.replaces(record, void, gift("KOSAAR-1", "HQ", "NFI-KIT"));
    phone.voids(record, by_hq);
    let tally = tally(&[&phone, &hq]);
    assert_eq!(card(&tally, record), None, "the phone knew HQ's word and went on from it");
    assert!(!tally.record(&record).unwrap().is_contested);
}

#[test]
fn another_phones_correction_is_kept_and_without_effect() {
    let (phone, record) = phone();
    let mut other = Book::of_phone(2, 2, KOSAAR);
    let void = other.voids(record, record);
    let strict = tally(&[&phone, &other]);
    assert_eq!(all(&strict).services, 1);
    let views = strict.record(&record).unwrap().corrections();
    assert_eq!((views[0].id, views[0].has_right, views[0].is_in_force), (void, false, false));

    let mut lenient = Tally::with_right(|_, _| true);
    for fact in phone.facts.iter().chain(&other.facts) {
        lenient.add(fact.clone(), None);
    }
    assert_eq!(all(&lenient).services, 0);
}

#[test]
fn the_same_phone_may_correct_from_a_later_log() {
    let (phone, record) = phone();
    let mut later = Book::of_phone(1, 7, KOSAAR);
    later.voids(record, record);
    assert_eq!(all(&tally(&[&phone, &later])).services, 0);
}

#[test]
fn a_right_correction_of_a_wrong_one_takes_effect() {
    let (phone, record) = phone();
    let mut other = Book::of_phone(2, 2, KOSAAR);
    let without_right = other.voids(record, record);
    let mut hq = Book::of_hq(9);
    hq.voids(record, without_right);
    let tally = tally(&[&phone, &other, &hq]);
    assert_eq!(all(&tally).voided, 1);
    assert_eq!(tally.record(&record).unwrap().last.round.as_str(), "KOSAAR-1");
}

#[test]
fn a_correction_may_come_before_its_target() {
    let (mut phone, record) = phone();
    let mut later = Book::of_phone(1, 7, KOSAAR);
    later.voids(record, record);
    let void_first = tally(&[&later, &phone]);
    assert_eq!((all(&void_first).services, all(&void_first).voided), (0, 1));
    phone.hands(gift("KOSAAR-1", "KOS-2", "NFI-KIT"));
    assert_eq!(all(&tally(&[&later, &phone])).services, 1);
}

#[test]
fn a_record_with_many_thousand_corrections_takes_no_longer_than_as_many_records() {
    let (mut phone, record) = phone();
    let mut other = Book::of_phone(2, 1_000_000, KOSAAR);
    let mut last = record;
    for _ in 0..20_000 {
        last = phone.voids(record, last);
        other.voids(record, record);
    }
    let mut beside: Vec<RecordId> =
        (0..20_000).map(|_| phone.replaces(record, record, gift("KOSAAR-1", "X", "NFI-KIT"))).collect();
    let tally = tally(&[&other, &phone]);
    let seen = tally.record(&record).unwrap();
    assert!(seen.is_void() && seen.is_contested);
    assert_eq!(seen.version(), last, "a void goes before all that stand beside it");
    assert_eq!(seen.corrections().len(), 60_000);
    assert_eq!(seen.powerless_correction_count(), 20_000);

    phone.replaces(record, last, gift("KOSAAR-1", "Y", "NFI-KIT"));
    beside.extend(phone.facts.last().map(|fact| fact.id));
    let tally = super::book::tally(&[&phone, &other]);
    assert_eq!(tally.record(&record).unwrap().version(), beside.into_iter().max().unwrap());
}

#[test]
fn a_correction_of_something_unknown_changes_nothing() {
    let (mut phone, record) = phone();
    let void = phone.voids(RecordId([7; 32]), RecordId([7; 32]));
    phone.voids(void, void);
    let tally = tally(&[&phone]);
    assert_eq!((all(&tally).services, all(&tally).voided), (1, 0));
    assert!(tally.record(&void).is_none());
    assert!(tally.has(&void) && tally.has(&record));
}

#[test]
fn an_entry_that_comes_again_counts_once_and_keeps_the_earlier_receipt() {
    let (phone, record) = phone();
    let mut tally = Tally::new();
    for received_at in [None, Some(Moment(9)), Some(Moment(5)), Some(Moment(7)), None] {
        let new = phone.facts.iter().filter(|fact| tally.add((*fact).clone(), received_at)).count();
        assert_eq!(
            new,
            if received_at.is_none() && tally.record(&record).unwrap().received_at.is_none() { 2 } else { 0 }
        );
    }
    assert_eq!(all(&tally).services, 1);
    assert_eq!(tally.record(&record).unwrap().received_at, Some(Moment(5)));
}

#[test]
fn no_debug_form_shows_a_card() {
    let (phone, record) = phone();
    let tally = tally(&[&phone]);
    assert!(!format!("{:?}", tally.record(&record)).contains("KOS"));
    assert!(!format!("{:?}", phone.facts).contains("KOS-1"));
}
