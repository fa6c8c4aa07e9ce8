//! The arithmetic coder: yes-or-no decisions into as many bits as they are surprising, and back.
//!
//! One type writes and reads, so that one description of a field serves both ways: each call gets the value to write, and
//! returns the value, written or read. When reading, the value passed in is ignored.
//! Leaves what is decided to the models.

use crate::WireError;

/// How likely "yes" is, learnt from the answers so far.
#[derive(Debug, Clone, Copy)]
pub(super) struct Chance {
    /// Out of 65,536.
    yes: u16,
    /// How many answers it has learnt from, up to [`LEARNT_MAX`].
    learnt: u8,
}

const LEARNT_MAX: u8 = 126;
const YES_MIN: i32 = 64;

impl Chance {
    /// Nothing is known.
    pub(super) const EVEN: Self = Self::of(1 << 15);
    /// "Yes" is the exception.
    pub(super) const RARE: Self = Self::of(1 << 12);

    /// Makes a chance of so many of 65,536.
    pub(super) const fn of(yes: u16) -> Self {
        Self { yes, learnt: 0 }
    }

    /// Moves towards the answer by its share: half at first, less with each answer.
    fn learn(&mut self, answer: bool) {
        let towards = if answer { 0xffff } else { 0 };
        let yes = i32::from(self.yes);
        let step = (towards - yes) / (i32::from(self.learnt) + 2);
        self.yes = (yes + step).clamp(YES_MIN, 0xffff - YES_MIN) as u16;
        self.learnt = (self.learnt + 1).min(LEARNT_MAX);
    }
}

/// Writes or reads decisions.
#[derive(Debug)]
pub(super) struct Coder<'a> {
    low: u32,
    high: u32,
    /// When reading: the four bytes at hand.
    window: u32,
    /// When reading: the input, and how many bytes of it have left the window.
    input: Option<&'a [u8]>,
    passed: usize,
    output: Vec<u8>,
}

impl<'a> Coder<'a> {
    /// Makes a coder that writes.
    pub(super) fn writer() -> Self {
        Self { low: 0, high: u32::MAX, window: 0, input: None, passed: 0, output: Vec::new() }
    }

    /// Makes a coder that reads.
    pub(super) fn reader(input: &'a [u8]) -> Self {
        let mut coder = Self { input: Some(input), ..Self::writer() };
        coder.window = (0..4).fold(0, |window, at| window << 8 | u32::from(coder.input_byte(at)));
        coder
    }

    /// Returns how many bytes are written, had one to end here.
    pub(super) fn length(&self) -> usize {
        self.output.len() + 1
    }

    /// Codes one decision, and learns from it.
    pub(super) fn decide(&mut self, chance: &mut Chance, answer: bool) -> bool {
        let answer = self.code(chance.yes, answer);
        chance.learn(answer);
        answer
    }

    /// Codes so many bits, the highest first, of which nothing is known; at most 64.
    pub(super) fn bits(&mut self, count: u32, value: u64) -> u64 {
        (0..count).rev().fold(0, |read, bit| read << 1 | u64::from(self.code(1 << 15, value >> bit & 1 == 1)))
    }

    /// Splits the range by the chance, keeps the part of the answer, and moves settled bytes out.
    fn code(&mut self, yes: u16, answer: bool) -> bool {
        let middle = self.low + ((u64::from(self.high - self.low) * u64::from(yes)) >> 16) as u32;
        let answer = if self.input.is_some() { self.window <= middle } else { answer };
        if answer {
            self.high = middle;
        } else {
            self.low = middle + 1;
        }
        while (self.low ^ self.high) >> 24 == 0 {
            self.shift();
        }
        answer
    }

    fn shift(&mut self) {
        if self.input.is_some() {
            self.window = self.window << 8 | u32::from(self.input_byte(self.passed + 4));
        } else {
            self.output.push((self.high >> 24) as u8);
        }
        self.passed += 1;
        self.low <<= 8;
        self.high = self.high << 8 | 0xff;
    }

    /// After the end there are zeros.
    fn input_byte(&self, at: usize) -> u8 {
        self.input.and_then(|input| input.get(at)).copied().unwrap_or(0)
    }

    /// When reading: says early that the input was over long ago.
    pub(super) fn check(&self) -> Result<(), WireError> {
        let is_over = self.input.is_some_and(|input| self.passed > input.len());
        if is_over { Err(WireError::Cut) } else { Ok(()) }
    }

    /// Ends the writing: one more byte, or none, leads back into the range when zeros follow it.
    pub(super) fn finish(mut self) -> Vec<u8> {
        self.output.extend(self.last_byte());
        self.output
    }

    /// Ends the reading: the input must be what the writer would have written.
    pub(super) fn end(&self) -> Result<(), WireError> {
        let rest = self.input.and_then(|input| input.get(self.passed..)).ok_or(WireError::Cut)?;
        let expected = self.last_byte();
        if rest == expected.as_slice() {
            Ok(())
        } else {
            Err(if rest.len() > expected.iter().len() { WireError::Trailing } else { WireError::Value })
        }
    }

    fn last_byte(&self) -> Option<u8> {
        (self.low > 0).then(|| (self.low >> 24) as u8 + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn write(answers: &[bool], raw: u64) -> Vec<u8> {
        let mut coder = Coder::writer();
        let mut chance = Chance::RARE;
        answers.iter().for_each(|&answer| {
            coder.decide(&mut chance, answer);
        });
        coder.bits(64, raw);
        coder.finish()
    }

    proptest! {
        #[test]
        fn decisions_read_back(answers: Vec<bool>, raw: u64) {
            let bytes = write(&answers, raw);
            let mut coder = Coder::reader(&bytes);
            let mut chance = Chance::RARE;
            for answer in answers {
                prop_assert_eq!(coder.decide(&mut chance, false), answer);
            }
            prop_assert_eq!(coder.bits(64, 0), raw);
            prop_assert_eq!(coder.end(), Ok(()));
        }

        #[test]
        fn any_bytes_can_be_read_without_harm(bytes: Vec<u8>) {
            let mut coder = Coder::reader(&bytes);
            let mut chance = Chance::EVEN;
            let mut count = 0;
            while coder.check().is_ok() && count < 100_000 {
                coder.decide(&mut chance, true);
                count += 1;
            }
        }
    }

    #[test]
    fn what_is_expected_costs_next_to_nothing() {
        assert!(write(&[false; 1000], 0).len() <= 8 + 4);
    }

    #[test]
    fn a_longer_or_shorter_input_is_refused_or_says_something_else() {
        let bytes = write(&[true, false, true], 77);
        for wrong in [&bytes[..bytes.len() - 1], &[&bytes[..], &[0]].concat(), &[&bytes[..], &[7]].concat()] {
            let mut coder = Coder::reader(wrong);
            let mut chance = Chance::RARE;
            (0..3).for_each(|_| {
                coder.decide(&mut chance, false);
            });
            assert!(coder.bits(64, 0) != 77 || coder.end().is_err());
        }
    }
}
