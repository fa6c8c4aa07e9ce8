//! The chain of every log, as far as the tally needs it: what follows what, and what clock samples say of the time.
//!
//! An entry uses the first sample after it in its own log with no clock step between; later samples never change it.
//! Where a log has two branches, shared entries use the sample with the least place in the log, then the least id.

use super::intern::Intern;
use super::{Author, Fact, Writer};
use crate::{ClockSample, Moment, RecordId, SettlementRef};
use std::collections::HashMap;
use uuid::Uuid;

const NONE: u32 = u32::MAX;

/// All entries, by number.
#[derive(Debug, Clone, Default)]
pub(super) struct Chain {
    nodes: Vec<Node>,
    numbers: HashMap<RecordId, u32>,
    logs: Vec<Log>,
    log_numbers: HashMap<LogKey, u32>,
    settlements: Intern<SettlementRef>,
}

#[derive(Debug, Clone)]
pub(super) struct Node {
    pub(super) id: RecordId,
    pub(super) seq: u64,
    pub(super) received_at: Option<Moment>,
    pub(super) kind: Kind,
    log: u32,
    previous: u32,
    sample: u32,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    /// A distribution, by its number among the tally's records.
    Record(u32),
    Correction,
    Sample(ClockSample),
    Step,
    Other,
}

/// A log as its genesis tells it: id, device, whether HQ wrote it, settlement.
///
/// Somebody may begin a second history under a log's id with another genesis; that is another log here.
type LogKey = (Uuid, Uuid, bool, Option<u32>);

#[derive(Debug, Clone, Copy)]
pub(super) struct Log {
    pub(super) id: Uuid,
    pub(super) author: Author,
    /// Number of the settlement; `None`: the log is about none.
    pub(super) settlement: Option<u32>,
}

impl Chain {
    /// Returns whether an entry is in already, and keeps the earlier time of receipt.
    pub(super) fn seen_again(&mut self, id: &RecordId, received_at: Option<Moment>) -> bool {
        let Some(&number) = self.numbers.get(id) else { return false };
        let node = &mut self.nodes[number as usize];
        node.received_at = match (node.received_at, received_at) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
        true
    }

    /// Adds a new entry and returns its number.
    pub(super) fn push(&mut self, fact: &Fact, kind: Kind, received_at: Option<Moment>) -> u32 {
        let number = self.nodes.len() as u32;
        let log = self.log_number(fact);
        let previous = self.numbers.get(&fact.previous).copied().unwrap_or(NONE);
        self.numbers.insert(fact.id, number);
        self.nodes.push(Node { id: fact.id, seq: fact.seq, received_at, kind, log, previous, sample: NONE });
        if matches!(kind, Kind::Sample(_)) {
            self.walk_back(number);
        }
        number
    }

    fn log_number(&mut self, fact: &Fact) -> u32 {
        let settlement = fact.settlement.as_ref().map(|settlement| self.settlements.number(settlement));
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

    /// Gives a sample to the entries before it, as far as it reaches.
    fn walk_back(&mut self, sample: u32) {
        let place = |chain: &Self, number: u32| (chain.nodes[number as usize].seq, chain.nodes[number as usize].id);
        let (log, own) = (self.nodes[sample as usize].log, place(self, sample));
        let mut at = self.nodes[sample as usize].previous;
        while at != NONE {
            let Node { kind, sample: held, log: of, previous, .. } = self.nodes[at as usize];
            if of != log || matches!(kind, Kind::Sample(_) | Kind::Step) {
                break;
            }
            // What a better sample has already reached, it has reached to the end.
            if held != NONE && place(self, held) < own {
                break;
            }
            self.nodes[at as usize].sample = sample;
            at = previous;
        }
    }

    /// Returns a device's time as the server's clock would have shown it, and whether a sample says so.
    pub(super) fn corrected(&self, number: u32, at: Moment) -> (Moment, bool) {
        let sample = self.nodes[number as usize].sample;
        match self.nodes.get(sample as usize).map(|node| node.kind) {
            Some(Kind::Sample(ClockSample { device_at, server_at })) => {
                (at.plus(server_at.0.saturating_sub(device_at.0)), true)
            }
            // HQ's own clock is the server's.
            _ => (at, self.author(number).writer == Writer::Hq),
        }
    }

    pub(super) fn node(&self, number: u32) -> &Node {
        &self.nodes[number as usize]
    }

    pub(super) fn log_of(&self, number: u32) -> &Log {
        &self.logs[self.nodes[number as usize].log as usize]
    }

    pub(super) fn author(&self, number: u32) -> Author {
        self.log_of(number).author
    }

    pub(super) fn index_of(&self, id: &RecordId) -> Option<u32> {
        self.numbers.get(id).copied()
    }

    /// Returns all settlements, by number.
    pub(super) fn settlements(&self) -> &[SettlementRef] {
        self.settlements.things()
    }
}
