//! The program `lantern-server`: serves HQ, and does what an office does from a terminal.
//!
//! Leaves everything but words and exit codes to the library.

mod cli;

use clap::Parser as _;
use std::process::ExitCode;

fn main() -> ExitCode {
    match cli::run(cli::Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("lantern-server: {error:#}");
            ExitCode::FAILURE
        }
    }
}
