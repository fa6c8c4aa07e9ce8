//! What is counted, and what is not.

use super::book::{Book, Gift, code, gift, tally, text};
use super::plan::{JOWLE, KOSAAR, plan};
use lantern_domain::tally::{Dimension, Filter, Tally, Totals, TotalsQuery, TotalsRow};
use lantern_domain::{Recipient, SettlementRef};
use uuid::Uuid;

fn totals(tally: &Tally, group: &[Dimension]) -> Totals {
    filtered(tally, group, Filter::default())
}

fn filtered(tally: &Tally, group: &[Dimension], filter: Filter) -> Totals {
    tally.totals(&plan(), &TotalsQuery { group: group.to_vec(), filter, with_untouched_targets: false })
}

/// The row with these codes.
fn row<'a>(totals: &'a Totals, codes: &[&str]) -> &'a TotalsRow {
    let fits = |row: &&TotalsRow| row.key.iter().map(|value| value.code.as_str()).eq(codes.iter().copied());
    totals.rows.iter().find(fits).unwrap_or_else(|| panic!("no row {codes:?}"))
}

fn kosaar(gifts: impl IntoIterator<Item = Gift>) -> Tally {
    let mut phone = Book::of_phone(1, 1, KOSAAR);
    gifts.into_iter().for_each(|gift| {
        phone.hands(gift);
    });
    tally(&[&phone])
}

#[test]
fn a_lantern_and_a_kit_that_contains_one_are_one_lantern_and_one_kit() {
    let tally = kosaar([gift("KOSAAR-1", "KOS-1", "SOLAR-LANTERN").and(1, "NFI-KIT")]);
    let by_item = totals(&tally, &[Dimension::Item]);
    let lantern = row(&by_item, &["SOLAR-LANTERN"]);
    assert_eq!((lantern.quantity, lantern.in_kits, lantern.services), (Some(1), Some(1), 1));
    let kit = row(&by_item, &["NFI-KIT"]);
    assert_eq!((kit.quantity, kit.in_kits, kit.services), (Some(1), Some(0), 1));
    let blanket = row(&by_item, &["BLANKET"]);
    assert_eq!((blanket.quantity, blanket.in_kits, blanket.services), (Some(0), Some(3), 0));
    assert_eq!((by_item.all.services, by_item.all.quantity), (1, None));
    let lanterns = Filter { item: Some(code("SOLAR-LANTERN")), ..Filter::default() };
    let by_settlement = filtered(&tally, &[Dimension::Settlement], lanterns);
    let kosaar = row(&by_settlement, &[KOSAAR]);
    assert_eq!((kosaar.quantity, kosaar.in_kits), (Some(1), Some(1)));
    assert_eq!((by_settlement.all.quantity, by_settlement.all.in_kits), (Some(1), Some(1)));
}

#[test]
fn kits_inside_kits_are_opened_as_well() {
    let tally = kosaar([gift("KOSAAR-1", "KOS-1", "CRATE").and(1, "NFI-KIT")]);
    let by_item = totals(&tally, &[Dimension::Item]);
    assert_eq!(row(&by_item, &["NFI-KIT"]).in_kits, Some(10));
    assert_eq!(row(&by_item, &["NFI-KIT"]).quantity, Some(1));
    assert_eq!(row(&by_item, &["BLANKET"]).in_kits, Some(33));
}

#[test]
fn two_funders_of_a_round_are_one_value_and_double_nothing() {
    let tally = kosaar([gift("KOSAAR-1", "KOS-1", "BLANKET"), gift("OPEN", "KOS-1", "BLANKET").and(1, "CRATE")]);
    let by_funder = totals(&tally, &[Dimension::Funder]);
    assert_eq!(by_funder.rows.len(), 2);
    assert_eq!(row(&by_funder, &["Panasonic | Government of Japan"]).services, 1);
    assert_eq!(row(&by_funder, &["-"]).services, 1);
    assert_eq!(by_funder.all.services, 2);
    let of_two = Filter { funder: Some("Panasonic | Government of Japan".to_owned()), ..Filter::default() };
    assert_eq!(filtered(&tally, &[], of_two).all.services, 1);
    let unknown = Filter { implementing: Some("-".to_owned()), ..Filter::default() };
    assert_eq!(filtered(&tally, &[], unknown).all.services, 1);
}

#[test]
fn a_household_counts_once_a_round_however_its_card_is_typed() {
    let tally = kosaar([
        gift("KOSAAR-1", "KOS-0001", "SOLAR-LANTERN"),
        gift("KOSAAR-1", "kos 0001", "NFI-KIT"),
        gift("KOSAAR-1", "KOS-0002", "NFI-KIT"),
        gift("BURCO-1", "KOS-0001", "BLANKET"),
    ]);
    let by_round = totals(&tally, &[Dimension::Round]);
    let kosaar = row(&by_round, &["KOSAAR-1"]);
    assert_eq!((kosaar.services, kosaar.households), (3, 2));
    assert_eq!((by_round.all.services, by_round.all.households), (4, 3));
    let by_item = totals(&tally, &[Dimension::Round, Dimension::Item]);
    assert_eq!(row(&by_item, &["KOSAAR-1", "NFI-KIT"]).households, 2);
}

