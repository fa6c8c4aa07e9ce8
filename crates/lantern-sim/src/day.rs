//! A day: what each phone does and what befalls it, in an order that chance decides.

use crate::handset::Profile;
use crate::happenings::Happening;
use crate::world::{STEPS_MAX, World};
use lantern_device::Phone;
use lantern_device::testing::run_for;
use lantern_ledger::Hash;

/// How many entries a phone writes on a day at least.
pub const ENTRIES_LEAST: u32 = 20;
/// The most phones of a world, copies included.
const PHONES_MAX: usize = 8;
const DAY_S: u32 = 86_400;

/// Something that is done or happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Act {
    Record,
    Correct,
    Contact,
    RecordDuringContact,
    Close,
    Kill,
    Move,
    ClockStep,
    Nap,
    FillPhone,
    MendPhone,
    FillCopy,
    BackUpPhone,
    RestorePhone,
    RestoreDisk,
    WipeDisk,
    WipeCopy,
    WipeBoth,
    LoseKey,
    Clone,
    DamageEntry,
    TroubleHq,
    FillHq,
    MendHq,
    CrashHq,
    StartHq,
    BackUpHq,
    RestoreHq,
    LateArrives,
    CarrierArrives,
    HubArrives,
    HubBurns,
    DamageJournal,
    ChangePlan,
    Revoke,
    SayOfKey,
    SecondTab,
}

/// Acts, and on how many of a thousand device-days each happens.
const ACCIDENTS: [(Act, u32); 33] = [
    (Act::Close, 400),
    (Act::Kill, 150),
    (Act::Move, 300),
    (Act::ClockStep, 120),
    (Act::Nap, 250),
    (Act::FillPhone, 40),
    (Act::MendPhone, 300),
    (Act::FillCopy, 30),
    (Act::BackUpPhone, 250),
    (Act::RestorePhone, 25),
    (Act::RestoreDisk, 20),
    (Act::WipeDisk, 20),
    (Act::WipeCopy, 15),
    (Act::WipeBoth, 8),
    (Act::LoseKey, 18),
    (Act::Clone, 25),
    (Act::DamageEntry, 25),
    (Act::TroubleHq, 60),
    (Act::FillHq, 40),
    (Act::MendHq, 300),
    (Act::CrashHq, 40),
    (Act::StartHq, 500),
    (Act::BackUpHq, 150),
    (Act::RestoreHq, 16),
    (Act::LateArrives, 500),
    (Act::CarrierArrives, 300),
    (Act::HubArrives, 120),
    (Act::HubBurns, 10),
    (Act::DamageJournal, 50),
    (Act::ChangePlan, 30),
    (Act::Revoke, 20),
    (Act::SayOfKey, 250),
    (Act::SecondTab, 60),
];

impl World {
    /// Lives through a day of all phones.
    pub(crate) fn day(&mut self, day: u32) {
        let phones = self.handsets.len();
        let mut acts: Vec<(usize, Act)> = (0..phones).flat_map(|number| self.acts_of(number)).collect();
        self.chance.shuffle(&mut acts);
        self.say(|| format!("day {day} of {phones} phones, {} acts", acts.len()));
        let pause_s = (DAY_S / 2) / u32::try_from(acts.len()).unwrap_or(1).max(1);
        for (number, act) in acts {
            self.pass(1 + self.chance.below(2 * pause_s as usize) as u32);
            self.act(number, act);
            self.look(number);
            if !self.is_sound() {
                return;
            }
        }
        for number in 0..phones {
            self.make_up(number);
            self.look(number);
            if !self.is_sound() {
                return;
            }
            let day = std::mem::take(&mut *self.handsets[number].link.day.borrow_mut());
            self.counts.add_day(day);
        }
        for handset in &self.handsets {
            handset.clock.sleep(DAY_S / 2);
        }
        self.air.hq.borrow().clock.pass(i64::from(DAY_S / 2));
    }

    fn acts_of(&self, number: usize) -> Vec<(usize, Act)> {
        let mut acts = vec![Act::Record; 20];
        acts.extend([Act::Correct, Act::Correct, Act::Contact]);
        acts.extend(vec![Act::Contact; self.chance.below(3)]);
        acts.extend(vec![Act::RecordDuringContact; self.chance.below(2)]);
        let happens = ACCIDENTS.iter().filter(|(_, times)| self.chance.permille(*times));
        acts.extend(happens.map(|(act, _)| *act));
        acts.into_iter().map(|act| (number, act)).collect()
    }

