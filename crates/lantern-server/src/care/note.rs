//! What a journal says about the copy that it was restored from.

use lantern_domain::Moment;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The bytes of a record of kind 4, as JSON: everything before it was restored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RestoredNote {
    /// The journal that the copy was of.
    pub journal: Uuid,
    /// The last position that the copy had.
    pub position: u64,
    /// When it was restored.
    pub at: Moment,
}

impl RestoredNote {
    /// Reads a record's bytes; `None`: a later version wrote them.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        serde_json::from_slice(bytes).ok()
    }

    /// Returns the record's bytes.
    ///
    /// # Panics
    ///
    /// Never: two numbers and an id are JSON.
    pub fn to_bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("two numbers and an id are JSON")
    }
}
