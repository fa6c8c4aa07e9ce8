//! HQ's door: a request as the phone sends it, handed to the server's own functions, and the answer on its way back.
//!
//! HTTP itself is left out: `tests/scenario_*` and `tests/browser` go through it.

use crate::annals::{Annals, What};
use crate::seams::Seams;
use axum::response::IntoResponse as _;
use lantern_device::transport::{Reply, Request};
use lantern_ledger::api::{LogAnswer, SyncAnswer, base64url};
use lantern_ledger::{BundleReader, Hash, Head, Item, Opened, Receipt, Verify};
use lantern_server::Server;
use lantern_server::error::Failure;
use std::collections::HashMap;
use uuid::Uuid;

/// Answers a request, and says what came of an upload.
pub(super) fn reply(
    server: &Server,
    request: &Request,
    body: &[u8],
    seams: &dyn Seams,
    taken: &mut Option<SyncAnswer>,
) -> Reply {
    let done = match request.path.split_once('?') {
        Some((_, query)) => page(server, request, query),
        None if request.path.ends_with("/enrol") => enrol(server, body),
        None => upload(server, request, body, seams, taken),
    };
    match done {
        Ok(body) => Reply { status: 200, retry_after_s: None, body },
        Err(failure) => refusal(failure),
    }
}

fn upload(
    server: &Server,
    request: &Request,
    body: &[u8],
    seams: &dyn Seams,
    taken: &mut Option<SyncAnswer>,
) -> Result<Vec<u8>, Failure> {
    let carrier = server.phone_of(request.token.as_deref().unwrap_or_default())?;
    let mut answer = server.take(carrier, &seams.body(body.to_vec()))?;
    *taken = Some(answer.clone());
    seams.answer(&mut answer);
    Ok(serde_json::to_vec(&answer).expect("an answer is JSON"))
}

fn page(server: &Server, request: &Request, query: &str) -> Result<Vec<u8>, Failure> {
    let device = server.phone_of(request.token.as_deref().unwrap_or_default())?;
    let value = |name: &str| query.split('&').find_map(|part| part.strip_prefix(name)?.strip_prefix('='));
    let log = value("log").and_then(|log| Uuid::parse_str(log).ok()).unwrap_or_default();
    server.page(device, log, value("from").and_then(|from| from.parse().ok()).unwrap_or(0))
}

fn enrol(server: &Server, body: &[u8]) -> Result<Vec<u8>, Failure> {
    let application = serde_json::from_slice(body).map_err(|_| Failure::BadRequest("The request cannot be read."))?;
    Ok(serde_json::to_vec(&server.enrol(&application)?).expect("an answer is JSON"))
}

fn refusal(failure: Failure) -> Reply {
    let (parts, body) = failure.into_response().into_parts();
    let retry_after = parts.headers.get("retry-after").and_then(|value| value.to_str().ok()?.parse().ok());
    let body = futures::executor::block_on(axum::body::to_bytes(body, usize::MAX)).unwrap_or_default().to_vec();
    Reply { status: parts.status.as_u16(), retry_after_s: retry_after, body }
}

/// Returns the head and the receipt of an answer on a log, where there is a receipt.
pub(super) fn receipt_of(log: &LogAnswer) -> Option<(Head, Receipt)> {
    let receipt = Receipt::parse(&base64url::decode(log.receipt.as_ref()?)?).ok()?;
    Some((receipt.head, receipt))
}

/// Returns the whole batches of a body that their writers signed.
pub(super) fn good_batches(body: &[u8], annals: &Annals, verifier: &dyn Verify) -> Vec<Opened> {
    let mut good = Vec::new();
    let mut keys = HashMap::new();
    for item in BundleReader::new(body).into_iter().flatten() {
        let Item::Batch(Ok(batch)) = item else { continue };
        let Ok(opened) = batch.open() else { continue };
        let Some(last) = opened.entries.last().map(|(_, hash)| *hash) else { continue };
        let log = batch.log();
        let key = *keys.entry(log.log).or_insert_with(|| public_key(annals, last));
        let signed = batch.head();
        if key.is_some_and(|key| verifier.verify(&key, &signed.head.statement(), &signed.signature)) {
            good.push(opened);
        }
    }
    good
}

/// Returns the key of an entry's log, found by going back to its beginning.
fn public_key(annals: &Annals, hash: Hash) -> Option<[u8; 65]> {
    let mut at = hash;
    loop {
        let (before, key) = annals.ask(&at, |annal| match &annal.what {
            What::Genesis(genesis) => (annal.before, Some(genesis.public_key)),
            _ => (annal.before, None),
        })?;
        if key.is_some() {
            return key;
        }
        at = before;
    }
}
