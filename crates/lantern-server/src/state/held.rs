//! What is held: batches of logs whose key HQ does not know. They lie in the journal; here is only where, and how many.
//!
//! Whoever is enrolled may bring such batches, so what they take in memory has a limit, for each carrier and in all; the
//! limit is asked for when a batch comes in, and never when the journal is read.
//! Leaves reading them back, once their key is known, to [`crate::owed`].

use super::{Arrival, Origin};
use lantern_domain::Moment;
use lantern_domain::tally::{Content, Fact};
use lantern_ledger::head::PublicKey;
use lantern_ledger::{Hash, Head, Opened};
use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;
use uuid::Uuid;

/// What a log, a batch and an entry take in memory at most, in bytes.
const LOG_BYTES: u64 = 2_048;
const BATCH_BYTES: u64 = 512;
const ENTRY_BYTES: u64 = 96;

/// Batches of logs whose key is not known.
#[derive(Default)]
pub(crate) struct Held {
    keys: HashMap<PublicKey, HeldUnder>,
    /// All their entries, each by a digest of its place and hash, until they are counted.
    entries: HashSet<Hash>,
    /// What was brought by each carrier, in bytes of memory.
    carriers: HashMap<Uuid, u64>,
    /// Batches whose key is known by now, and which are not counted yet, in the order of the journal for each log.
    owed: VecDeque<Owed>,
}

/// What is held under one key.
pub(crate) struct HeldUnder {
    /// The phone that its first log says it is of.
    pub device: Uuid,
    /// Hand-overs and corrections.
    pub word_count: u64,
    pub first_received_at: Moment,
    pub last_received_at: Moment,
    batches: Vec<HeldBatch>,
}

/// A batch that is held, by where it lies.
pub(crate) struct HeldBatch {
    log: Uuid,
    pub position: u64,
    /// The index of the first entry that was new.
    pub new_from: usize,
    pub received_at: Moment,
    /// How the history began that it belongs to.
    pub origin: Arc<Origin>,
    carried_by: Uuid,
    byte_count: u64,
}

/// A batch to be counted, its key being known.
pub(crate) struct Owed {
    pub batch: HeldBatch,
    /// Who wrote it.
    pub author: Uuid,
    /// The position of the event that made the key known.
    pub counted_from: u64,
}

/// Returns how many bytes a batch takes in memory at most while it is held.
pub(crate) fn byte_count(opened: &Opened, new_from: usize) -> u64 {
    let log_bytes = if opened.before.seq == 0 && new_from == 0 { LOG_BYTES } else { 0 };
    log_bytes + BATCH_BYTES + ENTRY_BYTES * (opened.entries.len() - new_from) as u64
}

impl Held {
    /// Says whether an entry is held.
    pub(crate) fn has(&self, point: &Head) -> bool {
        self.entries.contains(&digest(point))
    }

    /// Returns what is held under each key.
    pub(crate) fn keys(&self) -> impl Iterator<Item = (&PublicKey, &HeldUnder)> {
        self.keys.iter()
    }

    /// Returns how many bytes all that is held takes in memory at most.
    pub(crate) fn byte_count(&self) -> u64 {
        self.carriers.values().sum()
    }

    /// Returns how many of them a carrier brought.
    pub(crate) fn byte_count_of(&self, carrier: Uuid) -> u64 {
        self.carriers.get(&carrier).copied().unwrap_or(0)
    }

    /// Keeps a batch, of which these are the new entries.
    pub(super) fn keep(
        &mut self,
        opened: &Opened,
        new_from: usize,
        facts: &[Fact],
        origin: &Arc<Origin>,
        arrival: Arrival,
    ) {
        let received_at = arrival.received_at;
        let batch = self.noted(opened, new_from, origin, arrival);
        let under = self.keys.entry(origin.genesis.public_key).or_insert_with(|| HeldUnder {
            device: origin.genesis.device,
            word_count: 0,
            first_received_at: received_at,
            last_received_at: received_at,
            batches: Vec::new(),
        });
        under.word_count += facts.iter().filter(|fact| is_word(fact)).count() as u64;
        under.first_received_at = under.first_received_at.min(received_at);
        under.last_received_at = under.last_received_at.max(received_at);
        under.batches.push(batch);
    }

