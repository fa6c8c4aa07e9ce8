//! Wires from a handset to a camp: whole ones, and ones that are cut in the middle of a body.
#![allow(dead_code, reason = "each test binary uses its part of it")]

use axum::body::Body;
use axum::http::Request;
use lantern_device::transport::{Body as Sent, NoAnswer, Reply, Request as Asked, Transport};
use lantern_device::world::Local;
use lantern_server::testing::{Answer, Camp};
use std::rc::Rc;

/// A wire to a camp.
pub struct Uplink(pub Rc<Camp>);

/// A wire that carries so many bytes of each body, and then no answer.
pub struct CutUplink {
    /// Where it leads.
    pub camp: Rc<Camp>,
    /// How many bytes arrive.
    pub bytes: usize,
}

impl Transport for Uplink {
    fn send(&self, request: Asked) -> Local<'_, Result<Reply, NoAnswer>> {
        let answer = self.0.ask(asked(request, usize::MAX));
        Box::pin(async move { Ok(reply(answer)) })
    }
}

impl Transport for CutUplink {
    fn send(&self, request: Asked) -> Local<'_, Result<Reply, NoAnswer>> {
        self.camp.ask(asked(request, self.bytes));
        Box::pin(async { Err(NoAnswer) })
    }
}

fn asked(request: Asked, bytes_max: usize) -> Request<Body> {
    let (method, kind, bytes) = match request.body {
        None => ("GET", "", Vec::new()),
        Some(Sent::Json(json)) => ("POST", "application/json", json.into_bytes()),
        Some(Sent::Bundle(bytes)) => ("POST", "application/octet-stream", bytes),
    };
    let mut asked = Request::builder().method(method).uri(request.path).header("content-type", kind);
    if let Some(token) = request.token {
        asked = asked.header("authorization", format!("Bearer {token}"));
    }
    let arrives = bytes.len().min(bytes_max);
    asked.body(Body::from(bytes[..arrives].to_vec())).expect("a request")
}

fn reply(answer: Answer) -> Reply {
    let retry_after_s = answer.header("retry-after").parse().ok();
    Reply { status: answer.status.as_u16(), retry_after_s, body: answer.body }
}
