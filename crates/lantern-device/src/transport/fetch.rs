//! The browser's `fetch`: the one file that touches the network.

use super::{Body, NoAnswer, Reply, Request, Transport};
use crate::world::Local;
use gloo_net::http::{Request as Fetch, RequestBuilder};
use js_sys::Uint8Array;
use web_sys::{AbortSignal, RequestCache, RequestCredentials};

/// Requests to the origin that served the app, without cookies: the phone's token is all that it shows.
pub struct FetchTransport;

impl Transport for FetchTransport {
    fn send(&self, request: Request) -> Local<'_, Result<Reply, NoAnswer>> {
        Box::pin(async move { fetch(request).await.map_err(|_| NoAnswer) })
    }
}

async fn fetch(request: Request) -> Result<Reply, gloo_net::Error> {
    let mut builder = match request.body {
        None => Fetch::get(&request.path),
        Some(_) => Fetch::post(&request.path),
    };
    if let Some(token) = request.token {
        builder = builder.header("authorization", &format!("Bearer {token}"));
    }
    let deadline = AbortSignal::timeout_with_u32(request.timeout_ms);
    builder = builder.cache(RequestCache::NoStore).credentials(RequestCredentials::Omit).abort_signal(Some(&deadline));
    let response = with_body(builder, request.body)?.send().await?;
    let retry_after_s = response.headers().get("retry-after").and_then(|seconds| seconds.trim().parse().ok());
    Ok(Reply { status: response.status(), retry_after_s, body: response.binary().await? })
}

fn with_body(builder: RequestBuilder, body: Option<Body>) -> Result<Fetch, gloo_net::Error> {
    match body {
        None => builder.build(),
        Some(Body::Json(text)) => builder.header("content-type", "application/json").body(text),
        Some(Body::Bundle(bytes)) => {
            builder.header("content-type", "application/octet-stream").body(Uint8Array::from(&bytes[..]))
        }
    }
}
