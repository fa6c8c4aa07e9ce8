//! The invariants, looked at from outside after each step: all that the step can have changed.

use crate::hq::Hq;
use crate::oracle::{Sheet, sheet, sheet_of_days};
use crate::world::World;
use lantern_device::store::Store as _;
use lantern_device::testing::block_on;
use lantern_device::{Event, ReceiptView, RecordState, RecordView, Saved};
use lantern_ledger::Hash;

impl World {
    /// Looks at a phone and at HQ after a step.
    pub(crate) fn look(&mut self, number: usize) {
        self.handsets[number].hear();
        self.check_claims(number);
        self.check_hq();
    }

    /// What was just called saved is in the database, and shown.
    pub(crate) fn check_saved(&self, number: usize, saved: &Saved) {
        let (handset, findings) = (&self.handsets[number], &self.around.findings);
        let hash = Hash::from(saved.id);
        let place = self.around.annals.ask(&hash, |annal| (annal.log, annal.seq));
        let stored = place.and_then(|at| block_on(handset.disk.open().entries(at, at, 1)).ok()?.pop());
        let is_there = stored.as_ref().is_some_and(|entry| entry.hash == hash.0);
        findings.demand(is_there, 1, || format!("phone {number} calls {} saved, which it is not", saved.short_code));
        let is_itself = stored.is_none_or(|entry| self.around.annals.is_itself(&hash, &entry.bytes));
        findings.demand(is_itself, 2, || format!("phone {number} keeps {} with other bytes", saved.short_code));
    }

    /// After a start everything is there that was called saved, and a lost database was said.
    pub(crate) fn check_after_start(&mut self, number: usize) {
        let findings = self.around.findings.clone();
        let stored = self.handsets[number].stored();
        let handset = &mut self.handsets[number];
        for hash in handset.owed.iter().filter(|hash| !stored.contains(hash)) {
            let place = self.around.annals.ask(hash, |annal| format!("{} {}", annal.log, annal.seq));
            findings.say(1, format!("phone {number} has lost {place:?}, which it called saved"));
        }
        if std::mem::take(&mut handset.must_say_lost) {
            let is_said = handset.told.iter().any(|event| matches!(event, Event::StoreLost { .. }));
            findings.demand(is_said, 10, || format!("phone {number} lost its database and said nothing"));
        }
        handset.last_receipt = None;
    }

    /// HQ holds what a phone says that it holds.
    fn check_claims(&mut self, number: usize) {
        let Some(phone) = self.handsets[number].phone.clone() else { return };
        let last_receipt = phone.last_receipt();
        if last_receipt == self.handsets[number].last_receipt {
            return;
        }
        self.handsets[number].last_receipt = last_receipt;
        for record in phone.records(0, self.handsets[number].looks_at) {
            let RecordState::HqHolds(receipt) = record.state else { continue };
            if self.handsets[number].believed.insert(Hash::from(record.id)) {
                self.check_claim(number, &record, &receipt);
            }
        }
    }

    fn check_claim(&self, number: usize, record: &RecordView, receipt: &ReceiptView) {
        let (hq, findings) = (self.air.hq.borrow(), &self.around.findings);
        let hash = Hash::from(record.id);
        let issued = hq.issued(receipt.journal, receipt.position, record.log);
        // What stands before a gap HQ was given by itself, and its receipt is for what stands behind.
        let has_gap = || self.handsets[number].has_gap(record.log, &self.around.annals);
        let is_given = hq.held.has(&hash) && has_gap();
        let is_proven = issued.iter().any(|issued| {
            let leads_there = || self.around.annals.leads_to(&hash, &issued.head.hash);
            issued.is_counted == receipt.is_counted && (is_given || leads_there())
        });
        let words = || format!("phone {number} says that HQ holds {}, for which HQ gave no receipt", record.short_code);
        findings.demand(is_proven, 6, words);
        // While HQ is down its next start shows whether it keeps its promises.
        let is_held = !hq.is_up() || hq.held.has(&hash) || hq.rolled_back.contains(&hash);
        findings.demand(is_held, 5, || format!("HQ does not hold {}, for which it gave a receipt", record.short_code));
    }

    /// HQ shows the fold of what its journal holds, each entry once.
    fn check_hq(&mut self) {
        let mut hq = self.air.hq.borrow_mut();
        if hq.position().0 == self.checked_position || !hq.is_up() {
            return;
        }
        self.checked_position = hq.position().0;
        let expected = sheet(&hq.held, &self.around.annals);
        if let Some(shown) = hq.totals() {
            let words = || format!("HQ shows {:?} and holds {:?}", Sheet::of(&shown), expected);
            self.around.findings.demand(Sheet::of(&shown) == expected, 3, words);
        }
        hq.check_index(false);
        // It takes long: not after every step.
        if self.checked_position.is_multiple_of(8) {
            self.check_days(&hq);
        }
    }

    /// HQ counts each hand-over on the day on which it was, by clocks that lie and step.
    pub(crate) fn check_days(&self, hq: &Hq) {
        let Some((shown, plan)) = hq.totals_of_days() else { return };
        let (shown, expected) = (Sheet::of(&shown), sheet_of_days(&hq.held, &self.around.annals, &plan));
        let words = || format!("by day HQ shows {shown:?} and holds {expected:?}");
        self.around.findings.demand(shown == expected, 3, words);
    }
}
