//! Doubles for everything outside: many phones in one test, each with a disk that survives its kills.
//!
//! Compiled for this crate's own tests, and for others with the feature `testing`.

mod doubles;
#[cfg(not(target_arch = "wasm32"))]
mod handset;
mod run;

pub use doubles::{ManualClock, NoNetwork, PlainRoom, SeededRandom, SharedChair, Wire};
#[cfg(not(target_arch = "wasm32"))]
pub use handset::Handset;
pub use run::{block_on, pause, run_for};
