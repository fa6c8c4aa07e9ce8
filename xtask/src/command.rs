//! Running other programs: what they print is shown as it comes, and a failure says what was run.

use anyhow::{Context, Result, bail};
use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, Stdio};

/// A program to run in the project's folder, without standard input.
pub fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(crate::places::root()).stdin(Stdio::null());
    command
}

/// The cargo that runs this task.
pub fn cargo() -> Command {
    command(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// A program with its arguments given as words.
pub fn words(program: &str, arguments: &[&str]) -> Command {
    let mut command = command(program);
    command.args(arguments);
    command
}

/// Puts folders in front of the `PATH` that a program sees.
pub fn with_path<'a>(command: &mut Command, folders: impl IntoIterator<Item = &'a Path>) -> Result<()> {
    let present = std::env::var_os("PATH").unwrap_or_default();
    let all = folders.into_iter().map(Path::to_path_buf).chain(std::env::split_paths(&present));
    command.env("PATH", std::env::join_paths(all)?);
    Ok(())
}

/// Runs a program to its end, showing what it prints.
///
/// # Errors
///
/// When it cannot be started or does not succeed, with the command line.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("starting {}", line(command)))?;
    if !status.success() {
        bail!("failed ({status}): {}", line(command));
    }
    Ok(())
}

/// Runs a program to its end and returns what it wrote to standard output, without the blanks around.
///
/// # Errors
///
/// When it cannot be started or does not succeed, with the end of what it wrote to standard error.
pub fn read(command: &mut Command) -> Result<String> {
    let output = command.output().with_context(|| format!("starting {}", line(command)))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!("failed ({}): {}\n{}", output.status, line(command), said.trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Runs a program to its end, showing what it says on standard error, and returns the lines of its standard output.
///
/// # Errors
///
/// When it cannot be started or does not succeed, with the command line.
pub fn read_lines(command: &mut Command) -> Result<Vec<String>> {
    command.stderr(Stdio::inherit());
    let output = command.output().with_context(|| format!("starting {}", line(command)))?;
    if !output.status.success() {
        bail!("failed ({}): {}", output.status, line(command));
    }
    Ok(String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect())
}

/// Whether a program starts and succeeds; what it prints is not shown.
pub fn succeeds(command: &mut Command) -> bool {
    command.stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}

/// The command line, for messages.
fn line(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(OsStr::to_string_lossy).collect::<Vec<_>>().join(" ")
}
