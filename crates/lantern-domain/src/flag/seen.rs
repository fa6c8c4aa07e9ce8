//! A record as flags look at it: the little of it that can be odd.
//!
//! Leaves where it comes from to whoever keeps records.

use crate::tally::Record;
use crate::{Code, Distribution, FoldedCard, HouseholdSize, Moment, Recipient, RecordId, SettlementRef};
use uuid::Uuid;

/// A record as flags look at it.
#[derive(Debug, Clone)]
pub struct Seen<'a> {
    /// What its entry is.
    pub id: RecordId,
    /// Its log.
    pub log: Uuid,
    /// Its place in the log, from 1.
    pub seq: u64,
    /// The phone that wrote it.
    pub device: Uuid,
    /// Where; `None`: its log is about no settlement.
    pub settlement: Option<&'a SettlementRef>,
    /// When, by corrected time.
    pub at: Moment,
    /// Whether a sample confirms that time.
    pub clock_confirmed: bool,
    /// When HQ received it; `None`: not said.
    pub received_at: Option<Moment>,
    /// How many corrections of it were made by somebody who may not.
    pub powerless_corrections: u64,
    /// What counts of it; `None`: it is void.
    pub given: Option<Given>,
}

/// What was handed over to whom, as it counts.
#[derive(Debug, Clone)]
pub struct Given {
    /// When, by the phone's clock.
    pub device_at: Moment,
    /// The round.
    pub round: Code,
    /// Who received.
    pub to: Receiver,
    /// People in the household; `None`: not known.
    pub size: Option<HouseholdSize>,
    /// What was handed over.
    pub goods: Vec<Good>,
}

/// Who received, made comparable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Receiver {
    /// A household with a card.
    Card(FoldedCard),
    /// A household without a card.
    WalkIn,
    /// A facility, by its name without case.
    Facility(String),
    /// A community, by its name without case.
    Community(String),
}

/// Pieces of one item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Good {
    /// The item.
    pub item: Code,
    /// What it was given instead of; `None`: nothing.
    pub instead_of: Option<Code>,
    /// How many, from 1.
    pub pieces: u64,
}

impl<'a> Seen<'a> {
    /// Looks at a record of the tally.
    pub fn of(record: &Record<'a>) -> Self {
        Self {
            id: record.id,
            log: record.log,
            seq: record.seq,
            device: record.author.device,
            settlement: record.settlement,
            at: record.at,
            clock_confirmed: record.clock_confirmed,
            received_at: record.received_at,
            powerless_corrections: record.corrections().iter().filter(|view| !view.has_right).count() as u64,
            given: record.effective.map(Given::of),
        }
    }
}

impl Given {
    /// Looks at a version of a record.
    pub fn of(version: &Distribution) -> Self {
        let handed_over = version.lines.iter().filter(|line| line.quantity.pieces() > 0);
        Self {
            device_at: version.at,
            round: version.round.clone(),
            to: match &version.recipient {
                Recipient::Household(card) => Receiver::Card(card.folded()),
                Recipient::WalkIn => Receiver::WalkIn,
                Recipient::Facility(name) => Receiver::Facility(name.as_str().to_lowercase()),
                Recipient::Community(name) => Receiver::Community(name.as_str().to_lowercase()),
            },
            size: version.size,
            goods: handed_over
                .map(|line| Good {
                    item: line.item.clone(),
                    instead_of: line.substitute_for.clone(),
                    pieces: line.quantity.pieces().into(),
                })
                .collect(),
        }
    }
}
