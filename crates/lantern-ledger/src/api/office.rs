//! What the HQ app asks: session, phones, plan, changes.

use super::JournalCare;
use crate::Hash;
use lantern_domain::plan::{Facility, Item, OperationInfo, Round, Settlement, Target};
use lantern_domain::{Code, Moment, Plan, PlanChange, SettlementRef};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use uuid::Uuid;

/// `GET /health`: no data, no credential.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HealthAnswer {
    /// `ok`, or a word for what is wrong, such as `read_only`.
    pub status: String,
    /// The server's version.
    pub version: String,
    /// When its journal was last restored from a copy; `None`: never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restored_at: Option<Moment>,
}

/// `POST session`.
#[derive(Clone, Serialize, Deserialize)]
pub struct SessionRequest {
    /// The administrator's password.
    pub password: String,
}

impl fmt::Debug for SessionRequest {
    /// Shows no secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionRequest(…)")
    }
}

/// `GET session` and `POST session`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionAnswer {
    /// Whether the caller is signed in.
    pub is_signed_in: bool,
    /// The operation's name; `None`: not signed in, or no plan yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation_name: Option<String>,
}

/// `GET changes?cursor=`: a cheap question, for asking often.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangesAnswer {
    /// What to ask with next time.
    pub cursor: String,
    /// Whether anything that HQ shows may have changed since the caller's cursor.
    pub changed: bool,
    /// The journal's last position, for showing how far the figures go.
    #[serde(default)]
    pub position: u64,
    /// The server's clock, for showing as of when they are.
    #[serde(default)]
    pub at: Moment,
    /// What happened to the journal itself; `None`: nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub care: Option<JournalCare>,
}

/// `GET devices`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DevicesAnswer {
    /// The phones, by name.
    pub devices: Vec<DeviceRow>,
    /// Keys that HQ does not know, under which it holds what it does not count.
    #[serde(default)]
    pub held: Vec<HeldKey>,
}

/// A key that HQ does not know, and what is held under it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HeldKey {
    /// SHA-256 of the key.
    pub key: Hash,
    /// The phone that it says it is of.
    pub device: Uuid,
    /// Whether HQ knows that phone.
    pub is_phone_known: bool,
    /// Whether its logs go on from logs that HQ counts as that phone's.
    pub is_going_on: bool,
    /// Hand-overs and corrections that wait to be counted.
    pub records: u64,
    /// When HQ took the first of what it holds.
    pub first_received_at: Moment,
    /// When HQ took the last.
    pub last_received_at: Moment,
    /// What HQ calls the phones that brought it.
    pub carried_by: Vec<String>,
    /// Whether HQ has said that it does not trust the key.
    pub is_refused: bool,
}

/// `POST devices/{id}/keys`: HQ's word on a key that something is held under.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyWord {
    /// SHA-256 of the key.
    pub key: Hash,
    /// `true`: it is that phone's, and what is held counts; `false`: it is not trusted.
    pub is_confirmed: bool,
}

/// One phone.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceRow {
    /// The phone.
    pub device: Uuid,
    /// What HQ calls it.
    pub name: String,
    /// Whether its link is out, used, expired, or the phone revoked.
    pub status: DeviceStatus,
    /// When it was added.
    pub added_at: Moment,
    /// When its link stops working; `None`: it was used.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link_expires_at: Option<Moment>,
    /// When it used its link.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub enrolled_at: Option<Moment>,
    /// When it was last heard of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact_at: Option<Moment>,
    /// The version of its app at its last word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub app_version: Option<String>,
    /// What it writes: one row for each of its logs.
    pub logs: Vec<DeviceLog>,
}

impl fmt::Debug for DeviceRow {
    /// Leaves the name out.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DeviceRow({}, {:?}, {} logs)", self.device, self.status, self.logs.len())
    }
}

/// How far a phone has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeviceStatus {
    /// Its link is out and not used.
    Invited,
    /// Its link is too old and was never used.
    Expired,
    /// It is enrolled.
    Enrolled,
    /// It is not trusted any more.
    Revoked,
}

/// One log of a phone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceLog {
    /// The log.
    pub log: Uuid,
    /// Its settlement; `None`: HQ knows of the log only by its head.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settlement: Option<SettlementRef>,
    /// The settlement's name, from the plan or as typed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settlement_name: Option<String>,
    /// The number of the last entry that HQ holds.
    pub seq: u64,
    /// The number of the last entry that the phone says it has; more than `seq`: something is still there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claimed_seq: Option<u64>,
    /// Records that count, voided ones left out.
    pub records: u64,
    /// When HQ took the last entry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub received_at: Option<Moment>,
    /// When the last record was made, by the phone's corrected clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recorded_at: Option<Moment>,
    /// Whether HQ holds two histories of it.
    pub is_forked: bool,
    /// Whether it is kept without being counted, its key not being known.
    pub is_held: bool,
}

