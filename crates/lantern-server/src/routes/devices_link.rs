//! `POST /api/v1/devices/{device}/link`: another enrolment link for a phone that is known, shown once.

use super::caller::Office;
use super::devices_add::origin_of;
use super::{App, input::Path};
use crate::error::Failure;
use axum::Json;
use axum::extract::State;
use axum::http::HeaderMap;
use lantern_ledger::api::NewPhoneAnswer;
use uuid::Uuid;

pub(super) async fn handle(
    State(app): State<App>,
    _office: Office,
    Path(device): Path<Uuid>,
    headers: HeaderMap,
) -> Result<Json<NewPhoneAnswer>, Failure> {
    let origin = origin_of(&app, &headers)?;
    let answer = app.run(move |server| {
        let added = server.link_again(device)?;
        let link = added.link(&origin);
        Ok(NewPhoneAnswer { device, name: added.name, link, code_expires_at: added.expires_at })
    });
    answer.await.map(Json)
}
