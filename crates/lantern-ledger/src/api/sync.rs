//! The answer to an upload: where HQ stands on each log, receipts, and what there is to pull.

use crate::Hash;
use crate::json::{Fields, FromJson, Unreadable, Value, variant};
use lantern_domain::RecordId;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The answer to `POST batches`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SyncAnswer {
    /// HQ's clock, in milliseconds since 1970-01-01T00:00:00Z.
    pub server_at_ms: i64,
    /// HQ's journal; another one after a restore.
    pub journal: Uuid,
    /// The journal's last durable position.
    pub position: u64,
    /// One answer for each log that the upload named in a head or a batch.
    pub logs: Vec<LogAnswer>,
    /// The logs that the caller may pull, and how far they go.
    pub follow: Vec<Follow>,
}

/// Where HQ stands on one log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogAnswer {
    /// The log.
    pub log: Uuid,
    /// HQ's head: on the caller's own history wherever HQ knows it. 0: HQ holds nothing.
    pub seq: u64,
    /// The hash there; at 0 the start of the chain.
    pub hash: Hash,
    /// What became of what was sent.
    pub state: LogAnswerState,
    /// Whether HQ holds another history of this log than the caller's, which not every state says.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_forked: bool,
    /// The receipt for that head, base64url; `None` at 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receipt: Option<String>,
    /// The stable code of what was wrong, such as `body_unreadable`; see [`super::code`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
}

/// What became of what was sent of a log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogAnswerState {
    /// It is in the totals.
    Counted,
    /// It is kept, and counts once its key is known.
    Held,
    /// Entries before it are missing: send from after HQ's head.
    Gap,
    /// HQ holds another history of this log; both are kept.
    Fork,
    /// It was not taken; the problem says why.
    Refused,
}

/// A log to pull with `GET batches?log=…&from=…`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Follow {
    /// The log.
    pub log: Uuid,
    /// The number of its last entry.
    pub seq: u64,
}

impl FromJson for SyncAnswer {
    fn from_json(value: &Value) -> Result<Self, Unreadable> {
        let from = Fields::of(value)?;
        Ok(Self {
            server_at_ms: from.needs("server_at_ms")?,
            journal: from.needs("journal")?,
            position: from.needs("position")?,
            logs: from.needs("logs")?,
            follow: from.needs("follow")?,
        })
    }
}

impl FromJson for LogAnswer {
    fn from_json(value: &Value) -> Result<Self, Unreadable> {
        let from = Fields::of(value)?;
        Ok(Self {
            log: from.needs("log")?,
            seq: from.needs("seq")?,
            hash: Hash::from(from.needs::<RecordId>("hash")?),
            state: from.needs("state")?,
            is_forked: from.may("is_forked")?.unwrap_or(false),
            receipt: from.may("receipt")?,
            problem: from.may("problem")?,
        })
    }
}

impl FromJson for LogAnswerState {
    fn from_json(value: &Value) -> Result<Self, Unreadable> {
        match variant(value)? {
            ("counted", Value::Null) => Ok(Self::Counted),
            ("held", Value::Null) => Ok(Self::Held),
            ("gap", Value::Null) => Ok(Self::Gap),
            ("fork", Value::Null) => Ok(Self::Fork),
            ("refused", Value::Null) => Ok(Self::Refused),
            _ => Err(Unreadable),
        }
    }
}

impl FromJson for Follow {
    fn from_json(value: &Value) -> Result<Self, Unreadable> {
        let from = Fields::of(value)?;
        Ok(Self { log: from.needs("log")?, seq: from.needs("seq")? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_answer_has_this_json() {
        let answer = SyncAnswer {
            server_at_ms: 1_790_000_000_123,
            journal: Uuid::from_u128(1),
            position: 99,
            logs: vec![LogAnswer {
                log: Uuid::from_u128(2),
                seq: 42,
                hash: Hash([0xcd; 32]),
                state: LogAnswerState::Counted,
                is_forked: false,
                receipt: Some("AAAA".to_owned()),
                problem: None,
            }],
            follow: vec![Follow { log: Uuid::from_u128(3), seq: 7 }],
        };
        let expected = json!({
            "server_at_ms": 1_790_000_000_123_u64,
            "journal": "00000000-0000-0000-0000-000000000001",
            "position": 99,
            "logs": [{
                "log": "00000000-0000-0000-0000-000000000002",
                "seq": 42,
                "hash": "cd".repeat(32),
                "state": "counted",
                "receipt": "AAAA",
            }],
            "follow": [{ "log": "00000000-0000-0000-0000-000000000003", "seq": 7 }],
        });
        assert_eq!(serde_json::to_value(&answer).unwrap(), expected);
        assert_eq!(serde_json::from_value::<SyncAnswer>(expected).unwrap(), answer);
    }

    #[test]
    fn phones_read_every_state_and_what_later_versions_add() {
        for state in ["counted", "held", "gap", "fork", "refused"] {
            let log = json!({
                "log": Uuid::from_u128(2), "seq": u64::MAX, "hash": "0a".repeat(32), "state": state,
                "is_forked": state == "gap", "receipt": null, "problem": "body_unreadable", "later": [1.5e3, {}],
            });
            let answer = json!({
                "server_at_ms": -1, "journal": Uuid::from_u128(1), "position": 0, "logs": [log, log],
                "follow": [{ "log": Uuid::from_u128(3), "seq": 7 }], "later": true,
            });
            let read = crate::json::read::<SyncAnswer>(answer.to_string().as_bytes()).unwrap();
            assert_eq!(read.logs.len(), 2);
            assert_eq!(read.logs[0].is_forked, state == "gap");
            assert_eq!(read, serde_json::from_value(answer).unwrap());
        }
    }

    #[test]
    fn answers_of_another_shape_are_refused() {
        let good = json!({ "server_at_ms": 0, "journal": Uuid::nil(), "position": 0, "logs": [], "follow": [] });
        assert!(crate::json::read::<SyncAnswer>(good.to_string().as_bytes()).is_ok());
        for (field, value) in [
            ("server_at_ms", json!(1.5)),
            ("journal", json!("nothing")),
            ("position", json!(-1)),
            ("logs", json!([{}])),
            ("follow", json!(null)),
        ] {
            let mut bad = good.clone();
            bad[field] = value;
            assert!(crate::json::read::<SyncAnswer>(bad.to_string().as_bytes()).is_err(), "{field}");
            assert!(serde_json::from_value::<SyncAnswer>(bad).is_err(), "{field}");
        }
    }
}
