//! Intake: what a phone brings is checked, kept, and only then acknowledged.
//!
//! Every whole batch of a body is taken, even when the rest was cut off; a bad one blocks no other.
//! A batch proves itself, so it does not matter who carries it: a phone that was revoked may bring nothing any more, but
//! what it signed is kept and counted when others bring it.
//! Leaves the decision what a batch is to `lantern_ledger::intake`, and HTTP to the routes.

mod answer;
pub mod import;
mod judge;
mod upload;

pub(crate) use answer::follow;

use crate::error::Failure;
use crate::server::Server;
use crate::storage::{NewRecord, RecordKind};
use judge::{Judge, Judged, Room, Verdict};
use lantern_ledger::Batch;
use lantern_ledger::api::SyncAnswer;
use upload::Upload;
use uuid::Uuid;

/// Who brings what an office imports from a file: not a phone, and not HQ's own hand.
pub(crate) const IMPORTED: Uuid = Uuid::max();

impl Server {
    /// Takes in what an enrolled phone brought, and says where HQ stands on each of the logs that it named.
    ///
    /// # Errors
    ///
    /// [`Failure::BadRequest`] for a body that is no bundle; otherwise why nothing could be kept: then nothing is
    /// acknowledged, and all of it may be sent again.
    pub fn take(&self, carrier: Uuid, body: &[u8]) -> Result<SyncAnswer, Failure> {
        let received_at_ms = self.clock.now_ms();
        self.take_answered();
        let upload = Upload::read(body)?;
        let locks = self.locks.lock(upload.logs());
        let opened = upload.batches.iter().map(Batch::open).collect();
        let judged = {
            let state = self.state();
            let room = Room::of(carrier, &state, &self.settings);
            Judge::new(&state, self.keys.verifier(), room).all(&upload.batches, opened)
        };
        let mut records: Vec<NewRecord> = judged.iter().filter_map(|it| it.record(carrier, received_at_ms)).collect();
        let is_phone = carrier != IMPORTED;
        let contact = is_phone.then(|| self.contact(carrier, received_at_ms, &upload.heads)).flatten();
        if records.is_empty() {
            contact.into_iter().for_each(|contact| self.keep_later(contact));
        } else {
            records.extend(contact);
            self.keep_batches(records, &judged)?;
        }
        drop(locks);
        // All of it is kept already: a failure here has been said, and the next contact tries again.
        let _folded = self.fold_in_order();
        let _counted = self.count_owed();
        Ok(self.sync_answer(&upload, &judged))
    }

    fn keep_batches(&self, records: Vec<NewRecord>, judged: &[Judged<'_>]) -> Result<(), Failure> {
        let committed = self.keep(records.clone(), false)?;
        let mut taken = judged.iter().filter_map(Judged::taken);
        let mut state = self.state_mut();
        for (index, record) in records.into_iter().enumerate() {
            let record = record.at(committed.position(index));
            match taken.next().filter(|_| record.kind == RecordKind::BATCH) {
                Some(opened) => state.apply_opened(&record, opened),
                None => state.apply(&record),
            }
        }
        Ok(())
    }
}

impl Judged<'_> {
    fn taken(&self) -> Option<&lantern_ledger::Opened> {
        if let Verdict::Take(opened) = &self.verdict { Some(opened) } else { None }
    }

    fn record(&self, carrier: Uuid, received_at_ms: i64) -> Option<NewRecord> {
        self.taken()?;
        let bytes = self.batch.to_bytes();
        Some(NewRecord { kind: RecordKind::BATCH, carried_by: carrier, received_at_ms, bytes })
    }
}
