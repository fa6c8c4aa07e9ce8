//! `GET /health`: whether the server can take records in, and whether it was put back. No data, no credential.

use super::App;
use crate::storage::Health;
use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use lantern_ledger::api::HealthAnswer;

pub(super) async fn handle(State(app): State<App>) -> (StatusCode, Json<HealthAnswer>) {
    let (code, status) = match app.server.storage.health() {
        Health::Writable if app.server.seems_full_of_records() => (StatusCode::SERVICE_UNAVAILABLE, "records_full"),
        Health::Writable => (StatusCode::OK, "ok"),
        Health::DiskFull => (StatusCode::SERVICE_UNAVAILABLE, "disk_full"),
        Health::Failing(_) => (StatusCode::SERVICE_UNAVAILABLE, "failing"),
        Health::ReadOnly(_) => (StatusCode::SERVICE_UNAVAILABLE, "read_only"),
    };
    let version = env!("CARGO_PKG_VERSION").to_owned();
    let restored_at = app.server.restored_at;
    (code, Json(HealthAnswer { status: status.to_owned(), version, restored_at }))
}
