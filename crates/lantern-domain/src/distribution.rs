//! A distribution: what was handed over to whom, in which round. The settlement comes from the log that holds it.
//!
//! Leaves what a household is entitled to, and whether a hand-over is odd, to `plan` and the tally: a record is never
//! refused for being odd, only for being unsayable.

use crate::{CardCode, Code, HouseholdSize, Moment, SexAge, ShortText};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// One hand-over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Distribution {
    /// When, by the device's clock.
    pub at: Moment,
    /// The round's code.
    pub round: Code,
    /// Who received.
    pub recipient: Recipient,
    /// People in the household; `None`: not known.
    pub size: Option<HouseholdSize>,
    /// People by sex and age; `None`: not asked.
    pub sex_age: Option<SexAge>,
    /// Who stood at the desk.
    pub collector: Collector,
    /// What was handed over: 1 to [`Distribution::LINES_MAX`] lines, at least one with a quantity above 0.
    pub lines: Vec<Line>,
    /// How receipt was proven, a slug such as `thumbprint`; `None`: no proof was taken.
    pub proof: Option<ShortText>,
    /// Where; `None`: not taken.
    pub position: Option<Position>,
    /// Who recorded it.
    pub operator: ShortText,
    /// Why this household was served although the phone knew of an earlier service in the round.
    pub repeat_reason: Option<ShortText>,
    /// A remark.
    pub note: Option<ShortText>,
    /// Detached sealed attachments, at most [`Distribution::SEALS_MAX`].
    pub seals: Vec<Seal>,
}

/// The reason why a distribution cannot be recorded as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DistributionError {
    /// No line with a quantity above 0.
    #[error("nothing is handed over")]
    Nothing,
    /// More than [`Distribution::LINES_MAX`] lines.
    #[error("more than 16 lines")]
    TooManyLines,
    /// The same item in two lines.
    #[error("the same item stands in two lines")]
    ItemTwice,
    /// More than [`Distribution::SEALS_MAX`] attachments.
    #[error("more than 8 attachments")]
    TooManySeals,
}

impl Distribution {
    /// The most lines in one hand-over.
    pub const LINES_MAX: usize = 16;
    /// The most attachments of one hand-over.
    pub const SEALS_MAX: usize = 8;

    /// Checks what no single field can: that something is handed over, each item once.
    ///
    /// # Errors
    ///
    /// [`DistributionError`] names what is wrong.
    pub fn check(&self) -> Result<(), DistributionError> {
        if self.lines.len() > Self::LINES_MAX {
            return Err(DistributionError::TooManyLines);
        }
        if self.lines.iter().all(|line| line.quantity.pieces() == 0) {
            return Err(DistributionError::Nothing);
        }
        let twice = |(at, line): (usize, &Line)| {
            self.lines[..at].iter().any(|earlier| earlier.item == line.item && earlier.batch_no == line.batch_no)
        };
        if self.lines.iter().enumerate().any(twice) {
            return Err(DistributionError::ItemTwice);
        }
        if self.seals.len() > Self::SEALS_MAX {
            return Err(DistributionError::TooManySeals);
        }
        Ok(())
    }
}

/// Who receives a hand-over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Recipient {
    /// A household, by the code on its card.
    Household(CardCode),
    /// A household without a card: counted, and shown apart.
    WalkIn,
    /// A facility such as a clinic, by its name.
    Facility(ShortText),
    /// A community, by its name; things for everybody, such as a water treatment unit.
    Community(ShortText),
}

/// Who takes the goods at the desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Collector {
    /// The recipient.
    Recipient,
    /// Somebody for them, with the relation, such as `neighbour`.
    Proxy(ShortText),
}

/// One item of a hand-over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// The item's code.
    pub item: Code,
    /// What was handed over; 0 only where something else was due, with the reason.
    pub quantity: Quantity,
    /// What was due by the plan that the phone held; `None`: the plan said nothing.
    pub entitled: Option<Quantity>,
    /// Why the quantity is not what was due: free text, or a slug such as `out-of-stock`.
    pub reason: Option<ShortText>,
    /// The item that this one was given instead of.
    pub substitute_for: Option<Code>,
    /// The batch number on the packaging.
    pub batch_no: Option<ShortText>,
    /// The last day of use printed on the packaging.
    pub expires_on: Option<NaiveDate>,
}

/// A whole number of pieces of one item, from 0 to [`Quantity::MAX`].
///
/// 0 says "due, but not handed over"; an item that is neither due nor handed over has no line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub struct Quantity(u32);

/// The quantity is above [`Quantity::MAX`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a quantity is at most 99,999")]
pub struct QuantityError;

impl Quantity {
    /// The largest quantity of one line.
    pub const MAX: u32 = 99_999;

    /// Makes a quantity from a count of pieces.
    ///
    /// # Errors
    ///
    /// [`QuantityError`] above [`Quantity::MAX`].
    pub fn new(pieces: u32) -> Result<Self, QuantityError> {
        if pieces <= Self::MAX { Ok(Self(pieces)) } else { Err(QuantityError) }
    }

    /// Returns the count of pieces.
    pub fn pieces(self) -> u32 {
        self.0
    }
}

impl TryFrom<u32> for Quantity {
    type Error = QuantityError;
    fn try_from(pieces: u32) -> Result<Self, QuantityError> {
        Self::new(pieces)
    }
}

impl From<Quantity> for u32 {
    fn from(quantity: Quantity) -> u32 {
        quantity.0
    }
}

/// A position on the ground, WGS 84, in hundred-thousandths of a degree (about 1.1 m of latitude).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// North of the equator, -9,000,000 to 9,000,000.
    pub latitude_e5: i32,
    /// East of Greenwich, -18,000,000 to 18,000,000.
    pub longitude_e5: i32,
    /// Radius of 95 % confidence, in metres.
    pub accuracy_m: u16,
}

/// A detached, encrypted attachment: the entry holds only this hash, so erasing key and blob leaves the chain whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seal {
    /// What is sealed: 1 photo, 2 signature, 3 sensitive fields; other numbers are of later versions.
    pub kind: u8,
    /// SHA-256 of the ciphertext.
    pub ciphertext_sha256: [u8; 32],
}
