//! A whole HQ as a value, people and phones around it: for the tests of this crate and the scenarios of the whole.
//!
//! Nothing here sleeps, reads the real clock or needs a port.

mod answer;
mod camp;
mod clock;
mod hand_over;
mod office;
mod phone;
mod phone_log;
mod sight;
mod stepped;

pub use answer::Answer;
pub use camp::{Camp, PASSWORD};
pub use clock::SetClock;
pub use hand_over::{HandOver, hand_over};
pub use office::Office;
pub use phone::{Link, TestPhone, bundle_of, void_of};
pub use phone_log::PhoneLog;
pub use stepped::SteppedStorage;
