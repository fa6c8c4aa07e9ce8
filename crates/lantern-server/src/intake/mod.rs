//! Intake: what a phone brings is checked, kept, and only then acknowledged.
//!
//! Every whole batch of a body is taken, even when the rest was cut off; a bad one blocks no other.
//! A batch proves itself, so it does not matter who carries it: a phone that was revoked may bring nothing any more, but
//! what it signed is kept and counted when others bring it.
//! Leaves the decision what a batch is to `lantern_ledger::intake`, and HTTP to the routes.

mod answer;
mod budget;
pub mod import;
mod judge;
mod upload;

pub(crate) use answer::follow;
pub(crate) use budget::Brought;

use crate::error::Failure;
use crate::server::Server;
use crate::state::entry_bytes;
use crate::storage::{NewRecord, RecordKind};
use judge::{Judge, Judged, Room, Verdict};
use lantern_ledger::api::SyncAnswer;
use lantern_ledger::{Batch, BatchError, Opened};
use upload::Upload;
use uuid::Uuid;

/// A bundle may unpack to many times its bytes: from so many on, what is unpacked is kept before more is unpacked.
const PIECE_BYTES: u64 = 8 * 1024 * 1024;

/// A batch as it came out.
type Unpacked = Result<Opened, BatchError>;

/// Who brings what an office imports from a file: not a phone, and not HQ's own hand.
pub(crate) const IMPORTED: Uuid = Uuid::max();

impl Server {
    /// Takes in what an enrolled phone brought, and says where HQ stands on each of the logs that it named.
    ///
    /// # Errors
    ///
    /// [`Failure::BadRequest`] for a body that is no bundle; [`Failure::RecordsFull`] and [`Failure::TooManyRequests`]
    /// where there is room for nothing of it; otherwise why nothing could be kept: then nothing is
    /// acknowledged, and all of it may be sent again.
    pub fn take(&self, carrier: Uuid, body: &[u8]) -> Result<SyncAnswer, Failure> {
        let received_at_ms = self.clock.now_ms();
        self.take_answered();
        let upload = Upload::read(body)?;
        let locks = self.locks.lock(upload.logs());
        let is_phone = carrier != IMPORTED;
        let mut contact = is_phone.then(|| self.contact(carrier, received_at_ms, &upload.heads)).flatten();
        let mut judged = Vec::with_capacity(upload.batches.len());
        let mut rest = &upload.batches[..];
        while !rest.is_empty() {
            match self.has_room_for(carrier) {
                Err(failure) if judged.is_empty() => return Err(failure),
                Err(_) => break,
                Ok(()) => {}
            }
            let opened = open_piece(rest);
            let (now, later) = rest.split_at(opened.len());
            let piece = self.judge(carrier, now, opened);
            let mut records: Vec<NewRecord> =
                piece.iter().filter_map(|it| it.record(carrier, received_at_ms)).collect();
            if !records.is_empty() {
                records.extend(contact.take());
                self.keep_batches(records, &piece)?;
                self.has_brought(carrier, piece.iter().filter_map(Judged::taken));
            }
            judged.extend(piece.into_iter().map(Judged::done));
            rest = later;
        }
        contact.into_iter().for_each(|contact| self.keep_later(contact));
        drop(locks);
        // All of it is kept already: a failure here has been said, and the next contact tries again.
        let _folded = self.fold_in_order();
        // Whoever brings some of it may bring more of it next.
        if !upload.batches.iter().any(|batch| self.state().plans.follow().contains_key(&batch.log().log)) {
            self.catch_up_on_restating();
        }
        let _counted = self.count_owed();
        Ok(self.sync_answer(&upload, &judged))
    }

    fn judge<'b>(&self, carrier: Uuid, batches: &'b [Batch], opened: Vec<Unpacked>) -> Vec<Judged<'b>> {
        let state = self.state();
        let room = Room::of(carrier, &state, &self.settings);
        Judge::new(&state, self.keys.verifier(), room).all(batches, opened)
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

/// Opens as many batches as are taken in at once, at least one.
fn open_piece(batches: &[Batch]) -> Vec<Unpacked> {
    let mut byte_count = 0;
    let mut opened = Vec::new();
    for batch in batches {
        let unpacked = batch.open();
        byte_count += unpacked.as_ref().map_or(0, |opened| entry_bytes(&opened.entries));
        opened.push(unpacked);
        if byte_count >= PIECE_BYTES {
            break;
        }
    }
    opened
}

impl Judged<'_> {
    /// Lets go of what was unpacked, once it is kept: then all of it is known.
    fn done(self) -> Self {
        let verdict = if let Verdict::Take(_) = self.verdict { Verdict::Known } else { self.verdict };
        Self { verdict, ..self }
    }

    fn taken(&self) -> Option<&Opened> {
        if let Verdict::Take(opened) = &self.verdict { Some(opened) } else { None }
    }

    fn record(&self, carrier: Uuid, received_at_ms: i64) -> Option<NewRecord> {
        self.taken()?;
        let bytes = self.batch.to_bytes();
        Some(NewRecord { kind: RecordKind::BATCH, carried_by: carrier, received_at_ms, bytes })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lantern_ledger::{Entry, Head, Kind, LogRef};

    #[test]
    fn what_unpacks_to_many_times_its_bytes_is_taken_in_piece_by_piece() {
        let entries = vec![Entry::new(Kind(4_000), &[7; 4_000]).unwrap(); 60];
        let batch =
            Batch::build(&Head::start(LogRef { operation: Uuid::nil(), log: Uuid::nil() }), &entries, [1; 64]).unwrap();
        assert!(batch.to_bytes().len() < 1_000);
        let batches = vec![batch; 100];
        let piece = open_piece(&batches);
        let unpacked = piece.len() * 60 * 4_000;
        assert!((4_000_000..4_500_000).contains(&unpacked), "{unpacked}");
        assert_eq!(open_piece(&batches[..1]).len(), 1);
    }
}
