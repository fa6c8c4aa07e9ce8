//! The calm at the end of each world: links are good, disks have room, everybody makes a few contacts.
//!
//! Then HQ holds and counts everything that exists on any phone, everybody knows it, and whoever has to was told.

use crate::handset::Handset;
use crate::oracle::{Sheet, sheet};
use crate::world::{STEPS_MAX, World};
use lantern_device::{Event, RecordState};
use lantern_ledger::Hash;
use std::collections::HashSet;
use uuid::Uuid;

/// How many contacts each phone makes: one tells it of a fork, one sends the rest, one brings the receipt.
const CONTACTS: usize = 4;

impl World {
    /// Lets calm come, and looks whether everything came out well.
    pub(crate) fn calm_down(&mut self) {
        self.step += 1;
        self.say(|| "calm".to_owned());
        self.air.trouble.set(0);
        self.air.hq.borrow_mut().mend_disk();
        self.air.hq.borrow_mut().start();
        while self.air.late_one_arrives() {}
        for number in 0..self.handsets.len() {
            self.mend_phone(number);
            self.air.carrier_arrives(number);
        }
        self.air.hub_arrives(0);
        self.handsets.iter_mut().for_each(|handset| handset.looks_at = usize::MAX);
        for round in 0..CONTACTS {
            for number in 0..self.handsets.len() {
                self.say(|| format!("phone {number}: contact {round} in the calm"));
                self.handsets[number].close();
                self.pass(600);
                self.contact(number, STEPS_MAX);
                self.enrol_again(number);
                self.contact(number, STEPS_MAX);
                self.look(number);
                let phone = self.handsets[number].phone.as_ref();
                self.say(|| format!("{:?}", phone.map(|phone| (phone.waiting(), phone.notices()))));
            }
        }
        if self.is_sound() {
            self.everything_arrived();
            self.everybody_knows();
            self.forks_were_told();
            self.damage_was_told();
            self.the_plan_is_one();
            self.a_restart_changes_nothing();
        }
    }

    /// Everything that exists on any phone and is not cut off from its log's beginning is at HQ.
    fn everything_arrived(&self) {
        let mut there_is = HashSet::new();
        for handset in &self.handsets {
            there_is.extend(handset.sendable(&self.around.annals));
        }
        let hq = self.air.hq.borrow();
        for hash in &there_is {
            let is_lost = !hq.held.has(hash) && self.is_whole(hash, &there_is, &hq.held);
            self.around.findings.demand(!is_lost, 8, || format!("{} never reached HQ", hq.name(hash)));
        }
    }

    /// Returns whether everything before an entry exists, at HQ or on a phone.
    fn is_whole(&self, hash: &Hash, there_is: &HashSet<Hash>, held: &crate::hq::held::Held) -> bool {
        let mut at = *hash;
        loop {
            if held.has(&at) {
                return true;
            }
            let Some((seq, before)) = self.around.annals.ask(&at, |annal| (annal.seq, annal.before)) else {
                return false;
            };
            if !there_is.contains(&at) {
                return false;
            }
            if seq == 1 {
                return true;
            }
            at = before;
        }
    }

    /// No phone waits for anything that HQ holds and that it can show to have written.
    fn everybody_knows(&self) {
        let hq = self.air.hq.borrow();
        for handset in &self.handsets {
            let Some(phone) = &handset.phone else { continue };
            let provable = handset.provable(&self.around.annals);
            for record in phone.records(0, usize::MAX) {
                let hash = Hash::from(record.id);
                let is_held = hq.held.has(&hash) && provable.contains(&hash);
                let is_unknown = record.state == RecordState::OnThisPhone && is_held;
                let words = || format!("phone {} does not know that HQ holds {}", handset.number, record.short_code);
                self.around.findings.demand(!is_unknown, 6, words);
            }
        }
    }

