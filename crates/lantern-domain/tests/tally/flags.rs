//! Flags: what is odd about groups of records, and what takes a flag away.

use super::book::{Book, Gift, code, gift, text};
use super::inspected;
use super::plan::{JOWLE, KOSAAR, plan};
use lantern_domain::flag::{Flag, FlagKind, Group, Reason, Split};
use lantern_domain::tally::{Tally, TotalsQuery};
use lantern_domain::{Moment, Plan, PlanChange, Recipient, RecordId, SettlementRef};
use uuid::Uuid;

const DAY: i64 = 86_400;

/// Returns the flags of a kind on books that HQ received at a moment.
fn flags_at(kind: FlagKind, plan: &Plan, splits: &[Split], received_at: i64, books: &[&Book]) -> Vec<Flag> {
    let mut tally = Tally::new();
    for fact in books.iter().flat_map(|book| &book.facts) {
        tally.add(fact.clone(), Some(Moment(received_at)));
    }
    let found = inspected::flags(&tally, plan, splits.iter().copied(), 1_000);
    found.into_iter().filter(|flag| flag.kind() == kind).collect()
}

fn flags(kind: FlagKind, books: &[&Book]) -> Vec<Flag> {
    flags_at(kind, &plan(), &[], 0, books)
}

fn sorted(mut ids: Vec<RecordId>) -> Vec<RecordId> {
    ids.sort();
    ids
}

fn lantern(card: &str) -> Gift {
    gift("KOSAAR-1", card, "SOLAR-LANTERN")
}

#[test]
fn a_card_served_twice_in_a_round_is_one_flag_on_both_records() {
    let mut book = Book::of_phone(1, 1, KOSAAR);
    let first = book.hands(lantern("KOS-12"));
    book.hands(lantern("KOS-13"));
    book.hands(gift("BURCO-1", "KOS-12", "BLANKET"));
    let second = book.hands(lantern("kos 12"));
    let found = flags(FlagKind::ServedTwice, &[&book]);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].records, sorted(vec![first, second]));
    assert_eq!(found[0].reason, Reason::ServedTwice { services: 2, phones: 1 });
}

#[test]
fn a_card_served_on_several_phones_says_on_how_many() {
    let (mut one, mut other) = (Book::of_phone(1, 1, KOSAAR), Book::of_phone(2, 2, JOWLE));
    one.hands(lantern("KOS-12"));
    other.hands(lantern("KOS-12"));
    assert_eq!(flags(FlagKind::ServedTwice, &[&other, &one])[0].reason, Reason::ServedTwice { services: 2, phones: 2 });
}

#[test]
fn a_void_takes_the_flag_away_and_the_way_back_brings_it_again() {
    let mut book = Book::of_phone(1, 1, KOSAAR);
    book.hands(lantern("KOS-12"));
    let second = book.hands(lantern("KOS-12"));
    assert_eq!(flags(FlagKind::ServedTwice, &[&book]).len(), 1);
    let void = book.voids(second, second);
    assert_eq!(flags(FlagKind::ServedTwice, &[&book]), []);
    book.replaces(second, void, lantern("KOS-12"));
    assert_eq!(flags(FlagKind::ServedTwice, &[&book]).len(), 1);
}

#[test]
fn a_corrected_card_takes_the_flag_along() {
    let mut book = Book::of_phone(1, 1, KOSAAR);
    book.hands(lantern("KOS-12"));
    let second = book.hands(lantern("KOS-12"));
    book.hands(lantern("KOS-13"));
    book.replaces(second, second, lantern("KOS-13"));
    let found = flags(FlagKind::ServedTwice, &[&book]);
    let Group::Card { card, .. } = &found[0].group else { panic!("a card's flag") };
    assert_eq!((found.len(), card.as_str()), (1, "kos13"));
}

#[test]
fn more_than_is_due_is_added_up_over_services_and_over_what_was_given_instead() {
    let mut book = Book::of_phone(1, 1, KOSAAR);
    let first = book.hands(lantern("KOS-12"));
    let mut instead = gift("KOSAAR-1", "KOS-12", "BLANKET");
    instead.0.lines[0].substitute_for = Some(code("SOLAR-LANTERN"));
    let second = book.hands(instead);
    book.hands(lantern("KOS-13"));
    let found = flags(FlagKind::OverEntitlement, &[&book]);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].records, sorted(vec![first, second]));
    let item = code("SOLAR-LANTERN");
    assert_eq!(found[0].reason, Reason::OverEntitlement { item, quantity: 2, entitled: 1 });
}

#[test]
fn what_is_not_due_at_all_is_over_and_where_nothing_is_due_nothing_is() {
    let mut book = Book::of_phone(1, 1, KOSAAR);
    book.hands(gift("KOSAAR-1", "KOS-12", "BLANKET"));
    book.hands(gift("OPEN", "KOS-12", "BLANKET").and(40, "SOLAR-LANTERN"));
    book.hands(gift("KOSAAR-1", "KOS-1", "NFI-KIT").to(Recipient::Facility(text("Clinic"))));
    let found = flags(FlagKind::OverEntitlement, &[&book]);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].reason, Reason::OverEntitlement { item: code("BLANKET"), quantity: 1, entitled: 0 });
}

