//! Whether a batch is taken: what it is to HQ, and whether its writer signed it.
//!
//! A batch may go on from one that came with it, so what is taken counts as known for the next.
//! Leaves keeping it to [`super`].

use super::IMPORTED;
use crate::server::Settings;
use crate::state::{LogBook, Origin, State, held_byte_count};
use lantern_ledger::api::code;
use lantern_ledger::head::PublicKey;
use lantern_ledger::intake::{Decision, KnownEntries, LogState};
use lantern_ledger::{Batch, BatchError, Head, Opened, Verify};
use std::collections::HashMap;
use std::sync::Arc;
use uuid::Uuid;

/// A batch, and what becomes of it.
pub(super) struct Judged<'a> {
    pub batch: &'a Batch,
    pub verdict: Verdict,
}

/// What becomes of a batch.
pub(super) enum Verdict {
    /// It has something new: keep it.
    Take(Opened),
    /// All of it is held already.
    Known,
    /// Entries before it are missing.
    Gap,
    /// It is not taken, for this reason: one of [`code`].
    Refused(&'static str),
}

/// The most histories of one log under one key that HQ holds. Copies of copies of a phone make a handful.
const HISTORIES_MAX: usize = 256;

/// How many bytes of memory what is held may still take.
pub(super) struct Room(u64);

impl Room {
    /// Returns the room that a carrier has left. What an office imports has none of its own limits, only that for all.
    pub(super) fn of(carrier: Uuid, state: &State, settings: &Settings) -> Self {
        let of_all = settings.held_bytes_max.saturating_sub(state.held.byte_count());
        let of_one = settings.held_bytes_of_one_max.saturating_sub(state.held.byte_count_of(carrier));
        Self(if carrier == IMPORTED { of_all } else { of_all.min(of_one) })
    }

    /// Takes so much of it; says whether there was so much.
    fn take(&mut self, byte_count: u64) -> bool {
        let left = self.0.checked_sub(byte_count);
        self.0 = left.unwrap_or(self.0);
        left.is_some()
    }
}

/// Judges the batches of one upload, one after another.
pub(super) struct Judge<'a> {
    state: &'a State,
    verifier: &'a dyn Verify,
    room: Room,
    logs: HashMap<Uuid, LogState>,
    /// Entries taken so far, each at its place, with the origin of their history.
    taken: HashMap<Head, Arc<Origin>>,
}

impl KnownEntries for Judge<'_> {
    fn holds(&self, head: &Head) -> bool {
        self.taken.contains_key(head) || self.state.holds(head)
    }
}

impl<'a> Judge<'a> {
    pub(super) fn new(state: &'a State, verifier: &'a dyn Verify, room: Room) -> Self {
        Self { state, verifier, room, logs: HashMap::new(), taken: HashMap::new() }
    }

    /// Judges batches and what came out when they were opened.
    pub(super) fn all<'b>(mut self, batches: &'b [Batch], opened: Vec<Result<Opened, BatchError>>) -> Vec<Judged<'b>> {
        let both = batches.iter().zip(opened);
        both.map(|(batch, opened)| Judged { batch, verdict: self.judge(batch, opened) }).collect()
    }

    fn judge(&mut self, batch: &Batch, opened: Result<Opened, BatchError>) -> Verdict {
        if Some(batch.log().operation) != self.state.operation() {
            return Verdict::Refused(code::OTHER_OPERATION);
        }
        let opened = match opened {
            Ok(opened) => opened,
            Err(error) => return Verdict::Refused(reason(error)),
        };
        let held = self.held(batch);
        let (new_from, is_fork) = match held.decide(self, &opened) {
            Decision::Accept { new_from } => (new_from, false),
            Decision::Fork { new_from, .. } => (new_from, true),
            Decision::Duplicate => return Verdict::Known,
            Decision::Gap { .. } => return Verdict::Gap,
        };
        let Some(origin) = self.origin(&opened) else { return Verdict::Refused(code::GENESIS_WRONG) };
        if is_fork && self.histories_by(&origin.genesis.public_key, &held) >= HISTORIES_MAX {
            return Verdict::Refused(code::HISTORIES_FULL);
        }
        let signed = batch.head();
        if !self.verifier.verify(&origin.genesis.public_key, &signed.head.statement(), &signed.signature) {
            return Verdict::Refused(code::SIGNATURE_WRONG);
        }
        if !self.state.is_counted(&origin.genesis) && !self.room.take(held_byte_count(&opened, new_from)) {
            return Verdict::Refused(code::HELD_FULL);
        }
        self.note(held, &opened, new_from, &origin);
        Verdict::Take(opened)
    }

    fn held(&self, batch: &Batch) -> LogState {
        let log = batch.log();
        let in_state = || self.state.book(log.log).map(|book| book.held.clone());
        self.logs.get(&log.log).cloned().or_else(in_state).unwrap_or_else(|| LogState::nothing_of(log))
    }

    fn origin(&self, opened: &Opened) -> Option<Arc<Origin>> {
        let first = if opened.before.seq > 0 { opened.before } else { opened.points().next()? };
        if let Some(origin) = self.taken.get(&first) {
            return Some(origin.clone());
        }
        let nothing = LogBook::nothing_of(opened.before.log);
        self.state.book(opened.before.log.log).unwrap_or(&nothing).origin_of(opened)
    }

    /// Returns how many of a log's histories are under a key: those of others take nobody's room.
    fn histories_by(&self, key: &PublicKey, held: &LogState) -> usize {
        let is_by = |tip: &&Head| {
            let in_state = || self.state.book(tip.log.log)?.origin_at(&tip.hash);
            let origin = self.taken.get(tip).cloned().or_else(in_state);
            origin.is_some_and(|origin| origin.genesis.public_key == *key)
        };
        held.tips().iter().filter(is_by).count()
    }

    fn note(&mut self, mut held: LogState, opened: &Opened, new_from: usize, origin: &Arc<Origin>) {
        held.take(opened, new_from);
        self.logs.insert(opened.before.log.log, held);
        self.taken.extend(opened.points().skip(new_from).map(|point| (point, origin.clone())));
    }
}

fn reason(error: BatchError) -> &'static str {
    match error {
        BatchError::Packing(_) => code::BODY_UNREADABLE,
        BatchError::Chain => code::CHAIN_BROKEN,
        BatchError::Wire(_) | BatchError::TooLarge | BatchError::Empty | BatchError::Start => code::BATCH_UNREADABLE,
    }
}
