//! `/api/v1/session`: signing in with the administrator's password, asking whether one is, signing out.

use super::caller::{Address, OwnPage, SESSION_COOKIE, SessionToken};
use super::{App, input::Json};
use crate::Server;
use crate::enrolment::operation_name;
use crate::error::{Failure, fault};
use crate::keys::SESSION_LASTS_S;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse};
use lantern_ledger::api::{SessionAnswer, SessionRequest};
use lantern_ledger::office::OfficeEvent;
use std::net::IpAddr;

/// `GET`: never refused, so that the app can ask before it shows the form.
pub(super) async fn show(
    State(app): State<App>,
    SessionToken(token): SessionToken,
) -> Result<axum::Json<SessionAnswer>, Failure> {
    let answer = app.run(move |server| {
        let is_signed_in = token.is_some_and(|token| server.keys.is_session(&token, server.clock.now()));
        Ok(session(server, is_signed_in))
    });
    answer.await.map(axum::Json)
}

/// `POST`: wrong passwords are counted by address.
pub(super) async fn sign_in(
    State(app): State<App>,
    Address(address): Address,
    _own: OwnPage,
    headers: HeaderMap,
    Json(SessionRequest { password }): Json<SessionRequest>,
) -> Result<impl IntoResponse, Failure> {
    let _permit = app.passwords.clone().acquire_owned().await.map_err(|_| Failure::Busy)?;
    let (token, answer) = app.run(move |server| open(server, address, &password)).await?;
    let secure = if is_encrypted(&app, &headers) { "; Secure" } else { "" };
    let cookie =
        format!("{SESSION_COOKIE}={token}; Path=/; HttpOnly; SameSite=Strict; Max-Age={SESSION_LASTS_S}{secure}");
    Ok((AppendHeaders([(header::SET_COOKIE, cookie)]), axum::Json(answer)))
}

/// `DELETE`: done as well when nobody is signed in.
pub(super) async fn sign_out(
    State(app): State<App>,
    SessionToken(token): SessionToken,
    _own: OwnPage,
) -> Result<impl IntoResponse, Failure> {
    if let Some(token) = token {
        let close = move |server: &Server| {
            server.keys.close_session(&token).map_err(|error| fault("closing a session", &error))
        };
        app.run(close).await?;
    }
    let cookie = format!("{SESSION_COOKIE}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0");
    Ok((StatusCode::NO_CONTENT, AppendHeaders([(header::SET_COOKIE, cookie)])))
}

fn open(server: &Server, address: Option<IpAddr>, password: &str) -> Result<(String, SessionAnswer), Failure> {
    let now = server.clock.now();
    let wait = |retry_after_s| Failure::TooManyRequests { retry_after_s };
    server.sign_ins.may_try(address, now).map_err(wait)?;
    if !server.keys.is_password(password) {
        server.sign_ins.failed(address, now);
        return Err(Failure::PasswordWrong);
    }
    let opened = server.keys.open_session(&*server.random, now);
    let token = opened.map_err(|error| fault("opening a session", &error))?;
    // Whoever has to look at a damaged journal must be able to sign in although nothing can be written to it.
    if server.write_event(&server.office_turn(), OfficeEvent::SignedIn { at: now }).is_err() {
        tracing::warn!("a sign-in could not be written into the office log");
    }
    Ok((token, session(server, true)))
}

fn session(server: &Server, is_signed_in: bool) -> SessionAnswer {
    let operation_name = if is_signed_in { operation_name(&server.state()) } else { None };
    SessionAnswer { is_signed_in, operation_name }
}

/// Whether the browser speaks HTTPS, to this server or to one before it; then the cookie never goes without.
fn is_encrypted(app: &App, headers: &HeaderMap) -> bool {
    let origin = headers.get(header::ORIGIN).and_then(|origin| origin.to_str().ok());
    let ours = app.server.settings.public_url.as_deref();
    [origin, ours].into_iter().flatten().any(|url| url.starts_with("https://"))
}
