//! The small notes beside the entries: who the phone is, who records where, half-typed forms.
//!
//! Leaves keeping them to the store. None of them is a fact that HQ ever needs.

use crate::{Event, Place};
use lantern_domain::{Moment, SettlementRef};
use lantern_ledger::Hash;
use lantern_ledger::api::{Follow, base64url};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub(super) const ENROLMENT: &str = "enrolment";
pub(super) const ENROLLING: &str = "enrolling";
pub(super) const OPERATOR: &str = "operator";
pub(super) const PLACE: &str = "place";
pub(super) const PROVISIONAL: &str = "provisional";
pub(super) const NOTICES: &str = "notices";
pub(super) const CLOCK: &str = "clock";
pub(super) const FOLLOW: &str = "follow";
pub(super) const CLOSED: &str = "closed";
/// Before a log's id: what was lost of it.
pub(super) const LOST: &str = "lost/";
/// Before a log's id and a number: a batch of another history of that log.
pub(super) const BRANCH: &str = "branch/";
/// Before a form's key.
pub(super) const DRAFT: &str = "draft/";

/// Who the phone is. Also in the second copy, so that what it holds can be sent when the database is gone.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Enrolment {
    pub(super) operation: Uuid,
    pub(super) operation_name: String,
    pub(super) device: Uuid,
    pub(super) device_name: String,
    /// 65 bytes, base64url.
    pub(super) hq_public_key: String,
    /// The phone's secret.
    pub(super) token: String,
    pub(super) enrolled_at: Moment,
    pub(super) is_key_confirmed: bool,
}

impl Enrolment {
    /// Returns HQ's key; the nil key, which verifies nothing, if the note was damaged.
    pub(super) fn hq_key(&self) -> [u8; 65] {
        base64url::decode_fixed(&self.hq_public_key).unwrap_or([0; 65])
    }
}

/// An enrolment that was asked for and not answered.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Enrolling {
    pub(super) code: String,
    pub(super) token: String,
}

/// What is missing of a log that was taken back from the second copy: its beginning is at HQ only.
#[derive(Clone, Default, Serialize, Deserialize)]
pub(super) struct Lost {
    /// The genesis entry, base64url.
    pub(super) genesis: String,
    /// Numbers and hashes of the last missing entry before each run.
    pub(super) before: Vec<(u64, Hash)>,
}

/// A notice as it is kept.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct KeptNotice {
    pub(super) number: u64,
    pub(super) at: Moment,
    pub(super) event: Event,
}

/// All notes that are read at the start.
#[derive(Default)]
pub(super) struct Notes(Vec<(String, Vec<u8>)>);

impl Notes {
    pub(super) fn new(notes: Vec<(String, Vec<u8>)>) -> Self {
        Self(notes)
    }

    /// Returns a note; a damaged one is as good as none.
    pub(super) fn get<T: DeserializeOwned>(&self, name: &str) -> Option<T> {
        let (_, value) = self.0.iter().find(|(other, _)| other == name)?;
        serde_json::from_slice(value).ok()
    }

    pub(super) fn place(&self) -> Option<Place> {
        self.get(PLACE)
    }

    pub(super) fn provisional(&self) -> Vec<SettlementRef> {
        self.get(PROVISIONAL).unwrap_or_default()
    }

    pub(super) fn follow(&self) -> Vec<Follow> {
        self.get(FOLLOW).unwrap_or_default()
    }

    pub(super) fn lost(&self, log: Uuid) -> Option<Lost> {
        self.get(&lost_name(log))
    }

    /// Returns the notes whose names begin with a prefix: what follows it, and the bytes.
    pub(super) fn below<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = (&'a str, &'a [u8])> {
        self.0.iter().filter_map(move |(name, value)| Some((name.strip_prefix(prefix)?, &value[..])))
    }
}

/// Returns the note for putting.
pub(super) fn note<T: Serialize + ?Sized>(name: &str, value: &T) -> (String, Vec<u8>) {
    (name.to_owned(), serde_json::to_vec(value).expect("texts, numbers and lists are JSON"))
}

pub(super) fn draft_name(key: &str) -> String {
    format!("{DRAFT}{key}")
}

pub(super) fn lost_name(log: Uuid) -> String {
    format!("{LOST}{log}")
}
