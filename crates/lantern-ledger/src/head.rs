//! Signed heads: a writer's word for everything up to one entry.
//!
//! The signature is over a statement of numbers and hashes, never over packed bytes, so that a batch may end at any entry
//! and every copy can be sent on without the key. Leaves signing and verifying to the programs.

use crate::wire::Reader;
use crate::{Hash, Head, LogRef, WireError};
use uuid::Uuid;

const HEAD_LABEL: &[u8] = b"lantern head 1";

/// An ECDSA P-256 signature over SHA-256, as the two numbers r and s, 32 bytes each.
pub type Signature = [u8; 64];

/// A P-256 public key: SEC 1 uncompressed, 65 bytes beginning with 4.
pub type PublicKey = [u8; 65];

/// A head with its writer's signature over [`Head::statement`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignedHead {
    /// What is said.
    pub head: Head,
    /// Who said it; all zero where the head is at 0.
    pub signature: Signature,
}

/// Checks signatures at once; a browser does it in its own, asynchronous way.
pub trait Verify {
    /// Returns whether the signature over the statement was made with the key that belongs to this public key.
    ///
    /// ECDSA over P-256 and SHA-256. `false`, never a panic, for a public key that is no point of the curve.
    fn verify(&self, public_key: &PublicKey, statement: &[u8], signature: &Signature) -> bool;
}

impl Head {
    /// Returns the bytes that the log's key signs: label, operation, log, number (8 bytes, big endian), hash.
    pub fn statement(&self) -> Vec<u8> {
        let mut out = HEAD_LABEL.to_vec();
        self.put(&mut out);
        out
    }

    fn put(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.log.operation.as_bytes());
        out.extend_from_slice(self.log.log.as_bytes());
        out.extend_from_slice(&self.seq.to_be_bytes());
        out.extend_from_slice(&self.hash.0);
    }
}

impl SignedHead {
    /// The length of its bytes.
    pub const LENGTH: usize = 16 + 16 + 8 + 32 + 64;

    /// Returns what somebody says who holds nothing of a log: its start, unsigned.
    pub fn nothing_of(log: LogRef) -> Self {
        Self { head: Head::start(log), signature: [0; 64] }
    }

    /// Returns its bytes: operation, log, number, hash, signature.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(Self::LENGTH);
        self.head.put(&mut out);
        out.extend_from_slice(&self.signature);
        out
    }

    /// Reads a signed head; its signature is not checked.
    ///
    /// # Errors
    ///
    /// [`WireError`] for another length, and for a head at 0 that is not the start of its log, or is signed.
    pub fn parse(bytes: &[u8]) -> Result<Self, WireError> {
        let mut reader = Reader::new(bytes);
        let log = LogRef { operation: Uuid::from_bytes(reader.fixed()?), log: Uuid::from_bytes(reader.fixed()?) };
        let head = Head { log, seq: u64::from_be_bytes(reader.fixed()?), hash: Hash(reader.fixed()?) };
        let parsed = Self { head, signature: reader.fixed()? };
        reader.end()?;
        if head.seq == 0 && parsed != Self::nothing_of(log) { Err(WireError::Value) } else { Ok(parsed) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOG: LogRef = LogRef { operation: Uuid::from_u128(1), log: Uuid::from_u128(2) };

    #[test]
    fn a_signed_head_reads_back() {
        let signed = SignedHead { head: Head { log: LOG, seq: 7, hash: Hash([3; 32]) }, signature: [9; 64] };
        assert_eq!(signed.to_bytes().len(), SignedHead::LENGTH);
        assert_eq!(SignedHead::parse(&signed.to_bytes()), Ok(signed));
        assert_eq!(SignedHead::parse(&signed.to_bytes()[1..]), Err(WireError::Cut));
    }

    #[test]
    fn a_head_at_nothing_is_the_start_of_its_log_and_unsigned() {
        let nothing = SignedHead::nothing_of(LOG);
        assert_eq!(SignedHead::parse(&nothing.to_bytes()), Ok(nothing));
        let signed = SignedHead { signature: [1; 64], ..nothing };
        assert_eq!(SignedHead::parse(&signed.to_bytes()), Err(WireError::Value));
    }
}
