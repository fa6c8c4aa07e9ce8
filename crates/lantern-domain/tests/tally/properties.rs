//! Sentences that hold for all books, however they come in.

use super::book::{Book, Gift, code, gift, text};
use super::plan::{JOWLE, KOSAAR, plan};
use super::{flags_plainly, inspected};
use lantern_domain::flag::{Flag, FlagKind, Split};
use lantern_domain::plan::{Basis, Entitlement};
use lantern_domain::tally::{Dimension, Fact, Filter, Tally, Totals, TotalsQuery};
use lantern_domain::{Moment, Plan, PlanChange, Quantity, Recipient, RecordId};
use proptest::prelude::*;

/// What somebody writes next, in which book; numbers choose among what is there.
#[derive(Debug, Clone)]
enum Step {
    Hand(Box<Gift>),
    Void(usize),
    Replace(usize, Box<Gift>),
    Sample(i64, i64),
    ClockJump,
}

fn gifts() -> impl Strategy<Value = Gift> {
    let rounds = prop::sample::select(vec!["KOSAAR-1", "BURCO-1", "OPEN"]);
    let items = prop::sample::select(vec!["SOLAR-LANTERN", "NFI-KIT", "BLANKET", "UNHEARD-OF"]);
    let lines = prop::collection::vec((items, 0..4_u32), 1..3);
    let told = (any::<bool>(), any::<bool>(), (0..4_i64).prop_map(|step| step * 100_000));
    (rounds, 0..6_u32, lines, 0..9_u32, told).prop_map(|(round, card, lines, size, (is_asked, is_instead, at))| {
        let mut given = gift(round, &format!("KOS-{card}"), "BLANKET").at(at).size(size);
        given = lines.into_iter().fold(given, |given, (item, pieces)| given.and(pieces, item));
        match card {
            4 if is_asked => given = given.to(Recipient::Community(text("Clinic"))),
            4 => given = given.to(Recipient::Facility(text(if size < 5 { "Clinic" } else { "CLINIC" }))),
            5 => given = given.to(Recipient::WalkIn),
            _ => {}
        }
        if is_instead {
            // Of several lines of the item, only some.
            let blankets = given.0.lines.iter_mut().filter(|line| line.item == code("BLANKET"));
            let instead = blankets.zip([Some("SOLAR-LANTERN"), None, Some("NFI-KIT")]);
            instead.for_each(|(line, instead_of)| line.substitute_for = instead_of.map(code));
        }
        if is_asked { given.sex_age(&[0, 18], &[size, 1], &[0, 1]) } else { given }
    })
}

fn steps() -> impl Strategy<Value = Step> {
    prop_oneof![
        6 => gifts().prop_map(|gift| Step::Hand(Box::new(gift))),
        2 => any::<usize>().prop_map(Step::Void),
        2 => (any::<usize>(), gifts()).prop_map(|(target, gift)| Step::Replace(target, Box::new(gift))),
        1 => (0..400_000_i64, 0..400_000_i64).prop_map(|(device, server)| Step::Sample(device, server)),
        1 => Just(Step::ClockJump),
    ]
}

/// Books of two phones, of a branch of one of them, of another phone's second log and of HQ: each its own facts in order.
pub fn books() -> impl Strategy<Value = Vec<Vec<Fact>>> {
    prop::collection::vec((0..5_usize, steps()), 1..40).prop_map(|script| {
        let mut shared = Book::of_phone(1, 1, KOSAAR);
        // Records with the versions that were said of them, for corrections to choose from.
        let mut versions: Vec<(RecordId, Vec<RecordId>)> = Vec::new();
        for card in ["KOS-1", "KOS-2"] {
            let record = shared.hands(gift("KOSAAR-1", card, "NFI-KIT").at(200_000).size(5));
            versions.push((record, vec![record]));
        }
        let mut books = vec![
            shared.branch(1),
            shared.branch(2),
            Book::of_phone(2, 2, JOWLE),
            Book::of_phone(2, 3, KOSAAR),
            Book::of_hq(9),
        ];
        for (book, step) in script {
            let book = &mut books[book];
            let chosen = |number: usize, versions: &[(RecordId, Vec<RecordId>)]| {
                let place = number.checked_rem(versions.len())?;
                let (record, of_it) = &versions[place];
                Some((place, *record, of_it[number / 7 % of_it.len()]))
            };
            match step {
                Step::Hand(gift) => {
                    let record = book.hands(*gift);
                    versions.push((record, vec![record]));
                }
                Step::Void(number) => {
                    if let Some((place, record, version)) = chosen(number, &versions) {
                        let void = book.voids(record, version);
                        versions[place].1.push(void);
                    }
                }
                Step::Replace(number, gift) => {
                    if let Some((place, record, version)) = chosen(number, &versions) {
                        let replacement = book.replaces(record, version, *gift);
                        versions[place].1.push(replacement);
                    }
                }
                Step::Sample(device_at, server_at) => {
                    book.samples(device_at, server_at);
                }
                Step::ClockJump => {
                    book.steps();
                }
            }
        }
        // What the branches share comes first on both.
        let mut all: Vec<Vec<Fact>> = books.into_iter().map(|book| book.facts).collect();
        all[..2].iter_mut().for_each(|branch| *branch = [shared.facts.clone(), std::mem::take(branch)].concat());
        all
    })
}

