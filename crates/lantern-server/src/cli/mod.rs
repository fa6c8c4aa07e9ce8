//! The commands of `lantern-server`, one a file.

mod add_phone;
mod backup;
mod data;
mod doctor;
mod import;
mod import_records;
mod limits;
mod password;
mod rebuild;
mod restore;
mod serve;
mod verify;

use clap::{Args, Parser, Subcommand};
use std::io::Write as _;
use std::path::PathBuf;

/// HQ of a Lantern operation: takes in what phones recorded, keeps it, and shows what it adds up to.
///
/// One program at a time may use a data folder: stop the server before any other command, except for `backup`, `doctor` and `verify`.
#[derive(Parser)]
#[command(name = "lantern-server", version)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serves both apps and takes in what phones bring, until it is told to stop.
    Serve(serve::Serve),
    /// Sets the administrator's password, from the terminal or from the standard input.
    Password(password::Password),
    /// Imports a plan's CSV files: all of it, or nothing when something is wrong.
    Import(import::Import),
    /// Adds a phone and prints its enrolment link.
    AddPhone(add_phone::AddPhone),
    /// Reads the whole journal and checks every hash and signature in it.
    Verify(verify::Verify),
    /// Makes the index beside the journal anew.
    Rebuild(rebuild::Rebuild),
    /// Copies journal and keys into a folder, checked after writing; the server may be running.
    Backup(backup::Backup),
    /// Makes a new data folder of a backup.
    Restore(restore::Restore),
    /// Says what is damaged in a data folder and what to do about it, or repairs it.
    Doctor(doctor::Doctor),
    /// Takes in records from bundle files, backups or other servers' data folders.
    ImportRecords(import_records::ImportRecords),
}

/// Where HQ keeps everything.
#[derive(Args)]
struct Data {
    /// The data folder; made where there is none.
    #[arg(long = "data", value_name = "FOLDER", env = "LANTERN_DATA")]
    folder: PathBuf,
}

/// Does what was asked for.
///
/// # Errors
///
/// What went wrong, for the person at the terminal.
pub fn run(cli: Cli) -> anyhow::Result<()> {
    match cli.command {
        Command::Serve(command) => command.run(),
        Command::Password(command) => command.run(),
        Command::Import(command) => command.run(),
        Command::AddPhone(command) => command.run(),
        Command::Verify(command) => command.run(),
        Command::Rebuild(command) => command.run(),
        Command::Backup(command) => command.run(),
        Command::Restore(command) => command.run(),
        Command::Doctor(command) => command.run(),
        Command::ImportRecords(command) => command.run(),
    }
}

/// Says the one thing that was asked for, on the standard output, where another program may read it.
fn say(line: &str) -> anyhow::Result<()> {
    Ok(writeln!(std::io::stdout(), "{line}")?)
}
