//! The second copy: signed batches of what HQ does not hold, ready to be sent without the database and without the key.
//!
//! Besides them: who the phone is, each log's first entry, and how many entries there were, so that a vanished database
//! is noticed. Leaves taking entries back from it to `restoring`.

use super::copied::Copy;
use super::core::Core;
use super::log_book::{Chunk, ChunkSize, LogBook};
use super::notes::{Enrolment, to_bytes};
use crate::Event;
use crate::second_copy::{NotTaken, SecondCopy};
use lantern_ledger::api::base64url;
use lantern_ledger::head::Signature;
use lantern_ledger::{Batch, Body, Entry};
use uuid::Uuid;

/// How many entries one batch of the second copy grows to: it is written anew with each of them.
pub(super) const CHUNK_ENTRIES: usize = 32;

/// So many records are packed in no time that a person notices.
const FEW: u64 = 256;

/// How many entries there were.
pub(super) const HAD: &str = "had";
/// Who the phone is.
pub(super) const PHONE: &str = "phone";
/// Before a log's id: its first entry.
pub(super) const LOG: &str = "log/";
/// Before a log's id, a slash and a number: the batch that begins there.
pub(super) const BATCH: &str = "batch/";

impl Core {
    /// Writes what was just appended: for each log, entries that end at a signed head.
    pub(super) async fn copy_appended(&self, appended: Vec<(Uuid, Vec<Entry>, Signature)>) {
        let mut is_part_done = false;
        let result = {
            let mut state = self.state.borrow_mut();
            let copy = &*self.world.second_copy;
            let mut result = copy.write(HAD, &state.entry_count.to_string());
            for (log, entries, signature) in appended {
                if let Some(book) = state.book_mut(log) {
                    result = result.and(grow(copy, book, &entries, signature));
                    is_part_done |= book.chunk.entries.is_empty();
                }
            }
            result
        };
        match result {
            Ok(()) if self.is_copy_sound() => {}
            // What was not taken before is still missing. All of it is packed anew: now and then, if it is much.
            Ok(()) if is_part_done || self.ask(|state| state.waiting().records <= FEW) => self.make_copy_good().await,
            Ok(()) => {}
            Err(NotTaken) => self.judge_copy(result).await,
        }
    }

    /// Gives the second copy what it did not take before, if there was any such thing. Nobody may append meanwhile: what is
    /// packed anew ends where the log ended when that began.
    pub(super) async fn make_copy_good(&self) {
        if !self.is_copy_sound() {
            let copy = Copy::read(&*self.world.second_copy);
            // A store that cannot be read now is asked again.
            let _ = self.mend_copy(&copy).await;
        }
    }

    fn is_copy_sound(&self) -> bool {
        self.ask(|state| state.storage.is_second_copy_sound)
    }

    /// Writes who the phone is.
    pub(super) async fn copy_enrolment(&self, enrolment: &Enrolment) {
        let text = base64url::encode(&to_bytes(enrolment));
        let result = self.world.second_copy.write(PHONE, &text);
        // That there is room for this says nothing of the entries.
        if result.is_err() {
            self.judge_copy(result).await;
        }
    }

    /// Removes what HQ holds by now.
    pub(super) fn prune_copy(&self, log: Uuid) {
        let mut state = self.state.borrow_mut();
        let Some(book) = state.book_mut(log) else { return };
        let held_through = book.held_through();
        book.chunks.retain(|chunk| {
            let is_needed = chunk.last_seq > held_through;
            if !is_needed {
                self.world.second_copy.remove(&batch_name(log, chunk.first_seq));
            }
            is_needed
        });
        if held_through >= book.head.seq {
            book.chunk = Chunk { before: book.head, entries: Vec::new() };
        }
    }

    /// Tells the person once when the second copy takes nothing.
    pub(super) async fn judge_copy(&self, result: Result<(), NotTaken>) {
        if self.is_copy_sound() != result.is_ok() {
            self.change(|state| state.storage.is_second_copy_sound = result.is_ok());
        }
        if result.is_err() {
            self.notice(Event::SecondCopyFailing).await;
        }
    }
}

/// Adds entries that end at a signed head to the growing batch of a log, or to a new one where they do not fit.
pub(super) fn grow(
    copy: &dyn SecondCopy,
    book: &mut LogBook,
    entries: &[Entry],
    signature: Signature,
) -> Result<(), NotTaken> {
    let log = book.head.log.log;
    let chunk = &mut book.chunk;
    let kept = chunk.entries.len();
    chunk.entries.extend_from_slice(entries);
    let batch = Batch::build(&chunk.before, &chunk.entries, signature).or_else(|_| {
        let rest = chunk.entries.split_off(kept);
        let before = chunk.entries.iter().fold(chunk.before, |head, entry| head.then(entry));
        *chunk = Chunk { before, entries: rest };
        Batch::build(&chunk.before, &chunk.entries, signature)
    });
    let batch = batch.map_err(|_| NotTaken)?;
    let bytes = batch.to_bytes();
    book.chunks.retain(|chunk| chunk.first_seq != batch.first_seq());
    book.chunks.push(ChunkSize::of(&batch, bytes.len()));
    if chunk.entries.len() >= CHUNK_ENTRIES {
        *chunk = Chunk { before: batch.head().head, entries: Vec::new() };
    }
    if batch.first_seq() == 1 {
        let genesis = Body::Genesis(Box::new(book.genesis.clone())).to_entry().map_err(|_| NotTaken)?;
        copy.write(&log_name(log), &base64url::encode(genesis.bytes()))?;
    }
    copy.write(&batch_name(log, batch.first_seq()), &base64url::encode(&bytes))
}

pub(super) fn log_name(log: Uuid) -> String {
    format!("{LOG}{log}")
}

pub(super) fn batch_name(log: Uuid, first_seq: u64) -> String {
    format!("{BATCH}{log}/{first_seq}")
}
