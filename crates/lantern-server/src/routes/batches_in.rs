//! `POST /api/v1/batches`: a phone brings a bundle, and learns where HQ stands.
//!
//! What arrived whole is taken even when the line was cut, the caller is gone, or the time is over.

use super::App;
use super::caller::Phone;
use crate::error::{Failure, fault};
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use futures::StreamExt as _;
use lantern_ledger::api::SyncAnswer;
use std::time::Duration;
use tokio::time::{Instant, timeout_at};

pub(super) async fn handle(
    State(app): State<App>,
    Phone(device): Phone,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<SyncAnswer>, Failure> {
    if headers.get(header::CONTENT_ENCODING).is_some_and(|encoding| encoding != "identity") {
        return Err(Failure::BadRequest("A bundle is sent as it is: its batches are packed already."));
    }
    let permit = app.uploads.clone().try_acquire_owned().map_err(|_| Failure::Busy)?;
    // On a task of its own: when the caller goes away, this function ends, and the task goes on.
    let task = tokio::spawn(async move {
        let body = gather(body, app.server.settings.bundle_bytes_max, app.server.settings.upload_ms_max).await?;
        drop(permit);
        app.run(move |server| server.take(device, &body)).await
    });
    task.await.map_err(|_| fault("taking a bundle in", &"it did not end"))?.map(Json)
}

/// Returns as much of a body as came, until it ended, was cut, or the time was over.
async fn gather(body: Body, bytes_max: usize, ms_max: u64) -> Result<Vec<u8>, Failure> {
    let deadline = Instant::now() + Duration::from_millis(ms_max);
    let mut stream = body.into_data_stream();
    let mut gathered = Vec::new();
    while let Ok(Some(Ok(piece))) = timeout_at(deadline, stream.next()).await {
        if gathered.len() + piece.len() > bytes_max {
            return Err(Failure::BodyTooLarge);
        }
        gathered.extend_from_slice(&piece);
    }
    Ok(gathered)
}
