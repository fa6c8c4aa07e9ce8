//! The cells of one row, each read as what its column holds; what cannot be read is noted, and reading goes on.

use super::sheet::{Sheet, SheetRow};
use super::{ImportError, ImportProblem};
use crate::plan::Place;
use crate::text::TextError;
use crate::{CardCode, Code, ShortText};
use chrono::NaiveDate;

/// Notes are for people; this many characters are enough.
const NOTE_MAX: usize = 500;
const HUNDRED_THOUSANDTHS: f64 = 100_000.0;

/// A row while it is read.
pub(super) struct Cells<'a> {
    pub(super) file: &'a str,
    pub(super) sheet: &'a Sheet,
    pub(super) row: &'a SheetRow,
    pub(super) errors: &'a mut Vec<ImportError>,
}

impl<'a> Cells<'a> {
    /// Notes a problem in a column.
    pub(super) fn problem(&mut self, column: &str, problem: ImportProblem) {
        self.errors.push(ImportError {
            file: self.file.to_owned(),
            row: self.row.number,
            column: Some(column.to_owned()),
            problem,
        });
    }

    /// Returns the text of a filled cell.
    pub(super) fn text(&self, column: &str) -> Option<&'a str> {
        let place = self.sheet.headings.iter().position(|heading| heading == column)?;
        self.row.cells.get(place).map(String::as_str).filter(|text| !text.is_empty())
    }

    /// Returns what a filled cell says, or notes why it says nothing.
    pub(super) fn read<T>(&mut self, column: &str, parse: impl FnOnce(&str) -> Result<T, ImportProblem>) -> Option<T> {
        match parse(self.text(column)?) {
            Ok(value) => Some(value),
            Err(problem) => {
                self.problem(column, problem);
                None
            }
        }
    }

    /// Returns what a cell says that must be filled.
    pub(super) fn required<T>(
        &mut self,
        column: &str,
        parse: impl FnOnce(&str) -> Result<T, ImportProblem>,
    ) -> Option<T> {
        // A column that is missing altogether is noted once, at the headings.
        if self.text(column).is_none() && self.sheet.headings.iter().any(|heading| heading == column) {
            self.problem(column, ImportProblem::Blank);
        }
        self.read(column, parse)
    }

    pub(super) fn code(&mut self, column: &str) -> Option<Code> {
        self.required(column, code)
    }

    pub(super) fn short(&mut self, column: &str) -> Option<ShortText> {
        self.read(column, short)
    }

    pub(super) fn note(&mut self) -> Option<String> {
        self.read("note", |text| match text.chars().count() {
            0..=NOTE_MAX => Ok(text.split_whitespace().collect::<Vec<_>>().join(" ")),
            _ => Err(TextError::TooLong { max: NOTE_MAX }.into()),
        })
    }

    pub(super) fn card(&mut self) -> Option<CardCode> {
        self.required("card", |text| Ok(CardCode::new(text)?))
    }

    pub(super) fn number(&mut self, column: &str, least: u32, most: u32) -> Option<u32> {
        self.read(column, |text| number(text, least, most))
    }

    pub(super) fn date(&mut self, column: &str) -> Option<NaiveDate> {
        self.read(column, |text| text.parse().map_err(|_| ImportProblem::Date))
    }

    pub(super) fn offset(&mut self, column: &str) -> Option<i32> {
        self.read(column, offset)
    }

    /// Returns the parts of a cell that are separated by `|`; none for a blank cell.
    pub(super) fn list<T>(&mut self, column: &str, parse: impl Fn(&str) -> Result<T, ImportProblem>) -> Vec<T> {
        self.read(column, |text| parts(text).map(&parse).collect()).unwrap_or_default()
    }

    /// Returns the place in `lat` and `lon`.
    pub(super) fn place(&mut self) -> Option<Place> {
        let (has_latitude, has_longitude) = (self.text("lat").is_some(), self.text("lon").is_some());
        let latitude = self.read("lat", |text| degrees_e5(text, 90));
        let longitude = self.read("lon", |text| degrees_e5(text, 180));
        if has_latitude != has_longitude {
            self.problem(if has_latitude { "lon" } else { "lat" }, ImportProblem::HalfAPlace);
        }
        Some(Place { latitude_e5: latitude?, longitude_e5: longitude? })
    }
}

