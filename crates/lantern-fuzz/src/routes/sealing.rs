//! Making changed bundles fit: operation, log, chain and signature are the phone's own, what the entries say is not.

use super::hq::Hq;
use lantern_ledger::{Batch, Body, Bundle, BundleReader, Entry, Genesis, Head, Item, LogRef, SignedHead, batch_fill};
use lantern_server::keys::Signer as _;
use uuid::Uuid;

/// Chains and signs each batch of a bundle as the phone would; what is no bundle stays as it is.
pub(super) fn sealed(hq: &mut Hq, body: &[u8]) -> Vec<u8> {
    let Ok(items) = BundleReader::new(body) else { return body.to_vec() };
    let mut bundle = Bundle::new();
    for (at, item) in items.enumerate() {
        match item {
            Item::Batch(Ok(batch)) => bundle.batch(&resealed(hq, &batch, at).unwrap_or(batch)),
            Item::Head(Ok(head)) => bundle.head(&head_of(hq, head)),
            Item::Receipt(Ok(receipt)) => bundle.receipt(&receipt),
            Item::Batch(Err(_)) | Item::Head(Err(_)) | Item::Receipt(Err(_)) => {}
        }
    }
    bundle.into_bytes()
}

/// The same entries in the phone's own log, or in a new one where they begin one; `None` when they cannot be unpacked.
fn resealed(hq: &mut Hq, batch: &Batch, at: usize) -> Option<Batch> {
    let (_, opened) = batch.resealed(|_| [0; 64]).ok()?;
    let before = before(hq, batch, at);
    let entries: Vec<Entry> = opened.entries.iter().map(|(entry, _)| own(hq, entry, before.log)).collect();
    let entries = &entries[..batch_fill(&before, &entries)];
    let after = entries.iter().fold(before, |head, entry| head.then(entry));
    Batch::build(&before, entries, hq.phone.key.sign(&after.statement())).ok()
}

/// Where the batch goes on.
fn before(hq: &mut Hq, batch: &Batch, at: usize) -> Head {
    if batch.first_seq() == 1 {
        let log = Uuid::from_u128(u128::from(hq.asked) << 16 | at as u128);
        return Head::start(LogRef { operation: hq.phone.operation, log });
    }
    let own = hq.phone.log("S-1");
    let seq = batch.first_seq() - 1;
    let hash = own.hash_at(seq).unwrap_or(batch.before().hash);
    Head { log: own.log, seq, hash }
}

/// A genesis of this phone says so, unless it was changed to say something else.
fn own(hq: &Hq, entry: &Entry, log: LogRef) -> Entry {
    const SAMPLE: [u8; 65] = [4; 65];
    match Body::of(entry) {
        Ok(Body::Genesis(genesis)) if genesis.public_key == SAMPLE => {
            let (operation, device, public_key) = (log.operation, hq.phone.device, hq.phone.key.public_key());
            let own = Genesis { operation, device, public_key, ..*genesis };
            Body::Genesis(Box::new(own)).to_entry().unwrap_or_else(|_| entry.clone())
        }
        _ => entry.clone(),
    }
}

fn head_of(hq: &mut Hq, said: SignedHead) -> SignedHead {
    let own = hq.phone.log("S-1").log;
    if said.head.seq == 0 {
        return SignedHead::nothing_of(own);
    }
    let head = Head { log: own, ..said.head };
    SignedHead { head, signature: hq.phone.key.sign(&head.statement()) }
}
