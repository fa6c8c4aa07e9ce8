//! `POST /api/v1/devices/{device}/revoke`: the office stops trusting a phone.

use super::caller::Office;
use super::{App, input::Path};
use crate::error::Failure;
use axum::extract::State;
use axum::http::StatusCode;
use uuid::Uuid;

pub(super) async fn handle(
    State(app): State<App>,
    _office: Office,
    Path(device): Path<Uuid>,
) -> Result<StatusCode, Failure> {
    app.run(move |server| server.revoke(device)).await.map(|()| StatusCode::NO_CONTENT)
}
