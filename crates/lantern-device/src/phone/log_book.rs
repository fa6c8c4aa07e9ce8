//! What the phone remembers of one of its own logs, without its entries.

use crate::ReceiptView;
use lantern_domain::Moment;
use lantern_domain::tally::{Content, Fact};
use lantern_ledger::head::Signature;
use lantern_ledger::{Batch, Entry, Genesis, Hash, Head, SignedHead, fact};
use std::collections::VecDeque;
use uuid::Uuid;

/// One log.
pub(super) struct LogBook {
    pub(super) genesis: Genesis,
    /// The phone that wrote it, under whichever of its ids: one key is one phone.
    pub(super) device: Uuid,
    /// Whether the phone goes on writing it; otherwise what comes next goes to a new log.
    pub(super) is_open: bool,
    pub(super) head: Head,
    /// The last head that is signed: as a rule the last entry's, since each transaction ends with a signature.
    pub(super) signed: Option<SignedHead>,
    /// Up to here the entries were read and not hashed.
    pub(super) trusted_through: u64,
    /// How far the entries that were only read have been hashed since.
    pub(super) checked: Head,
    /// The points before each run of entries that the phone has: the log's start, or where something was lost.
    beginnings: Vec<Head>,
    /// Whether there are records that no clock sample stands behind yet.
    pub(super) is_unsampled: bool,
    /// Verified receipts by the number that they reach, ascending.
    receipts: Vec<(u64, ReceiptView)>,
    /// Records after the last receipt: their numbers and times.
    waiting: VecDeque<(u64, Moment)>,
    /// The part of the second copy that is still growing.
    pub(super) chunk: Chunk,
    /// The parts of the second copy, in no order.
    pub(super) chunks: Vec<ChunkSize>,
}

/// Entries that the next batch of the second copy holds.
pub(super) struct Chunk {
    pub(super) before: Head,
    pub(super) entries: Vec<Entry>,
}

/// One batch of the second copy.
#[derive(Clone, Copy)]
pub(super) struct ChunkSize {
    pub(super) first_seq: u64,
    pub(super) last_seq: u64,
    pub(super) bytes: u64,
}

impl ChunkSize {
    pub(super) fn of(batch: &Batch, bytes: usize) -> Self {
        Self { first_seq: batch.first_seq(), last_seq: batch.last_seq(), bytes: bytes as u64 }
    }
}

impl LogBook {
    /// Opens the book of a log at the point from which the phone has its entries.
    pub(super) fn new(genesis: Genesis, before: Head, is_open: bool) -> Self {
        Self {
            device: genesis.device,
            genesis,
            is_open,
            head: before,
            signed: None,
            trusted_through: 0,
            checked: before,
            beginnings: vec![before],
            is_unsampled: false,
            receipts: Vec::new(),
            waiting: VecDeque::new(),
            chunk: Chunk { before, entries: Vec::new() },
            chunks: Vec::new(),
        }
    }

    /// Goes on behind a gap, whose entries are at HQ only.
    pub(super) fn skip_to(&mut self, point: Head) {
        self.head = point;
        self.beginnings.push(point);
    }

    /// Returns the number of the entry before the run that the log ends with.
    pub(super) fn beginning_of_run(&self) -> u64 {
        self.beginnings.last().map_or(0, |point| point.seq)
    }

    /// Returns a point whose hash needs no entry: the head, or the beginning of a run.
    pub(super) fn point(&self, seq: u64) -> Option<Head> {
        self.beginnings.iter().chain([&self.head]).find(|point| point.seq == seq).copied()
    }

    /// Returns how many entries are still to be hashed, at most.
    pub(super) fn unchecked_count(&self) -> u64 {
        self.trusted_through.saturating_sub(self.checked.seq)
    }

    /// Takes the next entry in and returns what it says.
    pub(super) fn append(&mut self, entry: &Entry, hash: Hash, signature: Option<Signature>) -> Fact {
        let fact = Fact { device: self.device, ..fact::fact(&self.genesis, &self.head, entry, hash) };
        self.head = Head { log: self.head.log, seq: fact.seq, hash };
        self.signed = signature.map(|signature| SignedHead { head: self.head, signature }).or(self.signed);
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
        let at = self.receipts.partition_point(|(known, _)| *known < seq);
        match self.receipts.get_mut(at) {
            Some((known_seq, known)) if *known_seq == seq => {
                if receipt.is_counted || !known.is_counted {
                    *known = receipt;
                }
            }
            _ => self.receipts.insert(at, (seq, receipt)),
        }
        let held_through = self.held_through();
        self.waiting.retain(|(seq, _)| *seq > held_through);
    }

    /// Returns whether a receipt says nothing new.
    pub(super) fn knows(&self, seq: u64, receipt: &ReceiptView) -> bool {
        let says_it = |(known_seq, known): &(u64, ReceiptView)| {
            *known_seq == seq && known.journal == receipt.journal && (known.is_counted || !receipt.is_counted)
        };
        self.receipts.iter().any(says_it)
    }

    /// Returns the first receipt that covers an entry, one that counts before one that does not.
    ///
    /// What stands behind a gap may be another history: as long as HQ was not given all that stands before it, no receipt
    /// covers what lies across a gap.
    pub(super) fn receipt(&self, seq: u64, is_given_in_part: bool) -> Option<&ReceiptView> {
        let at = self.receipts.partition_point(|(known, _)| *known < seq);
        let gap = self.beginnings.iter().map(|point| point.seq).find(|begins_at| *begins_at >= seq);
        let through = gap.filter(|_| is_given_in_part).unwrap_or(u64::MAX);
        let reaching = self.receipts[at..].iter().take_while(|(known, _)| *known <= through);
        let mut covering = reaching.map(|(_, receipt)| receipt);
        let first = covering.clone().next();
        covering.find(|receipt| receipt.is_counted).or(first)
    }

    /// Returns the number up to which HQ holds the log by its receipts.
    pub(super) fn held_through(&self) -> u64 {
        self.receipts.last().map_or(0, |(seq, _)| *seq)
    }

    pub(super) fn waiting(&self) -> &VecDeque<(u64, Moment)> {
        &self.waiting
    }

    /// Returns whether the last entry's head is signed.
    pub(super) fn is_head_signed(&self) -> bool {
        self.signed.is_some_and(|signed| signed.head.seq == self.head.seq)
    }

    /// What decides which log is sent first: the oldest record that waits, else the age of the log.
    pub(super) fn age(&self) -> (u64, i64) {
        match self.waiting.front() {
            Some((_, at)) => (0, at.0),
            None => (1, self.genesis.at.0),
        }
    }
}
