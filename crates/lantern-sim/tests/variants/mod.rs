//! The broken variants, by the side that they break.

pub mod hq;
pub mod phone;
pub mod totals;
