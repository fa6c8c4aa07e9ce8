//! The annals: every entry that was ever on its way into a store, as the simulator itself saw it.
//!
//! The ground for what HQ may hold and has to count. Hashes are computed here once more, without the ledger.

use crate::findings::Findings;
use crate::gate::Gate;
use lantern_device::StoreError;
use lantern_device::store::{Append, Follows, Store, StoredEntry, Write};
use lantern_device::world::Local;
use lantern_domain::{ClockSample, Correction, Distribution, FoldedCard, Recipient};
use lantern_ledger::{Body, Entry, Genesis, Hash};
use sha2::{Digest as _, Sha256};
use std::cell::{Ref, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use uuid::Uuid;

/// One entry.
#[derive(Debug, Clone)]
pub struct Annal {
    /// Its log.
    pub log: Uuid,
    /// Its number.
    pub seq: u64,
    /// The hash before it.
    pub before: Hash,
    /// What it says.
    pub what: What,
}

/// What an entry says, as far as the simulator cares.
#[derive(Debug, Clone)]
pub enum What {
    /// A hand-over, and its household as cards are compared.
    Record(Box<Distribution>, Option<FoldedCard>),
    /// A later word on one.
    Correction(Box<Correction>),
    /// The beginning of a log.
    Genesis(Box<Genesis>),
    /// What two clocks showed at a contact.
    Sample(ClockSample),
    /// The device's clock jumped.
    Step,
    /// Anything else.
    Other,
}

/// Every entry that was ever written; clones are the same annals.
#[derive(Clone, Default)]
pub struct Annals(Rc<RefCell<HashMap<Hash, Annal>>>);

impl Annals {
    /// Takes note of an entry, and says when its hash is not that of its bytes.
    fn note(&self, append: &Append, findings: &Findings) {
        let StoredEntry { log, seq, hash, bytes, .. } = &append.entry;
        let hash = Hash(*hash);
        if self.0.borrow().contains_key(&hash) {
            return;
        }
        let what = Entry::parse(bytes).map_or(What::Other, |entry| read(&entry));
        let before = match (append.follows, &what) {
            (Follows::Hash(before), _) => Hash(before),
            (Follows::Nothing, What::Genesis(genesis)) => start(genesis.operation, *log),
            _ => return findings.say(2, format!("an entry of nobody's writing at {log} {seq}")),
        };
        findings
            .demand(hash_of(&before, bytes) == hash, 2, || format!("the hash at {log} {seq} is not that of its bytes"));
        self.0.borrow_mut().insert(hash, Annal { log: *log, seq: *seq, before, what });
    }

    /// Takes note of an entry that HQ wrote.
    pub fn note_of_hq(&self, log: Uuid, seq: u64, before: Hash, entry: &Entry, hash: Hash) {
        self.0.borrow_mut().entry(hash).or_insert_with(|| Annal { log, seq, before, what: read(entry) });
    }

    /// Returns all entries, for reading.
    pub fn all(&self) -> Ref<'_, HashMap<Hash, Annal>> {
        self.0.borrow()
    }

    /// Returns the key of a log.
    pub fn key_of(&self, log: Uuid) -> Option<[u8; 65]> {
        let annals = self.0.borrow();
        let mut of_log = annals.values().filter(|annal| annal.log == log);
        of_log.find_map(|annal| if let What::Genesis(genesis) = &annal.what { Some(genesis.public_key) } else { None })
    }

    /// Returns whether bytes are those of an entry.
    pub fn is_itself(&self, hash: &Hash, bytes: &[u8]) -> bool {
        self.ask(hash, |annal| hash_of(&annal.before, bytes) == *hash).unwrap_or(false)
    }

    /// Asks about an entry without copying it.
    pub fn ask<T>(&self, hash: &Hash, question: impl FnOnce(&Annal) -> T) -> Option<T> {
        self.0.borrow().get(hash).map(question)
    }

    /// Returns an entry and all that stand before it in its history, the last first.
    pub fn history(&self, last: &Hash) -> Vec<Hash> {
        let annals = self.0.borrow();
        std::iter::successors(annals.contains_key(last).then_some(*last), |at| {
            Some(annals.get(at)?.before).filter(|before| annals.contains_key(before))
        })
        .collect()
    }

    /// Returns whether one entry is another or stands before it in its history.
    pub fn leads_to(&self, earlier: &Hash, later: &Hash) -> bool {
        let annals = self.0.borrow();
        let least = annals.get(earlier).map_or(u64::MAX, |annal| annal.seq);
        let mut at = *later;
        while at != *earlier {
            match annals.get(&at) {
                Some(annal) if annal.seq > least => at = annal.before,
                _ => return false,
            }
        }
        true
    }
}

fn read(entry: &Entry) -> What {
    match Body::of(entry) {
        Ok(Body::Distribution(distribution)) => {
            let card = folded(&distribution);
            What::Record(distribution, card)
        }
        Ok(Body::Correction(correction)) => What::Correction(correction),
        Ok(Body::Genesis(genesis)) => What::Genesis(genesis),
        Ok(Body::ClockSample(sample)) => What::Sample(sample),
        Ok(Body::ClockStep(_)) => What::Step,
        _ => What::Other,
    }
}

/// Returns a hand-over's household as cards are compared.
pub fn folded(distribution: &Distribution) -> Option<FoldedCard> {
    if let Recipient::Household(card) = &distribution.recipient { Some(card.folded()) } else { None }
}

fn hash_of(before: &Hash, bytes: &[u8]) -> Hash {
    Hash(Sha256::new().chain_update(before.0).chain_update(bytes).finalize().into())
}

fn start(operation: Uuid, log: Uuid) -> Hash {
    let label = Sha256::new().chain_update(b"lantern log 1");
    Hash(label.chain_update(operation.as_bytes()).chain_update(log.as_bytes()).finalize().into())
}

/// Watches a phone's database: what it is asked to keep goes into the annals first.
pub struct Watch {
    /// Where what it keeps is noted.
    pub annals: Annals,
    /// Where to say what is wrong.
    pub findings: Findings,
}

impl Gate for Watch {
    fn write<'a>(&'a self, store: &'a dyn Store, write: Write) -> Local<'a, Result<(), StoreError>> {
        write.append.iter().for_each(|append| self.annals.note(append, &self.findings));
        store.write(write)
    }
}
