//! Records as HQ shows them: rows of a list, and one record with all that was ever said of it.

use chrono::NaiveDate;
use lantern_domain::{Correction, Distribution, Line, Moment, Recipient, RecordId, SettlementRef};
use serde::{Deserialize, Serialize};
use std::fmt;
use uuid::Uuid;

/// `GET records`: one page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordsAnswer {
    /// The page's records, the latest first.
    pub records: Vec<RecordRow>,
    /// Which page this is, from 1.
    pub page: usize,
    /// How many pages there are, at least 1.
    pub pages: usize,
    /// How many records there are in all, voided ones included.
    pub count: usize,
}

/// One record.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordRow {
    /// Its public id; what links go by.
    pub id: Uuid,
    /// For speaking, such as `K7M2-0042`.
    pub short_code: String,
    /// Whether it counts as first said, as later said, or not at all.
    pub status: RecordStatus,
    /// When, by the phone's clock, corrected.
    pub at: Moment,
    /// The day, local to the settlement.
    pub day: NaiveDate,
    /// `false`: the phone's clock was not compared with HQ's since.
    pub is_clock_confirmed: bool,
    /// When HQ took it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub received_at: Option<Moment>,
    /// The round's code.
    pub round: String,
    /// The round's name, from the plan; the code where there is none.
    pub round_name: String,
    /// The settlement.
    pub settlement: SettlementRef,
    /// Its name, from the plan or as typed.
    pub settlement_name: String,
    /// Who received.
    pub recipient: Recipient,
    /// People in the household; `None`: not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size: Option<u32>,
    /// What was handed over: as it counts, or, if void, as first said.
    pub lines: Vec<Line>,
    /// Who recorded it.
    pub operator: String,
    /// The phone.
    pub device: Uuid,
    /// What HQ calls the phone.
    pub device_name: String,
    /// Why it is void.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub void_reason: Option<String>,
}

impl fmt::Debug for RecordRow {
    /// Shows the short code and nothing that points at a person.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RecordRow({}, {:?})", self.short_code, self.status)
    }
}

/// What a record counts as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecordStatus {
    /// As first said.
    Counted,
    /// As a later word says.
    Replaced,
    /// Not at all.
    Void,
}

/// `GET records/{id}`: one record with all its versions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordDetail {
    /// The record as in the list.
    pub row: RecordRow,
    /// Its chain hash.
    pub hash: RecordId,
    /// Its log.
    pub log: Uuid,
    /// Its number in the log.
    pub seq: u64,
    /// The place in HQ's journal of the batch that brought it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<u64>,
    /// The phone that carried it to HQ.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub carried_by: Option<Uuid>,
    /// As first said.
    pub first: Distribution,
    /// As it counts; `None`: void.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective: Option<Distribution>,
    /// Every later word on it, in the order of their corrected times.
    pub versions: Vec<VersionRow>,
}

/// One later word on a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionRow {
    /// The chain hash of the correction.
    pub hash: RecordId,
    /// What it says.
    pub correction: Correction,
    /// The phone that said so; nil: HQ.
    pub device: Uuid,
    /// What HQ calls that phone.
    pub device_name: String,
    /// When HQ took it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub received_at: Option<Moment>,
    /// Whether it is the word that counts now.
    pub is_effective: bool,
}
