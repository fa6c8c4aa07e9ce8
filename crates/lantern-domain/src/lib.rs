//! The rules of relief work, without I/O, clock or randomness; the glossary below names what they speak of.
//!
#![doc = include_str!("../README.md")]
#![forbid(unsafe_code)]
#![warn(missing_docs, unreachable_pub)]

pub mod card;
pub mod clock;
pub mod correction;
pub mod decision;
pub mod distribution;
pub mod flag;
pub mod order;
pub mod people;
pub mod plan;
pub mod settlement;
pub mod tally;
pub mod text;
mod unicode;

pub use card::{CardCode, FoldedCard};
pub use clock::{ClockSample, ClockStep, Moment};
pub use correction::{Change, Correction, RecordId};
pub use decision::{Concern, Decision};
pub use distribution::{Collector, Distribution, Line, Position, Quantity, Recipient, Seal};
pub use people::{HouseholdSize, SexAge};
pub use plan::{Plan, PlanChange};
pub use settlement::SettlementRef;
pub use tally::{Totals, TotalsQuery, TotalsRow};
pub use text::{Code, ShortText};
