//! What HQ's journal holds, read by the simulator itself, record by record.

use crate::annals::{Annal, Annals, What};
use crate::findings::Findings;
use lantern_ledger::office::OfficeEvent;
use lantern_ledger::{Batch, Body, Genesis, Hash, Subject};
use lantern_server::storage::{JournalPosition, RecordKind, StoredRecord};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::rc::Rc;
use uuid::Uuid;

/// An entry that counts.
pub struct Counted<'a> {
    /// Its hash.
    pub hash: Hash,
    /// What it says.
    pub what: &'a What,
    /// How its history began.
    pub origin: &'a Genesis,
    /// Who wrote it; nil for HQ.
    pub author: Uuid,
}

/// Everything in the journal up to a position.
#[derive(Clone, Default)]
pub struct Held {
    /// Up to where the journal was read.
    pub position: JournalPosition,
    /// Every entry, with the position of the batch that brought it first; the order is that of the journal.
    pub entries: Vec<Hash>,
    positions: HashMap<Hash, u64>,
    places: HashSet<(Uuid, u64)>,
    /// How a history began, by the hash of each entry's genesis.
    origins: HashMap<Hash, Rc<Genesis>>,
    /// Which device had a key first.
    owners: HashMap<[u8; 65], Uuid>,
    /// Batches by log: last number and position.
    pub batches: BTreeMap<Uuid, Vec<(u64, u64)>>,
    /// Logs that have grown since the index was last looked at.
    pub grown: BTreeSet<Uuid>,
    /// How often each entry came, repetitions included.
    pub arrivals: Vec<Hash>,
}

impl Held {
    /// Returns whether an entry is held.
    pub fn has(&self, hash: &Hash) -> bool {
        self.positions.contains_key(hash)
    }

    /// Returns whether some entry stands at a place of a log.
    pub fn has_place(&self, log: Uuid, seq: u64) -> bool {
        self.places.contains(&(log, seq))
    }

    /// Returns the position of the batch that brought an entry.
    pub fn position_of(&self, hash: &Hash) -> Option<u64> {
        self.positions.get(hash).copied()
    }

    /// Returns how many entries stand at a place of a log where another one stands as well.
    pub fn forked_count(&self) -> u64 {
        (self.entries.len() - self.places.len()) as u64
    }

    /// Returns the genesis of the history that holds an entry.
    pub fn origin(&self, hash: &Hash) -> Option<&Genesis> {
        self.origins.get(hash).map(|genesis| &**genesis)
    }

    /// Returns who wrote a history, nil for HQ; `None`: nobody knows its key, so it is held and not counted.
    pub fn author(&self, genesis: &Genesis) -> Option<Uuid> {
        if genesis.device.is_nil() { Some(Uuid::nil()) } else { self.owners.get(&genesis.public_key).copied() }
    }

    /// Returns the keys that nobody knows, with the phones that are named with them.
    pub fn unknown_keys(&self) -> Vec<(Uuid, [u8; 65])> {
        let unknown = self.origins.values().filter(|genesis| self.author(genesis).is_none());
        let keys: BTreeSet<_> = unknown.map(|genesis| (genesis.device, genesis.public_key)).collect();
        keys.into_iter().collect()
    }

    /// Reads the next record.
    pub fn read(&mut self, record: &StoredRecord, annals: &Annals, findings: &Findings) {
        self.position = record.position;
        if record.kind != RecordKind::BATCH {
            return;
        }
        let opened = Batch::parse(&record.bytes).and_then(|batch| batch.open());
        let Ok(opened) = opened else {
            return findings.say(2, format!("the batch at position {} cannot be read", record.position));
        };
        let log = opened.before.log.log;
        self.grown.insert(log);
        self.batches.entry(log).or_default().push((opened.after().seq, record.position.0));
        let mut before = opened.before.hash;
        for ((entry, hash), seq) in opened.entries.iter().zip(opened.before.seq + 1..) {
            self.arrivals.push(*hash);
            if !self.has(hash) {
                self.take(log, seq, before, *hash, entry, record, annals, findings);
            }
            before = *hash;
        }
    }

    #[expect(clippy::too_many_arguments, reason = "an entry with all that is known of it")]
    fn take(
        &mut self,
        log: Uuid,
        seq: u64,
        before: Hash,
        hash: Hash,
        entry: &lantern_ledger::Entry,
        record: &StoredRecord,
        annals: &Annals,
        findings: &Findings,
    ) {
        let body = Body::of(entry);
        let origin = match &body {
            Ok(Body::Genesis(genesis)) if seq == 1 => Some(Rc::new((**genesis).clone())),
            _ => self.origins.get(&before).cloned(),
        };
        let Some(origin) = origin else {
            return findings.say(3, format!("{log} {seq} hangs in the air at position {}", record.position));
        };
        if origin.device.is_nil() {
            annals.note_of_hq(log, seq, before, entry, hash);
            if origin.subject == Subject::Office
                && let Ok(Body::Office(event)) = body
                && let OfficeEvent::PhoneEnrolled { device, public_key, .. }
                | OfficeEvent::KeyConfirmed { device, public_key, .. } = *event
            {
                self.owners.entry(public_key).or_insert(device);
            }
        }
        let is_known = annals.ask(&hash, |annal| (annal.log, annal.seq, annal.before) == (log, seq, before));
        findings.demand(is_known == Some(true), 2, || format!("HQ holds {log} {seq}, which nobody wrote"));
        self.entries.push(hash);
        self.places.insert((log, seq));
        self.positions.insert(hash, record.position.0);
        self.origins.insert(hash, origin);
    }

    /// Returns the last entry of each history of each log that phones write.
    pub fn tips(&self, annals: &Annals) -> BTreeMap<Uuid, Vec<Hash>> {
        let mut has_next = std::collections::HashSet::new();
        let mut tips = BTreeMap::<Uuid, Vec<Hash>>::new();
        for hash in self.entries.iter().rev() {
            let Some((log, before)) = annals.ask(hash, |annal| (annal.log, annal.before)) else { continue };
            if !has_next.contains(hash) && self.origin(hash).is_some_and(|origin| !origin.device.is_nil()) {
                tips.entry(log).or_default().push(*hash);
            }
            has_next.insert(before);
        }
        tips
    }

    /// Returns every entry that counts.
    pub fn counted<'a>(&'a self, annals: &'a HashMap<Hash, Annal>) -> impl Iterator<Item = Counted<'a>> {
        self.entries.iter().filter_map(move |hash| {
            let origin = self.origin(hash)?;
            let what = &annals.get(hash)?.what;
            Some(Counted { hash: *hash, what, origin, author: self.author(origin)? })
        })
    }
}
