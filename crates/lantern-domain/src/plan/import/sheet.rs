//! A sheet: the cells of a CSV file, found whatever a spreadsheet made of it.

use super::ImportProblem;
use csv::{ByteRecord, ReaderBuilder};

/// The headings and the rows of a file; rows without any filled cell are left out.
#[derive(Debug)]
pub(super) struct Sheet {
    /// Lower case, with `_` for blanks and dashes.
    pub(super) headings: Vec<String>,
    /// The row of the headings.
    pub(super) headings_row: u32,
    pub(super) rows: Vec<SheetRow>,
}

/// One row: its number as a spreadsheet counts it, and its cells without the blanks around them.
#[derive(Debug)]
pub(super) struct SheetRow {
    pub(super) number: u32,
    pub(super) cells: Vec<String>,
}

impl Sheet {
    /// Reads a file's bytes.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, (u32, ImportProblem)> {
        let text = decode(bytes)?;
        let mut rows = read_rows(&text).into_iter();
        let Some(first) = rows.next() else { return Err((1, ImportProblem::EmptyFile)) };
        let headings = first.cells.iter().map(|heading| heading.to_lowercase().replace([' ', '-'], "_")).collect();
        Ok(Self { headings, headings_row: first.number, rows: rows.collect() })
    }
}

/// Returns the text of a file in UTF-8, or in UTF-16 as spreadsheets save "Unicode text".
fn decode(bytes: &[u8]) -> Result<String, (u32, ImportProblem)> {
    let wide = |rest: &[u8], unit: fn([u8; 2]) -> u16| {
        let units = rest.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
        char::decode_utf16(units).collect::<Result<String, _>>().map_err(|_| (1, ImportProblem::NotText))
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => wide(rest, u16::from_be_bytes),
        _ => {
            let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
            std::str::from_utf8(bytes).map(str::to_owned).map_err(|error| {
                let before = &bytes[..error.valid_up_to()];
                (1 + before.iter().filter(|&&byte| byte == b'\n').count() as u32, ImportProblem::NotText)
            })
        }
    }
}

fn read_rows(text: &str) -> Vec<SheetRow> {
    let (body, skipped, separator) = match separator_line(text) {
        Some((body, separator)) => (body, 1, separator),
        None => (text, 0, likely_separator(text)),
    };
    let mut reader =
        ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).from_reader(body.as_bytes());
    let mut rows = Vec::new();
    let mut number = skipped;
    let mut record = ByteRecord::new();
    while let Ok(true) = reader.read_byte_record(&mut record) {
        let start = record.position().map_or(0, |position| position.byte() as usize);
        number += 1 + blank_rows(body.as_bytes(), start);
        // The text is UTF-8 and separators are ASCII, so every cell is UTF-8.
        let cells: Vec<String> = record.iter().map(|cell| cell_text(&String::from_utf8_lossy(cell))).collect();
        if cells.iter().any(|cell| !cell.is_empty()) {
            rows.push(SheetRow { number, cells });
        }
    }
    rows
}

/// Returns the cell without the blanks around it; a lone dash is how many people write "nothing".
fn cell_text(cell: &str) -> String {
    match cell.trim() {
        "-" | "–" | "—" => String::new(),
        text => text.to_owned(),
    }
}

/// Counts the empty lines from a place on, which the reader passes over without a word.
fn blank_rows(bytes: &[u8], start: usize) -> u32 {
    let ends_line_before = start > 0 && bytes[start - 1] == b'\r' && bytes.get(start) == Some(&b'\n');
    let mut rest = &bytes[(start + usize::from(ends_line_before)).min(bytes.len())..];
    let mut count = 0;
    loop {
        rest = match rest {
            [b'\r', b'\n', after @ ..] | [b'\n' | b'\r', after @ ..] => after,
            _ => return count,
        };
        count += 1;
    }
}

/// Returns what follows the line `sep=;`, with which some spreadsheets begin, and its separator.
fn separator_line(text: &str) -> Option<(&str, u8)> {
    let (line, body) = text.split_once('\n')?;
    let separator = line.trim_end_matches('\r').strip_prefix("sep=")?;
    match separator.as_bytes() {
        &[separator] => Some((body, separator)),
        _ => None,
    }
}

/// Returns the separator that the first filled line has most of, outside quotes; a comma when none.
fn likely_separator(text: &str) -> u8 {
    let line = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let outside = || line.split('"').step_by(2).flat_map(str::bytes);
    let count = |separator: &u8| outside().filter(|byte| byte == separator).count();
    // The last of equals is taken: the comma.
    [b'\t', b';', b','].into_iter().max_by_key(count).unwrap_or(b',')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(bytes: &[u8]) -> Vec<(u32, Vec<String>)> {
        Sheet::read(bytes).unwrap().rows.into_iter().map(|row| (row.number, row.cells)).collect()
    }

    #[test]
    fn commas_semicolons_tabs_byte_order_marks_and_crlf_make_no_difference() {
        let plain = cells(b"code,name\nA,Kosaar\n");
        assert_eq!(plain, [(2, vec!["A".to_owned(), "Kosaar".to_owned()])]);
        for same in [
            &b"\xef\xbb\xbfcode,name\r\nA,Kosaar\r\n"[..],
            b"code;name\r\nA;Kosaar",
            b"code\tname\nA\t Kosaar \n",
            b"\"code\";\"name\"\n\"A\";\"Kosaar\"\n",
        ] {
            assert_eq!(cells(same), plain);
        }
    }

    #[test]
    fn unicode_text_of_a_spreadsheet_is_read() {
        let units = "code\tname\r\nA\tفانوس\r\n".encode_utf16();
        let bytes: Vec<u8> = [0xff, 0xfe].into_iter().chain(units.flat_map(u16::to_le_bytes)).collect();
        assert_eq!(cells(&bytes), [(2, vec!["A".to_owned(), "فانوس".to_owned()])]);
    }

    #[test]
    fn rows_count_as_a_spreadsheet_counts_them() {
        let text = "sep=;\r\ncode;name\r\n\r\nA;\"two\r\nlines\"\r\n;;\r\n\r\n\r\nB;x\r\n";
        let numbers: Vec<u32> = cells(text.as_bytes()).iter().map(|row| row.0).collect();
        assert_eq!(numbers, [4, 8]);
        let text = "code;name\n\nA;\"two\nlines\"\n;;\n\nB;x\n";
        assert_eq!(cells(text.as_bytes()).iter().map(|row| row.0).collect::<Vec<_>>(), [3, 6]);
    }

    #[test]
    fn headings_are_compared_without_case_and_blanks() {
        let sheet = Sheet::read(b"Code,Target Households\n").unwrap();
        assert_eq!(sheet.headings, ["code", "target_households"]);
    }

    #[test]
    fn bytes_that_are_no_text_are_refused_with_their_row() {
        let error = Sheet::read(b"code,name\nA,Kit d\x92abri\n").unwrap_err();
        assert_eq!(error, (2, ImportProblem::NotText));
        assert_eq!(Sheet::read(b"\n\n").unwrap_err(), (1, ImportProblem::EmptyFile));
    }
}
