//! What happened to HQ's journal itself, for whoever has to do something about it.
//!
//! Leaves what to do then to `docs/operate.md`.

use lantern_domain::Moment;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What happened to the journal, once and for good: a journal of which there is nothing to say has no such word.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct JournalCare {
    /// How often it was restored from a copy.
    #[serde(default)]
    pub restores: u64,
    /// The last restore; `None`: it was never restored, or a later version wrote what it says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub restored: Option<RestoredFrom>,
    /// How many of its records were damaged and are lost for good; phones are asked for theirs and may have sent them
    /// again since.
    #[serde(default)]
    pub lost_records: u64,
}

/// The copy that a journal was restored from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RestoredFrom {
    /// When it was restored.
    pub at: Moment,
    /// The journal that the copy was of.
    pub journal: Uuid,
    /// The last position that the copy had: what came after it comes back from phones only.
    pub position: u64,
}
