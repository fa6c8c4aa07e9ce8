//! What entries say: one kind of body for each kind of fact.
//!
//! Leaves the bytes of each body to [`crate::codec`] and its neighbours, and what facts add up to to the domain's tally.

use crate::codec;
use crate::json;
use crate::office::OfficeEvent;
use crate::{Entry, EntryError, Genesis, WireError};
use lantern_domain::{ClockSample, ClockStep, Correction, Decision, Distribution, PlanChange};

/// The number of a kind of entry. Numbers are for ever; new kinds take new ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Kind(pub u32);

impl Kind {
    /// The first entry of every log.
    pub const GENESIS: Self = Self(1);
    /// A hand-over.
    pub const DISTRIBUTION: Self = Self(2);
    /// A later word on a hand-over.
    pub const CORRECTION: Self = Self(3);
    /// Kept for the movements of stock.
    pub const STOCK_MOVEMENT: Self = Self(4);
    /// Kept for the opening and closing of rounds.
    pub const ROUND_EVENT: Self = Self(5);
    /// What two clocks showed at one moment.
    pub const CLOCK_SAMPLE: Self = Self(6);
    /// The device's clock jumped.
    pub const CLOCK_STEP: Self = Self(7);
    /// One upsert of HQ's plan or lists.
    pub const PLAN_CHANGE: Self = Self(64);
    /// Makes the plan changes since the last one visible, together.
    pub const PLAN_COMMIT: Self = Self(65);
    /// What HQ makes of records that were flagged.
    pub const DECISION: Self = Self(66);
    /// What follows, up to the next commit, HQ has said before.
    pub const PLAN_RESTATED: Self = Self(67);
    /// What happened in the office.
    pub const OFFICE: Self = Self(80);
}

/// What an entry says.
#[derive(Debug, Clone, PartialEq)]
pub enum Body {
    /// Who writes the log, about what, with which key.
    Genesis(Box<Genesis>),
    /// A hand-over.
    Distribution(Box<Distribution>),
    /// A later word on a hand-over.
    Correction(Box<Correction>),
    /// What two clocks showed at one moment.
    ClockSample(ClockSample),
    /// The device's clock jumped.
    ClockStep(ClockStep),
    /// One upsert of HQ's plan or lists.
    PlanChange(Box<PlanChange>),
    /// Makes the plan changes since the last one visible, together.
    PlanCommit,
    /// What HQ makes of records that were flagged.
    Decision(Box<Decision>),
    /// What follows, up to the next commit, HQ has said before.
    PlanRestated,
    /// What happened in the office.
    Office(Box<OfficeEvent>),
    /// A kind that this version does not read. It is kept, hashed and sent on like any other.
    Other(Kind),
}

impl Body {
    /// Reads what an entry says.
    ///
    /// # Errors
    ///
    /// [`WireError`] for a body of a known kind that is not its one canonical spelling.
    /// Such an entry is still an entry: keep it, and show that it cannot be read.
    pub fn of(entry: &Entry) -> Result<Self, WireError> {
        #[cfg(any(test, feature = "sample"))]
        if older::is_forgotten(entry.kind()) {
            return Ok(Self::Other(entry.kind()));
        }
        let body = entry.body();
        Ok(match entry.kind() {
            Kind::GENESIS => Self::Genesis(Box::new(Genesis::parse(body)?)),
            Kind::DISTRIBUTION => Self::Distribution(Box::new(codec::distribution::parse(body)?)),
            Kind::CORRECTION => Self::Correction(Box::new(codec::correction::parse(body)?)),
            Kind::CLOCK_SAMPLE => Self::ClockSample(codec::clock::parse_sample(body)?),
            Kind::CLOCK_STEP => Self::ClockStep(codec::clock::parse_step(body)?),
            Kind::PLAN_CHANGE => Self::PlanChange(Box::new(json::read(body).map_err(|_| WireError::Value)?)),
            Kind::PLAN_COMMIT if body.is_empty() => Self::PlanCommit,
            Kind::PLAN_RESTATED if body.is_empty() => Self::PlanRestated,
            Kind::PLAN_COMMIT | Kind::PLAN_RESTATED => return Err(WireError::Trailing),
            Kind::DECISION => Self::Decision(Box::new(codec::decision::parse(body)?)),
            #[cfg(feature = "office")]
            Kind::OFFICE => Self::Office(Box::new(serde_json::from_slice(body).map_err(|_| WireError::Value)?)),
            kind => Self::Other(kind),
        })
    }

