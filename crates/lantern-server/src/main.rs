//! The program `lantern-server`: serves HQ, and does what an office does from a terminal.
//!
//! Leaves everything but words and exit codes to the library.

mod cli;

use clap::Parser as _;
use std::process::ExitCode;

/// A start reads millions of small things: a fifth of its time went into the allocator of the C library.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    match cli::run(cli::Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("lantern-server: {error:#}");
            ExitCode::FAILURE
        }
    }
}
