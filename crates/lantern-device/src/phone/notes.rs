//! The small notes beside the entries: who the phone is, who records where, in which language, half-typed forms.
//!
//! Their bytes are the ledger's numbers and counted texts, not JSON: less to fetch, and later versions append fields.
//! Leaves keeping them to the store. None of them is a fact that HQ ever needs.

mod bytes;

use crate::{Event, Notice, Place};
use bytes::Bytes;
use lantern_domain::{Moment, SettlementRef, ShortText};
use lantern_ledger::api::{Follow, base64url};
use lantern_ledger::wire::Reader;
use lantern_ledger::{Hash, WireError};
use uuid::Uuid;

pub(super) const ENROLMENT: &str = "enrolment";
pub(super) const ENROLLING: &str = "enrolling";
pub(super) const LANGUAGE: &str = "language";
pub(super) const OPERATOR: &str = "operator";
pub(super) const PLACE: &str = "place";
pub(super) const PROVISIONAL: &str = "provisional";
pub(super) const NOTICES: &str = "notices";
pub(super) const CLOCK: &str = "clock";
pub(super) const FOLLOW: &str = "follow";
pub(super) const CLOSED: &str = "closed";
pub(super) const PARTED: &str = "parted";
/// Before a log's id: what was lost of it.
const LOST: &str = "lost/";
/// Before a log's id: how far it was written.
const CHECKPOINT: &str = "checkpoint/";
/// Before a log's id and a number: a batch of another history of that log.
pub(super) const BRANCH: &str = "branch/";
/// Before the rest of a branch's name, once HQ has taken it.
pub(super) const SENT: &str = "sent/";
/// Before a form's key.
pub(super) const DRAFT: &str = "draft/";

/// Who the phone is. Also in the second copy, so that what it holds can be sent when the database is gone.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Enrolment {
    pub(super) operation: Uuid,
    pub(super) operation_name: String,
    pub(super) device: Uuid,
    pub(super) device_name: String,
    pub(super) hq_key: [u8; 65],
    /// The phone's secret.
    pub(super) token: String,
    pub(super) enrolled_at: Moment,
    pub(super) is_key_confirmed: bool,
    /// Whether the person was told that HQ does not trust the present key.
    pub(super) is_key_refused: bool,
}

/// An enrolment that was asked for and not answered.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Enrolling {
    pub(super) code: String,
    pub(super) token: String,
}

/// What is missing of a log that was taken back from the second copy: its beginning is at HQ only.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Lost {
    /// The genesis entry.
    pub(super) genesis: Vec<u8>,
    /// Numbers and hashes of the last missing entry before each run.
    pub(super) before: Vec<(u64, Hash)>,
}

/// How far a log was written, noted with each save: what its entries have to bear out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Checkpoint {
    pub(super) seq: u64,
    pub(super) hash: Hash,
}

/// A log of HQ's of which HQ has another history, and was given the phone's: what both say it says in others.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Parted {
    pub(super) log: Uuid,
    /// HQ's journal then: another one may know less.
    pub(super) journal: Uuid,
    /// How far HQ's log went then: it goes no further, unless HQ was put back again.
    pub(super) seq: u64,
}

/// Something that is kept as a note.
pub(super) trait Kept: Sized {
    fn put(&self, out: &mut Bytes);
    fn read(reader: &mut Reader<'_>) -> Result<Self, WireError>;
}

/// Returns a note for putting.
pub(super) fn note(name: &str, value: &impl Kept) -> (String, Vec<u8>) {
    (name.to_owned(), to_bytes(value))
}

pub(super) fn to_bytes(value: &impl Kept) -> Vec<u8> {
    let mut out = Bytes::default();
    value.put(&mut out);
    out.0
}

pub(super) fn from_bytes<T: Kept>(bytes: &[u8]) -> Option<T> {
    T::read(&mut Reader::new(bytes)).ok()
}

/// All notes that are read at the start.
pub(super) struct Notes(Vec<(String, Vec<u8>)>);

impl Notes {
    pub(super) fn new(notes: Vec<(String, Vec<u8>)>) -> Self {
        Self(notes)
    }

    /// Returns a note; a damaged one is as good as none.
    pub(super) fn get<T: Kept>(&self, name: &str) -> Option<T> {
        let (_, value) = self.0.iter().find(|(other, _)| other == name)?;
        from_bytes(value)
    }

    pub(super) fn lost(&self, log: Uuid) -> Option<Lost> {
        self.get(&lost_name(log))
    }

    pub(super) fn checkpoint(&self, log: Uuid) -> Option<Checkpoint> {
        self.get(&checkpoint_name(log))
    }

    /// Returns all checkpoints.
    pub(super) fn checkpoints(&self) -> impl Iterator<Item = (Uuid, Checkpoint)> {
        self.below(CHECKPOINT).filter_map(|(log, bytes)| Some((Uuid::try_parse(log).ok()?, from_bytes(bytes)?)))
    }

