//! Who was served already: what a phone asks before it records.

use super::book::{Book, code, gift, tally};
use super::plan::KOSAAR;
use lantern_domain::{CardCode, FoldedCard};

fn card(typed: &str) -> FoldedCard {
    CardCode::new(typed).unwrap().folded()
}

#[test]
fn a_card_served_in_the_round_is_found_however_it_is_typed() {
    let mut phone = Book::of_phone(1, 1, KOSAAR);
    phone.hands(gift("KOSAAR-1", "KOS-0001", "NFI-KIT").at(2_000));
    let first = phone.hands(gift("KOSAAR-1", "KOS-0001", "NFI-KIT").at(1_000));
    let tally = tally(&[&phone]);
    assert_eq!(tally.served(&code("KOSAAR-1"), &card("kos 0001")).unwrap().id, first);
    assert_eq!(tally.services(&code("KOSAAR-1"), &card("KOS0001")).len(), 2);
    assert!(tally.served(&code("BURCO-1"), &card("KOS-0001")).is_none());
    assert!(tally.served(&code("KOSAAR-1"), &card("KOS-0002")).is_none());
}

#[test]
fn a_voided_service_is_none() {
    let mut phone = Book::of_phone(1, 1, KOSAAR);
    let record = phone.hands(gift("KOSAAR-1", "KOS-1", "NFI-KIT"));
    phone.voids(record, record);
    assert!(tally(&[&phone]).served(&code("KOSAAR-1"), &card("KOS-1")).is_none());
}

#[test]
fn a_replaced_card_is_served_and_the_wrong_one_is_not() {
    let mut phone = Book::of_phone(1, 1, KOSAAR);
    let record = phone.hands(gift("KOSAAR-1", "KOS-1", "NFI-KIT"));
    let there = phone.replaces(record, record, gift("KOSAAR-1", "KOS-2", "NFI-KIT"));
    let moved = tally(&[&phone]);
    assert!(moved.served(&code("KOSAAR-1"), &card("KOS-1")).is_none());
    assert_eq!(moved.served(&code("KOSAAR-1"), &card("KOS-2")).unwrap().id, record);
    phone.replaces(record, there, gift("KOSAAR-1", "KOS-1", "NFI-KIT"));
    let back = tally(&[&phone]);
    assert_eq!(back.services(&code("KOSAAR-1"), &card("KOS-1")).len(), 1);
    assert!(back.served(&code("KOSAAR-1"), &card("KOS-2")).is_none());
}
