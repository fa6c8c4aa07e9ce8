//! What a phone sent: its signed heads and any number of batches, as far as they arrived whole.
//!
//! Leaves whether they are good to [`super::judge`].

use crate::error::Failure;
use lantern_ledger::{Batch, BundleReader, Item, SignedHead};
use std::collections::BTreeSet;
use uuid::Uuid;

/// The most heads that are looked at; a phone has a log or two for each settlement.
const HEADS_MAX: usize = 1000;

/// The whole items of a body.
pub(super) struct Upload {
    pub heads: Vec<SignedHead>,
    /// By log, then by the first entry, so that pieces which arrived out of order leave no gap.
    pub batches: Vec<Batch>,
}

impl Upload {
    /// Reads a body, as much as came of it.
    ///
    /// Items that cannot be read name no log that could be answered: they are passed over, and the phone sees by its
    /// head that they did not arrive.
    pub(super) fn read(body: &[u8]) -> Result<Self, Failure> {
        let mut upload = Self { heads: Vec::new(), batches: Vec::new() };
        let items = BundleReader::new(body).map_err(|_| Failure::BadRequest("The body is not a bundle."))?;
        for item in items {
            match item {
                Item::Head(Ok(head)) if upload.heads.len() < HEADS_MAX => upload.heads.push(head),
                Item::Batch(Ok(batch)) => upload.batches.push(batch),
                _ => {}
            }
        }
        upload.batches.sort_by_key(|batch| (batch.log(), batch.first_seq(), batch.last_seq()));
        Ok(upload)
    }

    /// Returns the logs that it names.
    pub(super) fn logs(&self) -> BTreeSet<Uuid> {
        let of_heads = self.heads.iter().map(|signed| signed.head.log.log);
        of_heads.chain(self.batches.iter().map(|batch| batch.log().log)).collect()
    }
}