    /// Makes the address of a batch, and takes note of its entries and of what it takes.
    fn noted(&mut self, opened: &Opened, new_from: usize, origin: &Arc<Origin>, arrival: Arrival) -> HeldBatch {
        let byte_count = byte_count(opened, new_from);
        self.entries.extend(opened.points().skip(new_from).map(|point| digest(&point)));
        *self.carriers.entry(arrival.carried_by).or_default() += byte_count;
        HeldBatch {
            log: opened.before.log.log,
            position: arrival.position,
            new_from,
            received_at: arrival.received_at,
            origin: origin.clone(),
            carried_by: arrival.carried_by,
            byte_count,
        }
    }

    /// Notes that a key is known by an event at that position, and whose it is.
    pub(super) fn owe(&mut self, key: &PublicKey, counted_from: u64, author: Uuid) {
        let batches = self.keys.remove(key).map(|under| under.batches).unwrap_or_default();
        self.owed.extend(batches.into_iter().map(|batch| Owed { batch, author, counted_from }));
    }

    /// Owes a batch whose key is known as well, because of its log something before it is owed.
    pub(super) fn owe_too(
        &mut self,
        opened: &Opened,
        new_from: usize,
        origin: &Arc<Origin>,
        arrival: Arrival,
        author: Uuid,
    ) {
        let batch = self.noted(opened, new_from, origin, arrival);
        self.owed.push_back(Owed { batch, author, counted_from: arrival.position });
    }

    /// Says whether something is to be counted.
    pub(crate) fn is_owing(&self) -> bool {
        !self.owed.is_empty()
    }

    /// Says whether something of a log is to be counted.
    pub(crate) fn owes(&self, log: Uuid) -> bool {
        self.owed.iter().any(|owed| owed.batch.log == log)
    }

    /// Returns where the batches lie that are to be counted first.
    pub(crate) fn owed(&self, count_max: usize) -> Vec<u64> {
        self.owed.iter().take(count_max).map(|owed| owed.batch.position).collect()
    }

    /// Takes the batch that is to be counted first.
    pub(super) fn take_owed(&mut self) -> Option<Owed> {
        self.owed.pop_front()
    }

    /// Lets go of a batch whose entries are counted.
    pub(super) fn let_go(&mut self, batch: &HeldBatch, opened: &Opened) {
        for point in opened.points().skip(batch.new_from) {
            self.entries.remove(&digest(&point));
        }
        if let Some(bytes) = self.carriers.get_mut(&batch.carried_by) {
            *bytes = bytes.saturating_sub(batch.byte_count);
            if *bytes == 0 {
                self.carriers.remove(&batch.carried_by);
            }
        }
    }
}

/// Returns a digest of an entry with its place: its log, its number, its hash.
fn digest(point: &Head) -> Hash {
    Hash::of(&[point.log.log.as_bytes(), &point.seq.to_be_bytes(), &point.hash.0])
}

fn is_word(fact: &Fact) -> bool {
    matches!(fact.content, Content::Distribution(_) | Content::Correction(_))
}

/// What is counted above is at least what is kept, the tables' empty places included.
const _: () = {
    assert!(ENTRY_BYTES as usize >= (size_of::<Hash>() + 1) * 16 / 7);
    assert!(BATCH_BYTES as usize >= 2 * (size_of::<HeldBatch>() + size_of::<Arrival>()));
    let log_bytes = size_of::<super::LogBook>() + size_of::<HeldUnder>() + size_of::<PublicKey>() + size_of::<Origin>();
    assert!(LOG_BYTES as usize >= log_bytes);
};
