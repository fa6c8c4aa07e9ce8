//! The running tally: HQ's, whose totals are there before anybody asks.
//!
//! Every change of what a record counts takes one recipient's story out of the sums and puts another in.
//! It answers exactly as [`Register::totals`] does, at a cost of stories instead of records.
//! Leaves the rules to the register, and adding up to [`super::measure`].

use super::count::{RecipientKind, WALK_IN};
use super::measure::Measuring;
use super::people::Household;
use super::register::{Register, Watch};
use super::sieve::Calendar;
use super::story::{Stories, Telling};
use super::view::{Service, View};
use super::{Fact, Received, Right, Totals, TotalsQuery};
use crate::Moment;
use crate::plan::Plan;
use std::collections::BTreeSet;
use std::ops::Deref;

/// Recipients that more records than this have named are looked at one by one: their stories are long, and their own.
const NAMED_MAX: usize = 6;

/// The fold of all facts, with sums that follow them.
///
/// The contract for [`RunningTally::add`] is that of [`Register::add`].
#[derive(Debug, Clone, Default)]
pub struct RunningTally {
    register: Register,
    sums: Option<Sums>,
}

/// Sums over all records.
#[derive(Debug, Clone)]
struct Sums {
    plan: Plan,
    calendar: Calendar,
    /// Whatever the day.
    stories: Stories,
    /// Each with its days.
    by_day: Stories,
    /// Recipients that many records have named.
    often_named: BTreeSet<u32>,
}

impl RunningTally {
    /// Makes an empty tally where corrections by the same device or by HQ take effect.
    ///
    /// It has no sums yet: whoever has much to add adds it first, and then [keeps up](Self::keep_up).
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes an empty tally with another rule for which corrections take effect.
    pub fn with_right(right: Right) -> Self {
        Self { register: Register::with_right(right), sums: None }
    }

    /// Takes a fact in, and how HQ received it; returns whether it was new.
    ///
    /// A fact that is already in changes nothing, but for an earlier time of receipt, which is kept.
    pub fn add(&mut self, fact: &Fact, received: Option<Received>) -> bool {
        match &mut self.sums {
            Some(sums) => self.register.add_watched(fact, received, sums),
            None => self.register.add(fact, received),
        }
    }

    /// Lets the sums follow from now on, by the days of this plan; where days are others than before, adds up anew.
    pub fn keep_up(&mut self, plan: &Plan) {
        let calendar = Calendar::of(&self.register, plan);
        match &mut self.sums {
            Some(sums) if sums.calendar.is_begun_as(&calendar) => {
                (sums.plan, sums.calendar) = (plan.clone(), calendar);
            }
            sums => *sums = Some(Sums::of(&self.register, plan.clone(), calendar)),
        }
    }

    /// Returns the totals that a query asks for; see [`super::TotalsRow`] for what each measure says.
    pub fn totals(&self, plan: &Plan, query: &TotalsQuery) -> Totals {
        match &self.sums {
            Some(sums) => sums.totals(&self.register, plan, query),
            None => self.register.totals(plan, query),
        }
    }

    /// Returns how many stories the sums are kept by, with days and without.
    pub fn story_count(&self) -> usize {
        self.sums.as_ref().map_or(0, |sums| sums.stories.len() + sums.by_day.len())
    }
}

/// The records are the register's.
impl Deref for RunningTally {
    type Target = Register;
    fn deref(&self) -> &Register {
        &self.register
    }
}

impl Sums {
    fn of(register: &Register, plan: Plan, calendar: Calendar) -> Self {
        let (stories, by_day) = (Stories::default(), Stories::default());
        let mut sums = Self { plan, calendar, stories, by_day, often_named: BTreeSet::new() };
        let view = View::now(register);
        for record in 0..register.record_count() as u32 {
            if view.ruling(record).is_void {
                sums.add(register, Telling::Voided, &[record]);
            } else if view.recipient(record) == WALK_IN {
                sums.add(register, Telling::Of(RecipientKind::WalkIn), &[record]);
            }
        }
        for recipient in 0..register.counter.recipient_count() {
            if register.counter.record_count_of(recipient) > NAMED_MAX {
                sums.often_named.insert(recipient);
            } else {
                sums.add_story(register, recipient, &view.services_of(recipient));
            }
        }
        sums
    }