/// `POST devices`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewPhone {
    /// What the office will call it.
    pub name: String,
}

/// The answer to `POST devices`: shown once, kept nowhere.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewPhoneAnswer {
    /// The phone.
    pub device: Uuid,
    /// What the office calls it.
    pub name: String,
    /// The enrolment link, its code in the fragment.
    pub link: String,
    /// The link is void from then on.
    pub code_expires_at: Moment,
}

impl fmt::Debug for NewPhoneAnswer {
    /// Shows no secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NewPhoneAnswer({})", self.device)
    }
}

/// `GET plan`: how much of a plan there is, and what is in it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PlanAnswer {
    /// The operation's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation_name: Option<String>,
    /// When the plan last changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed_at: Option<Moment>,
    /// Settlements.
    pub settlements: usize,
    /// Items.
    pub items: usize,
    /// Rounds.
    pub rounds: usize,
    /// Targets.
    pub targets: usize,
    /// Facilities.
    pub facilities: usize,
    /// Listed households.
    pub households: usize,
    /// What is in it.
    #[serde(default)]
    pub contents: PlanContents,
}

/// A plan without its lists of households, of which only the lengths are here.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct PlanContents {
    /// The operation itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<OperationInfo>,
    /// Settlements by code.
    #[serde(default)]
    pub settlements: Vec<Settlement>,
    /// Items by code.
    #[serde(default)]
    pub items: Vec<Item>,
    /// Rounds by code.
    #[serde(default)]
    pub rounds: Vec<Round>,
    /// Targets by round, settlement and item.
    #[serde(default)]
    pub targets: Vec<Target>,
    /// Facilities by settlement.
    #[serde(default)]
    pub facilities: Vec<Facility>,
    /// Lists of households by settlement and round.
    #[serde(default)]
    pub lists: Vec<ListLength>,
}

/// How many households a round's list has in a settlement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListLength {
    /// The settlement's code.
    pub settlement: Code,
    /// The round's code.
    pub round: Code,
    /// Households on the list.
    pub households: usize,
}

impl PlanContents {
    /// Makes the contents of a plan and the lengths of its lists.
    pub fn new(plan: &Plan, lists: Vec<ListLength>) -> Self {
        Self {
            operation: plan.operation.clone(),
            settlements: plan.settlements.values().cloned().collect(),
            items: plan.items.values().cloned().collect(),
            rounds: plan.rounds.values().cloned().collect(),
            targets: plan.targets.values().cloned().collect(),
            facilities: plan.facilities.values().cloned().collect(),
            lists,
        }
    }
}

/// The answer to `POST plan`: either everything or nothing was imported.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ImportAnswer {
    /// How many rows are new or differ from the plan.
    pub changes: usize,
    /// How many rows of the plan the upload does not name; they are kept.
    pub kept: usize,
    /// The changes by what they change; see [`KindCount::of`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub kinds: Vec<KindCount>,
    /// What is wrong, the first thousand; not empty: nothing was imported.
    pub errors: Vec<ImportProblemRow>,
    /// How many errors there are besides.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub further_errors: usize,
    /// What is odd and was imported all the same, such as an unknown column.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<ImportProblemRow>,
}

fn is_zero(count: &usize) -> bool {
    *count == 0
}

/// How many changes of an import change the same sort of thing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KindCount {
    /// `operation`, `settlement`, `item`, `round`, `target`, `facility` or `household`, as [`PlanChange`] is tagged.
    pub kind: String,
    /// How many changes.
    pub changes: usize,
}

impl KindCount {
    /// Counts changes by what they change; kinds without a change are left out.
    pub fn of(changes: &[PlanChange]) -> Vec<Self> {
        let kind = |change: &PlanChange| match change {
            PlanChange::Operation(_) => "operation",
            PlanChange::Settlement(_) => "settlement",
            PlanChange::Item(_) => "item",
            PlanChange::Round(_) => "round",
            PlanChange::Target(_) => "target",
            PlanChange::Facility(_) => "facility",
            PlanChange::Household(_) => "household",
        };
        let kinds = ["operation", "settlement", "item", "round", "target", "facility", "household"];
        let count = |name: &str| changes.iter().filter(|change| kind(change) == name).count();
        let counts = kinds.map(|name| Self { kind: name.to_owned(), changes: count(name) });
        counts.into_iter().filter(|count| count.changes > 0).collect()
    }
}

/// One thing wrong with an uploaded plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportProblemRow {
    /// The file.
    pub file: String,
    /// The row, the heading being 1; `None`: the file as a whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<usize>,
    /// The column's heading.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// A stable code of what is wrong.
    pub problem: String,
    /// What was expected or found, by name: with the code, all that a sentence in another language needs.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub facts: BTreeMap<String, String>,
    /// One sentence in English.
    pub message: String,
}
