//! Receipts: HQ's signed word that it holds a log up to one entry.
//!
//! Leaves signing to the server and verifying to the device; says here what a receipt proves, once verified.

use crate::head::Signature;
use crate::wire::Reader;
use crate::{Hash, Head, LogRef, WireError};
use lantern_domain::Moment;
use uuid::Uuid;

const RECEIPT_LABEL: &[u8] = b"lantern receipt 1";

/// A receipt. Its signature is by the operation's HQ key, over [`Receipt::statement`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Receipt {
    /// The journal that took the entries.
    pub journal: Uuid,
    /// The place in the journal at which the head was durable.
    pub position: u64,
    /// What is held: this log up to this entry, with this hash.
    pub head: Head,
    /// Whether it counts.
    pub state: ReceiptState,
    /// When, by the server's clock.
    pub at: Moment,
    /// Who says so.
    pub role: ReceiptRole,
    /// The signature.
    pub signature: Signature,
}

/// Whether what a receipt is about counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReceiptState {
    /// It is in the totals.
    Counted,
    /// It is kept, and not in the totals until the key is known.
    Held,
}

/// Who gives a receipt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReceiptRole {
    /// The operation's HQ.
    Hq,
    /// A hub on the way to HQ.
    Hub,
}

/// The reason why a receipt, although well signed, does not prove that HQ holds the phone's own entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReceiptDoubt {
    /// It is about another log or operation.
    #[error("the receipt is about another log")]
    OtherLog,
    /// It is about an entry that the phone does not have.
    #[error("the receipt is about an entry that was never written here")]
    SeqTooHigh,
    /// It is about another history of the log.
    #[error("the receipt's hash is not the entry's")]
    OtherHash,
    /// It is a hub's: HQ may not hold it yet.
    #[error("the receipt is not by HQ")]
    NotByHq,
}

impl Receipt {
    /// The length of its bytes.
    pub const LENGTH: usize = 16 + 16 + 8 + 16 + 8 + 32 + 1 + 8 + 1 + 64;

    /// Returns the bytes that HQ's key signs: a label, then all fields but the signature.
    pub fn statement(&self) -> Vec<u8> {
        let mut out = RECEIPT_LABEL.to_vec();
        self.put(&mut out);
        out
    }

    /// Returns its bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(Self::LENGTH);
        self.put(&mut out);
        out.extend_from_slice(&self.signature);
        out
    }

    /// Reads a receipt; its signature is not checked.
    ///
    /// # Errors
    ///
    /// [`WireError`] for another length, state or role.
    pub fn parse(bytes: &[u8]) -> Result<Self, WireError> {
        let mut reader = Reader::new(bytes);
        let operation = Uuid::from_bytes(reader.fixed()?);
        let journal = Uuid::from_bytes(reader.fixed()?);
        let position = u64::from_be_bytes(reader.fixed()?);
        let log = LogRef { operation, log: Uuid::from_bytes(reader.fixed()?) };
        let head = Head { log, seq: u64::from_be_bytes(reader.fixed()?), hash: Hash(reader.fixed()?) };
        let state = ReceiptState::from_byte(reader.byte()?)?;
        let at = Moment(i64::from_be_bytes(reader.fixed()?));
        let role = ReceiptRole::from_byte(reader.byte()?)?;
        let receipt = Self { journal, position, head, state, at, role, signature: reader.fixed()? };
        reader.end()?;
        Ok(receipt)
    }

    /// Says whether a receipt, its signature verified with the operation's HQ key, proves that HQ holds a log of one's own.
    ///
    /// `own_hash` is the hash that one computed oneself at the receipt's number; `None`: one has no such entry.
    ///
    /// # Errors
    ///
    /// [`ReceiptDoubt`]: the entries stay *on this phone*, and a person is told.
    pub fn proves(&self, log: LogRef, own_hash: Option<Hash>) -> Result<(), ReceiptDoubt> {
        let own_hash = own_hash.ok_or(ReceiptDoubt::SeqTooHigh);
        if self.head.log != log {
            Err(ReceiptDoubt::OtherLog)
        } else if own_hash? != self.head.hash {
            Err(ReceiptDoubt::OtherHash)
        } else if self.role != ReceiptRole::Hq {
            Err(ReceiptDoubt::NotByHq)
        } else {
            Ok(())
        }
    }

    fn put(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.head.log.operation.as_bytes());
        out.extend_from_slice(self.journal.as_bytes());
        out.extend_from_slice(&self.position.to_be_bytes());
        out.extend_from_slice(self.head.log.log.as_bytes());
        out.extend_from_slice(&self.head.seq.to_be_bytes());
        out.extend_from_slice(&self.head.hash.0);
        out.push(match self.state {
            ReceiptState::Counted => 1,
            ReceiptState::Held => 2,
        });
        out.extend_from_slice(&self.at.0.to_be_bytes());
        out.push(match self.role {
            ReceiptRole::Hq => 1,
            ReceiptRole::Hub => 2,
        });
    }
}

impl ReceiptState {
    fn from_byte(byte: u8) -> Result<Self, WireError> {
        match byte {
            1 => Ok(Self::Counted),
            2 => Ok(Self::Held),
            _ => Err(WireError::Unknown),
        }
    }
}

impl ReceiptRole {
    fn from_byte(byte: u8) -> Result<Self, WireError> {
        match byte {
            1 => Ok(Self::Hq),
            2 => Ok(Self::Hub),
            _ => Err(WireError::Unknown),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOG: LogRef = LogRef { operation: Uuid::from_u128(1), log: Uuid::from_u128(2) };

    fn receipt() -> Receipt {
        Receipt {
            journal: Uuid::from_u128(3),
            position: 4,
            head: Head { log: LOG, seq: 5, hash: Hash([6; 32]) },
            state: ReceiptState::Counted,
            at: Moment(7),
            role: ReceiptRole::Hq,
            signature: [8; 64],
        }
    }

    #[test]
    fn a_receipt_reads_back_and_has_one_length() {
        let bytes = receipt().to_bytes();
        assert_eq!(bytes.len(), Receipt::LENGTH);
        assert_eq!(Receipt::parse(&bytes), Ok(receipt()));
        assert_eq!(Receipt::parse(&bytes[..bytes.len() - 1]), Err(WireError::Cut));
        assert_eq!(Receipt::parse(&[&bytes[..], &[0]].concat()), Err(WireError::Trailing));
    }

    #[test]
    fn a_receipt_says_all_that_is_signed() {
        let bytes = receipt().to_bytes();
        assert_eq!(receipt().statement(), [RECEIPT_LABEL, &bytes[..bytes.len() - 64]].concat());
    }

    #[test]
    fn a_receipt_proves_only_the_hash_that_the_phone_computed_itself() {
        assert_eq!(receipt().proves(LOG, Some(Hash([6; 32]))), Ok(()));
        assert_eq!(receipt().proves(LOG, Some(Hash([7; 32]))), Err(ReceiptDoubt::OtherHash));
        assert_eq!(receipt().proves(LOG, None), Err(ReceiptDoubt::SeqTooHigh));
        let other = LogRef { log: Uuid::from_u128(9), ..LOG };
        assert_eq!(receipt().proves(other, Some(Hash([6; 32]))), Err(ReceiptDoubt::OtherLog));
        let hub = Receipt { role: ReceiptRole::Hub, ..receipt() };
        assert_eq!(hub.proves(LOG, Some(Hash([6; 32]))), Err(ReceiptDoubt::NotByHq));
    }
}
