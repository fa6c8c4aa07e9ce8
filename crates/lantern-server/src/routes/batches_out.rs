//! `GET /api/v1/batches?log=&from=`: a page of a log that the phone may follow, as a bundle.
//!
//! A phone may follow HQ's operation log and lists, as far as they were committed, and what it wrote itself.

use super::caller::Phone;
use super::{App, input::Query};
use crate::Server;
use crate::error::Failure;
use crate::state::State as Known;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use lantern_ledger::{Batch, Bundle};
use serde::Deserialize;
use uuid::Uuid;

/// The most bytes of a page; one batch always fits.
const PAGE_BYTES_MAX: usize = 64 * 1024;
/// More batches than fit into a page.
const PAGE_BATCHES_MAX: usize = 512;

#[derive(Deserialize)]
pub(super) struct Wanted {
    log: Uuid,
    /// The number of the first entry wanted; the first batch may begin before it.
    from: u64,
}

pub(super) async fn handle(
    State(app): State<App>,
    Phone(device): Phone,
    Query(wanted): Query<Wanted>,
) -> Result<impl IntoResponse, Failure> {
    let bundle = app.run(move |server| page(server, device, &wanted)).await?;
    Ok(([(header::CONTENT_TYPE, "application/octet-stream")], bundle))
}

fn page(server: &Server, device: Uuid, wanted: &Wanted) -> Result<Vec<u8>, Failure> {
    let last_seq = may_follow(&server.state(), device, wanted.log).ok_or(Failure::LogNotYours)?;
    let places = server.storage.batches(wanted.log, wanted.from.max(1), PAGE_BATCHES_MAX)?;
    let mut bundle = Bundle::new();
    for place in places.iter().filter(|place| place.last_seq <= last_seq) {
        let Some(record) = server.storage.read(place.position)? else { continue };
        let Ok(batch) = Batch::parse(&record.bytes) else { continue };
        let is_first = bundle.length() == Bundle::new().length();
        if !is_first && bundle.length() + record.bytes.len() > PAGE_BYTES_MAX {
            break;
        }
        bundle.batch(&batch);
    }
    Ok(bundle.into_bytes())
}

/// Returns up to which entry the phone may follow the log; `None`: not at all.
fn may_follow(state: &Known, device: Uuid, log: Uuid) -> Option<u64> {
    if let Some(seq) = state.plans.follow().get(&log) {
        return Some(*seq);
    }
    let book = state.book(log)?;
    let is_own = book.origins().iter().all(|origin| origin.genesis.device == device);
    is_own.then(|| book.held.highest().seq)
}
