//! Importing a plan from CSV files, the way an HQ officer holds them.
//!
//! Tolerant of what spreadsheets do (byte order mark, `;` or tab, CRLF, blank cells and rows, columns in any order or
//! unknown), strict about what would make a wrong plan; all errors come at once, each with its file, row and column.
//! Rows missing from an upload are kept: an import never takes anything away.
//! Leaves the files' columns, as people read them, to `examples/somalia/README.md`.

mod cells;
mod check;
mod draft;
mod error;
mod rows;
mod sheet;
mod small;
mod table;
#[cfg(test)]
mod tests;

pub use draft::{Draft, ImportWarning};
pub use error::{ImportError, ImportProblem};
pub use table::Table;

use super::{HouseholdList, Plan};
use crate::Code;
use std::collections::BTreeMap;

/// What is known before an import: references may point there.
#[derive(Debug, Clone, Copy)]
pub struct Present<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// The lists of households, by settlement.
    pub lists: &'a BTreeMap<Code, HouseholdList>,
}

/// Reads a plan's files, each a name and its bytes, in any order; any of the seven may be missing.
///
/// Which table a file is says its name (`rounds.csv`, `households-kosaar.csv`) or else its columns; a table may come in
/// several files.
///
/// # Errors
///
/// Every [`ImportError`] of every file, in the order of files and rows; then nothing is to be imported.
pub fn read<N: AsRef<str>, B: AsRef<[u8]>>(files: &[(N, B)], present: Present<'_>) -> Result<Draft, Vec<ImportError>> {
    let mut errors = Vec::new();
    let mut draft = Draft::default();
    for (name, bytes) in files {
        rows::read_file(name.as_ref(), bytes.as_ref(), present.plan, &mut draft, &mut errors);
    }
    check::check(&draft, present.plan, &mut errors);
    draft.put_in_order();
    if errors.is_empty() {
        return Ok(draft);
    }
    let place = |error: &ImportError| files.iter().position(|(name, _)| *name.as_ref() == error.file);
    errors.sort_by_key(|error| (place(error), error.row));
    Err(errors)
}
