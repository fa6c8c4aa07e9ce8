//! Enrolment: a link, used once, makes a phone known to HQ and HQ known to the phone.

use super::Follow;
use crate::json::{Fields, FromJson, Unreadable, Value, Writer};
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

impl EnrolRequest {
    /// Returns its JSON.
    pub fn to_json(&self) -> String {
        let mut to = Writer::default();
        to.open('{');
        to.name("code").text(&self.code);
        to.name("public_key").text(&self.public_key);
        to.name("token").text(&self.token);
        to.name("app_version").text(&self.app_version);
        to.close('}');
        to.into_text()
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

impl FromJson for EnrolAnswer {
    fn from_json(value: &Value) -> Result<Self, Unreadable> {
        let from = Fields::of(value)?;
        Ok(Self {
            operation: from.needs("operation")?,
            operation_name: from.needs("operation_name")?,
            device: from.needs("device")?,
            device_name: from.needs("device_name")?,
            hq_public_key: from.needs("hq_public_key")?,
            server_at_ms: from.needs("server_at_ms")?,
            follow: from.needs("follow")?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_writes_its_request_as_serde_does() {
        let request = EnrolRequest {
            code: "c\"\u{1}".to_owned(),
            public_key: "k".to_owned(),
            token: "t".to_owned(),
            app_version: "0.1.0".to_owned(),
        };
        assert_eq!(request.to_json(), serde_json::to_string(&request).unwrap());
    }

    #[test]
    fn a_phone_reads_the_answer_that_the_server_writes() {
        let answer = EnrolAnswer {
            operation: Uuid::from_u128(1),
            operation_name: "Gargaar – عون".to_owned(),
            device: Uuid::from_u128(2),
            device_name: "Phone 7".to_owned(),
            hq_public_key: "BA".to_owned(),
            server_at_ms: 1_790_000_000_123,
            follow: vec![Follow { log: Uuid::from_u128(3), seq: 9 }],
        };
        let json = serde_json::to_vec(&answer).unwrap();
        assert_eq!(crate::json::read::<EnrolAnswer>(&json), Ok(answer));
    }
}
