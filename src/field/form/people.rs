//! People by sex and age as typed: by the round's brackets, or not asked at all.
//!
//! Leaves sums over households to the tally.

use super::{Field, Problem, Problems};
use crate::text::number;
use lantern_domain::SexAge;

/// Counts as typed, one a bracket and sex; an empty cell is 0.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(test, derive(serde::Serialize, serde::Deserialize))]
pub struct SexAgeForm {
    /// The first year of each bracket.
    pub from_years: Vec<u8>,
    /// Girls and women.
    pub female: Vec<String>,
    /// Boys and men.
    pub male: Vec<String>,
}

impl SexAgeForm {
    /// Makes empty counts for a round's brackets.
    pub fn new(from_years: &[u8]) -> Self {
        let cells = vec![String::new(); from_years.len()];
        Self { from_years: from_years.to_vec(), female: cells.clone(), male: cells }
    }

    /// Returns the sum of all cells; `None` where a cell is not a count.
    pub fn sum(&self) -> Option<u32> {
        self.female.iter().chain(&self.male).map(|cell| count(cell).ok()).sum()
    }

    /// Reads the counts; `None` when every cell is empty (that is not asked, rather than nobody) or something is wrong.
    pub(super) fn read(&self, problems: &mut Problems) -> Option<SexAge> {
        if self.female.iter().chain(&self.male).all(|cell| cell.trim().is_empty()) {
            return None;
        }
        let cells = |cells: &[String]| cells.iter().map(|cell| count(cell)).collect::<Result<Vec<_>, _>>();
        let read = cells(&self.female).and_then(|female| Ok((female, cells(&self.male)?)));
        let (female, male) = problems.take(Field::SexAge, read)?;
        let read = SexAge::new(self.from_years.clone(), female, male).map_err(|_| Problem::Count);
        problems.take(Field::SexAge, read)
    }
}

fn count(cell: &str) -> Result<u32, Problem> {
    if cell.trim().is_empty() {
        return Ok(0);
    }
    number::typed(cell).filter(|&people| people <= SexAge::COUNT_MAX).ok_or(Problem::Count)
}

/// Says a bracket, such as 5–11 or 60+.
pub fn bracket(from_years: &[u8], index: usize) -> String {
    let from = from_years.get(index).copied().unwrap_or_default();
    match from_years.get(index + 1) {
        Some(&next) if next == from + 1 => from.to_string(),
        Some(&next) => format!("{from}\u{2013}{}", next - 1),
        None => format!("{from}+"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STANDARD: [u8; 5] = [0, 5, 12, 18, 60];

    #[test]
    fn empty_cells_are_zero_once_one_is_filled_in() {
        let mut form = SexAgeForm::new(&STANDARD);
        form.female[3] = "٢".into();
        form.male[0] = "1".into();
        let read = form.read(&mut Problems::default()).unwrap();
        assert_eq!((read.female(), read.male()), (&[0, 0, 0, 2, 0][..], &[1, 0, 0, 0, 0][..]));
        assert_eq!(form.sum(), Some(3));
    }

    #[test]
    fn all_cells_empty_is_not_asked() {
        let mut problems = Problems::default();
        assert_eq!(SexAgeForm::new(&STANDARD).read(&mut problems), None);
        assert!(problems.is_empty());
    }

    #[test]
    fn a_cell_that_is_no_count_is_said() {
        let mut form = SexAgeForm::new(&STANDARD);
        form.male[2] = "two".into();
        let mut problems = Problems::default();
        form.read(&mut problems);
        assert_eq!(problems.of(Field::SexAge), Some(Problem::Count));
        assert_eq!(form.sum(), None);
    }

    #[test]
    fn brackets_are_said_by_their_ages() {
        let said: Vec<String> = (0..5).map(|index| bracket(&STANDARD, index)).collect();
        assert_eq!(said, ["0–4", "5–11", "12–17", "18–59", "60+"]);
        assert_eq!(bracket(&[0, 1, 5], 0), "0");
    }
}
