//! Sex and age data as the overview shows it: sums by bracket, shares, and for how many households it was asked.
//!
//! Brackets belong to the round: sums of different brackets are never mixed. *Not asked* is never a zero.

use super::figures::per_cent;
use crate::text::hq::HqWords;
use lantern_domain::{TotalsRow, tally::SexAgeSum};

/// One age bracket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bracket {
    /// First year.
    pub from_years: u8,
    /// Last year; `None`: no upper end.
    pub to_years: Option<u8>,
    /// Girls and women.
    pub female: u64,
    /// Boys and men.
    pub male: u64,
}

/// Arranges a sum by bracket, the youngest first.
pub fn brackets(sum: &SexAgeSum) -> Vec<Bracket> {
    let bracket = |(at, &from_years): (usize, &u8)| Bracket {
        from_years,
        to_years: sum.from_years.get(at + 1).map(|next| next.saturating_sub(1)),
        female: sum.female.get(at).copied().unwrap_or_default(),
        male: sum.male.get(at).copied().unwrap_or_default(),
    };
    sum.from_years.iter().enumerate().map(bracket).collect()
}

impl Bracket {
    /// Says the bracket: `0–4`, `60 and older`.
    pub fn said(&self, words: &HqWords) -> String {
        match self.to_years {
            None => (words.totals.and_older)(self.from_years),
            Some(to) if to == self.from_years => to.to_string(),
            Some(to) => format!("{}–{to}", self.from_years),
        }
    }
}

/// Returns the people of a sum: girls and women, boys and men.
pub fn people(sum: &SexAgeSum) -> (u64, u64) {
    (sum.female.iter().sum(), sum.male.iter().sum())
}

/// Returns the share of women and girls among all who were asked, in whole per cent; `None`: nobody was.
pub fn female_per_cent(row: &TotalsRow) -> Option<u64> {
    let (female, male) = row.sex_age.iter().map(people).fold((0, 0), |all, one| (all.0 + one.0, all.1 + one.1));
    per_cent(female, female + male)
}

/// Returns the share of households and walk-ins that were asked, in whole per cent; `None`: there are none.
pub fn asked_per_cent(row: &TotalsRow) -> Option<u64> {
    per_cent(row.asked_for, row.households + row.walk_ins)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Language, hq::words};

    fn standard() -> SexAgeSum {
        SexAgeSum {
            from_years: vec![0, 5, 12, 18, 60],
            female: vec![1, 2, 3, 4, 5],
            male: vec![5, 4, 3, 2, 1],
            asked_for: 6,
        }
    }

    #[test]
    fn brackets_never_overlap_and_the_last_is_open() {
        let said: Vec<_> = brackets(&standard()).iter().map(|it| it.said(words(Language::English))).collect();
        assert_eq!(said, ["0–4", "5–11", "12–17", "18–59", "60 and older"]);
    }

    #[test]
    fn shares_are_of_those_who_were_asked() {
        let row = TotalsRow { households: 10, asked_for: 6, sex_age: vec![standard()], ..TotalsRow::default() };
        assert_eq!(female_per_cent(&row), Some(50));
        assert_eq!(asked_per_cent(&row), Some(60));
    }

    #[test]
    fn nobody_asked_is_not_known_rather_than_nought() {
        let row = TotalsRow { households: 10, ..TotalsRow::default() };
        assert_eq!(female_per_cent(&row), None);
        assert_eq!(asked_per_cent(&row), Some(0));
        assert_eq!(asked_per_cent(&TotalsRow::default()), None);
    }
}
