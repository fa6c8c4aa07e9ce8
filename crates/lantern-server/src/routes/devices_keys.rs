//! `POST /api/v1/devices/{device}/keys`: HQ's word on a key that something is held under.

use super::caller::Office;
use super::{App, input::Json, input::Path};
use crate::error::Failure;
use axum::extract::State;
use axum::http::StatusCode;
use lantern_ledger::api::KeyWord;
use uuid::Uuid;

pub(super) async fn handle(
    State(app): State<App>,
    _office: Office,
    Path(device): Path<Uuid>,
    Json(word): Json<KeyWord>,
) -> Result<StatusCode, Failure> {
    app.run(move |server| server.say_of_key(device, word)).await.map(|()| StatusCode::NO_CONTENT)
}
