//! Somebody on the way who would like a phone to believe that its records are safe: receipts without HQ's signature.

use lantern_domain::Moment;
use lantern_ledger::api::{LogAnswerState, SyncAnswer, base64url};
use lantern_ledger::receipt::{ReceiptRole, ReceiptState};
use lantern_ledger::{BundleReader, Item, Receipt};
use uuid::Uuid;

/// The journal that forged receipts name.
pub const JOURNAL: Uuid = Uuid::from_u128(0xbad);

/// Makes an answer say that HQ holds every head that a body names.
pub fn forge(body: &[u8], answer: &mut SyncAnswer) {
    for item in BundleReader::new(body).into_iter().flatten() {
        let Item::Head(Ok(signed)) = item else { continue };
        let Some(log) = answer.logs.iter_mut().find(|log| log.log == signed.head.log.log) else { continue };
        let (state, role, at) = (ReceiptState::Counted, ReceiptRole::Hq, Moment(answer.server_at_ms / 1000));
        let receipt =
            Receipt { journal: JOURNAL, position: 1, head: signed.head, state, at, role, signature: signed.signature };
        log.receipt = Some(base64url::encode(&receipt.to_bytes()));
        (log.seq, log.hash, log.state) = (signed.head.seq, signed.head.hash, LogAnswerState::Counted);
    }
}