/// Returns the filled parts of a cell that `|` separates.
pub(super) fn parts(text: &str) -> impl Iterator<Item = &str> {
    text.split('|').map(str::trim).filter(|part| !part.is_empty())
}

pub(super) fn code(text: &str) -> Result<Code, ImportProblem> {
    Ok(Code::new(text)?)
}

pub(super) fn short(text: &str) -> Result<ShortText, ImportProblem> {
    Ok(ShortText::new(text)?)
}

pub(super) fn number(text: &str, least: u32, most: u32) -> Result<u32, ImportProblem> {
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit());
    let number = text.parse().ok().filter(|number| is_plain && (least..=most).contains(number));
    number.ok_or(ImportProblem::Number { least, most })
}

/// Reads `+03:00`, `+0300`, `+3`, `3`, `-3:30` or `Z` as minutes east of UTC.
pub(super) fn offset(text: &str) -> Result<i32, ImportProblem> {
    if text.eq_ignore_ascii_case("z") || text.eq_ignore_ascii_case("utc") {
        return Ok(0);
    }
    let (sign, digits) = match text.strip_prefix(['-', '−']) {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let (hours, minutes) = match digits.split_once(':') {
        Some(pair) => pair,
        None if digits.len() == 4 && digits.is_ascii() => digits.split_at(2),
        None => (digits, "0"),
    };
    let hours = number(hours, 0, 14).map_err(|_| ImportProblem::Offset)?;
    let minutes = number(minutes, 0, 59).map_err(|_| ImportProblem::Offset)?;
    let offset = sign * (hours * 60 + minutes) as i32;
    // The world's clocks are between these.
    if (-12 * 60..=14 * 60).contains(&offset) { Ok(offset) } else { Err(ImportProblem::Offset) }
}

/// Reads degrees with a decimal point or, as spreadsheets of many countries write it, a comma.
fn degrees_e5(text: &str, most: u32) -> Result<i32, ImportProblem> {
    let degrees: f64 = text.replace(',', ".").parse().map_err(|_| ImportProblem::Degrees { most })?;
    if degrees.abs() <= f64::from(most) {
        Ok((degrees * HUNDRED_THOUSANDTHS).round() as i32)
    } else {
        Err(ImportProblem::Degrees { most })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offsets_are_read_in_the_ways_people_write_them() {
        for (text, minutes) in [("+03:00", 180), ("3", 180), ("+0530", 330), ("-3:30", -210), ("Z", 0), ("+14", 840)] {
            assert_eq!(offset(text), Ok(minutes), "{text}");
        }
        for wrong in ["+15:00", "03:60", "-13", "three", "", "+", "1:2:3", "99999999999"] {
            assert_eq!(offset(wrong), Err(ImportProblem::Offset), "{wrong}");
        }
    }

    #[test]
    fn degrees_have_a_point_or_a_comma_and_a_range() {
        assert_eq!(degrees_e5("9.52", 90), Ok(952_000));
        assert_eq!(degrees_e5("-45,53", 180), Ok(-4_553_000));
        for wrong in ["91", "north", "NaN", "inf"] {
            assert!(degrees_e5(wrong, 90).is_err(), "{wrong}");
        }
    }

    #[test]
    fn numbers_are_plain_digits() {
        assert_eq!(number("341", 0, 999), Ok(341));
        for wrong in ["2,200", "+5", "-1", "5.0", "1000", ""] {
            assert!(number(wrong, 0, 999).is_err(), "{wrong}");
        }
    }
}
