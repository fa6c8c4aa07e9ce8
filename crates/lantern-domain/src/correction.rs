//! Corrections: how a record is voided or replaced without ever being edited.
//!
//! Leaves the choice between concurrent corrections to the tally.

use crate::{Distribution, Moment, ShortText};
use serde::{Deserialize, Serialize};
use std::fmt;

/// What an entry *is*: its chain hash, SHA-256 over everything before it in its log and itself.
///
/// Written as 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RecordId(pub [u8; 32]);

/// The first half of a record id: enough to name a record among those that there are.
pub type HashStart = [u8; 16];

impl RecordId {
    /// Returns its first half.
    pub fn start(&self) -> HashStart {
        std::array::from_fn(|at| self.0[at])
    }
}

/// The text is not 64 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a record id is 64 hexadecimal digits")]
pub struct RecordIdError;

impl TryFrom<String> for RecordId {
    type Error = RecordIdError;
    fn try_from(text: String) -> Result<Self, RecordIdError> {
        let digits = text.as_bytes();
        if digits.len() != 64 {
            return Err(RecordIdError);
        }
        let mut id = [0; 32];
        for (byte, pair) in id.iter_mut().zip(digits.chunks(2)) {
            let high = char::from(pair[0]).to_digit(16).ok_or(RecordIdError)?;
            let low = char::from(pair[1]).to_digit(16).ok_or(RecordIdError)?;
            *byte = (high * 16 + low) as u8;
        }
        Ok(Self(id))
    }
}

impl From<RecordId> for String {
    fn from(id: RecordId) -> String {
        id.to_string()
    }
}

impl fmt::Display for RecordId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for RecordId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RecordId({:02x}{:02x}…)", self.0[0], self.0[1])
    }
}

/// A later word on a record: an entry of its own that names the record and the version it supersedes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// When, by the device's clock.
    pub at: Moment,
    /// Who says so.
    pub operator: ShortText,
    /// The distribution that is corrected: the id of its first version.
    pub target: RecordId,
    /// The version that this one takes the place of: the target itself, or an earlier correction of it.
    pub supersedes: RecordId,
    /// What becomes of it.
    pub change: Change,
    /// Why: free text, or a slug such as `wrong-card` that the app translates.
    pub reason: ShortText,
}

/// What a correction makes of its target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// The hand-over did not happen, or not like this: it counts nothing.
    Void,
    /// The hand-over happened like this instead; also the way back from a void.
    Replacement(Box<Distribution>),
}
