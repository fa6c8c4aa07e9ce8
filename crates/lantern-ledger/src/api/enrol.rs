//! Enrolment: a link, used once, makes a phone known to HQ and HQ known to the phone.

use super::Follow;
use serde::{Deserialize, Serialize};
use std::fmt;
use uuid::Uuid;

/// `POST enrol`. The same code with the same key and token again gets the same answer.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnrolRequest {
    /// The code of the link's fragment: 16 bytes, base64url.
    pub code: String,
    /// The phone's public key: 65 bytes, base64url.
    pub public_key: String,
    /// The secret that the phone made for its later requests: 32 bytes, base64url.
    pub token: String,
    /// The version of the phone's app.
    pub app_version: String,
}

impl fmt::Debug for EnrolRequest {
    /// Shows no secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EnrolRequest(app {})", self.app_version)
    }
}

/// The answer to `POST enrol`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EnrolAnswer {
    /// The operation.
    pub operation: Uuid,
    /// Its name.
    pub operation_name: String,
    /// The phone's id from now on.
    pub device: Uuid,
    /// What HQ calls the phone.
    pub device_name: String,
    /// HQ's public key, which signs receipts and HQ's logs: 65 bytes, base64url.
    pub hq_public_key: String,
    /// HQ's clock, in milliseconds since 1970-01-01T00:00:00Z.
    pub server_at_ms: i64,
    /// The logs that the phone pulls.
    pub follow: Vec<Follow>,
}

impl fmt::Debug for EnrolAnswer {
    /// Leaves the name out.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EnrolAnswer({})", self.device)
    }
}
