//! A log on a phone: its entries, and every head that the phone signed.

use crate::keys::{RingKey, Signer as _};
use lantern_domain::tally::Fact;
use lantern_domain::{Moment, RecordId, SettlementRef};
use lantern_ledger::{Batch, Body, Entry, Genesis, Hash, Head, LogRef, Parent, SignedHead, Subject, batch_fill, fact};
use uuid::Uuid;

/// A log being written. A clone is another history of it, as on a phone that was copied.
#[derive(Debug, Clone)]
pub struct PhoneLog {
    /// Its address.
    pub log: LogRef,
    entries: Vec<Entry>,
    /// The head after each entry; first the start.
    heads: Vec<Head>,
}

impl PhoneLog {
    /// Begins a log with its genesis.
    pub fn begin(log: LogRef, device: Uuid, key: &RingKey, settlement: SettlementRef) -> Self {
        Self::going_on(log, device, key, settlement, None)
    }

    /// Begins a log that goes on from another one.
    pub fn going_on(
        log: LogRef,
        device: Uuid,
        key: &RingKey,
        settlement: SettlementRef,
        parent: Option<Parent>,
    ) -> Self {
        let mut begun = Self { log, entries: Vec::new(), heads: vec![Head::start(log)] };
        begun.writes(Body::Genesis(Box::new(Genesis {
            operation: log.operation,
            device,
            subject: Subject::Settlement(settlement),
            public_key: key.public_key(),
            app_version: "0.1.0".into(),
            at: Moment(1_795_219_200),
            parent,
        })));
        begun
    }

    /// Appends an entry and returns what it is.
    pub fn writes(&mut self, body: Body) -> RecordId {
        self.appends(body.to_entry().expect("a body that fits into an entry"))
    }

    /// Appends an entry as it stands, whatever its kind.
    pub fn appends(&mut self, entry: Entry) -> RecordId {
        let head = self.head().then(&entry);
        self.entries.push(entry);
        self.heads.push(head);
        head.hash.into()
    }

    /// Returns the last head.
    pub fn head(&self) -> Head {
        self.heads[self.heads.len() - 1]
    }

    /// Returns the hash of an entry; `None`: there is no such entry.
    pub fn hash_at(&self, seq: u64) -> Option<Hash> {
        self.heads.get(usize::try_from(seq).ok()?).map(|head| head.hash)
    }

    /// Returns the last head, signed.
    pub fn signed_head(&self, key: &RingKey) -> SignedHead {
        let head = self.head();
        SignedHead { head, signature: key.sign(&head.statement()) }
    }

    /// Returns what the tally takes of it: what HQ should make of the log, said without HQ.
    ///
    /// # Panics
    ///
    /// Never: the log began with its genesis.
    pub fn facts(&self) -> Vec<Fact> {
        let Ok(Body::Genesis(genesis)) = Body::of(&self.entries[0]) else { panic!("every log begins with a genesis") };
        let steps = self.entries.iter().zip(self.heads.windows(2));
        steps.map(|(entry, heads)| fact::fact(&genesis, &heads[0], entry, heads[1].hash)).collect()
    }

    /// Packs the entries from one number to another, both included, into one batch.
    pub fn batch(&self, key: &RingKey, first_seq: u64, last_seq: u64) -> Batch {
        let (first, last) = (first_seq as usize, last_seq as usize);
        let signature = key.sign(&self.heads[last].statement());
        Batch::build(&self.heads[first - 1], &self.entries[first - 1..last], signature).expect("entries that fit")
    }

    /// Packs the entries from a number on into batches of at most so many.
    pub fn batches(&self, key: &RingKey, from: u64, count_max: usize) -> Vec<Batch> {
        let mut batches = Vec::new();
        let mut done = from as usize - 1;
        while done < self.entries.len() {
            let fits = batch_fill(&self.heads[done], &self.entries[done..]).min(count_max);
            batches.push(self.batch(key, done as u64 + 1, (done + fits) as u64));
            done += fits;
        }
        batches
    }
}
