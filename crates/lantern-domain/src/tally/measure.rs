//! Measuring: one pass that finds each household's first service, and one that adds up.
//!
//! Leaves what kits contain to [`super::kit`], and targets to [`super::target`].

use super::axis::{Axis, RowKey};
use super::count::RecipientNumber;
use super::intern::{NumberMap, NumberSet};
use super::kit::Kits;
use super::sieve::Sieve;
use super::{Dimension, Recorded, SexAgeSum, Tally, Totals, TotalsQuery, TotalsRow, target};
use crate::plan::Plan;
use crate::{Moment, SexAge};
use std::collections::HashSet;

/// Returns the totals that a query asks for.
pub(super) fn totals(tally: &Tally, plan: &Plan, query: &TotalsQuery) -> Totals {
    let mut group = query.group.clone();
    let mut seen = HashSet::new();
    group.retain(|dimension| seen.insert(*dimension));
    let mut axes: Vec<Axis> = group.into_iter().map(|dimension| Axis::new(dimension, tally, plan)).collect();
    let kits = Kits::new(tally, plan, &query.filter, &mut axes);
    let mut measuring = Measuring::new(tally, plan, query, axes);
    measuring.find_first_services();
    measuring.add_up(&kits);
    measuring.finish()
}

/// Totals in the making. Row 0 is the total of all.
struct Measuring<'a> {
    tally: &'a Tally,
    plan: &'a Plan,
    query: &'a TotalsQuery,
    sieve: Sieve<'a>,
    axes: Vec<Axis>,
    item_axis: Option<usize>,
    rows: Vec<TotalsRow>,
    row_numbers: NumberMap<RowKey, u32>,
    /// The first counted service of each household, by number.
    first_services: Vec<Option<(Moment, u32)>>,
    /// Whether a household is in the total of all already, by number.
    seen_in_all: Vec<bool>,
    /// Row and recipient, where the row is not the total of all or the recipient no household.
    seen: NumberSet<(u32, RecipientKind, u32)>,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum RecipientKind {
    Household,
    Facility,
    Community,
}

impl<'a> Measuring<'a> {
    fn new(tally: &'a Tally, plan: &'a Plan, query: &'a TotalsQuery, axes: Vec<Axis>) -> Self {
        let item_axis = axes.iter().position(|axis| axis.dimension == Dimension::Item);
        Self {
            tally,
            plan,
            query,
            sieve: Sieve::new(tally, plan, &query.filter),
            axes,
            item_axis,
            rows: vec![empty_row(query.filter.item.is_some())],
            row_numbers: NumberMap::default(),
            first_services: vec![None; tally.counter.household_count()],
            seen_in_all: vec![false; tally.counter.household_count()],
            seen: NumberSet::default(),
        }
    }

    fn find_first_services(&mut self) {
        for (index, record) in self.tally.records.iter().enumerate() {
            let RecipientNumber::Household(household) = record.counted.recipient else { continue };
            if record.ruling.is_void || !self.sieve.passes(record) {
                continue;
            }
            let (at, _) = self.tally.chain.corrected(record.node, record.counted.at);
            let id = |index: u32| self.tally.chain.node(self.tally.records[index as usize].node).id;
            let index = index as u32;
            let is_first = match self.first_services[household as usize] {
                Some((held_at, held)) => (at, id(index)) < (held_at, id(held)),
                None => true,
            };
            if is_first {
                self.first_services[household as usize] = Some((at, index));
            }
        }
    }

    fn add_up(&mut self, kits: &Kits) {
        for (index, record) in self.tally.records.iter().enumerate() {
            if !self.sieve.passes_but_item(record) {
                continue;
            }
            let mut key = RowKey::default();
            for (place, axis) in self.axes.iter().enumerate() {
                key[place] = axis.number_of(record, &self.sieve);
            }
            self.add_as_a_whole(index as u32, record, key, kits);
            if let Some(place) = self.item_axis {
                self.add_by_item(index as u32, record, key, place, kits);
            }
        }
    }

    /// Adds a record to the total of all and, where items are no axis, to its row.
    fn add_as_a_whole(&mut self, index: u32, record: &Recorded, key: RowKey, kits: &Kits) {
        let lines = record.counted.lines.iter();
        let passing = lines.filter(|&&(item, _)| self.sieve.passes_item(item));
        let pieces = passing.map(|&(_, pieces)| u64::from(pieces)).sum();
        let in_kits = if record.ruling.is_void { 0 } else { kits.pieces_in(&record.counted) };
        let is_service = self.sieve.has_item(record);
        let has_part = in_kits > 0 && self.query.filter.item.is_some();
        let has_row = self.item_axis.is_none() && !self.axes.is_empty() && (is_service || has_part);
        let row = has_row.then(|| self.row(key));
        for row in std::iter::once(0).chain(row) {
            if is_service {
                self.add_service(row, index, record, pieces);
            }
            self.add_in_kits(row, in_kits);
        }
    }

