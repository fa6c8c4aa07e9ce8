//! The running tally answers as if it added up all records at each question.

use super::book::{Book, code, gift, text};
use super::plainly;
use super::plan::{JOWLE, KOSAAR, plan};
use super::properties::books;
use chrono::NaiveDate;
use lantern_domain::tally::{Dimension, Fact, Filter, Register, RunningTally, Tally, TotalsQuery};
use lantern_domain::{Plan, Recipient, SettlementRef};
use proptest::prelude::*;

fn day(day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(1970, 1, day).unwrap()
}

fn filters() -> impl Strategy<Value = Filter> {
    let round = prop::option::weighted(0.3, prop::sample::select(vec!["KOSAAR-1", "BURCO-1", "NEVER"]));
    let settlement = prop::option::weighted(0.3, prop::sample::select(vec![KOSAAR, JOWLE, "-"]));
    let item = prop::option::weighted(0.4, prop::sample::select(vec!["SOLAR-LANTERN", "NFI-KIT", "BLANKET", "NONE"]));
    let days = prop::option::weighted(0.3, (1..6_u32, 1..6_u32));
    let funder = prop::option::weighted(0.2, prop::sample::select(vec!["-", "Chevron"]));
    (round, settlement, item, days, funder).prop_map(|(round, settlement, item, days, funder)| Filter {
        round: round.map(code),
        settlement: settlement.map(code),
        item: item.map(code),
        from: days.map(|(from, _)| day(from)),
        to: days.map(|(_, to)| day(to)),
        implementing: None,
        funder: funder.map(str::to_owned),
    })
}

fn queries() -> impl Strategy<Value = TotalsQuery> {
    let group = prop::sample::subsequence(Dimension::ALL.to_vec(), 0..=Dimension::ALL.len()).prop_shuffle();
    let targets = any::<bool>();
    (group, filters(), targets).prop_map(|(group, filter, with_untouched_targets)| TotalsQuery {
        group,
        filter,
        with_untouched_targets,
    })
}

/// All facts, interleaved as the numbers say, some of them again.
fn interleaved(books: &[Vec<Fact>], choices: &[usize]) -> Vec<Fact> {
    let mut rest: Vec<&[Fact]> = books.iter().map(Vec::as_slice).collect();
    let mut all: Vec<Fact> = Vec::new();
    for choice in choices.iter().copied().cycle() {
        rest.retain(|book| !book.is_empty());
        if rest.is_empty() {
            break;
        }
        let at = choice % rest.len();
        let (fact, later) = rest[at].split_first().unwrap();
        rest[at] = later;
        all.push(fact.clone());
        if choice % 5 == 0 {
            all.push(all[choice % all.len()].clone());
        }
    }
    all
}

/// The plan after a settlement moved to another offset.
fn moved_plan() -> Plan {
    let mut moved = plan();
    let change = serde_json::json!({"settlement": {"code": JOWLE, "name": "Jowle", "utc_offset_minutes": 600}});
    moved.apply(serde_json::from_value(change).unwrap());
    moved
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn running_totals_are_those_of_the_plain_way_in_any_order_grouping_and_filter(
        books in books(),
        choices in prop::collection::vec(any::<usize>(), 1..60),
        queries in prop::collection::vec(queries(), 8),
        from in 0..40_usize,
    ) {
        let facts = interleaved(&books, &choices);
        let (mut running, mut tally) = (RunningTally::new(), Tally::new());
        for (at, fact) in facts.iter().enumerate() {
            if at == from {
                running.keep_up(&plan());
            }
            prop_assert_eq!(running.add(fact, None), tally.add(fact.clone(), None));
        }
        for query in &queries {
            let totals = running.totals(&plan(), query);
            prop_assert_eq!(plainly::said(&tally.totals(&plan(), query)), plainly::said(&totals));
            if !query.with_untouched_targets {
                prop_assert_eq!(plainly::totals(&tally, &plan(), query), plainly::said(&totals));
            }
        }
    }

    #[test]
    fn another_plan_moves_days_at_once_and_for_what_comes_later(
        books in books(),
        query in queries(),
        half in 0..40_usize,
    ) {
        let facts = interleaved(&books, &[3, 1, 4]);
        let (mut running, mut register) = (RunningTally::new(), Register::new());
        running.keep_up(&plan());
        for (at, fact) in facts.iter().enumerate() {
            if at == half {
                running.keep_up(&moved_plan());
            }
            running.add(fact, None);
            register.add(fact, None);
        }
        for plan in [plan(), moved_plan()] {
            prop_assert_eq!(running.totals(&plan, &query), register.totals(&plan, &query));
        }
    }
}

fn by_item() -> TotalsQuery {
    TotalsQuery { group: vec![Dimension::Settlement, Dimension::Item], ..TotalsQuery::default() }
}

