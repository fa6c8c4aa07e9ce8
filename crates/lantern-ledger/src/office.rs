//! Events of the office log: enrolments, revocations, sign-ins, imports. This log never leaves the office.
//!
//! No secret is ever an entry: of codes and tokens only SHA-256 is here.
//! Leaves acting on them to the server.

use crate::head::PublicKey;
use lantern_domain::Moment;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What happened in the office.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OfficeEvent {
    /// A phone was added: its enrolment link is out.
    PhoneAdded {
        /// The phone.
        device: Uuid,
        /// What the office calls it.
        name: String,
        /// SHA-256 of the code in the link.
        code_sha256: Digest,
        /// The link is void from then on.
        expires_at: Moment,
        /// When.
        at: Moment,
    },
    /// A phone used its link.
    PhoneEnrolled {
        /// The phone.
        device: Uuid,
        /// Its public key.
        #[serde(with = "public_key_text")]
        public_key: PublicKey,
        /// SHA-256 of its token.
        token_sha256: Digest,
        /// The version of its app.
        app_version: String,
        /// When.
        at: Moment,
    },
    /// A phone is no longer trusted; what it wrote before stays.
    PhoneRevoked {
        /// The phone.
        device: Uuid,
        /// When.
        at: Moment,
    },
    /// Somebody signed in at HQ.
    SignedIn {
        /// When.
        at: Moment,
    },
    /// The password was set.
    PasswordSet {
        /// When.
        at: Moment,
    },
    /// A plan was imported.
    PlanImported {
        /// When.
        at: Moment,
        /// The names of its files.
        files: Vec<String>,
        /// How many changes it made.
        changes: u64,
    },
    /// Somebody looked at records.
    RecordsViewed {
        /// When.
        at: Moment,
        /// Which, as the query without card codes.
        what: String,
    },
}

/// A SHA-256, in JSON 64 hexadecimal digits.
pub type Digest = crate::Hash;

mod public_key_text {
    use super::PublicKey;
    use crate::api::base64url;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(key: &PublicKey, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&base64url::encode(key))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<PublicKey, D::Error> {
        let text = String::deserialize(from)?;
        base64url::decode_fixed(&text).ok_or_else(|| serde::de::Error::custom("a public key is 65 bytes of base64url"))
    }
}
