//! `POST /api/v1/devices`: the office adds a phone and gets its enrolment link, shown once.

use super::caller::Office;
use super::{App, input::Json};
use crate::error::Failure;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use lantern_ledger::api::{NewPhone, NewPhoneAnswer};

pub(super) async fn handle(
    State(app): State<App>,
    _office: Office,
    headers: HeaderMap,
    Json(NewPhone { name }): Json<NewPhone>,
) -> Result<axum::Json<NewPhoneAnswer>, Failure> {
    let origin = origin_of(&app, &headers)?;
    let answer = app.run(move |server| {
        let added = server.add_phone(&name)?;
        let link = added.link(&origin);
        Ok(NewPhoneAnswer { device: added.device, name: added.name, link, code_expires_at: added.expires_at })
    });
    answer.await.map(axum::Json)
}

/// Returns where phones reach the server: as it is set up, or else where the HQ app was opened.
pub(super) fn origin_of(app: &App, headers: &HeaderMap) -> Result<String, Failure> {
    let origin = app.server.settings.public_url.clone().or_else(|| origin(headers));
    origin.ok_or(Failure::BadRequest("The request does not say where the HQ app was opened."))
}

/// Returns where the HQ app was opened.
fn origin(headers: &HeaderMap) -> Option<String> {
    let text = |name| headers.get(name).and_then(|value: &axum::http::HeaderValue| value.to_str().ok());
    let of_host = || text(header::HOST).map(|host| format!("http://{host}"));
    let origin = text(header::ORIGIN).filter(|origin| *origin != "null").map(str::to_owned);
    origin.or_else(of_host)
}
