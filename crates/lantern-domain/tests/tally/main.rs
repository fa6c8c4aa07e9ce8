//! The tally, seen from outside: phones and HQ write books, and totals are asked for.
#![cfg(test)]

mod book;
mod clock;
mod corrections;
mod flags;
mod measures;
mod plan;
mod properties;
mod served;
mod targets;