    /// A day has its entries and its contact, whatever went wrong.
    fn make_up(&mut self, number: usize) {
        let trouble = self.air.trouble.replace(0);
        self.mend_phone(number);
        self.air.hq.borrow_mut().mend_disk();
        self.air.hq.borrow_mut().start();
        for _ in 0..3 * ENTRIES_LEAST {
            if self.handsets[number].link.day.borrow().entry_count >= ENTRIES_LEAST {
                break;
            }
            self.record(number, STEPS_MAX, false);
        }
        self.air.trouble.set(trouble);
        if !self.handsets[number].link.day.borrow().has(Happening::Contact) {
            // Started anew it does not wait as the server told it to.
            self.handsets[number].close();
            self.contact(number, STEPS_MAX);
        }
    }

    /// Mostly nothing is killed; now and then something is, after a few steps.
    fn steps(&self) -> u32 {
        if self.chance.permille(8) { 1 + self.chance.below(24) as u32 } else { STEPS_MAX }
    }

    fn act(&mut self, number: usize, act: Act) {
        self.step += 1;
        self.counts.steps += 1;
        if !matches!(act, Act::Record) {
            self.say(|| format!("phone {number}: {act:?}"));
        }
        let steps = self.steps();
        match act {
            Act::Record => self.record(number, steps, false),
            Act::RecordDuringContact => self.record(number, steps, true),
            Act::Correct => self.correct(number, steps),
            Act::Contact => {
                if self.chance.permille(300) {
                    self.enrol_again(number);
                }
                self.contact(number, steps);
            }
            Act::Close => {
                self.handsets[number].close();
                self.open(number, steps);
            }
            Act::Kill => {
                self.note(number, Happening::PhoneCrash);
                self.handsets[number].kill(&self.chance);
                self.open(number, steps);
            }
            Act::Move => {
                if let Some(phone) = self.handsets[number].phone.clone() {
                    let _full = run_for(STEPS_MAX, phone.set_place(crate::people::place(&self.chance)));
                }
            }
            Act::ClockStep => {
                self.note(number, Happening::ClockStep);
                let seconds = [7_200, 86_400, 3_000_000][self.chance.below(3)];
                self.handsets[number].clock.step(self.chance.between(-seconds, seconds));
            }
            Act::Nap => self.handsets[number].clock.sleep(self.chance.below(20_000) as u32),
            Act::FillPhone => {
                self.note(number, Happening::PhoneFull);
                self.handsets[number].is_full = true;
                self.handsets[number].disk.set_full(true);
            }
            Act::FillCopy => {
                self.note(number, Happening::PhoneFull);
                self.handsets[number].copy.set_full(true);
            }
            Act::MendPhone => self.mend_phone(number),
            Act::BackUpPhone => {
                let profile = self.handsets[number].profile();
                self.handsets[number].backups.push(profile);
            }
            Act::RestorePhone => self.restore_phone(number, true),
            Act::RestoreDisk => self.restore_phone(number, false),
            Act::WipeDisk => self.wipe_disk(number),
            Act::WipeCopy => self.wipe_copy(number),
            Act::WipeBoth => self.wipe_both(number),
            Act::LoseKey => {
                self.note(number, Happening::KeyLost);
                self.handsets[number].kill(&self.chance);
                self.handsets[number].disk.lose_key();
            }
            Act::Clone => self.clone_phone(number),
            Act::DamageEntry => self.damage_entry(number),
            Act::TroubleHq
            | Act::FillHq
            | Act::MendHq
            | Act::CrashHq
            | Act::StartHq
            | Act::BackUpHq
            | Act::RestoreHq
            | Act::DamageJournal
            | Act::ChangePlan
            | Act::SayOfKey => self.act_on_hq(number, act),
            Act::Revoke => self.revoke(number),
            Act::SecondTab => self.second_tab(number),
            Act::LateArrives => {
                if self.air.late_one_arrives() {
                    self.note(number, Happening::Delayed);
                }
            }
            Act::CarrierArrives => self.air.carrier_arrives(number),
            Act::HubArrives => self.air.hub_arrives(number),
            Act::HubBurns => self.air.hub.borrow_mut().burns_down(),
        }
    }

    fn act_on_hq(&mut self, number: usize, act: Act) {
        let air = self.air.clone();
        let mut hq = air.hq.borrow_mut();
        match act {
            Act::TroubleHq => {
                self.note(number, Happening::HqTrouble);
                hq.trouble_disk();
            }
            Act::FillHq => {
                self.note(number, Happening::HqTrouble);
                hq.fill_disk(self.chance.below(3_000) as u64);
            }
            Act::MendHq => hq.mend_disk(),
            Act::CrashHq => {
                self.note(number, Happening::HqCrash);
                hq.crash();
                hq.start();
            }
            Act::BackUpHq => hq.back_up(),
            Act::RestoreHq => {
                if hq.restore() {
                    self.note(number, Happening::HqRestore);
                }
            }
            Act::DamageJournal => {
                if hq.damage() {
                    self.note(number, Happening::JournalDamaged);
                }
            }
            Act::ChangePlan => {
                if hq.change_plan() {
                    self.note(number, Happening::PlanChanged);
                }
            }
            Act::SayOfKey => {
                if hq.says_of_key(self.chance.permille(600)) {
                    self.note(number, Happening::KeyWord);
                }
            }
            _ => hq.start(),
        }
    }

