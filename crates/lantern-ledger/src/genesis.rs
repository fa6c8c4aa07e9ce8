//! The first entry of every log: who writes it, about what, with which key, and what it goes on from.
//!
//! Leaves the question whether the key is enrolled to the server.

use crate::codec::text;
use crate::head::PublicKey;
use crate::wire::{Reader, WireError, put_counted, put_number, put_signed};
use crate::{Hash, codec};
use lantern_domain::{Code, Moment, SettlementRef};
use uuid::Uuid;

/// What a log says about itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Genesis {
    /// The operation.
    pub operation: Uuid,
    /// The device that writes it; nil for HQ.
    pub device: Uuid,
    /// What it is about.
    pub subject: Subject,
    /// The public half of the key that signs its heads.
    pub public_key: PublicKey,
    /// The version of the program that began it: 1 to [`Genesis::APP_VERSION_MAX`] bytes.
    pub app_version: String,
    /// When, by the writer's clock.
    pub at: Moment,
    /// The log that it goes on from; `None`: it is the first of its kind.
    pub parent: Option<Parent>,
}

/// What a log is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// Distributions in one settlement.
    Settlement(SettlementRef),
    /// HQ's plan and decisions.
    Operation,
    /// HQ's list of households of one settlement.
    Households(Code),
    /// HQ's accounts and enrolments; never leaves the office.
    Office,
}

/// The log that another one goes on from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parent {
    /// In which sense.
    pub relation: Relation,
    /// The older log.
    pub log: Uuid,
    /// The last entry of it that the writer knew.
    pub seq: u64,
    /// The hash at that entry.
    pub hash: Hash,
}

/// How a log goes on from an older one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// Same writer, same key: such as after a restore.
    Continues,
    /// The older log's key is gone or in doubt.
    Replaces,
}

impl Genesis {
    /// The most bytes of an app version.
    pub const APP_VERSION_MAX: usize = 64;

    /// Returns whether HQ wrote it.
    pub fn is_of_hq(&self) -> bool {
        self.device.is_nil()
    }

    /// Reads the body of a genesis entry.
    ///
    /// # Errors
    ///
    /// [`WireError`] for anything but the one canonical spelling.
    pub fn parse(body: &[u8]) -> Result<Self, WireError> {
        let reader = &mut Reader::new(body);
        let genesis = Self {
            operation: Uuid::from_bytes(reader.fixed()?),
            device: Uuid::from_bytes(reader.fixed()?),
            subject: Subject::read(reader)?,
            public_key: reader.fixed()?,
            app_version: read_version(reader)?,
            at: Moment(reader.signed()?),
            parent: Parent::read(reader)?,
        };
        reader.end()?;
        Ok(genesis)
    }

    pub(crate) fn put(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.operation.as_bytes());
        out.extend_from_slice(self.device.as_bytes());
        self.subject.put(out);
        out.extend_from_slice(&self.public_key);
        put_counted(out, self.app_version.as_bytes());
        put_signed(out, self.at.0);
        match &self.parent {
            None => out.push(0),
            Some(parent) => parent.put(out),
        }
    }
}

fn read_version(reader: &mut Reader<'_>) -> Result<String, WireError> {
    let version = reader.text(Genesis::APP_VERSION_MAX)?;
    if version.is_empty() { Err(WireError::Value) } else { Ok(version.to_owned()) }
}

impl Subject {
    fn read(reader: &mut Reader<'_>) -> Result<Self, WireError> {
        Ok(match reader.byte()? {
            1 => Self::Settlement(SettlementRef::Planned(codec::text::code(reader)?)),
            2 => {
                let id = Uuid::from_bytes(reader.fixed()?);
                Self::Settlement(SettlementRef::Provisional { id, name: text::line(reader)? })
            }
            3 => Self::Operation,
            4 => Self::Households(text::code(reader)?),
            5 => Self::Office,
            _ => return Err(WireError::Unknown),
        })
    }

    fn put(&self, out: &mut Vec<u8>) {
        match self {
            Self::Settlement(SettlementRef::Planned(code)) => {
                out.push(1);
                put_counted(out, code.as_str().as_bytes());
            }
            Self::Settlement(SettlementRef::Provisional { id, name }) => {
                out.push(2);
                out.extend_from_slice(id.as_bytes());
                put_counted(out, name.as_str().as_bytes());
            }
            Self::Operation => out.push(3),
            Self::Households(settlement) => {
                out.push(4);
                put_counted(out, settlement.as_str().as_bytes());
            }
            Self::Office => out.push(5),
        }
    }
}

impl Parent {
    fn read(reader: &mut Reader<'_>) -> Result<Option<Self>, WireError> {
        let relation = match reader.byte()? {
            0 => return Ok(None),
            1 => Relation::Continues,
            2 => Relation::Replaces,
            _ => return Err(WireError::Unknown),
        };
        let log = Uuid::from_bytes(reader.fixed()?);
        Ok(Some(Self { relation, log, seq: reader.number()?, hash: Hash(reader.fixed()?) }))
    }

    fn put(&self, out: &mut Vec<u8>) {
        out.push(match self.relation {
            Relation::Continues => 1,
            Relation::Replaces => 2,
        });
        out.extend_from_slice(self.log.as_bytes());
        put_number(out, self.seq);
        out.extend_from_slice(&self.hash.0);
    }
}
