//! The flags that looking over a register finds, whatever the pieces and whatever comes in between.

use super::book::{Book, gift};
use super::plan::{KOSAAR, plan};
use lantern_domain::flag::{Flag, FlagKind, Split};
use lantern_domain::tally::{Inspection, Substitute, Tally};
use lantern_domain::{Change, Plan, RecordId};
use std::collections::HashMap;

/// Returns every flag on the records of a tally, looked for so many records at a time.
pub fn flags(tally: &Tally, plan: &Plan, splits: impl IntoIterator<Item = Split>, piece: usize) -> Vec<Flag> {
    let all = substitutes(tally);
    let substitutes = |version: &RecordId| all.get(version).cloned().unwrap_or_default();
    let mut records = Inspection::new(plan, splits);
    while records.see(tally.register(), &substitutes, piece) {}
    let mut parties = records.gather();
    while parties.see(tally.register(), &substitutes, piece) {
        parties.judge();
    }
    parties.flags()
}

/// Returns by version what was given instead of something else.
fn substitutes(tally: &Tally) -> HashMap<RecordId, Vec<Substitute>> {
    let mut all = HashMap::new();
    for record in tally.records() {
        all.insert(record.id, Substitute::all_of(record.first));
        for view in record.corrections() {
            if let Change::Replacement(said) = &view.correction.change {
                all.insert(view.id, Substitute::all_of(said));
            }
        }
    }
    all
}

#[test]
fn what_comes_in_between_two_pieces_may_be_seen_or_not_and_does_no_harm() {
    let (plan, mut tally, nothing) = (plan(), Tally::new(), |_: &RecordId| Vec::new());
    let mut book = Book::of_phone(1, 1, KOSAAR);
    let mut taken = 0;
    let mut bring = |tally: &mut Tally, book: &Book| {
        book.facts[taken..].iter().for_each(|fact| assert!(tally.add(fact.clone(), None)));
        taken = book.facts.len();
    };
    let records = ["KOS-1", "KOS-1", "KOS-2", "KOS-2"].map(|card| book.hands(gift("KOSAAR-1", card, "NFI-KIT")));
    bring(&mut tally, &book);
    let mut one_by_one = Inspection::new(&plan, []);
    assert!(one_by_one.see(tally.register(), &nothing, 2));
    let moved = book.replaces(records[0], records[0], gift("RAMADAN", "KOS-9", "CANDLE"));
    book.hands(gift("EID", "KOS-2", "DATES"));
    bring(&mut tally, &book);
    while one_by_one.see(tally.register(), &nothing, 1) {}
    let mut parties = one_by_one.gather();
    assert!(parties.see(tally.register(), &nothing, 1));
    book.voids(records[3], records[3]);
    book.replaces(records[0], moved, gift("HAJJ", "KOS-2", "WATER"));
    bring(&mut tally, &book);
    while parties.see(tally.register(), &nothing, 1) {}
    let twice = |flags: &[Flag]| flags.iter().filter(|flag| flag.kind() == FlagKind::ServedTwice).count();
    assert_eq!(twice(&parties.flags()), 0, "the one left a card before it was looked at, the other was voided");
    assert_eq!(twice(&flags(&tally, &plan, [], 1)), 0);
}
