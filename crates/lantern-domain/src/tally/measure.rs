//! Measuring: what recipients got, added up row by row.
//!
//! What one recipient got in a round is its *story*: its services, the first one first.
//! A recipient counts once in each row that a service of its story falls into, as many people as at the first service
//! that passes the filter.
//! Leaves what kits contain to [`super::kit`], and targets to [`super::target`].

use super::axis::{Axis, RowKey};
use super::count::{RecipientKind, WALK_IN};
use super::intern::mixed;
use super::kit::Kits;
use super::people::People;
use super::register::Register;
use super::sieve::{Calendar, Sieve};
use super::slots::Slots;
use super::view::{Service, View};
use super::{Dimension, Totals, TotalsQuery, TotalsRow, target};
use crate::plan::Plan;
use std::collections::HashSet;

/// Returns the totals that a query asks for, looking at every record.
pub(super) fn totals(view: &View<'_>, plan: &Plan, query: &TotalsQuery) -> Totals {
    let mut measuring = Measuring::new(view.register, plan, query);
    let calendar = measuring.needs_days().then(|| Calendar::of(view.register, plan));
    for record in (0..view.register.records.len() as u32).filter(|&record| view.has(record)) {
        if view.ruling(record).is_void {
            measuring.add_voided(&view.service(record, calendar.as_ref()), 1);
        } else if view.recipient(record) == WALK_IN {
            measuring.add_records(view, &[record], RecipientKind::WalkIn, calendar.as_ref());
        }
    }
    for recipient in 0..view.register.counter.recipient_count() {
        measuring.add_recipient(view, recipient, calendar.as_ref());
    }
    measuring.finish()
}

/// Totals in the making. Row 0 is the total of all.
pub(super) struct Measuring<'a> {
    register: &'a Register,
    plan: &'a Plan,
    query: &'a TotalsQuery,
    sieve: Sieve<'a>,
    kits: Kits,
    axes: Vec<Axis>,
    item_axis: Option<usize>,
    rows: Vec<Row>,
    /// By row, from row 1 on.
    keys: Vec<RowKey>,
    /// Where the key of a row lies among the keys.
    places: Slots,
    /// The rows that a recipient is in already.
    seen: Vec<u32>,
}

/// A row in the making.
#[derive(Default)]
struct Row {
    measures: TotalsRow,
    people: People,
}

/// Services that are alike.
struct Alike<'a> {
    service: &'a Service,
    count: u64,
    is_void: bool,
}

impl<'a> Measuring<'a> {
    pub(super) fn new(register: &'a Register, plan: &'a Plan, query: &'a TotalsQuery) -> Self {
        let mut group = query.group.clone();
        let mut seen = HashSet::new();
        group.retain(|dimension| seen.insert(*dimension));
        let mut axes: Vec<Axis> = group.into_iter().map(|dimension| Axis::new(dimension, register, plan)).collect();
        let kits = Kits::new(register, plan, &query.filter, &mut axes);
        let item_axis = axes.iter().position(|axis| axis.dimension == Dimension::Item);
        Self {
            register,
            plan,
            query,
            sieve: Sieve::new(register, plan, &query.filter),
            kits,
            axes,
            item_axis,
            rows: vec![Row::empty(query.filter.item.is_some())],
            keys: Vec::new(),
            places: Slots::default(),
            seen: Vec::new(),
        }
    }

    /// Returns whether services need their days.
    pub(super) fn needs_days(&self) -> bool {
        self.query.filter.has_days() || self.axes.iter().any(|axis| axis.dimension == Dimension::Day)
    }

    /// Adds one recipient.
    pub(super) fn add_recipient(&mut self, view: &View<'_>, recipient: u32, calendar: Option<&Calendar>) {
        let records = view.services_of(recipient);
        self.add_records(view, &records, self.register.counter.kind(recipient), calendar);
    }

    fn add_records(&mut self, view: &View<'_>, records: &[u32], kind: RecipientKind, calendar: Option<&Calendar>) {
        let services: Vec<Service> = records.iter().map(|&record| view.service(record, calendar)).collect();
        let asked = self.register.counter.asked();
        self.add_story(kind, &services, 1, |at, people| people.add(asked, view.said(records[at]).household()));
    }

    /// Adds recipients of the same story; `add_people` adds all of them as they were at one of its services.
    pub(super) fn add_story(
        &mut self,
        kind: RecipientKind,
        story: &[Service],
        count: u64,
        add_people: impl Fn(usize, &mut People),
    ) {
        let Some(first) = story.iter().position(|service| self.sieve.passes_but_item(service)) else { return };
        let counted = story[first..].iter().position(|service| self.sieve.passes(service));
        self.seen.clear();
        for service in &story[first..] {
            self.add_alike(&Alike { service, count, is_void: false });
        }
        let mut seen = std::mem::take(&mut self.seen);
        seen.sort_unstable();
        seen.dedup();
        for &row in &seen {
            let Row { measures, people } = &mut self.rows[row as usize];
            let (recipients, has_people) = match kind {
                RecipientKind::Household => (&mut measures.households, true),
                RecipientKind::WalkIn => (&mut measures.walk_ins, true),
                RecipientKind::Facility => (&mut measures.facilities, false),
                RecipientKind::Community => (&mut measures.communities, false),
            };
            *recipients += count;
            if let Some(counted) = counted.filter(|_| has_people) {
                add_people(first + counted, people);
            }
        }
        self.seen = seen;
    }

