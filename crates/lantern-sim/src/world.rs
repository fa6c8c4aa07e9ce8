//! One world: an HQ, some phones, and days of work, accidents and bad links, all decided by one seed.
//!
//! After each step everything that the step can have changed is held against the invariants (`checks`).
//! Leaves what happens on a day to `day`, and the quiet end of each world to `calm`.

use crate::annals::Annals;
use crate::chance::Chance;
use crate::findings::{Finding, Findings};
use crate::handset::{Handset, Surroundings, run_both};
use crate::happenings::{Counts, DeviceDay, Happening};
use crate::hq::Hq;
use crate::link::{Air, Link};
use crate::people;
use crate::seams::Seams;
use crate::signing::Signing;
use lantern_device::testing::run_for;
use lantern_device::{EnrolError, Event, Phone, SaveError, Saved};
use lantern_ledger::Hash;
use std::cell::RefCell;
use std::rc::Rc;

/// 2026-11-21, a morning.
const BEGINS_AT: i64 = 1_795_219_200;
/// More steps of a future than anything takes that comes to an end.
pub(crate) const STEPS_MAX: u32 = 2_000_000;

/// How large a world is, and what it is made of.
#[derive(Clone, Copy)]
pub struct Setup {
    /// How many phones it begins with.
    pub phones: usize,
    /// How many days it lasts.
    pub days: u32,
    /// Which signatures are used.
    pub signing: Signing,
    /// What is broken on purpose.
    pub seams: &'static dyn Seams,
    /// Whether each step is printed.
    pub is_verbose: bool,
}

/// A world.
pub struct World {
    pub(crate) setup: Setup,
    pub(crate) chance: Chance,
    pub(crate) around: Surroundings,
    pub(crate) air: Rc<Air>,
    pub(crate) handsets: Vec<Handset>,
    pub(crate) counts: Counts,
    pub(crate) step: u64,
    /// Up to where HQ's journal was when the totals were last looked at.
    pub(crate) checked_position: u64,
}

/// How a world ended.
pub struct Outcome {
    /// What happened in it.
    pub counts: Counts,
    /// What it found, after so many steps.
    pub finding: Option<(u64, Finding)>,
}

/// Runs the world of a seed.
pub fn run(seed: u64, setup: Setup) -> Outcome {
    let mut world = World::new(seed, setup);
    world.live();
    let finding = world.around.findings.first().map(|finding| (world.step, finding));
    Outcome { counts: world.counts, finding }
}

impl World {
    fn new(seed: u64, setup: Setup) -> Self {
        let chance = Chance::new(seed);
        let (annals, findings) = (Annals::default(), Findings::default());
        let mut hq = Hq::new(setup.signing, setup.seams, &chance, BEGINS_AT, annals.clone(), findings.clone());
        hq.is_verbose = setup.is_verbose;
        hq.import();
        let around = Surroundings { annals, findings, signing: setup.signing, seams: setup.seams, seed };
        let air = Rc::new(Air::new(hq, &chance));
        let mut world = Self {
            setup,
            chance,
            around,
            air,
            handsets: Vec::new(),
            counts: Counts::default(),
            step: 0,
            checked_position: 0,
        };
        for _ in 0..setup.phones {
            let wrong_by = world.chance.between(-90_000, 90_000);
            let handset = world.new_handset(BEGINS_AT + if world.chance.permille(300) { wrong_by } else { 0 });
            world.handsets.push(handset);
        }
        world
    }

    pub(crate) fn new_handset(&self, wall_s: i64) -> Handset {
        let number = self.handsets.len();
        self.air.tokens.borrow_mut().push(None);
        let link = Link { number, air: self.air.clone(), day: Rc::new(RefCell::new(DeviceDay::default())) };
        Handset::new(number, link, wall_s)
    }

    fn live(&mut self) {
        for number in 0..self.handsets.len() {
            self.settle_in(number);
        }
        self.air.hq.borrow_mut().back_up();
        // Some worlds are hard, some are mild: both find what the other does not.
        let trouble = [30, 150, 300, 600][self.chance.below(4)];
        self.air.trouble.set(trouble);
        for day in 0..self.setup.days {
            if !self.is_sound() {
                return;
            }
            self.day(day);
        }
        if self.is_sound() {
            self.calm_down();
        }
    }

    pub(crate) fn is_sound(&self) -> bool {
        self.around.findings.first().is_none()
    }

    pub(crate) fn say(&self, what: impl FnOnce() -> String) {
        if self.setup.is_verbose {
            eprintln!("{:>6}  {}", self.step, what());
        }
    }

    pub(crate) fn note(&self, number: usize, happening: Happening) {
        self.handsets[number].link.day.borrow_mut().note(happening);
    }

    /// Opens the app if it is closed; whether it is open then. A killed start leaves it closed.
    pub(crate) fn open(&mut self, number: usize, steps: u32) -> bool {
        if self.handsets[number].phone.is_some() {
            return true;
        }
        let outside = self.handsets[number].outside(&self.around);
        match run_for(steps, Phone::open_in(outside)) {
            Some(Ok(phone)) => {
                self.handsets[number].phone = Some(phone);
                self.handsets[number].hear();
                self.check_after_start(number);
                true
            }
            Some(Err(problem)) => {
                let is_full = self.handsets[number].is_full;
                self.around.findings.demand(is_full, 10, || format!("phone {number} does not open: {problem}"));
                self.handsets[number].kill(&self.chance);
                false
            }
            None => {
                self.handsets[number].kill(&self.chance);
                false
            }
        }
    }