#[test]
fn walk_ins_count_one_each_and_stand_apart() {
    let walk_in = || gift("KOSAAR-1", "X", "BLANKET").to(Recipient::WalkIn).size(4);
    let all = totals(&kosaar([walk_in(), walk_in(), gift("KOSAAR-1", "KOS-1", "BLANKET").size(5)]), &[]).all;
    assert_eq!((all.services, all.households, all.walk_ins), (3, 1, 2));
    assert_eq!((all.individuals, all.size_known_for), (13, 3));
}

#[test]
fn people_are_counted_by_the_size_at_the_first_service_of_the_round() {
    let tally = kosaar([
        gift("KOSAAR-1", "KOS-1", "NFI-KIT").at(2_000).size(9),
        gift("KOSAAR-1", "KOS-1", "SOLAR-LANTERN").at(1_000).size(5),
        gift("BURCO-1", "KOS-1", "BLANKET").at(500).size(6),
        gift("BURCO-1", "KOS-2", "BLANKET").at(500),
    ]);
    let by_round = totals(&tally, &[Dimension::Round]);
    assert_eq!(row(&by_round, &["KOSAAR-1"]).individuals, 5);
    assert_eq!((by_round.all.individuals, by_round.all.size_known_for, by_round.all.households), (11, 2, 3));
    // The household is the same size in every row of the round.
    let by_item = totals(&tally, &[Dimension::Item]);
    assert_eq!(row(&by_item, &["NFI-KIT"]).individuals, 5);
    // Within a filter, the first service is the first that passes it.
    let kits = Filter { item: Some(code("NFI-KIT")), ..Filter::default() };
    assert_eq!(filtered(&tally, &[], kits).all.individuals, 9);
}

#[test]
fn of_two_services_at_the_same_time_the_lesser_id_is_the_first() {
    let mut one = Book::of_phone(1, 1, KOSAAR);
    let mut other = Book::of_phone(2, 2, KOSAAR);
    let of_five = one.hands(gift("KOSAAR-1", "KOS-1", "NFI-KIT").at(1_000).size(5));
    let of_six = other.hands(gift("KOSAAR-1", "KOS-1", "NFI-KIT").at(1_000).size(6));
    let individuals = if of_five < of_six { 5 } else { 6 };
    assert_eq!(totals(&tally(&[&one, &other]), &[]).all.individuals, individuals);
    assert_eq!(totals(&tally(&[&other, &one]), &[]).all.individuals, individuals);
}

#[test]
fn not_asked_is_not_zero() {
    let asked = |card, girls| gift("KOSAAR-1", card, "BLANKET").sex_age(&[0, 18], &[girls, 1], &[0, 1]);
    let tally = kosaar([asked("KOS-1", 2), asked("KOS-2", 0), gift("KOSAAR-1", "KOS-3", "BLANKET").size(7)]);
    let all = totals(&tally, &[]).all;
    assert_eq!((all.households, all.asked_for), (3, 2));
    assert_eq!((&all.sex_age[0].female[..], &all.sex_age[0].male[..]), (&[2, 2][..], &[0, 2][..]));
    assert_eq!(totals(&kosaar([gift("R", "A", "BLANKET")]), &[]).all.sex_age, []);
}

#[test]
fn counts_of_different_brackets_are_not_added_up() {
    let tally = kosaar([
        gift("KOSAAR-1", "KOS-1", "BLANKET").sex_age(&[0, 18], &[1, 1], &[1, 1]),
        gift("KOSAAR-1", "KOS-2", "BLANKET").sex_age(&[0, 5, 18], &[1, 1, 1], &[1, 1, 1]),
    ]);
    let sums = totals(&tally, &[]).all.sex_age;
    assert_eq!(sums.iter().map(|sum| (sum.from_years.len(), sum.asked_for)).collect::<Vec<_>>(), [(3, 1), (2, 1)]);
}

#[test]
fn facilities_and_communities_are_no_households() {
    let kit = |name: &str| gift("OPEN", "X", "CRATE").to(Recipient::Facility(text(name)));
    let unit = gift("OPEN", "X", "CRATE").to(Recipient::Community(text("Kosaar clinic")));
    let all = totals(&kosaar([kit("Kosaar clinic"), kit("kosaar  Clinic"), kit("Health post"), unit]), &[]).all;
    assert_eq!((all.facilities, all.communities, all.households, all.walk_ins), (2, 1, 0, 0));
    assert_eq!((all.services, all.individuals), (4, 0));
}

