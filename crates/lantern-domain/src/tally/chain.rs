//! The chain of every log, as far as the tally needs it: what follows what, and what clock samples say of the time.
//!
//! An entry uses the first sample after it in its own log with no clock step between; later samples never change it.
//! Where a log has two branches, shared entries use the sample with the least place in the log, then the least id.

use super::intern::Intern;
use super::slots::Slots;
use super::{Author, Fact, Received, Writer};
use crate::{ClockSample, Moment, RecordId, SettlementRef};
use std::collections::HashMap;
use uuid::Uuid;

/// No entry, no sample, no settlement.
pub(super) const NONE: u32 = u32::MAX;

/// All entries, by number.
#[derive(Debug, Clone, Default)]
pub(super) struct Chain {
    nodes: Vec<Node>,
    numbers: Slots,
    logs: Vec<Log>,
    log_numbers: HashMap<LogKey, u32>,
    settlements: Intern<SettlementRef>,
    samples: Vec<ClockSample>,
    received: Vec<Option<Received>>,
}

#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) id: RecordId,
    pub(super) seq: u64,
    pub(super) kind: Kind,
    received: u32,
    log: u32,
    previous: u32,
    sample: u32,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    /// A distribution, by its number among the tally's records.
    Record(u32),
    Correction,
    /// A clock sample, by its number among the chain's.
    Sample(u32),
    Step,
    Other,
}

/// A log as its genesis tells it: id, device, whether HQ wrote it, settlement.
///
/// Somebody may begin a second history under a log's id with another genesis; that is another log here.
type LogKey = (Uuid, Uuid, bool, u32);

#[derive(Debug, Clone, Copy)]
pub(super) struct Log {
    pub(super) id: Uuid,
    pub(super) author: Author,
    /// Number of the settlement; [`NONE`]: the log is about none.
    pub(super) settlement: u32,
}

impl Chain {
    /// Returns whether an entry is in already, and keeps the earlier time of receipt.
    pub(super) fn seen_again(&mut self, id: &RecordId, received: Option<Received>) -> bool {
        let Some(number) = self.index_of(id) else { return false };
        let known = self.received(number);
        let is_earlier = known.is_none_or(|known| received.is_some_and(|received| received.at < known.at));
        if received.is_some() && is_earlier {
            self.nodes[number as usize].received = self.received_number(received);
        }
        true
    }

    /// Adds a new entry and returns its number. What a sample says of others is not yet told to them.
    pub(super) fn push(&mut self, fact: &Fact, kind: Kind, received: Option<Received>) -> u32 {
        let number = self.nodes.len() as u32;
        let log = self.log_number(fact);
        let previous = self.previous(fact);
        let received = self.received_number(received);
        let nodes = &self.nodes;
        self.numbers.add(hash_of(&fact.id), number, |number| hash_of(&nodes[number as usize].id));
        self.nodes.push(Node { id: fact.id, seq: fact.seq, kind, received, log, previous, sample: NONE });
        number
    }

    /// Most entries follow the one that came in before them.
    fn previous(&self, fact: &Fact) -> u32 {
        match self.nodes.last() {
            Some(last) if last.id == fact.previous => self.len() - 1,
            _ => self.index_of(&fact.previous).unwrap_or(NONE),
        }
    }

    /// Keeps what a sample says, and returns its number.
    pub(super) fn keep_sample(&mut self, sample: ClockSample) -> u32 {
        self.samples.push(sample);
        self.samples.len() as u32 - 1
    }

    /// What came in together was received together.
    fn received_number(&mut self, received: Option<Received>) -> u32 {
        if self.received.last() != Some(&received) {
            self.received.push(received);
        }
        self.received.len() as u32 - 1
    }

    fn log_number(&mut self, fact: &Fact) -> u32 {
        let settlement = fact.settlement.as_ref().map_or(NONE, |settlement| self.settlements.number(settlement));
        let key = (fact.log, fact.device, fact.writer == Writer::Hq, settlement);
        if let Some(&number) = self.log_numbers.get(&key) {
            return number;
        }
        let number = self.logs.len() as u32;
        let author = Author { device: fact.device, writer: fact.writer };
        self.logs.push(Log { id: fact.log, author, settlement });
        self.log_numbers.insert(key, number);
        number
    }

    /// Returns the entries before a sample that use it from now on, given what sample each uses so far.
    pub(super) fn reach(&self, sample: u32, sample_of: impl Fn(u32) -> u32) -> Vec<u32> {
        let place = |number: u32| (self.nodes[number as usize].seq, self.nodes[number as usize].id);
        let (log, own) = (self.nodes[sample as usize].log, place(sample));
        let mut reached = Vec::new();
        let mut at = self.nodes[sample as usize].previous;
        while at != NONE {
            let node = &self.nodes[at as usize];
            if node.log != log || matches!(node.kind, Kind::Sample(_) | Kind::Step) {
                break;
            }
            // What a better sample has already reached, it has reached to the end.
            let held = sample_of(at);
            if held != NONE && place(held) < own {
                break;
            }
            reached.push(at);
            at = node.previous;
        }
        reached
    }

    /// Returns the entry of the sample that an entry uses; [`NONE`]: none.
    pub(super) fn sample_of(&self, number: u32) -> u32 {
        self.nodes[number as usize].sample
    }

    /// Lets an entry use the sample of another one.
    pub(super) fn use_sample(&mut self, number: u32, sample: u32) {
        self.nodes[number as usize].sample = sample;
    }

    /// Returns a device's time as the server's clock would have shown it, and whether a sample says so.
    pub(super) fn corrected(&self, number: u32, at: Moment) -> (Moment, bool) {
        self.corrected_by(self.nodes[number as usize].sample, number, at)
    }

    /// Returns the same, had an entry the sample of that one.
    pub(super) fn corrected_by(&self, sample: u32, number: u32, at: Moment) -> (Moment, bool) {
        match self.nodes.get(sample as usize).map(|node| node.kind) {
            Some(Kind::Sample(sample)) => {
                let ClockSample { device_at, server_at } = self.samples[sample as usize];
                (at.plus(server_at.0.saturating_sub(device_at.0)), true)
            }
            // HQ's own clock is the server's.
            _ => (at, self.author(number).writer == Writer::Hq),
        }
    }

    pub(super) fn node(&self, number: u32) -> &Node {
        &self.nodes[number as usize]
    }

    /// Returns how many entries there are.
    pub(super) fn len(&self) -> u32 {
        self.nodes.len() as u32
    }

    pub(super) fn log_of(&self, number: u32) -> &Log {
        &self.logs[self.nodes[number as usize].log as usize]
    }

    pub(super) fn author(&self, number: u32) -> Author {
        self.log_of(number).author
    }

    pub(super) fn received(&self, number: u32) -> Option<Received> {
        self.received[self.nodes[number as usize].received as usize]
    }

    pub(super) fn index_of(&self, id: &RecordId) -> Option<u32> {
        self.numbers.find(hash_of(id), |number| self.nodes[number as usize].id == *id)
    }

    /// Returns all settlements, by number.
    pub(super) fn settlements(&self) -> &[SettlementRef] {
        self.settlements.things()
    }
}

/// An id is a hash already; any eight of its bytes do.
fn hash_of(id: &RecordId) -> u64 {
    let mut eight = [0; 8];
    eight.copy_from_slice(&id.0[..8]);
    u64::from_le_bytes(eight)
}