    fn totals(&self, register: &Register, plan: &Plan, query: &TotalsQuery) -> Totals {
        let calendar = Calendar::of(register, plan);
        let mut measuring = Measuring::new(register, plan, query);
        if !measuring.needs_days() {
            self.stories.measure(&mut measuring);
        } else if self.calendar.is_begun_as(&calendar) {
            self.by_day.measure(&mut measuring);
        } else {
            return register.totals(plan, query);
        }
        let calendar = measuring.needs_days().then_some(calendar);
        for &recipient in &self.often_named {
            measuring.add_recipient(&View::now(register), recipient, calendar.as_ref());
        }
        measuring.finish()
    }

    fn add_story(&mut self, register: &Register, recipient: u32, records: &[u32]) {
        self.add(register, Telling::Of(register.counter.kind(recipient)), records);
    }

    fn add(&mut self, register: &Register, telling: Telling, records: &[u32]) {
        if !records.is_empty() {
            let asked = register.counter.asked();
            self.stories.add(telling, &story(register, records, None), asked);
            self.by_day.add(telling, &story(register, records, Some(&self.calendar)), asked);
        }
    }

    fn take_away(&mut self, register: &Register, telling: Telling, records: &[u32]) {
        if !records.is_empty() {
            let asked = register.counter.asked();
            self.stories.take_away(telling, &story(register, records, None), asked);
            self.by_day.take_away(telling, &story(register, records, Some(&self.calendar)), asked);
        }
    }

    /// Changes the story of a record's recipient to the one with the record, or to the one without it.
    fn tell_anew(&mut self, register: &Register, record: u32, is_in: bool) {
        let recipient = View::now(register).recipient(record);
        if self.often_named.contains(&recipient) {
            return;
        }
        let with = View::now(register).services_of(recipient);
        let without: Vec<u32> = with.iter().copied().filter(|&other| other != record).collect();
        let telling = Telling::Of(register.counter.kind(recipient));
        self.take_away(register, telling, if is_in { &without } else { &with });
        if register.counter.record_count_of(recipient) > NAMED_MAX {
            self.often_named.insert(recipient);
        } else {
            self.add(register, telling, if is_in { &with } else { &without });
        }
    }

    /// A settlement that was not heard of before has days as well.
    fn know_settlement_of(&mut self, register: &Register, record: u32) {
        if !self.calendar.knows(View::now(register).service(record, None).settlement) {
            self.calendar = Calendar::of(register, &self.plan);
        }
    }
}

impl Watch for Sums {
    fn leaves(&mut self, register: &Register, record: u32) {
        let view = View::now(register);
        match () {
            () if view.ruling(record).is_void => self.take_away(register, Telling::Voided, &[record]),
            () if view.recipient(record) == WALK_IN => {
                self.take_away(register, Telling::Of(RecipientKind::WalkIn), &[record]);
            }
            () => self.tell_anew(register, record, false),
        }
    }

    fn enters(&mut self, register: &Register, record: u32) {
        self.know_settlement_of(register, record);
        let view = View::now(register);
        match () {
            () if view.ruling(record).is_void => self.add(register, Telling::Voided, &[record]),
            () if view.recipient(record) == WALK_IN => {
                self.add(register, Telling::Of(RecipientKind::WalkIn), &[record]);
            }
            () => self.tell_anew(register, record, true),
        }
    }

    /// A record that stands alone and stays on its day tells the same story as before.
    fn is_moved(&self, register: &Register, record: u32, from: Moment, to: Moment) -> bool {
        let view = View::now(register);
        let (recipient, settlement) = (view.recipient(record), view.service(record, None).settlement);
        let is_alone = recipient == WALK_IN || register.counter.record_count_of(recipient) == 1;
        !is_alone || self.calendar.day(settlement, from) != self.calendar.day(settlement, to)
    }
}

fn story(register: &Register, records: &[u32], calendar: Option<&Calendar>) -> Vec<(Service, Household)> {
    let view = View::now(register);
    records.iter().map(|&record| (view.service(record, calendar), view.said(record).household())).collect()
}
