//! Broken folds: HQ shows something else than what its journal holds.

use lantern_domain::tally::{Dimension, Totals, TotalsRow};
use lantern_sim::hq::held::Held;
use lantern_sim::seams::Seams;
use std::sync::Mutex;
use std::sync::PoisonError;

/// What comes twice counts twice.
pub struct CountsArrivals;

impl Seams for CountsArrivals {
    fn totals(&self, mut totals: Totals, held: &Held) -> Totals {
        let doubles = held.arrivals.len() - held.entries.len();
        totals.all.services += doubles as u64;
        totals
    }
}

/// A void takes nothing away.
pub struct NoVoids;

impl Seams for NoVoids {
    fn totals(&self, mut totals: Totals, _: &Held) -> Totals {
        let voided = totals.all.voided;
        (totals.all.voided, totals.all.services) = (0, totals.all.services + voided);
        totals
    }
}

/// What was on the first day was on no day.
pub struct LosesADay;

impl Seams for LosesADay {
    fn totals(&self, mut totals: Totals, _: &Held) -> Totals {
        let is_of_day = |row: &TotalsRow| row.key.iter().any(|value| value.dimension == Dimension::Day);
        if totals.rows.first().is_some_and(is_of_day) {
            totals.rows.remove(0);
        }
        totals
    }
}

/// What is under a key that nobody knows is counted all the same.
pub struct CountsHeld;

impl Seams for CountsHeld {
    fn totals(&self, mut totals: Totals, held: &Held) -> Totals {
        let of_nobody = |hash| held.origin(hash).is_some_and(|origin| held.author(origin).is_none());
        totals.all.services += held.entries.iter().filter(|hash| of_nobody(hash)).count() as u64;
        totals
    }
}

/// Of a log with two histories only as much counts as the longer one has.
pub struct OneHistory;

impl Seams for OneHistory {
    fn totals(&self, mut totals: Totals, held: &Held) -> Totals {
        totals.all.services -= held.forked_count().min(totals.all.services);
        totals
    }
}

/// HQ goes on showing the most that it ever showed.
pub struct Sticky;

static MOST: Mutex<Option<Totals>> = Mutex::new(None);

impl Seams for Sticky {
    fn totals(&self, totals: Totals, _: &Held) -> Totals {
        let mut most = MOST.lock().unwrap_or_else(PoisonError::into_inner);
        if most.as_ref().is_none_or(|most| most.all.services < totals.all.services) {
            *most = Some(totals);
        }
        most.clone().unwrap_or_default()
    }
}
