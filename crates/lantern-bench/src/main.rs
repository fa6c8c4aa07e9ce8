//! Measures what a machine has to be asked: bytes a record, and how fast the real server takes records in.
//!
//! Prints one figure a line as JSON, and what it is doing to standard error.
//! Leaves to `cargo xtask bench`: building, the figures of the web apps, and the table for people.
#![forbid(unsafe_code)]
#![expect(clippy::print_stdout, reason = "figures are what this program is for")]

mod figure;

mod sizes;

mod intake;
mod size;

#[cfg(target_os = "linux")]
mod slow;

mod carry;
mod load;
mod sums;

mod disk;
mod http;
mod office;
mod process;

use anyhow::Result;
use clap::Parser;

/// Measures Lantern.
#[derive(Parser)]
enum Measure {
    /// Bytes a record, from the generator with fixed seeds.
    Sizes,
    /// Durable records a second of the real server, over loopback.
    Intake(intake::Settings),
    /// What HQ costs at a million records and more.
    Size(size::Settings),
    /// Seconds and bytes of 10,000 records over a slow, lossy link. Needs root.
    #[cfg(target_os = "linux")]
    Slow(slow::Settings),
    /// The phone's end of the slow link.
    #[cfg(target_os = "linux")]
    #[command(hide = true)]
    Phone(slow::phone::Settings),
}

fn main() -> Result<()> {
    let figures = match Measure::parse() {
        Measure::Sizes => sizes::measure()?,
        Measure::Intake(settings) => intake::measure(&settings)?,
        Measure::Size(settings) => size::measure(&settings)?,
        #[cfg(target_os = "linux")]
        Measure::Slow(settings) => slow::measure(&settings)?,
        #[cfg(target_os = "linux")]
        Measure::Phone(settings) => return slow::phone::run(&settings),
    };
    for figure in figures {
        println!("{}", serde_json::to_string(&figure)?);
    }
    Ok(())
}