    /// Adds a record to the row of each of its items, and to the rows of what its kits contain.
    fn add_by_item(&mut self, index: u32, record: &Recorded, mut key: RowKey, place: usize, kits: &Kits) {
        for &(item, pieces) in &record.counted.lines {
            if self.sieve.passes_item(item) {
                key[place] = self.axes[place].item_number(item);
                let row = self.row(key);
                self.add_service(row, index, record, pieces.into());
            }
            for part in kits.parts(item).iter().filter(|_| !record.ruling.is_void) {
                key[place] = part.number;
                let row = self.row(key);
                self.add_in_kits(row, part.count.saturating_mul(pieces.into()));
            }
        }
    }

    fn row(&mut self, key: RowKey) -> u32 {
        let next = self.rows.len() as u32;
        let number = *self.row_numbers.entry(key).or_insert(next);
        if number == next {
            self.rows.push(empty_row(self.item_axis.is_some() || self.query.filter.item.is_some()));
        }
        number
    }

    fn add_service(&mut self, number: u32, index: u32, record: &Recorded, pieces: u64) {
        let row = &mut self.rows[number as usize];
        if record.ruling.is_void {
            row.voided += 1;
            return;
        }
        row.services += 1;
        row.quantity = row.quantity.map(|sum| sum + pieces);
        let mut is_new = |kind, recipient: u32| match kind {
            RecipientKind::Household if number == 0 => {
                !std::mem::replace(&mut self.seen_in_all[recipient as usize], true)
            }
            _ => self.seen.insert((number, kind, recipient)),
        };
        match record.counted.recipient {
            RecipientNumber::WalkIn => {
                row.walk_ins += 1;
                self.add_people(number, index);
            }
            RecipientNumber::Household(household) if is_new(RecipientKind::Household, household) => {
                row.households += 1;
                if let Some((_, first)) = self.first_services[household as usize] {
                    self.add_people(number, first);
                }
            }
            RecipientNumber::Facility(place) if is_new(RecipientKind::Facility, place) => row.facilities += 1,
            RecipientNumber::Community(place) if is_new(RecipientKind::Community, place) => row.communities += 1,
            _ => {}
        }
    }

    fn add_in_kits(&mut self, row: u32, pieces: u64) {
        let row = &mut self.rows[row as usize];
        row.in_kits = row.in_kits.map(|sum| sum.saturating_add(pieces));
    }

    fn add_people(&mut self, row: u32, service: u32) {
        let row = &mut self.rows[row as usize];
        if let Some(size) = self.tally.records[service as usize].counted.size {
            row.individuals += u64::from(size.people());
            row.size_known_for += 1;
        }
        if let Some(counts) = &self.tally.version(service).sex_age {
            row.asked_for += 1;
            add_sex_age(&mut row.sex_age, counts);
        }
    }

    fn finish(mut self) -> Totals {
        let targets = target::sums(self.plan, self.query, &mut self.axes);
        if self.query.with_untouched_targets && !self.axes.is_empty() {
            targets.rows.keys().for_each(|&key| {
                self.row(key);
            });
        }
        for (key, &number) in &self.row_numbers {
            let row = &mut self.rows[number as usize];
            row.key = self.axes.iter().zip(key).map(|(axis, &it)| axis.value(it, self.tally, self.plan)).collect();
            if let Some(sum) = targets.rows.get(key) {
                (row.target_households, row.target_quantity) = (sum.households, sum.quantity);
            }
        }
        let mut rows = self.rows;
        rows.iter_mut().for_each(|row| row.sex_age.sort());
        let mut all = rows.remove(0);
        (all.target_households, all.target_quantity) = (targets.all.households, targets.all.quantity);
        rows.sort_by(|one, other| one.key.cmp(&other.key));
        Totals { rows, all }
    }
}

fn empty_row(is_of_one_item: bool) -> TotalsRow {
    let none_yet = is_of_one_item.then_some(0);
    TotalsRow { quantity: none_yet, in_kits: none_yet, ..TotalsRow::default() }
}

fn add_sex_age(sums: &mut Vec<SexAgeSum>, counts: &SexAge) {
    let brackets = counts.from_years();
    let place = sums.iter().position(|sum| sum.from_years == brackets).unwrap_or_else(|| {
        let zeros = vec![0; brackets.len()];
        let empty = SexAgeSum { from_years: brackets.to_vec(), female: zeros.clone(), male: zeros, asked_for: 0 };
        sums.push(empty);
        sums.len() - 1
    });
    let sum = &mut sums[place];
    sum.asked_for += 1;
    let add = |cells: &mut [u64], counts: &[u32]| {
        cells.iter_mut().zip(counts).for_each(|(cell, &count)| *cell += u64::from(count));
    };
    add(&mut sum.female, counts.female());
    add(&mut sum.male, counts.male());
}
