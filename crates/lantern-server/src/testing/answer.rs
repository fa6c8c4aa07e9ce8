//! What the server answered, as a test looks at it.

use axum::http::{HeaderMap, StatusCode};
use lantern_ledger::api::Problem;
use serde::de::DeserializeOwned;

/// An answer, read to its end.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Its status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub body: Vec<u8>,
}

impl Answer {
    /// Returns the JSON of a good answer.
    ///
    /// # Panics
    ///
    /// When the answer is not good, or not this.
    pub fn json<T: DeserializeOwned>(&self) -> T {
        assert!(self.status.is_success(), "{} {}", self.status, self.text());
        serde_json::from_slice(&self.body).expect("the answer is of this shape")
    }

    /// Returns status and stable code of an answer that is a problem.
    ///
    /// # Panics
    ///
    /// When the answer is good.
    pub fn problem(&self) -> (u16, String) {
        assert!(!self.status.is_success(), "{} {}", self.status, self.text());
        let problem: Problem = serde_json::from_slice(&self.body).expect("a problem has a code and a message");
        (self.status.as_u16(), problem.code)
    }

    /// Returns a header's value; empty: there is none.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// Returns the body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}
