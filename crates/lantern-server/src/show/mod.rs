//! What HQ looks at: rows made of the state, with names from the plan and the office.
//!
//! Leaves the shapes to `lantern_ledger::api`, and totals to the domain's tally.

pub(crate) mod devices;
pub(crate) mod flags;
pub(crate) mod names;
pub(crate) mod records;
pub(crate) mod whole;
