//! Two tabs of one phone: the second may only look, until the first is closed, or is frozen and the browser takes its lock.

use crate::happenings::Happening;
use crate::people;
use crate::world::{STEPS_MAX, World};
use lantern_device::testing::run_for;
use lantern_device::{Phone, SaveError};

impl World {
    /// Opens the app in a second tab, which writes as soon as it may; the first one is closed in the end.
    pub(crate) fn second_tab(&mut self, number: usize) {
        let Some(first) = self.ready(number) else { return };
        let outside = self.handsets[number].outside(&self.around);
        let Some(Ok(second)) = run_for(STEPS_MAX, Phone::open_in(outside)) else { return };
        self.note(number, Happening::SecondTab);
        self.only_looks(number, &first, &second);
        if self.chance.permille(500) {
            drop(first);
            self.sits_down(number, &second);
        } else {
            self.frozen(number, &first, &second);
        }
        self.check_after_start(number);
    }

    fn only_looks(&self, number: usize, first: &Phone, second: &Phone) {
        let findings = &self.around.findings;
        let refused = run_for(STEPS_MAX, second.record(people::hand_over(&self.chance), None));
        let is_refused = !second.is_writer() && matches!(refused, Some(Err(SaveError::ReadOnlyTab)));
        findings.demand(is_refused, 10, || format!("two tabs of phone {number} write: {refused:?}"));
        let counts = (first.record_count(), second.record_count());
        findings.demand(counts.0 == counts.1, 10, || format!("two tabs of phone {number} show {counts:?} records"));
    }

    /// The chair is free, and the second tab takes it; one that cannot is closed.
    fn sits_down(&mut self, number: usize, second: &Phone) {
        self.handsets[number].hear();
        self.handsets[number].chair.leave();
        let _taken = run_for(STEPS_MAX, second.take_over());
        self.handsets[number].phone = Some(second.clone());
        self.handsets[number].hear();
        if !second.is_writer() {
            let is_full = self.handsets[number].is_full;
            let words = || format!("the second tab of phone {number} does not go on");
            self.around.findings.demand(is_full, 10, words);
            self.handsets[number].close();
        }
    }

    /// The first tab is frozen while it saves, and loses its lock; when it thaws, it writes nothing that does not fit.
    fn frozen(&mut self, number: usize, first: &Phone, second: &Phone) {
        let mut saving = Box::pin(first.record(people::hand_over(&self.chance), None));
        let frozen = run_for(self.chance.below(8) as u32, saving.as_mut());
        self.sits_down(number, second);
        self.record(number, STEPS_MAX, false);
        let thawed = frozen.or_else(|| run_for(STEPS_MAX, saving));
        match thawed {
            Some(Err(SaveError::ReadOnlyTab)) => {}
            thawed => {
                self.saved(number, thawed);
                // A log that the first tab had just begun is nobody else's: it is shown and sent from the next start on.
                self.handsets[number].close();
                self.open(number, STEPS_MAX);
            }
        }
    }
}