    /// Adds services that are alike and were voided.
    pub(super) fn add_voided(&mut self, service: &Service, count: u64) {
        self.add_alike(&Alike { service, count, is_void: true });
    }

    fn add_alike(&mut self, alike: &Alike<'_>) {
        if !self.sieve.passes_but_item(alike.service) {
            return;
        }
        let mut key = RowKey::default();
        for (place, axis) in self.axes.iter().enumerate() {
            key[place] = axis.number_of(alike.service);
        }
        self.add_as_a_whole(alike, key);
        if let Some(place) = self.item_axis {
            self.add_by_item(alike, key, place);
        }
    }

    /// Adds services to the total of all and, where items are no axis, to their row.
    fn add_as_a_whole(&mut self, alike: &Alike<'_>, key: RowKey) {
        let goods = self.register.counter.goods(alike.service.goods);
        let passing = goods.iter().filter(|&&(item, _)| self.sieve.passes_item(item));
        let pieces = passing.map(|&(_, pieces)| u64::from(pieces)).sum();
        let in_kits = if alike.is_void { 0 } else { self.kits.pieces_in(goods) };
        let is_service = self.sieve.passes_goods(alike.service);
        let has_part = in_kits > 0 && self.query.filter.item.is_some();
        let has_row = self.item_axis.is_none() && !self.axes.is_empty() && (is_service || has_part);
        let row = has_row.then(|| self.row(key));
        for row in std::iter::once(0).chain(row) {
            if is_service {
                self.add_services(row, alike, pieces);
            }
            self.add_in_kits(row, in_kits.saturating_mul(alike.count));
        }
    }

    /// Adds services to the row of each of their items, and to the rows of what their kits contain.
    fn add_by_item(&mut self, alike: &Alike<'_>, mut key: RowKey, place: usize) {
        let register = self.register;
        for &(item, pieces) in register.counter.goods(alike.service.goods) {
            if self.sieve.passes_item(item) {
                key[place] = self.axes[place].item_number(item);
                let row = self.row(key);
                self.add_services(row, alike, pieces.into());
            }
            if alike.is_void {
                continue;
            }
            for part in 0..self.kits.parts(item).len() {
                let part = self.kits.parts(item)[part];
                key[place] = part.number;
                let row = self.row(key);
                self.add_in_kits(row, part.count.saturating_mul(pieces.into()).saturating_mul(alike.count));
            }
        }
    }

    fn row(&mut self, key: RowKey) -> u32 {
        let Self { keys, places, axes, .. } = self;
        let hash = |key: &RowKey| key[..axes.len()].iter().fold(0, |hash, &number| mixed(hash, number.into()));
        if let Some(place) = places.find(hash(&key), |place| keys[place as usize] == key) {
            return place + 1;
        }
        let place = keys.len() as u32;
        places.add(hash(&key), place, |place| hash(&keys[place as usize]));
        keys.push(key);
        self.rows.push(Row::empty(self.item_axis.is_some() || self.query.filter.item.is_some()));
        place + 1
    }

    fn add_services(&mut self, number: u32, alike: &Alike<'_>, pieces: u64) {
        let row = &mut self.rows[number as usize].measures;
        if alike.is_void {
            row.voided += alike.count;
            return;
        }
        row.services += alike.count;
        row.quantity = row.quantity.map(|sum| sum + pieces * alike.count);
        self.seen.push(number);
    }

    fn add_in_kits(&mut self, row: u32, pieces: u64) {
        let row = &mut self.rows[row as usize].measures;
        row.in_kits = row.in_kits.map(|sum| sum.saturating_add(pieces));
    }

    pub(super) fn finish(mut self) -> Totals {
        let targets = target::sums(self.plan, self.query, &mut self.axes);
        if self.query.with_untouched_targets && !self.axes.is_empty() {
            targets.rows.keys().for_each(|&key| {
                self.row(key);
            });
        }
        for (key, row) in self.keys.iter().zip(&mut self.rows[1..]) {
            let row = &mut row.measures;
            row.key = self.axes.iter().zip(key).map(|(axis, &it)| axis.value(it, self.register, self.plan)).collect();
            if let Some(sum) = targets.rows.get(key) {
                (row.target_households, row.target_quantity) = (sum.households, sum.quantity);
            }
        }
        let mut rows: Vec<TotalsRow> = self.rows.into_iter().map(|row| row.finish(self.register)).collect();
        let mut all = rows.remove(0);
        (all.target_households, all.target_quantity) = (targets.all.households, targets.all.quantity);
        rows.sort_by(|one, other| one.key.cmp(&other.key));
        Totals { rows, all }
    }
}

impl Row {
    fn empty(is_of_one_item: bool) -> Self {
        let none_yet = is_of_one_item.then_some(0);
        let measures = TotalsRow { quantity: none_yet, in_kits: none_yet, ..TotalsRow::default() };
        Self { measures, people: People::default() }
    }

    fn finish(self, register: &Register) -> TotalsRow {
        let Self { measures, people } = self;
        TotalsRow {
            individuals: people.individuals,
            size_known_for: people.size_known_for,
            asked_for: people.asked_for,
            sex_age: people.by_sex_and_age(register.counter.asked()),
            ..measures
        }
    }
}
