//! Who asks: a phone by its token, somebody at HQ by the session's cookie.
//!
//! Leaves whether a token or a session is good to [`crate::Server`] and `keys`.

use super::App;
use crate::error::Failure;
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, header};
use std::net::{IpAddr, SocketAddr};
use uuid::Uuid;

/// The name of the session's cookie.
pub(super) const SESSION_COOKIE: &str = "lantern_session";
/// What no other site's form or link can send.
const OWN_HEADER: &str = "x-lantern";

/// An enrolled phone that is not revoked.
pub(super) struct Phone(pub Uuid);

/// Somebody who is signed in at HQ. For requests that change something, Lantern's own header is there too.
pub(super) struct Office;

/// The caller's session token, whether or not it is good.
pub(super) struct SessionToken(pub Option<String>);

/// A request that Lantern's own pages sent.
pub(super) struct OwnPage;

/// The caller's address, for counting wrong guesses.
pub(super) struct Address(pub Option<IpAddr>);

impl FromRequestParts<App> for Phone {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let token = bearer(&parts.headers).ok_or(Failure::CredentialUnknown)?.to_owned();
        app.run(move |server| server.phone_of(&token)).await.map(Self)
    }
}

impl FromRequestParts<App> for Office {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let token = cookie(&parts.headers).ok_or(Failure::SignInNeeded)?;
        let is_good = app.run(move |server| Ok(server.keys.is_session(&token, server.clock.now()))).await?;
        if !is_good {
            return Err(Failure::SignInNeeded);
        }
        if parts.method != Method::GET && parts.method != Method::HEAD {
            OwnPage::from_request_parts(parts, app).await?;
        }
        Ok(Self)
    }
}

impl FromRequestParts<App> for OwnPage {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Failure> {
        let is_own = parts.headers.get(OWN_HEADER).is_some_and(|value| value == "1");
        if is_own { Ok(Self) } else { Err(Failure::HeaderMissing) }
    }
}

impl FromRequestParts<App> for SessionToken {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Self::Rejection> {
        Ok(Self(cookie(&parts.headers)))
    }
}

impl FromRequestParts<App> for Address {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Self::Rejection> {
        let socket = parts.extensions.get::<ConnectInfo<SocketAddr>>();
        Ok(Self(socket.map(|ConnectInfo(address)| address.ip())))
    }
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")
}

fn cookie(headers: &HeaderMap) -> Option<String> {
    let lists = headers.get_all(header::COOKIE);
    let mut pairs = lists.iter().filter_map(|list| list.to_str().ok()).flat_map(|list| list.split(';'));
    pairs.find_map(|pair| {
        let (name, value) = pair.trim().split_once('=')?;
        (name == SESSION_COOKIE).then(|| value.to_owned())
    })
}
