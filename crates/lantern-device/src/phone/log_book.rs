//! What the phone remembers of one of its own logs, without its entries.

use crate::ReceiptView;
use lantern_domain::Moment;
use lantern_domain::tally::{Content, Fact};
use lantern_ledger::head::Signature;
use lantern_ledger::{Entry, Genesis, Hash, Head, SignedHead, fact};
use std::collections::{BTreeMap, VecDeque};

/// One log.
pub(super) struct LogBook {
    pub(super) genesis: Genesis,
    /// Whether the phone goes on writing it; otherwise what comes next goes to a new log.
    pub(super) is_open: bool,
    pub(super) head: Head,
    pub(super) signature: Signature,
    /// The points before each run of entries that the phone has: the log's start, or where something was lost.
    beginnings: Vec<Head>,
    /// Whether there are records that no clock sample stands behind yet.
    pub(super) is_unsampled: bool,
    /// Verified receipts by the number that they reach.
    receipts: BTreeMap<u64, ReceiptView>,
    /// Records after the last receipt: their numbers and times.
    waiting: VecDeque<(u64, Moment)>,
    /// The part of the second copy that is still growing.
    pub(super) chunk: Chunk,
    /// The parts of the second copy by their first number.
    pub(super) chunks: BTreeMap<u64, ChunkSize>,
}

/// Entries that the next batch of the second copy holds.
pub(super) struct Chunk {
    pub(super) before: Head,
    pub(super) entries: Vec<Entry>,
}

/// One batch of the second copy.
#[derive(Clone, Copy)]
pub(super) struct ChunkSize {
    pub(super) last_seq: u64,
    pub(super) bytes: u64,
}

impl LogBook {
    /// Opens the book of a log at the point from which the phone has its entries.
    pub(super) fn new(genesis: Genesis, before: Head, is_open: bool) -> Self {
        Self {
            genesis,
            is_open,
            head: before,
            signature: [0; 64],
            beginnings: vec![before],
            is_unsampled: false,
            receipts: BTreeMap::new(),
            waiting: VecDeque::new(),
            chunk: Chunk { before, entries: Vec::new() },
            chunks: BTreeMap::new(),
        }
    }

    /// Goes on behind a gap, whose entries are at HQ only.
    pub(super) fn skip_to(&mut self, point: Head) {
        self.head = point;
        self.beginnings.push(point);
    }

    /// Returns a point whose hash needs no entry: the head, or the beginning of a run.
    pub(super) fn point(&self, seq: u64) -> Option<Head> {
        self.beginnings.iter().chain([&self.head]).find(|point| point.seq == seq).copied()
    }

    /// Takes the next entry in and returns what it says.
    pub(super) fn append(&mut self, entry: &Entry, hash: Hash, signature: Option<Signature>) -> Fact {
        let fact = fact::fact(&self.genesis, &self.head, entry, hash);
        self.head = Head { log: self.head.log, seq: fact.seq, hash };
        self.signature = signature.unwrap_or(self.signature);
        match &fact.content {
            Content::Distribution(distribution) => self.record(fact.seq, distribution.at),
            Content::Correction(correction) => self.record(fact.seq, correction.at),
            // A sample says nothing of what stands before a step.
            Content::ClockSample(_) | Content::ClockStep(_) => self.is_unsampled = false,
            Content::Other => {}
        }
        fact
    }

    fn record(&mut self, seq: u64, at: Moment) {
        self.is_unsampled = true;
        if seq > self.held_through() {
            self.waiting.push_back((seq, at));
        }
    }

    /// Takes a verified receipt in; one that counts is never replaced by one that does not.
    pub(super) fn receive(&mut self, seq: u64, receipt: ReceiptView) {
        let known = self.receipts.get(&seq);
        if known.is_none_or(|known| receipt.is_counted || !known.is_counted) {
            self.receipts.insert(seq, receipt);
        }
        let held_through = self.held_through();
        self.waiting.retain(|(seq, _)| *seq > held_through);
    }

    /// Returns whether a receipt says nothing new.
    pub(super) fn knows(&self, seq: u64, receipt: &ReceiptView) -> bool {
        self.receipts
            .get(&seq)
            .is_some_and(|known| known.journal == receipt.journal && (known.is_counted || !receipt.is_counted))
    }

    /// Returns the first receipt that covers an entry, one that counts before one that does not.
    pub(super) fn receipt(&self, seq: u64) -> Option<&ReceiptView> {
        let mut covering = self.receipts.range(seq..).map(|(_, receipt)| receipt);
        let first = covering.clone().next();
        covering.find(|receipt| receipt.is_counted).or(first)
    }

    /// Returns the number up to which HQ holds the log by its receipts.
    pub(super) fn held_through(&self) -> u64 {
        self.receipts.keys().next_back().copied().unwrap_or(0)
    }

    pub(super) fn waiting(&self) -> &VecDeque<(u64, Moment)> {
        &self.waiting
    }

    pub(super) fn signed_head(&self) -> SignedHead {
        SignedHead { head: self.head, signature: self.signature }
    }

    /// What decides which log is sent first: the oldest record that waits, else the age of the log.
    pub(super) fn age(&self) -> (bool, Moment) {
        match self.waiting.front() {
            Some((_, at)) => (false, *at),
            None => (true, self.genesis.at),
        }
    }
}
