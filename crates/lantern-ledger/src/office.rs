//! Events of the office log: enrolments, revocations, sign-ins, imports. This log never leaves the office.
//!
//! No secret is ever an entry: of codes and tokens only SHA-256 is here.
//! Leaves acting on them to the server.

use crate::head::PublicKey;
use lantern_domain::Moment;
use serde::{Deserialize, Serialize};
use std::fmt;
use uuid::Uuid;

/// What happened in the office.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
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
    /// A phone that is known already gets another link; the one before is void.
    PhoneLinked {
        /// The phone.
        device: Uuid,
        /// SHA-256 of the code in the link.
        code_sha256: Digest,
        /// The link is void from then on.
        expires_at: Moment,
        /// When.
        at: Moment,
    },
    /// HQ trusts another key of a phone: what was held under it counts.
    KeyConfirmed {
        /// The phone that it is a key of.
        device: Uuid,
        /// The key.
        #[serde(with = "public_key_text")]
        public_key: PublicKey,
        /// When.
        at: Moment,
    },
    /// HQ does not trust a key: what is held under it stays held. A later word may say otherwise.
    KeyRefused {
        /// The phone that the key claims to be of.
        device: Uuid,
        /// The key.
        #[serde(with = "public_key_text")]
        public_key: PublicKey,
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

impl fmt::Debug for OfficeEvent {
    /// Shows what kind of event it is: names and digests stay out of logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::PhoneAdded { .. } => "PhoneAdded(…)",
            Self::PhoneEnrolled { .. } => "PhoneEnrolled(…)",
            Self::PhoneLinked { .. } => "PhoneLinked(…)",
            Self::KeyConfirmed { .. } => "KeyConfirmed(…)",
            Self::KeyRefused { .. } => "KeyRefused(…)",
            Self::PhoneRevoked { .. } => "PhoneRevoked(…)",
            Self::SignedIn { .. } => "SignedIn(…)",
            Self::PasswordSet { .. } => "PasswordSet(…)",
            Self::PlanImported { .. } => "PlanImported(…)",
            Self::RecordsViewed { .. } => "RecordsViewed(…)",
        })
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Body, Hash};
    use serde_json::json;

    #[test]
    fn an_event_is_json_with_its_kind_as_the_only_key() {
        let event = OfficeEvent::PhoneEnrolled {
            device: Uuid::from_u128(7),
            public_key: [4; 65],
            token_sha256: Hash([0xab; 32]),
            app_version: "0.1.0".to_owned(),
            at: Moment(1_790_000_000),
        };
        let expected = json!({ "phone_enrolled": {
            "device": "00000000-0000-0000-0000-000000000007",
            "public_key": "BAQE".repeat(21) + "BAQ",
            "token_sha256": "ab".repeat(32),
            "app_version": "0.1.0",
            "at": 1_790_000_000,
        }});
        assert_eq!(serde_json::to_value(&event).unwrap(), expected);
        let body = Body::Office(Box::new(event));
        assert_eq!(Body::of(&body.to_entry().unwrap()), Ok(body));
    }

    #[test]
    fn debug_shows_no_name() {
        let added = OfficeEvent::PhoneAdded {
            device: Uuid::from_u128(7),
            name: "Amina".to_owned(),
            code_sha256: Hash([1; 32]),
            expires_at: Moment(2),
            at: Moment(1),
        };
        assert!(!format!("{added:?}").contains("Amina"));
    }
}
