//! What holds for every answer: how many there may be at once, security headers, a deadline, a line in the log without personal data.
//!
//! Leaves the answers themselves to the routes.

use super::App;
use crate::error::Failure;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use futures::FutureExt as _;
use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Longer than any upload may take.
const DEADLINE: Duration = Duration::from_secs(300);

/// Everything from the server itself, WebAssembly, and pictures made by the page; nothing inline, nobody's frame.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
     img-src 'self' data:; connect-src 'self'; manifest-src 'self'; worker-src 'self'; font-src 'self'; \
     base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

const HEADERS: [(HeaderName, &str); 4] = [
    (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
];

/// Counts requests, so that the lines of one can be found in the log.
static REQUESTS: AtomicU64 = AtomicU64::new(1);

/// Goes around every route.
pub(super) async fn guard(State(app): State<App>, request: Request, next: Next) -> Response {
    let number = REQUESTS.fetch_add(1, Ordering::Relaxed);
    let method = request.method().clone();
    // The route, never the path: a path may hold an id.
    let route = request.extensions().get::<MatchedPath>().map_or("file".to_owned(), |path| path.as_str().to_owned());
    let began = Instant::now();
    let mut response = match app.present.try_acquire() {
        Ok(_present) => answer(request, next).await,
        Err(_) => Failure::Busy.into_response(),
    };
    protect(&mut response, &route);
    let (status, ms) = (response.status().as_u16(), began.elapsed().as_millis());
    tracing::info!(request = number, %method, route, status, ms, "answered");
    response
}

async fn answer(request: Request, next: Next) -> Response {
    let answered = tokio::time::timeout(DEADLINE, AssertUnwindSafe(next.run(request)).catch_unwind()).await;
    match answered {
        Ok(Ok(response)) => response,
        Ok(Err(_panic)) => Failure::Fault.into_response(),
        Err(_elapsed) => Failure::Busy.into_response(),
    }
}

fn protect(response: &mut Response, route: &str) {
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if route != "file" {
        headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    }
}