    /// Opens the app, enrols where that is needed and possible, and says who works where.
    pub(crate) fn settle_in(&mut self, number: usize) -> bool {
        if !self.open(number, STEPS_MAX) {
            return false;
        }
        let Some(phone) = self.handsets[number].phone.clone() else { return false };
        if phone.enrolment().is_none() && !self.enrol(number) {
            return false;
        }
        if phone.operator().is_none() {
            let _full = run_for(STEPS_MAX, phone.set_operator(people::text(people::OPERATOR)));
        }
        if phone.place().is_none() {
            let _full = run_for(STEPS_MAX, phone.set_place(people::place(&self.chance)));
        }
        phone.operator().is_some() && phone.place().is_some()
    }

    /// Uses a link; a new one where the last one is no good any more.
    pub(crate) fn enrol(&mut self, number: usize) -> bool {
        let Some(phone) = self.handsets[number].phone.clone() else { return false };
        let open = phone.unanswered_enrolment().or_else(|| self.handsets[number].code.take());
        let name = format!("phone {number}");
        let link = || match phone.enrolment() {
            Some(known) => self.air.hq.borrow_mut().link_again(known.device, &name),
            None => self.air.hq.borrow_mut().link(&name),
        };
        let Some(code) = open.or_else(link) else { return false };
        self.handsets[number].code = Some(code.clone());
        let enrolled = run_for(STEPS_MAX, phone.enrol(&code));
        self.say(|| format!("phone {number} enrols: {:?}", enrolled.as_ref().map(|it| it.as_ref().map(drop))));
        match enrolled {
            Some(Ok(_)) => {
                self.handsets[number].code = None;
                true
            }
            Some(Err(
                EnrolError::CodeUsed | EnrolError::CodeExpired | EnrolError::CodeUnknown | EnrolError::Refused { .. },
            )) => {
                self.handsets[number].code = None;
                false
            }
            _ => false,
        }
    }

    /// Lets somebody record a hand-over, perhaps during a contact, perhaps with a kill in the middle.
    pub(crate) fn record(&mut self, number: usize, steps: u32, with_contact: bool) {
        let Some(phone) = self.ready(number) else { return };
        let hand_over = people::hand_over(&self.chance);
        let saved = if with_contact {
            let (saved, contact) = run_both(steps, &self.chance, phone.record(hand_over, None), phone.sync_now());
            // A kill ends both: what was being saved may be in the database, and nobody knows of it any more.
            self.ended(number, saved.is_some() && contact.is_some());
            saved
        } else {
            let saved = run_for(steps, phone.record(hand_over, None));
            self.ended(number, saved.is_some());
            saved
        };
        self.saved(number, saved);
    }

    /// Lets somebody void or replace one of the latest records.
    pub(crate) fn correct(&mut self, number: usize, steps: u32) {
        let Some(phone) = self.ready(number) else { return };
        let records = phone.records(self.chance.below(30), 1);
        let Some(record) = records.first() else { return };
        self.note(number, Happening::Correction);
        let reason = people::text("a mistake");
        let said = if self.chance.permille(600) {
            run_for(steps, phone.void(record.id, reason))
        } else {
            run_for(steps, phone.replace(record.id, people::hand_over(&self.chance), reason))
        };
        self.ended(number, said.is_some());
        self.saved(number, said);
    }

    /// Lets somebody who was told that HQ does not know or trust the phone, or its key, ask for another link and use it.
    pub(crate) fn enrol_again(&mut self, number: usize) {
        let Some(phone) = self.ready(number) else { return };
        let is_revoked = phone.notices().iter().any(|notice| notice.event == Event::Revoked);
        if is_revoked || phone.enrolment().is_some_and(|enrolment| !enrolment.is_key_confirmed) {
            self.enrol(number);
        }
    }

    /// Lets a phone make a contact.
    pub(crate) fn contact(&mut self, number: usize, steps: u32) {
        let Some(phone) = self.ready(number) else { return };
        let done = run_for(steps, phone.sync_now());
        self.say(|| format!("phone {number} made a contact: {:?}", phone.sync_status()));
        self.ended(number, done.is_some());
    }

    pub(crate) fn ready(&mut self, number: usize) -> Option<Phone> {
        if self.settle_in(number) { self.handsets[number].phone.clone() } else { None }
    }

    /// A step that did not come to its end was a kill.
    fn ended(&mut self, number: usize, is_done: bool) {
        if !is_done {
            self.say(|| format!("phone {number} is killed"));
            self.note(number, Happening::PhoneCrash);
            self.handsets[number].kill(&self.chance);
        }
    }

    pub(crate) fn saved(&mut self, number: usize, saved: Option<Result<Saved, SaveError>>) {
        match saved {
            Some(Ok(saved)) => {
                self.handsets[number].owed.insert(Hash::from(saved.id));
                self.handsets[number].link.day.borrow_mut().entry_count += 1;
                self.check_saved(number, &saved);
            }
            Some(Err(SaveError::Unchanged)) | None => {}
            Some(Err(SaveError::Full)) if self.handsets[number].is_full => {}
            Some(Err(problem)) => {
                self.around.findings.say(10, format!("phone {number} could not save: {problem}"));
            }
        }
    }

    /// Lets time pass for everybody.
    pub(crate) fn pass(&mut self, seconds: u32) {
        self.air.hq.borrow().clock.pass(i64::from(seconds));
        self.handsets.iter().for_each(|handset| handset.clock.pass(seconds));
        // The browser writes the second copy down every now and then.
        if self.chance.permille(400) {
            let number = self.chance.below(self.handsets.len());
            self.handsets[number].copy.flush();
        }
    }
}
