//! `import`: a plan's CSV files, as from the HQ app.

use super::{Data, say};
use anyhow::{Context as _, bail};
use clap::Args;
use lantern_ledger::api::ImportProblemRow;
use lantern_server::Settings;
use lantern_server::import::UploadedFile;
use std::path::{Path, PathBuf};

#[derive(Args)]
pub(super) struct Import {
    #[command(flatten)]
    data: Data,
    /// Only checks the files.
    #[arg(long)]
    dry_run: bool,
    /// The files, such as settlements.csv, items.csv, rounds.csv.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
}

impl Import {
    pub(super) fn run(self) -> anyhow::Result<()> {
        let files = self.files.iter().map(|path| read(path)).collect::<anyhow::Result<Vec<_>>>()?;
        let server = self.data.open(Settings::default())?;
        let imported = server.import(&files, self.dry_run);
        let answer = imported.map_err(|failure| anyhow::anyhow!(failure.message()))?;
        answer.warnings.iter().for_each(|warning| eprintln!("note: {}", place(warning)));
        answer.errors.iter().for_each(|error| eprintln!("error: {}", place(error)));
        if !answer.errors.is_empty() {
            bail!("{} errors; nothing was imported", answer.errors.len() + answer.further_errors);
        }
        let done = if self.dry_run { "would change" } else { "changed" };
        say(&format!(
            "{} rows {done}, {} rows of the plan are not in these files and stay",
            answer.changes, answer.kept
        ))
    }
}

fn read(path: &Path) -> anyhow::Result<UploadedFile> {
    let bytes = std::fs::read(path).with_context(|| format!("reading {}", path.display()))?;
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    Ok((name, bytes))
}

fn place(problem: &ImportProblemRow) -> String {
    let row = problem.row.map_or(String::new(), |row| format!(", row {row}"));
    let column = problem.column.as_ref().map_or(String::new(), |column| format!(", column {column}"));
    format!("{}{row}{column}: {}", problem.file, problem.message)
}
