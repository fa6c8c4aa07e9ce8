//! Facts: what the tally takes from the ledger, one for each entry of each log.
//!
//! Leaves reading entries to the ledger, which makes facts of them.

use crate::{ClockSample, ClockStep, Correction, Distribution, Moment, RecordId, SettlementRef};
use uuid::Uuid;

/// One entry, as far as the tally needs it.
#[derive(Debug, Clone)]
pub struct Fact {
    /// What the entry is: its chain hash.
    pub id: RecordId,
    /// The chain hash before it: the entry that it follows, or the start of its log.
    pub previous: RecordId,
    /// Its log.
    pub log: Uuid,
    /// Its place in the log, from 1.
    pub seq: u64,
    /// The device that wrote the log; nil for HQ.
    pub device: Uuid,
    /// Whether a phone or HQ wrote it.
    pub writer: Writer,
    /// The settlement that the log is about; `None`: it is about none, such as HQ's operation log.
    pub settlement: Option<SettlementRef>,
    /// What it says.
    pub content: Content,
}

/// Who wrote a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Writer {
    /// A phone.
    Device,
    /// The operation's HQ.
    Hq,
}

/// What an entry says, as far as the tally cares.
///
/// Entries that it does not care about are passed in all the same, as [`Content::Other`]: the chain runs over them.
#[derive(Debug, Clone)]
pub enum Content {
    /// A hand-over.
    Distribution(Box<Distribution>),
    /// A later word on a hand-over.
    Correction(Box<Correction>),
    /// What two clocks showed at the same moment.
    ClockSample(ClockSample),
    /// The device's clock jumped.
    ClockStep(ClockStep),
    /// Anything else: genesis, plan, kinds of later versions.
    Other,
}

/// Who wrote an entry: the ground for whether a correction takes effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Author {
    /// The device that wrote it; nil for HQ.
    pub device: Uuid,
    /// Whether a phone or HQ wrote it.
    pub writer: Writer,
}

/// How an entry reached HQ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Received {
    /// When, by the server's clock.
    pub at: Moment,
    /// The place in HQ's journal of the batch that brought it; 0 where there is no journal.
    pub position: u64,
    /// The place in HQ's journal from which on it counts: later than its own where its key became known later.
    pub counted_from: u64,
}

impl From<Moment> for Received {
    fn from(at: Moment) -> Self {
        Self { at, position: 0, counted_from: 0 }
    }
}
