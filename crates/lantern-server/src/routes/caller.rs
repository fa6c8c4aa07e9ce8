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

/// The caller's address, for counting wrong guesses; `None`: not known.
///
/// Behind a proxy on the same machine it is what that proxy says; others' word is not taken. Of IPv6 only the network
/// counts, because everybody has a whole network of addresses.
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
        let peer = socket.map(|ConnectInfo(address)| address.ip().to_canonical());
        let address =
            peer.map(|peer| if peer.is_loopback() { forwarded(&parts.headers).unwrap_or(peer) } else { peer });
        Ok(Self(address.map(network)))
    }
}

/// Returns for whom a proxy speaks: the last address in its list, which it wrote itself.
fn forwarded(headers: &HeaderMap) -> Option<IpAddr> {
    let list = headers.get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?;
    list.rsplit(',').next()?.trim().parse().ok().map(|address: IpAddr| address.to_canonical())
}

fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(long) => IpAddr::V6((u128::from(long) >> 64 << 64).into()),
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

#[cfg(test)]
mod tests {
    use super::*;

    fn said(list: &str) -> HeaderMap {
        HeaderMap::from_iter([("x-forwarded-for".parse().unwrap(), list.parse().unwrap())])
    }

    #[test]
    fn of_a_proxys_list_only_the_last_word_is_its_own() {
        assert_eq!(forwarded(&said("10.9.9.9, 192.0.2.7")), Some("192.0.2.7".parse().unwrap()));
        assert_eq!(forwarded(&said("::ffff:192.0.2.7")), Some("192.0.2.7".parse().unwrap()));
        assert_eq!(forwarded(&said("unknown")), None);
        assert_eq!(forwarded(&HeaderMap::new()), None);
    }

    #[test]
    fn one_network_of_long_addresses_is_one_address() {
        let of = |address: &str| network(address.parse().unwrap());
        assert_eq!(of("2001:db8:1:2:3:4:5:6"), of("2001:db8:1:2:ffff::1"));
        assert_ne!(of("2001:db8:1:2::1"), of("2001:db8:1:3::1"));
        assert_ne!(of("192.0.2.7"), of("192.0.2.8"));
    }
}
