//! The tally, seen from outside: phones and HQ write books, and totals are asked for.
#![cfg(test)]

mod book;
mod clock;
mod corrections;
mod flags;
mod flags_plainly;
mod inspected;
mod measures;
mod past;
mod plainly;
mod plan;
mod properties;
mod running;
mod served;
mod targets;
