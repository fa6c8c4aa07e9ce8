//! `POST /api/v1/flags/{id}/decision`: somebody at HQ decides on a flag; the decision travels to the phones.

use super::caller::Office;
use super::{App, input::Json, input::Path};
use crate::error::Failure;
use axum::extract::State;
use axum::http::StatusCode;
use lantern_ledger::api::NewDecision;
use uuid::Uuid;

pub(super) async fn handle(
    State(app): State<App>,
    _office: Office,
    Path(id): Path<Uuid>,
    Json(decision): Json<NewDecision>,
) -> Result<StatusCode, Failure> {
    app.run(move |server| server.decide(id, &decision)).await.map(|()| StatusCode::NO_CONTENT)
}
