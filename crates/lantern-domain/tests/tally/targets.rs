//! Targets beside totals: only what somebody planned.

use super::book::{Book, code, gift, tally};
use super::plan::{JOWLE, KOSAAR, plan};
use lantern_domain::tally::{Dimension, Filter, Totals, TotalsQuery};

fn totals(group: &[Dimension], filter: Filter, with_untouched_targets: bool) -> Totals {
    let mut phone = Book::of_phone(1, 1, KOSAAR);
    phone.hands(gift("KOSAAR-1", "KOS-1", "SOLAR-LANTERN"));
    phone.hands(gift("OPEN", "KOS-1", "SOLAR-LANTERN"));
    tally(&[&phone]).totals(&plan(), &TotalsQuery { group: group.to_vec(), filter, with_untouched_targets })
}

/// Every row as "codes: households quantity".
fn rows(totals: &Totals) -> Vec<String> {
    let known = |target: Option<u64>| target.map_or("-".to_owned(), |target| target.to_string());
    let line = |row: &lantern_domain::TotalsRow| {
        let codes: Vec<&str> = row.key.iter().map(|value| value.code.as_str()).collect();
        format!("{}: {} {}", codes.join(" "), known(row.target_households), known(row.target_quantity))
    };
    totals.rows.iter().chain([&totals.all]).map(line).collect()
}

#[test]
fn round_settlement_and_item_have_the_target_of_the_plan_or_none() {
    let group = [Dimension::Round, Dimension::Settlement, Dimension::Item];
    assert_eq!(
        rows(&totals(&group, Filter::default(), false)),
        [
            format!("KOSAAR-1 {KOSAAR} SOLAR-LANTERN: 341 341"),
            format!("OPEN {KOSAAR} SOLAR-LANTERN: - -"),
            ": 1241 -".to_owned()
        ]
    );
}

#[test]
fn over_all_items_a_settlement_has_the_largest_target_and_a_round_its_own() {
    let by_settlement = totals(&[Dimension::Settlement], Filter::default(), true);
    assert_eq!(
        rows(&by_settlement),
        [format!("{KOSAAR}: 761 -"), format!("{JOWLE}: 136 -"), ": 1241 -".to_owned()],
        "the larger of lanterns and kits, and blankets of another round; never the 2,200 households of Jowle"
    );
    let by_round = totals(&[Dimension::Round], Filter::default(), true);
    assert_eq!(rows(&by_round), ["BURCO-1: 900 -", "KOSAAR-1: 341 -", "OPEN: - -", ": 1241 -"]);
}

#[test]
fn settlements_add_up_where_they_are_not_told_apart() {
    let blankets = Filter { item: Some(code("BLANKET")), ..Filter::default() };
    assert_eq!(rows(&totals(&[Dimension::Round], blankets, true)), ["BURCO-1: 556 -", ": 556 -"]);
}

#[test]
fn by_day_there_is_no_target() {
    assert_eq!(rows(&totals(&[Dimension::Day], Filter::default(), true)), ["1970-01-01: - -", ": - -"]);
    let from = Filter { from: "1970-01-01".parse().ok(), ..Filter::default() };
    assert_eq!(rows(&totals(&[Dimension::Round], from, true)), ["KOSAAR-1: - -", "OPEN: - -", ": - -"]);
}

#[test]
fn what_nobody_touched_yet_has_a_row_when_asked_for() {
    let group = [Dimension::Funder, Dimension::Item];
    assert_eq!(totals(&group, Filter::default(), false).rows.len(), 2);
    assert_eq!(
        rows(&totals(&group, Filter::default(), true)),
        [
            "-: SOLAR-LANTERN".replace(": ", " ") + ": - -",
            "Chevron BLANKET: 556 -".to_owned(),
            "Panasonic | Government of Japan NFI-KIT: 300 300".to_owned(),
            "Panasonic | Government of Japan SOLAR-LANTERN: 341 341".to_owned(),
            ": 1241 -".to_owned()
        ]
    );
    let untouched = &totals(&group, Filter::default(), true).rows[1];
    assert_eq!((untouched.services, untouched.quantity), (0, Some(0)));
}
