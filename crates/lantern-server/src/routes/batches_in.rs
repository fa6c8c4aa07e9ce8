//! `POST /api/v1/batches`: a phone brings a bundle, and learns where HQ stands.
//!
//! What arrived whole is taken even when the line was cut, the caller is gone, the time is over, or memory is short.

use super::App;
use super::caller::Phone;
use crate::error::{Failure, fault};
use crate::server::Settings;
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use futures::StreamExt as _;
use lantern_ledger::api::SyncAnswer;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
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
        let mut room = Room::none(app.upload_kib.clone());
        let body = gather(body, &app.server.settings, &mut room).await?;
        drop(permit);
        let answer = app.run(move |server| server.take(device, &body)).await;
        drop(room);
        answer
    });
    task.await.map_err(|_| fault("taking a bundle in", &"it did not end"))?.map(Json)
}

/// Returns as much of a body as came, until it ended, was cut, the time was over, or there was no memory for more.
async fn gather(body: Body, settings: &Settings, room: &mut Room) -> Result<Vec<u8>, Failure> {
    let deadline = Instant::now() + Duration::from_millis(settings.upload_ms_max);
    let mut stream = body.into_data_stream();
    let mut gathered = Vec::new();
    while let Ok(Some(Ok(piece))) = timeout_at(deadline, stream.next()).await {
        let byte_count = gathered.len() + piece.len();
        if byte_count > settings.bundle_bytes_max {
            return Err(Failure::BodyTooLarge);
        }
        if !room.reaches(byte_count) {
            if gathered.is_empty() {
                return Err(Failure::Busy);
            }
            break;
        }
        gathered.extend_from_slice(&piece);
    }
    Ok(gathered)
}

/// What an upload takes of the memory that all uploads share, until it is dropped.
struct Room {
    shared_kib: Arc<Semaphore>,
    taken: Option<OwnedSemaphorePermit>,
}

impl Room {
    fn none(shared_kib: Arc<Semaphore>) -> Self {
        Self { shared_kib, taken: None }
    }

    /// Takes what is missing for so many bytes; says whether there was that much.
    fn reaches(&mut self, byte_count: usize) -> bool {
        let has = self.taken.as_ref().map_or(0, OwnedSemaphorePermit::num_permits);
        let missing = u32::try_from(byte_count.div_ceil(1024).saturating_sub(has)).unwrap_or(u32::MAX);
        let Ok(more) = self.shared_kib.clone().try_acquire_many_owned(missing) else { return false };
        match &mut self.taken {
            Some(taken) => taken.merge(more),
            None => self.taken = Some(more),
        }
        true
    }
}
