//! Bundles: batches, receipts and signed heads one after another; the body of an upload, a file, a relay.
//!
//! A bundle may be cut anywhere: its whole items are good all the same. Items of an unknown tag are skipped.
//! Leaves what to do with the items to whoever takes them in.

use crate::wire::{Reader, put_counted};
use crate::{Batch, BatchError, Receipt, SignedHead, WireError};

const MAGIC: &[u8] = b"LTN1";
const BATCH: u8 = 1;
const RECEIPT: u8 = 2;
const HEAD: u8 = 3;

/// A bundle being written.
#[derive(Clone, PartialEq, Eq)]
pub struct Bundle {
    bytes: Vec<u8>,
}

/// One whole item of a bundle. An item that cannot be read spoils no other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// A batch.
    Batch(Result<Batch, BatchError>),
    /// A receipt.
    Receipt(Result<Receipt, WireError>),
    /// A signed head; at 0 it says "I hold nothing of this log".
    Head(Result<SignedHead, WireError>),
}

impl Bundle {
    /// Makes an empty bundle.
    pub fn new() -> Self {
        Self { bytes: MAGIC.to_vec() }
    }

    /// Adds a batch.
    pub fn batch(&mut self, batch: &Batch) {
        self.item(BATCH, &batch.to_bytes());
    }

    /// Adds a receipt.
    pub fn receipt(&mut self, receipt: &Receipt) {
        self.item(RECEIPT, &receipt.to_bytes());
    }

    /// Adds a signed head.
    pub fn head(&mut self, head: &SignedHead) {
        self.item(HEAD, &head.to_bytes());
    }

    /// Returns how many bytes it has so far.
    pub fn length(&self) -> usize {
        self.bytes.len()
    }

    /// Returns its bytes.
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    fn item(&mut self, tag: u8, bytes: &[u8]) {
        self.bytes.push(tag);
        put_counted(&mut self.bytes, bytes);
    }
}

impl Default for Bundle {
    fn default() -> Self {
        Self::new()
    }
}

/// Yields the whole items of a bundle.
#[derive(Debug, Clone)]
pub struct BundleReader<'a> {
    reader: Reader<'a>,
    damage: Option<WireError>,
}

impl<'a> BundleReader<'a> {
    /// Opens a bundle.
    ///
    /// # Errors
    ///
    /// [`WireError::Cut`] for less than its first four bytes, [`WireError::Unknown`] for others.
    pub fn new(bytes: &'a [u8]) -> Result<Self, WireError> {
        let mut reader = Reader::new(bytes);
        let magic = reader.take(MAGIC.len())?;
        if magic == MAGIC { Ok(Self { reader, damage: None }) } else { Err(WireError::Unknown) }
    }

    /// Returns, after the last item, whether the bundle ended in the middle of an item.
    pub fn is_cut(&self) -> bool {
        self.damage.is_some()
    }

    fn read(&mut self) -> Result<(u8, &'a [u8]), WireError> {
        let mut reader = self.reader.clone();
        let item = (reader.byte()?, reader.counted(usize::MAX)?);
        self.reader = reader;
        Ok(item)
    }
}

impl Iterator for BundleReader<'_> {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        while self.damage.is_none() && !self.reader.rest().is_empty() {
            match self.read() {
                Ok((BATCH, bytes)) => return Some(Item::Batch(Batch::parse(bytes))),
                Ok((RECEIPT, bytes)) => return Some(Item::Receipt(Receipt::parse(bytes))),
                Ok((HEAD, bytes)) => return Some(Item::Head(SignedHead::parse(bytes))),
                Ok(_) => {}
                Err(damage) => self.damage = Some(damage),
            }
        }
        None
    }
}
