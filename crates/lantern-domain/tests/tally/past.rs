//! Totals as of a place of the journal are those that were given then.

use super::plan::plan;
use super::properties::books;
use lantern_domain::Moment;
use lantern_domain::tally::{Dimension, Fact, Received, Register, TotalsQuery};
use proptest::prelude::*;

fn query() -> TotalsQuery {
    let group = vec![Dimension::Settlement, Dimension::Item, Dimension::Day];
    TotalsQuery { group, ..TotalsQuery::default() }
}

/// Facts as they reached HQ, so many in each batch; those of the held book count from that place on.
fn received(books: &[Vec<Fact>], batch: usize, held: usize) -> Vec<(Fact, Received)> {
    let mut all = Vec::new();
    let longest = books.iter().map(Vec::len).max().unwrap_or(0);
    let mut position = 0;
    for piece in 0..longest.div_ceil(batch) {
        for (number, book) in books.iter().enumerate() {
            let facts: Vec<&Fact> = book.iter().skip(piece * batch).take(batch).collect();
            position += 1;
            let counted_from = if number == 2 { position.max(held as u64) } else { position };
            let how = Received { at: Moment(position as i64), position, counted_from };
            all.extend(facts.into_iter().map(|fact| (fact.clone(), how)));
        }
    }
    // What counts later comes in later, as HQ does it.
    all.sort_by_key(|(_, how)| (how.counted_from, how.position));
    all
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_past_is_what_it_was(books in books(), batch in 1..6_usize, held in 0..40_usize) {
        let facts = received(&books, batch, held);
        let mut now = Register::new();
        let mut then = Vec::new();
        for (at, (fact, how)) in facts.iter().enumerate() {
            now.add(fact, Some(*how));
            let is_last = facts.get(at + 1).is_none_or(|(_, next)| next.counted_from > how.counted_from);
            if is_last {
                then.push((how.counted_from, now.totals(&plan(), &query())));
            }
        }
        for (position, totals) in then {
            prop_assert_eq!(now.totals_as_of(position, &plan(), &query()), totals);
        }
        prop_assert_eq!(now.totals_as_of(0, &plan(), &query()).rows, vec![]);
    }
}