#[test]
fn a_facility_and_a_community_of_the_same_name_are_two() {
    let mut plan = plan();
    for change in [
        serde_json::json!({"item": {"code": "TENT", "names": {"en": "Tent"}, "recipient": "facility"}}),
        serde_json::json!({"item": {"code": "PUMP", "names": {"en": "Pump"}, "recipient": "community"}}),
        serde_json::json!({"round": {"code": "WATER", "name": "Water", "entitlements": [
            {"item": "TENT", "quantity": 1, "basis": "facility"}, {"item": "PUMP", "quantity": 1, "basis": "facility"}]}}),
    ] {
        plan.apply(serde_json::from_value::<PlanChange>(change).unwrap());
    }
    let mut book = Book::of_phone(1, 1, KOSAAR);
    let given = |pieces, to| gift("WATER", "KOS-1", "SOAP").and(pieces, "SOAP").to(to);
    let facility = book.hands(given(2, Recipient::Facility(text("Kosaar"))));
    let community = book.hands(given(4, Recipient::Community(text("Kosaar"))));
    let found = flags_at(FlagKind::OverEntitlement, &plan, &[], 0, &[&book]);
    let told: Vec<_> = found.iter().map(|flag| (&flag.reason, &flag.records[..])).collect();
    let over = |quantity| Reason::OverEntitlement { item: code("SOAP"), quantity, entitled: 0 };
    assert_eq!(told, [(&over(3), &[facility][..]), (&over(5), &[community][..])]);
}

#[test]
fn many_thousand_services_of_one_card_with_as_many_items_are_looked_at_once_each() {
    let mut book = Book::of_phone(1, 1, KOSAAR);
    for number in 0..20_000 {
        book.hands(gift("KOSAAR-1", "KOS-12", &format!("UNHEARD-OF-{number}")));
    }
    let mut tally = Tally::new();
    book.facts.iter().for_each(|fact| assert!(tally.add(fact.clone(), None)));
    let found = inspected::flags(&tally, &plan(), [], 20_000);
    let count = |kind| found.iter().filter(|flag| flag.kind() == kind).count();
    assert_eq!((count(FlagKind::OverEntitlement), count(FlagKind::UnknownItem)), (20_000, 20_000));
    assert_eq!((count(FlagKind::ServedTwice), count(FlagKind::IntervalTooShort)), (1, 0));
}

#[test]
fn what_goes_by_people_is_not_judged_where_nobody_counted_them() {
    let mut plan = plan();
    let round = serde_json::json!({"round": {"code": "SOAP", "name": "Soap", "entitlements": [
        {"item": "SOAP", "quantity": 2, "basis": "person"}]}});
    plan.apply(serde_json::from_value::<PlanChange>(round).unwrap());
    let soap = |card, size| {
        let mut gift = gift("SOAP", card, "SOAP").and(10, "SOAP").size(size);
        gift.0.lines.remove(0);
        gift
    };
    let mut book = Book::of_phone(1, 1, KOSAAR);
    book.hands(soap("KOS-1", 0));
    book.hands(soap("KOS-2", 5));
    assert_eq!(flags_at(FlagKind::OverEntitlement, &plan, &[], 0, &[&book]), []);
    let over = book.hands(soap("KOS-3", 4));
    let found = flags_at(FlagKind::OverEntitlement, &plan, &[], 0, &[&book]);
    assert_eq!(found.iter().flat_map(|flag| &flag.records).collect::<Vec<_>>(), [&over]);
}

/// A plan whose rounds want four weeks between two services.
fn monthly() -> Plan {
    let mut plan = plan();
    for round in ["MAY", "JUNE"] {
        let change = serde_json::json!({"round": {"code": round, "name": round, "min_interval_days": 28}});
        plan.apply(serde_json::from_value(change).unwrap());
    }
    plan
}

#[test]
fn services_closer_than_the_plan_says_are_flagged_together() {
    let near = |books: &[&Book]| flags_at(FlagKind::IntervalTooShort, &monthly(), &[], 0, books);
    let mut book = Book::of_phone(1, 1, KOSAAR);
    let may = book.hands(gift("MAY", "KOS-1", "BLANKET").at(0));
    book.hands(gift("JUNE", "KOS-1", "SOLAR-LANTERN").at(5 * DAY));
    assert_eq!(near(&[&book]), [], "another item in another round");
    let mut other = Book::of_phone(2, 2, JOWLE);
    let june = other.hands(gift("JUNE", "KOS-1", "BLANKET").at(27 * DAY));
    let found = near(&[&other, &book]);
    let is_may =
        |flag: &&Flag| matches!(&flag.reason, Reason::IntervalTooShort { round, .. } if round.as_str() == "MAY");
    let of_may = found.iter().find(is_may).unwrap();
    assert_eq!(of_may.records, sorted(vec![may, june]));
    assert_eq!(of_may.reason, Reason::IntervalTooShort { round: code("MAY"), days: 27, min_days: 28 });
}

