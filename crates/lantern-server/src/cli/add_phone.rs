//! `add-phone`: prints an enrolment link, and nothing else, so that a script can take it.

use super::{Data, say};
use clap::Args;
use lantern_server::Settings;

#[derive(Args)]
pub(super) struct AddPhone {
    #[command(flatten)]
    data: Data,
    /// What the office calls the phone.
    #[arg(long)]
    name: String,
    /// Where the phone reaches this server, such as https://lantern.example.org.
    #[arg(long, env = "LANTERN_PUBLIC_URL", default_value = "http://localhost:8080")]
    origin: String,
}

impl AddPhone {
    pub(super) fn run(self) -> anyhow::Result<()> {
        let server = self.data.open(Settings::default())?;
        let added = server.add_phone(&self.name).map_err(|failure| anyhow::anyhow!(failure.message()))?;
        say(&added.link(&self.origin))
    }
}
