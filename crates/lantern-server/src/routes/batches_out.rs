//! `GET /api/v1/batches?log=&from=`: a page of a log that the phone may follow, as a bundle.
//!
//! Leaves what a phone may follow to `following`.

use super::caller::Phone;
use super::{App, input::Query};
use crate::error::Failure;
use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use serde::Deserialize;
use uuid::Uuid;

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
    let bundle = app.run(move |server| server.page(device, wanted.log, wanted.from)).await?;
    Ok(([(header::CONTENT_TYPE, "application/octet-stream")], bundle))
}
