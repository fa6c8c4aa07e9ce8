//! Flags: what is odd about accepted records, said of the group that it is about, with the facts that make it odd.
//!
//! The same entries give the same flags, whatever order they came in; a void takes away what it makes untrue.
//! A flag never changes a total and never points at "the second" record: which one is wrong, a person decides.
//! Leaves finding them to [`crate::tally::Inspection`], identities for addresses, and what was decided on a flag, to the
//! server.

use crate::plan::ItemRecipient;
use crate::{Code, FoldedCard, Moment, RecordId, SettlementRef};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Something odd about a group of records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flag {
    /// What the group has in common.
    pub group: Group,
    /// What is odd, with the facts.
    pub reason: Reason,
    /// The records that it is on, ascending, each once.
    pub records: Vec<RecordId>,
    /// When the last of them was made, by corrected time.
    pub last_at: Moment,
}

impl Flag {
    /// Returns what sort of flag it is.
    pub fn kind(&self) -> FlagKind {
        self.reason.kind()
    }
}

/// A log of which two histories are held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Split {
    /// The log.
    pub log: Uuid,
    /// The number of the last entry that all its histories share.
    pub shared_seq: u64,
    /// How many histories.
    pub histories: u64,
}

/// What sort of oddity a flag is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FlagKind {
    /// One card was served more than once in a round.
    ServedTwice,
    /// More was handed over than was due.
    OverEntitlement,
    /// Two services of a card are closer than the round's plan says.
    IntervalTooShort,
    /// An item that the plan does not name.
    UnknownItem,
    /// A round that the plan does not name.
    UnknownRound,
    /// A settlement that the plan does not name.
    UnknownSettlement,
    /// Nothing confirms the phone's clock.
    ClockUnconfirmed,
    /// The phone's clock was more than 12 hours off.
    ClockOff,
    /// HQ received it more than 72 hours after it was made.
    Late,
    /// HQ holds two histories of one log.
    SplitHistory,
    /// A correction by somebody who may not correct the record; it has no effect.
    CorrectionWithoutRight,
}

impl FlagKind {
    /// All kinds, in the order in which they are shown.
    pub const ALL: [Self; 11] = [
        Self::ServedTwice,
        Self::OverEntitlement,
        Self::IntervalTooShort,
        Self::UnknownItem,
        Self::UnknownRound,
        Self::UnknownSettlement,
        Self::ClockUnconfirmed,
        Self::ClockOff,
        Self::Late,
        Self::SplitHistory,
        Self::CorrectionWithoutRight,
    ];

    /// Returns its name in addresses, files and decisions.
    pub const fn slug(self) -> &'static str {
        match self {
            Self::ServedTwice => "served_twice",
            Self::OverEntitlement => "over_entitlement",
            Self::IntervalTooShort => "interval_too_short",
            Self::UnknownItem => "unknown_item",
            Self::UnknownRound => "unknown_round",
            Self::UnknownSettlement => "unknown_settlement",
            Self::ClockUnconfirmed => "clock_unconfirmed",
            Self::ClockOff => "clock_off",
            Self::Late => "late",
            Self::SplitHistory => "split_history",
            Self::CorrectionWithoutRight => "correction_without_right",
        }
    }

    /// Returns the kind with that name.
    pub fn of_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.slug() == slug)
    }
}

/// What the records under one flag have in common.
///
/// `Debug` shows no card code.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// Services of one card in a round.
    Card {
        /// The round.
        round: Code,
        /// The card.
        card: FoldedCard,
    },
    /// What one recipient was given of an item in a round.
    Due {
        /// The round.
        round: Code,
        /// Who received.
        who: Who,
        /// The item, or the one that it was given instead of.
        item: Code,
    },
    /// Everything of that code: an item or a round.
    Code(Code),
    /// Everything at a settlement.
    Settlement(SettlementRef),
    /// Records of one log.
    Log(Uuid),
    /// Records of one log that HQ received on one day, by UTC.
    Received {
        /// The log.
        log: Uuid,
        /// The day.
        day: NaiveDate,
    },
    /// One record.
    Record(RecordId),
}

/// Who was given something, as far as several hand-overs can be added up.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Who {
    /// The household with a card.
    Card(FoldedCard),
    /// Whoever stood there for this one record: a household without a card.
    Record(RecordId),
    /// A facility or community of a settlement, by its name.
    Named {
        /// Which of the two.
        kind: ItemRecipient,
        /// The settlement's key; `None`: the log is about none.
        settlement: Option<Code>,
        /// The name.
        name: String,
    },
}

/// What is odd, with the facts that say so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Reason {
    /// One card was served more than once in a round.
    ServedTwice {
        /// How many services.
        services: u64,
        /// On how many phones.
        phones: u64,
    },
    /// More was handed over than was due.
    OverEntitlement {
        /// The item, or the one that it was given instead of.
        item: Code,
        /// Pieces handed over in the round.
        quantity: u64,
        /// Pieces due by HQ's plan.
        entitled: u64,
    },
    /// Two services of a card are closer than the round's plan says.
    IntervalTooShort {
        /// The round whose plan says so.
        round: Code,
        /// Days between the two that are closest.
        days: u64,
        /// The least number of days by the plan.
        min_days: u64,
    },
    /// An item that the plan does not name.
    UnknownItem {
        /// Its code.
        item: Code,
    },
    /// A round that the plan does not name.
    UnknownRound {
        /// Its code.
        round: Code,
    },
    /// A settlement that the plan does not name.
    UnknownSettlement {
        /// As the log says.
        settlement: SettlementRef,
    },
    /// Nothing confirms the phone's clock.
    ClockUnconfirmed,
    /// The phone's clock was more than 12 hours off.
    ClockOff {
        /// Whole hours at most; how far, not which way.
        hours: u64,
    },
    /// HQ received it more than 72 hours after it was made.
    Late {
        /// Whole hours at most.
        hours: u64,
    },
    /// HQ holds two histories of one log.
    SplitHistory {
        /// How many.
        histories: u64,
    },
    /// A correction by somebody who may not correct the record; it has no effect.
    CorrectionWithoutRight {
        /// How many.
        corrections: u64,
    },
}

impl Reason {
    /// Returns the kind of flag that this is a reason for.
    pub fn kind(&self) -> FlagKind {
        match self {
            Self::ServedTwice { .. } => FlagKind::ServedTwice,
            Self::OverEntitlement { .. } => FlagKind::OverEntitlement,
            Self::IntervalTooShort { .. } => FlagKind::IntervalTooShort,
            Self::UnknownItem { .. } => FlagKind::UnknownItem,
            Self::UnknownRound { .. } => FlagKind::UnknownRound,
            Self::UnknownSettlement { .. } => FlagKind::UnknownSettlement,
            Self::ClockUnconfirmed => FlagKind::ClockUnconfirmed,
            Self::ClockOff { .. } => FlagKind::ClockOff,
            Self::Late { .. } => FlagKind::Late,
            Self::SplitHistory { .. } => FlagKind::SplitHistory,
            Self::CorrectionWithoutRight { .. } => FlagKind::CorrectionWithoutRight,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_has_one_name_everywhere() {
        for kind in FlagKind::ALL {
            assert_eq!(FlagKind::of_slug(kind.slug()), Some(kind));
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.slug());
        }
        let reason = Reason::ServedTwice { services: 2, phones: 1 };
        let json = serde_json::json!({"kind": "served_twice", "services": 2, "phones": 1});
        assert_eq!(serde_json::to_value(reason).unwrap(), json);
    }
}