#[test]
fn a_recipient_named_by_many_records_is_still_one() {
    let mut phone = Book::of_phone(1, 1, KOSAAR);
    let records: Vec<_> = (0..30).map(|at| phone.hands(gift("KOSAAR-1", "KOS-1", "BLANKET").at(at).size(4))).collect();
    records[..20].iter().for_each(|&record| {
        phone.voids(record, record);
    });
    phone.replaces(records[29], records[29], gift("KOSAAR-1", "KOS-2", "BLANKET").at(29).size(7));
    let clinic = Recipient::Facility(text("Clinic"));
    (0..30).for_each(|at| {
        phone.hands(gift("KOSAAR-1", "KOS-1", "NFI-KIT").to(clinic.clone()).at(at));
    });
    let (mut running, mut tally) = (RunningTally::new(), Tally::new());
    running.keep_up(&plan());
    for fact in &phone.facts {
        running.add(fact, None);
        tally.add(fact.clone(), None);
        assert_eq!(plainly::said(&running.totals(&plan(), &by_item())), plainly::totals(&tally, &plan(), &by_item()));
    }
    let all = running.totals(&plan(), &by_item()).all;
    assert_eq!((all.services, all.voided, all.households, all.facilities, all.individuals), (40, 20, 2, 1, 11));
}

#[test]
fn a_settlement_that_nobody_planned_has_days_too() {
    let provisional = SettlementRef::Provisional { id: uuid::Uuid::from_u128(5), name: text("New camp") };
    let mut phone = Book::of_phone_at(1, 1, provisional);
    // 22:00 of the first day in UTC is the second day at HQ's offset of three hours.
    phone.hands(gift("KOSAAR-1", "KOS-1", "BLANKET").at(22 * 3600));
    let mut running = RunningTally::new();
    running.keep_up(&plan());
    phone.facts.iter().for_each(|fact| {
        running.add(fact, None);
    });
    let query = TotalsQuery { group: vec![Dimension::Settlement, Dimension::Day], ..TotalsQuery::default() };
    let codes: Vec<String> =
        running.totals(&plan(), &query).rows[0].key.iter().map(|value| value.code.clone()).collect();
    assert_eq!(codes, ["provisional:00000000-0000-0000-0000-000000000005", "1970-01-02"]);
}

#[test]
fn a_late_sample_moves_a_record_to_its_day_and_leaves_nothing_behind() {
    let mut phone = Book::of_phone(1, 1, KOSAAR);
    // 20:59:59 in UTC is the last second of the day at three hours from UTC.
    phone.hands(gift("KOSAAR-1", "KOS-1", "BLANKET").at(21 * 3600 - 1).size(5));
    phone.steps();
    phone.hands(gift("KOSAAR-1", "KOS-2", "BLANKET").at(21 * 3600 - 1).size(3));
    let before = phone.facts.len();
    phone.samples(0, 1);
    let mut running = RunningTally::new();
    running.keep_up(&plan());
    phone.facts[..before].iter().for_each(|fact| {
        running.add(fact, None);
    });
    let by_day = TotalsQuery { group: vec![Dimension::Day], ..TotalsQuery::default() };
    let days = |running: &RunningTally| -> Vec<(String, u64, u64)> {
        let rows = running.totals(&plan(), &by_day).rows;
        rows.iter().map(|row| (row.key[0].code.clone(), row.households, row.individuals)).collect()
    };
    assert_eq!(days(&running), [("1970-01-01".into(), 2, 8)]);
    running.add(&phone.facts[before], None);
    let moved = [("1970-01-01".into(), 1, 5), ("1970-01-02".into(), 1, 3)];
    assert_eq!(days(&running), moved, "what lies before the step stays where it was");
}

#[test]
fn a_thousand_alike_are_one_story() {
    let mut phone = Book::of_phone(1, 1, KOSAAR);
    (0..1_000).for_each(|card| {
        phone.hands(gift("KOSAAR-1", &format!("KOS-{card}"), "BLANKET").size(1 + card % 9));
    });
    let mut running = RunningTally::new();
    running.keep_up(&plan());
    phone.facts.iter().for_each(|fact| {
        running.add(fact, None);
    });
    assert_eq!(running.story_count(), 2, "one with the day and one without");
    assert_eq!(running.totals(&plan(), &by_item()).all.households, 1_000);
}

/// Each card has days of its own, so that every service leaves a story behind that nobody has.
#[test]
fn stories_that_nobody_has_any_more_leave_nothing_behind() {
    let mut phone = Book::of_phone(1, 1, KOSAAR);
    for service in 0..3 {
        for card in 0..120_i64 {
            let version = gift("KOSAAR-1", &format!("KOS-{card}"), "BLANKET").at((card * 3 + service) * 86_400);
            phone.hands(version.size(1 + (card % 9) as u32));
        }
    }
    let (mut running, mut tally) = (RunningTally::new(), Tally::new());
    running.keep_up(&plan());
    let by_day = TotalsQuery { group: vec![Dimension::Day, Dimension::Item], ..TotalsQuery::default() };
    for (at, fact) in phone.facts.iter().enumerate() {
        running.add(fact, None);
        tally.add(fact.clone(), None);
        if at % 23 == 0 || at + 1 == phone.facts.len() {
            assert_eq!(running.totals(&plan(), &by_day), tally.totals(&plan(), &by_day), "after {at} facts");
        }
    }
    assert_eq!(running.story_count(), 121, "one for each card with its days, and one without");
}