    /// HQ stops trusting a phone, which hears of it at its next contact.
    fn revoke(&mut self, number: usize) {
        let Some(enrolment) = self.handsets[number].phone.as_ref().and_then(Phone::enrolment) else { return };
        if self.air.hq.borrow_mut().revoke(enrolment.device) {
            self.note(number, Happening::Revoked);
        }
    }

    pub(crate) fn mend_phone(&mut self, number: usize) {
        let handset = &mut self.handsets[number];
        handset.is_full = false;
        handset.disk.set_full(false);
        handset.copy.set_full(false);
    }

    /// Puts a phone back to a backup: all of it, or its database alone.
    fn restore_phone(&mut self, number: usize, is_whole: bool) {
        let handset = &mut self.handsets[number];
        let Some(Profile { disk, copy, mut owed, damaged }) = self.chance.pick(&handset.backups).cloned() else {
            return;
        };
        handset.kill(&self.chance);
        handset.disk = disk.copied();
        if is_whole {
            handset.copy = copy.copied();
        } else {
            let (copied, stored) = (handset.copied(), handset.stored());
            owed.extend(handset.owed.iter().filter(|hash| copied.contains(hash)));
            // What only the second copy of then held does not come back.
            owed.retain(|hash| copied.contains(hash) || stored.contains(hash));
        }
        (handset.owed, handset.damaged) = (owed, damaged);
        handset.believed.clear();
        handset.must_say_lost = false;
        handset.is_full = false;
        self.note(number, Happening::PhoneRestore);
        self.note(number, Happening::Fork);
    }

    fn wipe_disk(&mut self, number: usize) {
        let handset = &mut self.handsets[number];
        handset.kill(&self.chance);
        let had_any = !handset.stored().is_empty();
        let copied = handset.copied();
        handset.disk.wipe();
        handset.damaged.clear();
        handset.owed.retain(|hash| copied.contains(hash));
        handset.believed.clear();
        handset.must_say_lost = had_any && handset.remembers();
        self.note(number, Happening::Wipe);
    }

    fn wipe_copy(&mut self, number: usize) {
        let handset = &mut self.handsets[number];
        handset.kill(&self.chance);
        handset.copy.wipe();
        // The app may have been closed since its database was lost or put back: then the copy was the last of it.
        let stored = handset.stored();
        handset.owed.retain(|hash| stored.contains(hash));
        handset.must_say_lost = false;
        self.note(number, Happening::Wipe);
    }

    fn wipe_both(&mut self, number: usize) {
        let handset = &mut self.handsets[number];
        handset.kill(&self.chance);
        handset.disk.wipe();
        handset.damaged.clear();
        handset.copy.wipe();
        handset.owed.clear();
        handset.believed.clear();
        handset.must_say_lost = false;
        handset.code = None;
        self.note(number, Happening::Wipe);
    }

    /// Changes a bit of a stored entry, as a failing flash cell does.
    fn damage_entry(&mut self, number: usize) {
        let handset = &mut self.handsets[number];
        let stored: Vec<Hash> = handset.owed.iter().copied().collect();
        let mut stored: Vec<(u64, Hash)> =
            stored.iter().filter_map(|hash| Some((self.around.annals.ask(hash, |annal| annal.seq)?, *hash))).collect();
        stored.sort_unstable_by_key(|(seq, hash)| (*seq, hash.0));
        let Some((seq, hash)) = self.chance.pick(&stored).copied() else { return };
        let log = self.around.annals.ask(&hash, |annal| annal.log).unwrap_or_default();
        handset.kill(&self.chance);
        // Of a lost database there is nothing to damage.
        if !handset.disk.damage_entry((log, seq)) {
            return;
        }
        handset.owed.remove(&hash);
        handset.damaged.insert(hash);
        self.note(number, Happening::EntryDamaged);
    }

    /// Copies a phone's profile to another one; both are used from then on.
    fn clone_phone(&mut self, number: usize) {
        if self.handsets.len() >= PHONES_MAX {
            return;
        }
        let wall_s = lantern_device::clock::Clock::read(&self.handsets[number].clock).wall_ms / 1000;
        let mut other = self.new_handset(wall_s);
        let Profile { disk, copy, owed, damaged } = self.handsets[number].profile();
        (other.disk, other.copy, other.owed, other.damaged) = (disk, copy, owed, damaged);
        self.handsets.push(other);
        self.note(number, Happening::Fork);
    }
}