#[test]
fn services_as_far_apart_as_the_plan_says_are_in_order() {
    let mut book = Book::of_phone(1, 1, KOSAAR);
    book.hands(gift("MAY", "KOS-1", "BLANKET").at(0));
    book.hands(gift("MAY", "KOS-1", "BLANKET").at(28 * DAY));
    book.hands(gift("OPEN", "KOS-2", "BLANKET").at(0));
    book.hands(gift("OPEN", "KOS-2", "BLANKET").at(0));
    assert_eq!(flags_at(FlagKind::IntervalTooShort, &monthly(), &[], 0, &[&book]), []);
}

#[test]
fn what_the_plan_does_not_name_is_one_flag_for_each_code() {
    let provisional = SettlementRef::Provisional { id: Uuid::from_u128(3), name: text("Behind the well") };
    let (mut book, mut other) = (Book::of_phone(1, 1, KOSAAR), Book::of_phone_at(2, 2, provisional.clone()));
    book.hands(gift("RAMADAN", "KOS-1", "CANDLE").and(2, "CANDLE"));
    book.hands(gift("RAMADAN", "KOS-2", "BLANKET"));
    let there = other.hands(gift("OPEN", "KOS-3", "CANDLE"));
    let found = |kind| flags(kind, &[&book, &other]);
    let items = found(FlagKind::UnknownItem);
    assert_eq!(items.iter().map(|flag| flag.records.len()).collect::<Vec<_>>(), [2]);
    assert_eq!(found(FlagKind::UnknownRound)[0].reason, Reason::UnknownRound { round: code("RAMADAN") });
    let settlements = found(FlagKind::UnknownSettlement);
    assert_eq!(settlements[0].reason, Reason::UnknownSettlement { settlement: provisional });
    assert_eq!(settlements[0].records, [there]);
}

#[test]
fn an_unconfirmed_clock_is_flagged_until_a_sample_confirms_it() {
    let mut book = Book::of_phone(1, 1, KOSAAR);
    book.hands(lantern("KOS-1").at(100 * DAY));
    book.hands(lantern("KOS-2").at(100 * DAY));
    let found = flags(FlagKind::ClockUnconfirmed, &[&book]);
    assert_eq!((found.len(), found[0].records.len()), (1, 2));
    book.samples(100 * DAY, 100 * DAY);
    assert_eq!(flags(FlagKind::ClockUnconfirmed, &[&book]), []);
}

#[test]
fn a_clock_is_flagged_when_it_is_more_than_12_hours_off() {
    let off = |seconds: i64| {
        let mut book = Book::of_phone(1, 1, KOSAAR);
        book.hands(lantern("KOS-1").at(100 * DAY));
        book.samples(100 * DAY, 100 * DAY + seconds);
        flags(FlagKind::ClockOff, &[&book])
    };
    assert_eq!(off(DAY / 2), []);
    assert_eq!(off(DAY / 2 + 1)[0].reason, Reason::ClockOff { hours: 12 });
    assert_eq!(off(-365 * DAY)[0].reason, Reason::ClockOff { hours: 365 * 24 });
}

#[test]
fn a_record_is_late_when_it_took_more_than_72_hours_by_corrected_time() {
    let late = |received_at: i64| {
        let mut book = Book::of_phone(1, 1, KOSAAR);
        // The phone's clock is a year behind: only the corrected time tells.
        book.hands(lantern("KOS-1").at(100 * DAY));
        book.samples(101 * DAY, 466 * DAY);
        flags_at(FlagKind::Late, &plan(), &[], received_at, &[&book])
    };
    assert_eq!(late(468 * DAY), []);
    assert_eq!(late(468 * DAY + 1)[0].reason, Reason::Late { hours: 72 });
}

#[test]
fn a_split_history_is_flagged_on_what_the_histories_do_not_share() {
    let mut shared = Book::of_phone(1, 1, KOSAAR);
    shared.hands(lantern("KOS-1"));
    let (mut one, mut other) = (shared.branch(1), shared.branch(2));
    let records = vec![one.hands(lantern("KOS-2")), other.hands(lantern("KOS-3"))];
    let split = Split { log: shared.log, shared_seq: 2, histories: 2 };
    let found = flags_at(FlagKind::SplitHistory, &plan(), &[split], 0, &[&shared, &one, &other]);
    assert_eq!((found.len(), &found[0].records), (1, &sorted(records)));
}

#[test]
fn a_correction_without_the_right_is_flagged_and_changes_no_total() {
    let (mut one, mut other) = (Book::of_phone(1, 1, KOSAAR), Book::of_phone(2, 2, KOSAAR));
    let record = one.hands(lantern("KOS-1"));
    other.voids(record, record);
    let found = flags(FlagKind::CorrectionWithoutRight, &[&one, &other]);
    assert_eq!(found[0].reason, Reason::CorrectionWithoutRight { corrections: 1 });
    assert_eq!(found[0].records, [record]);
    let services = |books: &[&Book]| super::book::tally(books).totals(&plan(), &TotalsQuery::default()).all.services;
    assert_eq!(services(&[&one, &other]), services(&[&one]));
}
