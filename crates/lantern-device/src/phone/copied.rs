//! What the second copy holds, as it is found at the start.
//!
//! Leaves what to do about it to `restoring`.

use super::copying::{BATCH, HAD, LOG, PHONE};
use super::notes::{Enrolment, from_bytes};
use crate::second_copy::SecondCopy;
use lantern_ledger::api::base64url;
use lantern_ledger::{Batch, Head};
use uuid::Uuid;

/// What the second copy holds.
pub(super) struct Copy {
    pub(super) enrolment: Option<Enrolment>,
    pub(super) had: u64,
    /// Each log's first entry.
    pub(super) genesis: Vec<(Uuid, Vec<u8>)>,
    /// Batches that can be read, ascending by log and first number.
    pub(super) batches: Vec<Batch>,
}

impl Copy {
    pub(super) fn read(copy: &dyn SecondCopy) -> Self {
        let mut read = Self { enrolment: None, had: 0, genesis: Vec::new(), batches: Vec::new() };
        for name in copy.names() {
            let Some(text) = copy.read(&name) else { continue };
            match name.as_str() {
                HAD => read.had = text.parse().unwrap_or(0),
                PHONE => read.enrolment = base64url::decode(&text).and_then(|bytes| from_bytes(&bytes)),
                name => read.take(name, &text),
            }
        }
        read
    }

    /// Returns the batches of a log, ascending.
    pub(super) fn of_log(&self, log: Uuid) -> impl Iterator<Item = &Batch> {
        self.batches.iter().filter(move |batch| batch.log().log == log)
    }

    /// Returns the head to which the batches of a log lead, if each follows the one before it.
    pub(super) fn newest_of_run(&self, log: Uuid) -> Option<Head> {
        let mut batches = self.of_log(log);
        let first = batches.next()?.head().head;
        batches.try_fold(first, |head, batch| (batch.before() == head).then(|| batch.head().head))
    }

    fn take(&mut self, name: &str, text: &str) {
        if let Some(log) = name.strip_prefix(LOG).and_then(|log| Uuid::try_parse(log).ok()) {
            self.genesis.extend(base64url::decode(text).map(|genesis| (log, genesis)));
        } else if name.starts_with(BATCH)
            && let Some(batch) = base64url::decode(text).and_then(|bytes| Batch::parse(&bytes).ok())
        {
            let at = self.batches.partition_point(|other| place(other) < place(&batch));
            self.batches.insert(at, batch);
        }
    }
}

fn place(batch: &Batch) -> (Uuid, u64) {
    (batch.log().log, batch.first_seq())
}
