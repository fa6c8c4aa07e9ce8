//! The columns of counts by sex and age: how many people, then in which cells they are.

use super::coder::{Chance, Coder};
use super::model::{Bytes, Flag, Number};
use crate::WireError;
use lantern_domain::SexAge;

/// Up to so many people are told cell by cell; above, each cell is a number.
const PEOPLE_MAX: u64 = 255;
/// Classes of "people left for each cell left".
const DENSITIES: usize = 16;
/// Classes of "people in this cell so far".
const CROWDS: usize = 3;

#[derive(Debug, Clone)]
pub(super) struct SexAges {
    brackets: Vec<u8>,
    is_same_brackets: Flag,
    is_whole_household: Flag,
    people: Number,
    is_many: Flag,
    one_more: [[Chance; CROWDS]; DENSITIES],
    cell: Number,
}

impl SexAges {
    pub(super) fn new() -> Self {
        let mut one_more = [[Chance::EVEN; CROWDS]; DENSITIES];
        for (density, chances) in one_more.iter_mut().enumerate() {
            *chances = [Chance::of((65_536 * (2 * density + 1) / (2 * density + 9)) as u16); CROWDS];
        }
        Self {
            brackets: Vec::new(),
            is_same_brackets: Flag::of(60_000),
            is_whole_household: Flag::of(60_000),
            people: Number::NEW,
            is_many: Flag::RARE,
            one_more,
            cell: Number::NEW,
        }
    }

    pub(super) fn code(
        &mut self,
        coder: &mut Coder<'_>,
        spelling: &mut Bytes,
        household: Option<u32>,
        given: Option<&SexAge>,
    ) -> Result<SexAge, WireError> {
        let brackets = given.map_or(&[][..], SexAge::from_years);
        if !self.is_same_brackets.code(coder, brackets == self.brackets) {
            self.brackets = spelling.code(coder, brackets, SexAge::BRACKETS_MAX)?;
        }
        let cells: Vec<u32> = given.map_or(Vec::new(), |counts| [counts.female(), counts.male()].concat());
        let cells = self.cells(coder, household, &cells)?;
        let (female, male) = cells.split_at(self.brackets.len());
        SexAge::new(self.brackets.clone(), female.to_vec(), male.to_vec()).map_err(|_| WireError::Value)
    }

    fn cells(&mut self, coder: &mut Coder<'_>, household: Option<u32>, given: &[u32]) -> Result<Vec<u32>, WireError> {
        let count = self.brackets.len() * 2;
        let people = given.iter().map(|&cell| u64::from(cell)).sum();
        let value = |at: usize| given.get(at).copied().unwrap_or(0);
        if self.is_many.code(coder, people > PEOPLE_MAX) {
            let cell = |at| u32::try_from(self.cell.code(coder, value(at).into())).map_err(|_| WireError::Range);
            return (0..count).map(cell).collect();
        }
        let people = self.people(coder, household, people);
        if people > PEOPLE_MAX {
            return Err(WireError::Range);
        }
        let mut left = people as u32;
        let mut cells = Vec::with_capacity(count);
        for at in 0..count {
            let cell = if at + 1 == count { left } else { self.fill(coder, left, count - at, value(at)) };
            left -= cell;
            cells.push(cell);
        }
        Ok(cells)
    }

    /// Codes how many people there are: nearly always the whole household.
    fn people(&mut self, coder: &mut Coder<'_>, household: Option<u32>, people: u64) -> u64 {
        let household = household.map(u64::from);
        if let Some(size) = household
            && self.is_whole_household.code(coder, size == people)
        {
            return size;
        }
        self.people.code(coder, people)
    }

    /// Codes how many of the people left are in this cell: "one more?" until no.
    fn fill(&mut self, coder: &mut Coder<'_>, left: u32, cells_left: usize, given: u32) -> u32 {
        let mut here = 0;
        while here < left {
            let density = ((left - here) as usize * 4 / cells_left).min(DENSITIES - 1);
            let chance = &mut self.one_more[density][(here as usize).min(CROWDS - 1)];
            if !coder.decide(chance, given > here) {
                break;
            }
            here += 1;
        }
        here
    }
}