#[test]
fn a_line_of_nothing_is_no_hand_over_of_its_item() {
    let tally = kosaar([gift("KOSAAR-1", "KOS-1", "BLANKET").and(0, "SOLAR-LANTERN")]);
    let by_item = totals(&tally, &[Dimension::Item]);
    assert_eq!(by_item.rows.len(), 1);
    let lanterns = Filter { item: Some(code("SOLAR-LANTERN")), ..Filter::default() };
    assert_eq!(tally.select(&plan(), &lanterns).count(), 0);
    let odd = kosaar([gift("KOSAAR-1", "KOS-1", "BLANKET").without_lines()]);
    assert_eq!(totals(&odd, &[]).all.services, 1, "odd, but it counts");
}

#[test]
fn two_batches_of_an_item_are_one_service() {
    let tally = kosaar([gift("OPEN", "KOS-1", "CRATE").and(2, "CRATE")]);
    let by_item = totals(&tally, &[Dimension::Item]);
    assert_eq!((row(&by_item, &["CRATE"]).quantity, row(&by_item, &["CRATE"]).services), (Some(3), 1));
}

#[test]
fn a_day_ends_at_midnight_of_its_settlement() {
    // 22:30 UTC on 12 November 2026 is the 13th in Kosaar (+03:00) and the 12th in Jowle (own offset 0).
    let at = 1_794_522_600;
    let mut kosaar = Book::of_phone(1, 1, KOSAAR);
    kosaar.hands(gift("BURCO-1", "KOS-1", "BLANKET").at(at));
    let mut jowle = Book::of_phone(2, 2, JOWLE);
    jowle.hands(gift("BURCO-1", "JOW-1", "BLANKET").at(at));
    let id = Uuid::from_u128(7);
    let mut provisional = Book::of_phone_at(3, 3, SettlementRef::Provisional { id, name: text("Behind the school") });
    provisional.hands(gift("BURCO-1", "BEH-1", "BLANKET").at(at));
    let tally = tally(&[&kosaar, &jowle, &provisional]);
    let by_day = totals(&tally, &[Dimension::Day]);
    assert_eq!(row(&by_day, &["2026-11-12"]).services, 1);
    assert_eq!(row(&by_day, &["2026-11-13"]).services, 2);
    let until = Filter { to: "2026-11-12".parse().ok(), ..Filter::default() };
    let plan = plan();
    let days: Vec<_> = tally.select(&plan, &until).map(|record| record.day(&plan).to_string()).collect();
    assert_eq!(days, ["2026-11-12"]);
    let from = Filter { from: "2026-11-13".parse().ok(), ..Filter::default() };
    assert_eq!(filtered(&tally, &[], from).all.services, 2);
}

#[test]
fn provisional_settlements_have_rows_of_their_own() {
    let id = Uuid::from_u128(7);
    let settlement = SettlementRef::Provisional { id, name: text("Behind the school") };
    let mut phone = Book::of_phone_at(1, 1, settlement.clone());
    phone.hands(gift("BURCO-1", "KOS-1", "BLANKET"));
    let tally = tally(&[&phone]);
    let by_settlement = totals(&tally, &[Dimension::Settlement]);
    assert_eq!(by_settlement.rows[0].key[0].name, "Behind the school");
    assert_eq!(by_settlement.rows[0].key[0].code, format!("provisional:{id}"));
    let there = Filter { settlement: Some(settlement.key()), ..Filter::default() };
    assert_eq!(tally.select(&plan(), &there).count(), 1);
    let elsewhere = Filter { settlement: Some(code(KOSAAR)), ..Filter::default() };
    assert_eq!(filtered(&tally, &[], elsewhere).all.services, 0);
}

#[test]
fn rows_come_by_their_codes_with_the_names_of_the_plan() {
    let tally = kosaar([gift("KOSAAR-1", "A", "SOLAR-LANTERN"), gift("BURCO-1", "A", "UNHEARD-OF")]);
    let by_both = totals(&tally, &[Dimension::Item, Dimension::Round, Dimension::Item]);
    let keys: Vec<Vec<&str>> =
        by_both.rows.iter().map(|row| row.key.iter().map(|value| value.name.as_str()).collect()).collect();
    assert_eq!(keys, [["Solar lantern", "Kosaar lanterns and NFI kits"], ["UNHEARD-OF", "Burao"]]);
}

#[test]
fn nothing_recorded_is_zero_everywhere() {
    let none = totals(&Tally::new(), &[Dimension::Settlement, Dimension::Item]);
    assert_eq!(none.rows, []);
    assert_eq!((none.all.services, none.all.quantity), (0, None));
}
