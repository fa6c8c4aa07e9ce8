//! `password`: sets the administrator's password, and ends every session.

use super::{Data, say};
use anyhow::{Context as _, bail};
use clap::Args;
use lantern_server::Settings;
use std::io::{BufRead as _, IsTerminal as _};

#[derive(Args)]
pub(super) struct Password {
    #[command(flatten)]
    data: Data,
    /// Makes a password and prints it.
    #[arg(long)]
    generate: bool,
    /// Reads the new password (the usual way): twice from a terminal, else one line of the standard input.
    #[arg(long, conflicts_with = "generate")]
    set: bool,
}

impl Password {
    pub(super) fn run(self) -> anyhow::Result<()> {
        let server = self.data.open(Settings::default())?;
        if self.generate {
            return say(&server.generate_password().context("setting the password")?);
        }
        let password = asked()?;
        server.set_password(&password).context("setting the password")?;
        eprintln!("The password is set; whoever was signed in has to sign in again.");
        Ok(())
    }
}

fn asked() -> anyhow::Result<String> {
    if !std::io::stdin().is_terminal() {
        let mut line = String::new();
        std::io::stdin().lock().read_line(&mut line).context("reading the password")?;
        return Ok(line.trim_end_matches(['\r', '\n']).to_owned());
    }
    let first =
        rpassword::prompt_password("New password (at least 10 characters): ").context("reading the password")?;
    let again = rpassword::prompt_password("The same again: ").context("reading the password")?;
    if first != again {
        bail!("the two are not the same");
    }
    Ok(first)
}
