//! CSV as offices open it: UTF-8 with a byte order mark, and no cell that a spreadsheet would run as a formula.
//!
//! Leaves which columns there are to the routes; they are documented in `docs/exports.md`.

use axum::body::Body;
use axum::http::header;
use axum::response::{IntoResponse, Response};

/// Rows of cells on their way into a file.
pub(crate) struct Table(csv::Writer<Vec<u8>>);

impl Table {
    /// Begins a table with its column names.
    pub(crate) fn new<'a>(columns: impl IntoIterator<Item = &'a str>) -> Self {
        let mut table = Self(csv::WriterBuilder::new().flexible(false).from_writer("\u{feff}".as_bytes().to_vec()));
        table.write(columns);
        table
    }

    /// Goes on with a table whose beginning is elsewhere.
    pub(crate) fn going_on() -> Self {
        Self(csv::WriterBuilder::new().flexible(false).from_writer(Vec::new()))
    }

    /// Adds a row; it has as many cells as there are columns.
    pub(crate) fn row<'a>(&mut self, cells: impl IntoIterator<Item = &'a str>) {
        self.write(cells.into_iter().map(guarded).collect::<Vec<_>>().iter().map(AsRef::as_ref));
    }

    /// Answers with the table as a file of that name.
    pub(crate) fn answer(self, name: &str) -> Response {
        file(name, Body::from(self.into_bytes()))
    }

    /// Returns what was written.
    pub(crate) fn into_bytes(self) -> Vec<u8> {
        self.0.into_inner().expect("writing to memory does not fail")
    }

    fn write<'a>(&mut self, cells: impl IntoIterator<Item = &'a str>) {
        self.0.write_record(cells).expect("writing to memory does not fail, and every row has all columns");
    }
}

/// Answers with a table as a file of that name.
pub(crate) fn file(name: &str, body: Body) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    let headers =
        [(header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (header::CONTENT_DISPOSITION, disposition)];
    (headers, body).into_response()
}

/// Puts an apostrophe before what a spreadsheet would take for a formula (OWASP, "CSV Injection").
fn guarded(cell: &str) -> std::borrow::Cow<'_, str> {
    match cell.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r') => format!("'{cell}").into(),
        _ => cell.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_begins_with_the_mark_and_no_cell_is_a_formula() {
        let mut table = Table::new(["name", "note"]);
        table.row(["Kosaar, north", "=1+1"]);
        table.row(["-", "\"quoted\""]);
        let bytes = table.0.into_inner().unwrap();
        let text = String::from_utf8(bytes).unwrap();
        assert_eq!(text, "\u{feff}name,note\n\"Kosaar, north\",'=1+1\n'-,\"\"\"quoted\"\"\"\n");
    }
}
