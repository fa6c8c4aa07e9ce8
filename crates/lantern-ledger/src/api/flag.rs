//! Flags as HQ shows them, and what HQ decides on them.

use lantern_domain::Moment;
use lantern_domain::flag::Reason;
use serde::{Deserialize, Serialize};
use std::fmt;
use uuid::Uuid;

/// `GET flags`: one page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlagsAnswer {
    /// The page's flags: open ones first, then by kind, the latest record first.
    pub flags: Vec<FlagRow>,
    /// Which page this is, from 1.
    pub page: usize,
    /// How many pages there are, at least 1.
    pub pages: usize,
    /// How many flags pass the filter.
    pub count: usize,
    /// How many of them wait for a decision.
    pub open: usize,
    /// The position of the journal up to which records were surely looked at.
    #[serde(default)]
    pub as_of: u64,
}

/// Something odd about a group of records. It changes no total.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlagRow {
    /// What addresses go by; the same as long as HQ keeps its office log.
    pub id: Uuid,
    /// What is odd, with the facts; its `kind` is the kind of flag.
    pub reason: Reason,
    /// The card that the group is about, as it was typed for the earliest record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card: Option<String>,
    /// How many records it is on.
    pub record_count: usize,
    /// They, the earliest first; in a list of flags the first [`FlagRow::RECORDS_MAX`].
    pub records: Vec<FlagRecord>,
    /// What HQ decided; `None`: nothing yet, or records came that the decision did not know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<DecisionRow>,
}

impl FlagRow {
    /// The most records of one flag that a list of flags shows.
    pub const RECORDS_MAX: usize = 20;
}

impl fmt::Debug for FlagRow {
    /// Shows what sort of flag it is, and no card.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "FlagRow({}, {:?}, {} records)", self.id, self.reason.kind(), self.record_count)
    }
}

/// A record that a flag is on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FlagRecord {
    /// Its public id; what links go by.
    pub id: Uuid,
    /// For speaking, such as `K7M2-0042`.
    pub short_code: String,
    /// When, by the phone's clock, corrected.
    pub at: Moment,
    /// The round's code.
    pub round: String,
    /// The settlement's key.
    pub settlement: String,
    /// The settlement's name, from the plan or as typed.
    pub settlement_name: String,
    /// What HQ calls the phone.
    pub device_name: String,
}

/// What HQ decided.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecisionRow {
    /// `right`, `to_correct` or `set_aside`.
    pub verdict: String,
    /// Why.
    pub reason: String,
    /// Who.
    pub by: String,
    /// When, by HQ's clock.
    pub at: Moment,
}

impl fmt::Debug for DecisionRow {
    /// Shows no name.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DecisionRow({})", self.verdict)
    }
}

/// `POST flags/{id}/decision`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewDecision {
    /// `right`, `to_correct` or `set_aside`.
    pub verdict: String,
    /// Why: one line.
    pub reason: String,
    /// Who decides: a name, one line.
    pub by: String,
    /// How many records the flag was on when it was looked at: with others since, nothing is decided.
    pub record_count: usize,
}

impl fmt::Debug for NewDecision {
    /// Shows no name.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NewDecision({})", self.verdict)
    }
}
