//! Replay: the state made of the whole journal, on as many processors as there are.
//!
//! Batches are read and unpacked in pieces by helpers, in turn, and folded here in the order of the journal.
//! Leaves what a record does to the state to `fold`.

use super::State;
use crate::storage::{JournalPosition, RecordKind, Storage, StorageError, StoredRecord};
use lantern_ledger::{Batch, BatchError, Opened};
use std::ops::ControlFlow;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

/// Records that are unpacked as one piece.
const PIECE_RECORDS: usize = 16;
/// Pieces that wait at each helper, before and behind it: what bounds the memory.
const PIECES_WAITING: usize = 2;
/// The most helpers: beyond these folding is what takes the time.
const HELPERS_MAX: usize = 4;
/// A journal shorter than this is read before helpers have begun.
const SHORT: u64 = 500;

type Piece = Vec<StoredRecord>;
type Unpacked = Vec<(StoredRecord, Option<Result<Opened, BatchError>>)>;

impl State {
    /// Takes in everything that a storage holds.
    pub(crate) fn replay(&mut self, storage: &dyn Storage) -> Result<(), StorageError> {
        if storage.last_position().0 < SHORT {
            let mut counted = Ok(());
            storage.scan(JournalPosition::START, &mut |record| {
                self.apply(&record);
                counted = self.count_owed(storage);
                if counted.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
            })?;
            return counted;
        }
        let helper_count = thread::available_parallelism().map_or(1, usize::from).min(HELPERS_MAX);
        thread::scope(|scope| {
            let mut counted = Ok(());
            let (mut to_helpers, mut from_helpers) = (Vec::new(), Vec::new());
            for _ in 0..helper_count {
                let (to_helper, pieces) = sync_channel(PIECES_WAITING);
                let (unpacked, from_helper) = sync_channel(PIECES_WAITING);
                scope.spawn(move || unpack_all(&pieces, &unpacked));
                to_helpers.push(to_helper);
                from_helpers.push(from_helper);
            }
            let reader = scope.spawn(move || read_all(storage, &to_helpers));
            // In the turn in which the pieces were handed out; the first helper without one has come to the end.
            for helper in from_helpers.iter().cycle() {
                let Ok(unpacked) = helper.recv() else { break };
                for (record, opened) in unpacked {
                    self.take(&record, opened);
                    counted = counted.and_then(|()| self.count_owed(storage));
                }
            }
            // Whoever still waits to hand something over shall not wait for ever.
            drop(from_helpers);
            let read = reader.join().unwrap_or(Err(StorageError::Io(std::io::ErrorKind::Other)));
            read.and(counted)
        })
    }

    fn take(&mut self, record: &StoredRecord, opened: Option<Result<Opened, BatchError>>) {
        match opened {
            Some(Ok(opened)) => self.apply_opened(record, &opened),
            Some(Err(_)) => self.count(record),
            None => self.apply(record),
        }
    }
}

/// Hands the records out in pieces, to one helper after the other.
fn read_all(storage: &dyn Storage, helpers: &[SyncSender<Piece>]) -> Result<(), StorageError> {
    let (mut piece, mut turn) = (Piece::with_capacity(PIECE_RECORDS), 0);
    storage.scan(JournalPosition::START, &mut |record| {
        piece.push(record);
        if piece.len() == PIECE_RECORDS {
            let full = std::mem::replace(&mut piece, Piece::with_capacity(PIECE_RECORDS));
            turn += 1;
            if helpers[(turn - 1) % helpers.len()].send(full).is_err() {
                return ControlFlow::Break(());
            }
        }
        ControlFlow::Continue(())
    })?;
    let _nobody_left_to_take_it = helpers[turn % helpers.len()].send(piece);
    Ok(())
}

fn unpack_all(pieces: &Receiver<Piece>, unpacked: &SyncSender<Unpacked>) {
    for piece in pieces {
        let opened = piece.into_iter().map(|record| {
            let is_batch = record.kind == RecordKind::BATCH;
            let opened = is_batch.then(|| Batch::parse(&record.bytes).and_then(|batch| batch.open()));
            (record, opened)
        });
        if unpacked.send(opened.collect()).is_err() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::{RingKey, Signer as _};
    use crate::storage::{MemoryStorage, NewRecord};
    use crate::testing::{PhoneLog, hand_over};
    use lantern_domain::tally::TotalsQuery;
    use lantern_domain::{Code, Plan, SettlementRef};
    use lantern_ledger::{Body, LogRef};
    use uuid::Uuid;

    /// Logs of HQ's own, batches of one entry in turn, and a record in the middle that is no batch.
    fn filled(key: &RingKey) -> MemoryStorage {
        let begin = |log: u128| {
            let log = LogRef { operation: Uuid::from_u128(1), log: Uuid::from_u128(log) };
            PhoneLog::begin(log, Uuid::nil(), key, SettlementRef::Planned(Code::new("SITE-1").unwrap()))
        };
        let mut logs = [begin(1), begin(2), begin(3)];
        for (number, log) in logs.iter_mut().enumerate() {
            (0..SHORT).for_each(|card| {
                let hand_over = hand_over("ROUND").to(&format!("C-{number}-{card}"));
                log.writes(Body::Distribution(Box::new(hand_over.distribution())));
            });
        }
        let record = |kind, bytes| NewRecord { kind, carried_by: Uuid::nil(), received_at_ms: 0, bytes };
        let batches = (1..=SHORT).flat_map(|seq| logs.iter().map(move |log| log.batch(key, seq, seq).to_bytes()));
        let mut records: Vec<NewRecord> = batches.map(|bytes| record(RecordKind::BATCH, bytes)).collect();
        records.insert(700, record(RecordKind::BATCH, b"no batch".to_vec()));
        let storage = MemoryStorage::new(Uuid::from_u128(9));
        records.chunks(100).for_each(|records| {
            storage.append(records.to_vec()).wait().unwrap();
        });
        storage
    }

    #[test]
    fn helpers_make_the_same_state_as_one_record_after_the_other() {
        let key = RingKey::from_pkcs8(&RingKey::generate()).unwrap();
        let storage = filled(&key);
        let (mut helped, mut alone) = (State::new(key.public_key()), State::new(key.public_key()));
        helped.replay(&storage).unwrap();
        storage
            .scan(JournalPosition::START, &mut |record| {
                alone.apply(&record);
                ControlFlow::Continue(())
            })
            .unwrap();
        let totals = |state: &State| state.tally.totals(&Plan::default(), &TotalsQuery::default());
        assert_eq!(totals(&helped), totals(&alone));
        assert_eq!(totals(&helped).all.households, 3 * (SHORT - 1), "the last entry of each log was not sent");
        assert_eq!(helped.record_count(), 3 * SHORT + 1);
        assert!(helped.books().eq(alone.books()));
    }
}
