//! What happened to the journal itself: that it was restored from a copy, or lost records that nothing brought back.
//!
//! Leaves how that is done to [`crate::care`], and going on in new logs to [`crate::hq`].

use crate::care::RestoredNote;
use lantern_ledger::Body;
use lantern_ledger::api::{JournalCare, RestoredFrom};

/// What happened to the journal itself.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Care {
    /// The last restore, and how many there were.
    pub restored: Option<RestoredNote>,
    pub restored_count: u64,
    /// How many records are lost.
    pub lost_count: u64,
    /// How many batches of HQ's own logs came back from others.
    pub returned_count: u64,
    /// HQ may have written more into its logs than it knows of: before it writes again it has to begin new ones, so that
    /// no number is used twice.
    pub owes_new_logs: bool,
    /// Two histories of one of HQ's logs are known, of which no phone follows more than one: what both say has to be said
    /// again, to everybody.
    pub owes_restating: bool,
    /// It is being said again: the next commit ends it.
    pub is_restating: bool,
}

impl Care {
    /// Takes note of a restore; one whose note cannot be read is one all the same.
    pub(crate) fn restored(&mut self, note: Option<RestoredNote>) {
        self.restored = note.or(self.restored.take());
        self.restored_count += 1;
        self.owes_new_logs = true;
    }

    /// Returns what the office is told; `None`: nothing happened.
    pub(crate) fn told(&self) -> Option<JournalCare> {
        let restored = self.restored.as_ref();
        let restored =
            restored.map(|note| RestoredFrom { at: note.at, journal: note.journal, position: note.position });
        let told = JournalCare { restores: self.restored_count, restored, lost_records: self.lost_count };
        (told != JournalCare::default()).then_some(told)
    }

    /// Takes note of what HQ wrote into its operation log.
    pub(crate) fn said(&mut self, body: &Body) {
        match body {
            Body::PlanRestated => self.is_restating = true,
            Body::PlanCommit if std::mem::take(&mut self.is_restating) => self.owes_restating = false,
            _ => {}
        }
    }

    /// Takes note of a lost record: it may have been HQ's own.
    pub(crate) fn lost(&mut self) {
        self.lost_count += 1;
        self.owes_new_logs = true;
    }
}
