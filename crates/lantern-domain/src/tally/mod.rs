//! The tally: what all records add up to, whatever order they came in and however often.
//!
//! A pure fold over entries: no storage, no network, no clock.
//! Leaves bytes, hashes and signatures to the ledger, and what is odd about a record to flags, which change no total.

mod fact;
mod query;
mod totals;

pub use fact::{Author, Content, Fact, Writer};
pub use query::{Dimension, Filter, TotalsQuery};
pub use totals::{KeyValue, SexAgeSum, Totals, TotalsRow, UNKNOWN_VALUE};