/// The tally of books that come in interleaved as the numbers say, some facts again.
fn interleaved(books: &[Vec<Fact>], choices: &[usize]) -> Tally {
    let mut tally = Tally::new();
    let mut next = vec![0; books.len()];
    let mut choices = choices.iter().copied().cycle();
    while (0..books.len()).any(|book| next[book] < books[book].len()) {
        let choice = choices.next().unwrap_or_default();
        let book = choice % books.len();
        if let Some(fact) = books[book].get(next[book]) {
            tally.add(fact.clone(), Some(Moment(choice as i64)));
            next[book] += 1;
        } else {
            let first_open = (0..books.len()).find(|&book| next[book] < books[book].len()).unwrap();
            tally.add(books[first_open][next[first_open]].clone(), None);
            next[first_open] += 1;
        }
        // Something that came before comes again.
        if choice % 3 == 0 && next[book] > 0 {
            tally.add(books[book][choice % next[book]].clone(), None);
        }
    }
    tally
}

fn ask(tally: &Tally, group: &[Dimension], filter: Filter) -> Totals {
    tally.totals(&plan(), &TotalsQuery { group: group.to_vec(), filter, with_untouched_targets: true })
}

/// Everything that a tally answers, in an order of its own.
fn answers(tally: &Tally) -> String {
    let groups: &[&[Dimension]] = &[
        &[],
        &[Dimension::Settlement, Dimension::Item],
        &[Dimension::Day],
        &[Dimension::Round, Dimension::Funder, Dimension::Implementing],
    ];
    let totals: Vec<Totals> = groups.iter().map(|group| ask(tally, group, Filter::default())).collect();
    let mut records: Vec<String> = tally
        .records()
        .map(|record| {
            let corrections: Vec<_> =
                record.corrections().iter().map(|view| (view.id, view.at, view.is_in_force, view.has_right)).collect();
            let known = (record.at, record.clock_confirmed, record.is_contested, record.version());
            let said = serde_json::to_string(&record.effective).unwrap();
            format!("{} {known:?} {said} {corrections:?}", record.id)
        })
        .collect();
    records.sort();
    format!("{}\n{}", serde_json::to_string(&totals).unwrap(), records.join("\n"))
}

/// Every flag but those on the time of receipt, which is no part of the books.
fn flags(tally: &Tally, split: Split) -> Vec<Flag> {
    let found = inspected::flags(tally, &watchful_plan(), [split], 1_000);
    found.into_iter().filter(|flag| flag.kind() != FlagKind::Late).collect()
}

