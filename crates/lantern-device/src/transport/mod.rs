//! The network, reduced to what the phone needs: a request out, an answer or none back.
//!
//! Leaves what is said over it to [`crate::phone`].

#[cfg(target_arch = "wasm32")]
pub mod fetch;

use crate::world::Local;

/// One request to the server that served the app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The path and query below the origin, such as `/api/v1/batches`.
    pub path: String,
    /// The phone's credential, sent as a bearer token.
    pub token: Option<String>,
    /// What is sent; `None`: a GET.
    pub body: Option<Body>,
    /// How long to wait for the whole answer, in milliseconds.
    pub timeout_ms: u32,
}

/// The body of a POST.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Body {
    /// JSON text.
    Json(String),
    /// A bundle.
    Bundle(Vec<u8>),
}

/// What the server answered, whatever the status.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// The HTTP status.
    pub status: u16,
    /// Seconds of the `Retry-After` header, if it names seconds.
    pub retry_after_s: Option<u32>,
    /// The body.
    pub body: Vec<u8>,
}

/// No answer came: no network, no server, a cut or a time-out. Whether the request arrived is unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no answer")]
pub struct NoAnswer;

/// The network.
pub trait Transport {
    /// Sends a request and waits for its answer.
    fn send(&self, request: Request) -> Local<'_, Result<Reply, NoAnswer>>;
}