    /// Returns the notes whose names begin with a prefix: what follows it, and the bytes.
    pub(super) fn below<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = (&'a str, &'a [u8])> {
        self.0.iter().filter_map(move |(name, value)| Some((name.strip_prefix(prefix)?, &value[..])))
    }
}

pub(super) fn draft_name(key: &str) -> String {
    format!("{DRAFT}{key}")
}

pub(super) fn lost_name(log: Uuid) -> String {
    format!("{LOST}{log}")
}

pub(super) fn checkpoint_name(log: Uuid) -> String {
    format!("{CHECKPOINT}{log}")
}

impl Kept for Enrolment {
    fn put(&self, out: &mut Bytes) {
        out.fixed(self.operation.as_bytes());
        out.text(&self.operation_name);
        out.fixed(self.device.as_bytes());
        out.text(&self.device_name);
        out.fixed(&self.hq_key);
        out.text(&self.token);
        out.signed(self.enrolled_at.0);
        out.number(self.is_key_confirmed.into());
        out.number(self.is_key_refused.into());
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, WireError> {
        Ok(Self {
            operation: bytes::id(reader)?,
            operation_name: bytes::text(reader)?,
            device: bytes::id(reader)?,
            device_name: bytes::text(reader)?,
            hq_key: reader.fixed()?,
            token: bytes::text(reader)?,
            enrolled_at: Moment(reader.signed()?),
            is_key_confirmed: reader.number()? != 0,
            // Earlier versions wrote nothing here.
            is_key_refused: reader.number().is_ok_and(|said| said != 0),
        })
    }
}

impl Kept for Enrolling {
    fn put(&self, out: &mut Bytes) {
        out.text(&self.code);
        out.text(&self.token);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, WireError> {
        Ok(Self { code: bytes::text(reader)?, token: bytes::text(reader)? })
    }
}

impl Kept for Lost {
    fn put(&self, out: &mut Bytes) {
        out.text(&base64url::encode(&self.genesis));
        out.number(self.before.len() as u64);
        for (seq, hash) in &self.before {
            out.number(*seq);
            out.fixed(&hash.0);
        }
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, WireError> {
        let genesis = base64url::decode(&bytes::text(reader)?).ok_or(WireError::Value)?;
        let count = reader.number()?;
        let points = (0..count).map(|_| Ok((reader.number()?, Hash(reader.fixed()?))));
        Ok(Self { genesis, before: points.collect::<Result<_, WireError>>()? })
    }
}

impl Kept for Checkpoint {
    fn put(&self, out: &mut Bytes) {
        out.number(self.seq);
        out.fixed(&self.hash.0);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, WireError> {
        Ok(Self { seq: reader.number()?, hash: Hash(reader.fixed()?) })
    }
}

impl Kept for Parted {
    fn put(&self, out: &mut Bytes) {
        out.fixed(self.log.as_bytes());
        out.fixed(self.journal.as_bytes());
        out.number(self.seq);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, WireError> {
        Ok(Self { log: bytes::id(reader)?, journal: bytes::id(reader)?, seq: reader.number()? })
    }
}

impl Kept for ShortText {
    fn put(&self, out: &mut Bytes) {
        out.text(self.as_str());
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, WireError> {
        bytes::line(reader)
    }
}

impl Kept for Place {
    fn put(&self, out: &mut Bytes) {
        out.text(self.round.as_str());
        out.settlement(&self.settlement);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, WireError> {
        Ok(Self { round: bytes::code(reader)?, settlement: bytes::settlement(reader)? })
    }
}

impl Kept for i64 {
    fn put(&self, out: &mut Bytes) {
        out.signed(*self);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, WireError> {
        reader.signed()
    }
}

impl Kept for Uuid {
    fn put(&self, out: &mut Bytes) {
        out.fixed(self.as_bytes());
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, WireError> {
        bytes::id(reader)
    }
}

impl Kept for SettlementRef {
    fn put(&self, out: &mut Bytes) {
        out.settlement(self);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, WireError> {
        bytes::settlement(reader)
    }
}

impl Kept for Follow {
    fn put(&self, out: &mut Bytes) {
        out.fixed(self.log.as_bytes());
        out.number(self.seq);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, WireError> {
        Ok(Self { log: bytes::id(reader)?, seq: reader.number()? })
    }
}

impl Kept for Notice {
    fn put(&self, out: &mut Bytes) {
        out.number(self.number);
        out.signed(self.at.0);
        bytes::put_event(out, &self.event);
    }

    fn read(reader: &mut Reader<'_>) -> Result<Self, WireError> {
        let (number, at) = (reader.number()?, Moment(reader.signed()?));
        let event: Event = bytes::event(reader)?;
        Ok(Self { number, at, event })
    }
}

/// A list: each item counted, so that what a later version appends to it is passed over.
impl<T: Kept> Kept for Vec<T> {
    fn put(&self, out: &mut Bytes) {
        for item in self {
            out.counted(&to_bytes(item));
        }
    }

    /// An item that cannot be read, such as a notice of a later version, is left out.
    fn read(reader: &mut Reader<'_>) -> Result<Self, WireError> {
        let mut items = Self::new();
        while !reader.rest().is_empty() {
            items.extend(from_bytes::<T>(reader.counted(usize::MAX)?));
        }
        Ok(items)
    }
}