    /// Makes the entry that says this.
    ///
    /// # Errors
    ///
    /// [`EntryError::TooLarge`] above the size of an entry; [`EntryError::Unsayable`] for what would not read back equal,
    /// such as a hand-over of nothing, or [`Body::Other`], whose bytes are not here; and, without the feature `office`, for
    /// what only HQ writes.
    pub fn to_entry(&self) -> Result<Entry, EntryError> {
        // Said here as well as in `encode`, so that a phone is spared comparing what it never writes.
        #[cfg(not(feature = "office"))]
        if matches!(self, Self::PlanChange(_) | Self::Office(_)) {
            return Err(EntryError::Unsayable);
        }
        let entry = self.encode()?;
        if Self::of(&entry).as_ref() == Ok(self) { Ok(entry) } else { Err(EntryError::Unsayable) }
    }

    /// Makes the entry without reading it back.
    pub(crate) fn encode(&self) -> Result<Entry, EntryError> {
        let mut body = Vec::new();
        match self {
            Self::Genesis(genesis) => genesis.put(&mut body),
            Self::Distribution(distribution) => codec::distribution::put(&mut body, distribution),
            Self::Correction(correction) => codec::correction::put(&mut body, correction),
            Self::ClockSample(sample) => codec::clock::put_sample(&mut body, sample),
            Self::ClockStep(step) => codec::clock::put_step(&mut body, step),
            #[cfg(feature = "office")]
            Self::PlanChange(change) => body = serde_json::to_vec(change).map_err(|_| EntryError::Unsayable)?,
            Self::PlanCommit | Self::PlanRestated => {}
            Self::Decision(decision) => codec::decision::put(&mut body, decision),
            #[cfg(feature = "office")]
            Self::Office(event) => body = serde_json::to_vec(event).map_err(|_| EntryError::Unsayable)?,
            #[cfg(not(feature = "office"))]
            Self::PlanChange(_) | Self::Office(_) => return Err(EntryError::Unsayable),
            Self::Other(_) => return Err(EntryError::Unsayable),
        }
        Entry::new(self.kind(), &body)
    }

    /// Returns the number of its kind.
    pub fn kind(&self) -> Kind {
        match self {
            Self::Genesis(_) => Kind::GENESIS,
            Self::Distribution(_) => Kind::DISTRIBUTION,
            Self::Correction(_) => Kind::CORRECTION,
            Self::ClockSample(_) => Kind::CLOCK_SAMPLE,
            Self::ClockStep(_) => Kind::CLOCK_STEP,
            Self::PlanChange(_) => Kind::PLAN_CHANGE,
            Self::PlanCommit => Kind::PLAN_COMMIT,
            Self::Decision(_) => Kind::DECISION,
            Self::PlanRestated => Kind::PLAN_RESTATED,
            Self::Office(_) => Kind::OFFICE,
            Self::Other(kind) => *kind,
        }
    }
}

/// Reading as an older version did: for tests of upgrades, one at a time in their own process.
#[cfg(any(test, feature = "sample"))]
pub mod older {
    use super::Kind;
    use std::sync::atomic::{AtomicU32, Ordering};

    /// No kind has this number.
    const NONE: u32 = u32::MAX;
    static FORGOTTEN: AtomicU32 = AtomicU32::new(NONE);

    /// Reads from now on as a version that had no such kind yet.
    pub fn forget(kind: Kind) {
        FORGOTTEN.store(kind.0, Ordering::SeqCst);
    }

    /// Reads everything again, as after an upgrade.
    pub fn remember() {
        FORGOTTEN.store(NONE, Ordering::SeqCst);
    }

    pub(super) fn is_forgotten(kind: Kind) -> bool {
        kind.0 == FORGOTTEN.load(Ordering::SeqCst)
    }
}
