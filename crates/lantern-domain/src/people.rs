//! How many people a household has, by sex and age where it was asked.
//!
//! Leaves the brackets to the round that asks (`plan`), and sums to the tally.

use serde::{Deserialize, Serialize};

/// The number of people in a household: 1 to [`HouseholdSize::MAX`]. "Not known" is the absence of a size.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub struct HouseholdSize(u32);

/// The household size is 0 or above [`HouseholdSize::MAX`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a household has 1 to 99 people")]
pub struct HouseholdSizeError;

impl HouseholdSize {
    /// The largest household that is taken: 99 people.
    pub const MAX: u32 = 99;

    /// Makes a size from a count of people.
    ///
    /// # Errors
    ///
    /// [`HouseholdSizeError`] for 0 and above [`HouseholdSize::MAX`].
    pub fn new(people: u32) -> Result<Self, HouseholdSizeError> {
        if (1..=Self::MAX).contains(&people) { Ok(Self(people)) } else { Err(HouseholdSizeError) }
    }

    /// Returns the count of people.
    pub fn people(self) -> u32 {
        self.0
    }
}

impl TryFrom<u32> for HouseholdSize {
    type Error = HouseholdSizeError;
    fn try_from(people: u32) -> Result<Self, HouseholdSizeError> {
        Self::new(people)
    }
}

impl From<HouseholdSize> for u32 {
    fn from(size: HouseholdSize) -> u32 {
        size.0
    }
}

/// People by sex and age bracket, as asked at the hand-over. "Not asked" is the absence of this, never zeros.
///
/// Brackets travel with the counts, as the first year of each: `[0, 5, 12, 18, 60]` is 0–4, 5–11, 12–17, 18–59, 60+.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "SexAgeFields", into = "SexAgeFields")]
pub struct SexAge {
    from_years: Vec<u8>,
    female: Vec<u32>,
    male: Vec<u32>,
}

#[derive(Serialize, Deserialize)]
struct SexAgeFields {
    from_years: Vec<u8>,
    female: Vec<u32>,
    male: Vec<u32>,
}

/// The reason why counts by sex and age are refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SexAgeError {
    /// No bracket, more than [`SexAge::BRACKETS_MAX`], or years that do not rise.
    #[error("the age brackets are not a rising list of 1 to 12 years")]
    Brackets,
    /// Not one count of girls and women, and one of boys and men, for each bracket.
    #[error("the counts do not match the age brackets")]
    Length,
    /// A count above [`SexAge::COUNT_MAX`].
    #[error("a count of people is above 9,999")]
    TooMany,
}

impl SexAge {
    /// The most brackets a round has.
    pub const BRACKETS_MAX: usize = 12;
    /// The largest count in one cell.
    pub const COUNT_MAX: u32 = 9_999;

    /// Makes counts from the brackets' first years and one count a bracket for each sex.
    ///
    /// # Errors
    ///
    /// [`SexAgeError`] when brackets do not rise, lengths differ, or a count is too large.
    pub fn new(from_years: Vec<u8>, female: Vec<u32>, male: Vec<u32>) -> Result<Self, SexAgeError> {
        let rising = from_years.windows(2).all(|pair| pair[0] < pair[1]);
        if from_years.is_empty() || from_years.len() > Self::BRACKETS_MAX || !rising {
            return Err(SexAgeError::Brackets);
        }
        if female.len() != from_years.len() || male.len() != from_years.len() {
            return Err(SexAgeError::Length);
        }
        if female.iter().chain(&male).any(|&count| count > Self::COUNT_MAX) {
            return Err(SexAgeError::TooMany);
        }
        Ok(Self { from_years, female, male })
    }

    /// Returns the first year of each bracket, rising.
    pub fn from_years(&self) -> &[u8] {
        &self.from_years
    }

    /// Returns the counts of girls and women, one a bracket.
    pub fn female(&self) -> &[u32] {
        &self.female
    }

    /// Returns the counts of boys and men, one a bracket.
    pub fn male(&self) -> &[u32] {
        &self.male
    }

    /// Returns the sum of all counts.
    pub fn people(&self) -> u32 {
        self.female.iter().chain(&self.male).sum()
    }
}

impl TryFrom<SexAgeFields> for SexAge {
    type Error = SexAgeError;
    fn try_from(fields: SexAgeFields) -> Result<Self, SexAgeError> {
        Self::new(fields.from_years, fields.female, fields.male)
    }
}

impl From<SexAge> for SexAgeFields {
    fn from(counts: SexAge) -> Self {
        Self { from_years: counts.from_years, female: counts.female, male: counts.male }
    }
}
