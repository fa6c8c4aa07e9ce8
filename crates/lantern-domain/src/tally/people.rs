//! People in few bytes: how many a household has, by sex and age where it was asked, and their sums.
//!
//! Leaves which household counts where to [`super::measure`].

use super::SexAgeSum;
use super::intern::Intern;
use crate::SexAge;

/// No counts by sex and age.
pub(super) const NOT_ASKED: u32 = u32::MAX;
/// Counts begin at multiples of so many bytes.
const STEP: usize = 4;

/// Counts by sex and age, one behind the other.
#[derive(Debug, Clone, Default)]
pub(super) struct Asked {
    brackets: Intern<Vec<u8>>,
    /// For each: the number of its brackets in four bytes, then each count in one byte or two, girls and women first.
    bytes: Vec<u8>,
}

impl Asked {
    /// Keeps counts, and returns where.
    pub(super) fn keep(&mut self, counts: Option<&SexAge>) -> u32 {
        let Some(counts) = counts else { return NOT_ASKED };
        self.bytes.resize(self.bytes.len().next_multiple_of(STEP), 0);
        let place = (self.bytes.len() / STEP) as u32;
        self.bytes.extend(self.brackets.number(counts.from_years()).to_le_bytes());
        for &count in counts.female().iter().chain(counts.male()) {
            match count {
                0..0x80 => self.bytes.push(count as u8),
                _ => self.bytes.extend([0x80 | (count >> 7) as u8, (count & 0x7f) as u8]),
            }
        }
        place
    }

    fn number_at(&self, place: usize) -> u32 {
        let mut number = [0; 4];
        number.copy_from_slice(&self.bytes[place..place + 4]);
        u32::from_le_bytes(number)
    }
}

/// How many people one household has, as far as is known.
#[derive(Debug, Clone, Copy)]
pub(super) struct Household {
    /// 0: not known.
    pub(super) size: u8,
    /// Where its counts by sex and age are kept.
    pub(super) asked: u32,
}

/// Sums over households.
#[derive(Debug, Clone, Default)]
pub(super) struct People {
    pub(super) individuals: u64,
    pub(super) size_known_for: u64,
    pub(super) asked_for: u64,
    /// For each set of brackets its number, how many cells it has, how many households were asked, and the cells: girls
    /// and women, then boys and men. In one piece of memory, because totals look at very many of these.
    sex_age: Vec<u64>,
}

/// The sums of one set of brackets.
struct Cells<'a> {
    brackets: u32,
    asked_for: u64,
    people: &'a [u64],
}

impl People {
    /// Adds a household.
    pub(super) fn add(&mut self, asked: &Asked, household: Household) {
        self.change(asked, household, 1);
    }

    /// Takes away a household that was added.
    pub(super) fn take_away(&mut self, asked: &Asked, household: Household) {
        self.change(asked, household, u64::MAX);
    }

    /// Adding 2^64 − 1 takes away 1: sums wrap, and come back.
    fn change(&mut self, asked: &Asked, household: Household, sign: u64) {
        let add = |sum: &mut u64, number: u64| *sum = sum.wrapping_add(number.wrapping_mul(sign));
        if household.size > 0 {
            add(&mut self.individuals, household.size.into());
            add(&mut self.size_known_for, 1);
        }
        if household.asked == NOT_ASKED {
            return;
        }
        add(&mut self.asked_for, 1);
        let begin = household.asked as usize * STEP;
        let brackets = asked.number_at(begin);
        let (asked_for, people) = self.cells_mut(brackets, asked.brackets.things()[brackets as usize].len() * 2);
        add(asked_for, 1);
        let mut at = begin + 4;
        for sum in people {
            let byte = asked.bytes[at];
            let count = if byte < 0x80 {
                byte.into()
            } else {
                at += 1;
                u64::from(byte & 0x7f) << 7 | u64::from(asked.bytes[at])
            };
            at += 1;
            add(sum, count);
        }
    }

    /// Adds what others add up to.
    pub(super) fn add_all(&mut self, others: &Self) {
        self.individuals += others.individuals;
        self.size_known_for += others.size_known_for;
        self.asked_for += others.asked_for;
        for other in others.cells() {
            let (asked_for, people) = self.cells_mut(other.brackets, other.people.len());
            *asked_for += other.asked_for;
            people.iter_mut().zip(other.people).for_each(|(sum, people)| *sum += people);
        }
    }

    /// Returns the sets of brackets that anybody was asked by.
    fn cells(&self) -> impl Iterator<Item = Cells<'_>> {
        let mut rest = &self.sex_age[..];
        let all = std::iter::from_fn(move || {
            let [brackets, count, asked_for, behind @ ..] = rest else { return None };
            let (people, later) = behind.split_at(*count as usize);
            rest = later;
            Some(Cells { brackets: *brackets as u32, asked_for: *asked_for, people })
        });
        all.filter(|cells| cells.asked_for > 0)
    }

    /// Returns how many were asked by a set of brackets, and its cells.
    fn cells_mut(&mut self, brackets: u32, count: usize) -> (&mut u64, &mut [u64]) {
        let sums = &mut self.sex_age;
        let mut at = 0;
        while at < sums.len() && sums[at] != u64::from(brackets) {
            at += 3 + sums[at + 1] as usize;
        }
        if at == sums.len() {
            sums.reserve_exact(3 + count);
            sums.extend([brackets.into(), count as u64, 0]);
            sums.resize(at + 3 + count, 0);
        }
        let (asked_for, people) = sums[at + 2..].split_at_mut(1);
        (&mut asked_for[0], &mut people[..count])
    }

    /// Returns the sums by sex and age, by their brackets.
    pub(super) fn by_sex_and_age(&self, asked: &Asked) -> Vec<SexAgeSum> {
        let sums = self.cells().map(|cells| {
            let (female, male) = cells.people.split_at(cells.people.len() / 2);
            let from_years = asked.brackets.things()[cells.brackets as usize].clone();
            SexAgeSum { from_years, female: female.to_vec(), male: male.to_vec(), asked_for: cells.asked_for }
        });
        let mut sums: Vec<SexAgeSum> = sums.collect();
        sums.sort();
        sums
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_added_and_taken_away_leaves_nothing() {
        let mut asked = Asked::default();
        let counts = SexAge::new(vec![0, 18], vec![9_999, 0], vec![127, 128]).unwrap();
        let one = Household { size: 5, asked: asked.keep(Some(&counts)) };
        let other = Household { size: 0, asked: asked.keep(None) };
        let mut people = People::default();
        people.add(&asked, one);
        people.add(&asked, other);
        let sum = SexAgeSum { from_years: vec![0, 18], female: vec![9_999, 0], male: vec![127, 128], asked_for: 1 };
        assert_eq!(people.by_sex_and_age(&asked), vec![sum]);
        assert_eq!((people.individuals, people.size_known_for, people.asked_for), (5, 1, 1));
        people.take_away(&asked, one);
        assert_eq!(people.by_sex_and_age(&asked), vec![]);
        assert_eq!((people.individuals, people.size_known_for, people.asked_for), (0, 0, 0));
    }
}
