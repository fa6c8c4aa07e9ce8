//! SHA-256 hashes: what an entry *is*.
//!
//! Leaves what is hashed to [`crate::chain`].

use lantern_domain::RecordId;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt;

/// A chain hash: SHA-256 over the hash before and an entry's bytes. The same bytes as the domain's [`RecordId`].
///
/// Written in JSON as 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(from = "RecordId", into = "RecordId")]
pub struct Hash(pub [u8; 32]);

impl Hash {
    /// Returns SHA-256 over the parts, one after another.
    pub fn of(parts: &[&[u8]]) -> Self {
        let mut digest = Sha256::new();
        parts.iter().for_each(|part| digest.update(part));
        Self(digest.finalize().into())
    }
}

impl From<RecordId> for Hash {
    fn from(id: RecordId) -> Self {
        Self(id.0)
    }
}

impl From<Hash> for RecordId {
    fn from(hash: Hash) -> Self {
        RecordId(hash.0)
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        RecordId(self.0).fmt(f)
    }
}

impl fmt::Debug for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hash({:02x}{:02x}…)", self.0[0], self.0[1])
    }
}