/// A plan with rounds that want days between two services of a card, and where blankets go by people.
fn watchful_plan() -> Plan {
    let mut plan = plan();
    for (round, days) in [("KOSAAR-1", 2), ("OPEN", 3)] {
        let mut round = plan.rounds[&code(round)].clone();
        round.min_interval_days = Some(days);
        let quantity = Quantity::new(1).unwrap();
        round.entitlements.push(Entitlement { item: code("BLANKET"), quantity, basis: Basis::PerPeople(2) });
        round.entitlements.push(Entitlement { item: code("UNHEARD-OF"), quantity, basis: Basis::Facility });
        plan.apply(PlanChange::Round(round));
    }
    plan
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_interleaving_and_repetition_gives_the_same_answers(
        books in books(),
        choices in prop::collection::vec(any::<usize>(), 1..60),
    ) {
        let one_by_one = interleaved(&books, &[0]);
        prop_assert_eq!(answers(&interleaved(&books, &choices)), answers(&one_by_one));
        let backwards: Vec<Vec<Fact>> = books.into_iter().rev().collect();
        prop_assert_eq!(answers(&interleaved(&backwards, &choices)), answers(&one_by_one));
    }

    #[test]
    fn any_interleaving_and_repetition_gives_the_same_flags(
        books in books(),
        choices in prop::collection::vec(any::<usize>(), 1..60),
    ) {
        let split = Split { log: books[0][0].log, shared_seq: 3, histories: 2 };
        let one_by_one = flags(&interleaved(&books, &[0]), split);
        prop_assert_eq!(&flags(&interleaved(&books, &choices), split), &one_by_one);
        let backwards: Vec<Vec<Fact>> = books.into_iter().rev().collect();
        prop_assert_eq!(flags(&interleaved(&backwards, &choices), split), one_by_one);
    }

    #[test]
    fn looking_over_the_register_in_any_pieces_finds_what_looking_at_each_record_finds(
        books in books(),
        choices in prop::collection::vec(any::<usize>(), 1..60),
        piece in 1..50_usize,
    ) {
        let split = Split { log: books[0][0].log, shared_seq: 3, histories: 2 };
        let (tally, plan) = (interleaved(&books, &choices), watchful_plan());
        prop_assert_eq!(
            inspected::flags(&tally, &plan, [split], piece),
            flags_plainly::flags(&tally, &plan, [split])
        );
    }

    #[test]
    fn the_parts_add_up_to_the_whole(books in books()) {
        let tally = interleaved(&books, &[0]);
        for dimension in Dimension::ALL {
            let item = (dimension != Dimension::Item).then(|| code("SOLAR-LANTERN"));
            let totals = ask(&tally, &[dimension], Filter { item, ..Filter::default() });
            let sum = |measure: fn(&lantern_domain::TotalsRow) -> u64| totals.rows.iter().map(measure).sum::<u64>();
            if dimension != Dimension::Item {
                prop_assert_eq!(sum(|row| row.services), totals.all.services);
                prop_assert_eq!(sum(|row| row.walk_ins), totals.all.walk_ins);
                prop_assert_eq!(sum(|row| row.voided), totals.all.voided);
                prop_assert_eq!(Some(sum(|row| row.quantity.unwrap_or(0))), totals.all.quantity);
                prop_assert_eq!(Some(sum(|row| row.in_kits.unwrap_or(0))), totals.all.in_kits);
            }
            prop_assert!(sum(|row| row.households) >= totals.all.households);
        }
        let by_round = ask(&tally, &[Dimension::Round], Filter::default());
        let households: u64 = by_round.rows.iter().map(|row| row.households).sum();
        prop_assert_eq!(households, by_round.all.households);
        let individuals: u64 = by_round.rows.iter().map(|row| row.individuals).sum();
        prop_assert_eq!(individuals, by_round.all.individuals);
    }

    #[test]
    fn a_row_and_its_filter_agree(books in books()) {
        let tally = interleaved(&books, &[0]);
        let by_both = ask(&tally, &[Dimension::Settlement, Dimension::Item], Filter::default());
        for row in &by_both.rows {
            let filter = Filter {
                settlement: Some(code(&row.key[0].code)),
                item: Some(code(&row.key[1].code)),
                ..Filter::default()
            };
            let alone = ask(&tally, &[], filter.clone()).all;
            prop_assert_eq!((alone.quantity, alone.services, alone.voided), (row.quantity, row.services, row.voided));
            prop_assert_eq!((alone.households, alone.in_kits), (row.households, row.in_kits));
            let plan = plan();
            let (void, counted): (Vec<_>, Vec<_>) = tally.select(&plan, &filter).partition(|record| record.is_void());
            prop_assert_eq!((counted.len() as u64, void.len() as u64), (row.services, row.voided));
        }
    }

    #[test]
    fn quantities_are_the_sum_of_the_lines_that_count(books in books()) {
        let tally = interleaved(&books, &[0]);
        for row in ask(&tally, &[Dimension::Item], Filter::default()).rows {
            let lines = tally.records().filter_map(|record| record.effective).flat_map(|it| &it.lines);
            let of_item = lines.filter(|line| line.item.as_str() == row.key[0].code);
            prop_assert_eq!(row.quantity, Some(of_item.map(|line| u64::from(line.quantity.pieces())).sum()));
        }
    }
}