    /// Whoever has a log of which HQ holds two histories was told, if it can show HQ anything of it.
    fn forks_were_told(&self) {
        let hq = self.air.hq.borrow();
        let forked = hq.held.tips(&self.around.annals).into_iter().filter(|(_, tips)| tips.len() > 1);
        for (log, _) in forked {
            for handset in self.handsets.iter().filter(|handset| self.asks_about(handset, log)) {
                let is_told = handset.told.iter().any(|event| match event {
                    Event::SplitHistory { log: other } | Event::CopiesDiffer { log: other, .. } => *other == log,
                    _ => false,
                });
                let words = || format!("phone {} was not told that {log} has two histories", handset.number);
                self.around.findings.demand(is_told, 7, words);
            }
        }
    }

    /// Returns whether a phone shows records of a log and has something signed of it: its contacts name no other.
    fn asks_about(&self, handset: &Handset, log: Uuid) -> bool {
        let annals = &self.around.annals;
        let is_of_log = |hash: &Hash| annals.ask(hash, |annal| annal.log) == Some(log);
        handset.has_log(log) && handset.provable(annals).iter().any(is_of_log)
    }

    /// Whoever has a damaged entry was told of it, whatever was noted of it before.
    fn damage_was_told(&self) {
        for handset in &self.handsets {
            for hash in &handset.damaged {
                let of = self.around.annals.ask(hash, |annal| annal.log);
                let is_it = |event: &Event| matches!(event, Event::Damaged { log, .. } if Some(*log) == of);
                let words = || format!("phone {} was not told that an entry is damaged", handset.number);
                self.around.findings.demand(handset.told.iter().any(is_it), 13, words);
            }
        }
    }

    /// HQ has every entry of its own that any phone pulled, and everybody shows the same plan; but for who holds what HQ
    /// wrote over, as long as HQ's log is no longer than that.
    fn the_plan_is_one(&self) {
        let hq = self.air.hq.borrow();
        let plan = hq.plan();
        for handset in &self.handsets {
            let followed = handset.followed();
            let (over, whole): (Vec<Hash>, Vec<Hash>) = followed.into_iter().partition(|hash| hq.is_written_over(hash));
            for hash in whole {
                let words = || format!("phone {} pulled {}, which HQ lost", handset.number, hq.name(&hash));
                self.around.findings.demand(hq.held.has(&hash), 10, words);
            }
            let Some(phone) = handset.phone.as_ref().filter(|phone| phone.enrolment().is_some()) else { continue };
            if let Some(last) = over.last() {
                let words = || format!("phone {} did not bring {}, which HQ wrote over", handset.number, hq.name(last));
                self.around.findings.demand(!self.goes_on_behind(last), 10, words);
                continue;
            }
            let is_same = plan.as_ref() == Some(&*phone.plan());
            self.around.findings.demand(is_same, 10, || format!("phone {} shows another plan than HQ", handset.number));
        }
    }

    /// Returns whether HQ's own log goes further than to the number of an entry.
    fn goes_on_behind(&self, hash: &Hash) -> bool {
        let place = self.around.annals.ask(hash, |annal| (annal.log, annal.seq));
        place.is_some_and(|(log, seq)| self.air.hq.borrow().held.has_place(log, seq + 1))
    }

    /// HQ is the fold of its journal: started anew, with its index or without, it shows the same.
    fn a_restart_changes_nothing(&mut self) {
        let mut hq = self.air.hq.borrow_mut();
        let before = hq.totals();
        hq.crash();
        hq.start();
        self.around.findings.demand(hq.totals() == before, 9, || "a restart changes HQ's totals".to_owned());
        let expected = sheet(&hq.held, &self.around.annals);
        let shown = hq.totals().map(|totals| Sheet::of(&totals));
        self.around.findings.demand(shown.as_ref() == Some(&expected), 3, || "HQ counts wrong in the end".to_owned());
        self.check_days(&hq);
        hq.check_index(true);
        hq.rebuild_index();
        hq.check_index(true);
    }
}
