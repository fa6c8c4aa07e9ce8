//! The column of card codes: a form seen before with another number in it, or spelt out.
//!
//! A form is what stands before and after the last run of digits, and how many digits there are: `KOS-`, four digits, nothing.

use super::coder::{Chance, Coder};
use super::model::{Bytes, Flag, Number, Signed};
use crate::WireError;
use crate::codec::text::to_card;
use lantern_domain::CardCode;

/// The most forms that are remembered.
const FORMS_MAX: usize = 64;
/// The most digits of a form's number.
const WIDTH_MAX: usize = 9;
/// How many of a number's highest bits are learnt.
const LEARNT_BITS: u32 = 4;
/// Numbers not farther from the last one are told by their distance.
const NEAR: i64 = 64;

#[derive(Debug, Clone)]
pub(super) struct Cards {
    forms: Vec<Form>,
    is_known: Flag,
    place: Number,
    spelling: Bytes,
}

#[derive(Debug, Clone)]
struct Form {
    before: String,
    after: String,
    width: usize,
    last: i64,
    is_near: Flag,
    distance: Signed,
    highest: [Chance; 1 << LEARNT_BITS],
}

impl Cards {
    pub(super) fn new() -> Self {
        Self { forms: Vec::new(), is_known: Flag::of(60_000), place: Number::NEW, spelling: Bytes::NEW }
    }

    pub(super) fn code(&mut self, coder: &mut Coder<'_>, given: Option<&CardCode>) -> Result<CardCode, WireError> {
        let typed = given.map_or("", CardCode::as_typed);
        let split = split(typed);
        let found = split.and_then(|split| self.forms.iter().position(|form| form.has(split)));
        if !self.forms.is_empty() && self.is_known.code(coder, found.is_some()) {
            let place = self.place.code(coder, found.unwrap_or(0) as u64);
            let form = usize::try_from(place).ok().and_then(|place| self.forms.get_mut(place));
            let number = split.map_or(0, |(_, number, _)| number_of(number));
            return form.ok_or(WireError::Range)?.code(coder, number);
        }
        let typed = self.spelling.text(coder, typed, CardCode::MAX * 4)?;
        self.remember(&typed);
        to_card(&typed)
    }

    fn remember(&mut self, typed: &str) {
        let Some(split) = self::split(typed) else { return };
        if self.forms.len() < FORMS_MAX && !self.forms.iter().any(|form| form.has(split)) {
            self.forms.push(Form::new(split));
        }
    }
}

impl Form {
    fn new((before, number, after): (&str, &str, &str)) -> Self {
        Self {
            before: before.to_owned(),
            after: after.to_owned(),
            width: number.len(),
            last: number_of(number),
            is_near: Flag::RARE,
            distance: Signed::NEW,
            highest: [Chance::EVEN; 1 << LEARNT_BITS],
        }
    }

    fn has(&self, (before, number, after): (&str, &str, &str)) -> bool {
        self.width == number.len() && self.before == before && self.after == after
    }

    fn code(&mut self, coder: &mut Coder<'_>, number: i64) -> Result<CardCode, WireError> {
        let distance = number - self.last;
        self.last = if self.is_near.code(coder, distance.abs() < NEAR) {
            self.last.saturating_add(self.distance.code(coder, distance))
        } else {
            self.far(coder, number)
        };
        if self.last < 0 || self.last >= 10_i64.pow(self.width as u32) {
            return Err(WireError::Range);
        }
        to_card(&format!("{}{:0width$}{}", self.before, self.last, self.after, width = self.width))
    }

    fn far(&mut self, coder: &mut Coder<'_>, number: i64) -> i64 {
        let bits = 64 - (10_u64.pow(self.width as u32) - 1).leading_zeros();
        let rest = bits - LEARNT_BITS.min(bits);
        let mut node = 1;
        for bit in (rest..bits).rev() {
            node = node << 1 | usize::from(coder.decide(&mut self.highest[node], number >> bit & 1 == 1));
        }
        let highest = node as u64 & ((1 << (bits - rest)) - 1);
        (highest << rest | coder.bits(rest, number as u64)) as i64
    }
}

/// Splits a code at its last run of digits, of which at most nine belong to the number.
fn split(typed: &str) -> Option<(&str, &str, &str)> {
    let end = typed.rfind(|c: char| c.is_ascii_digit())? + 1;
    let run = typed[..end].bytes().rev().take(WIDTH_MAX).take_while(u8::is_ascii_digit).count();
    Some((&typed[..end - run], &typed[end - run..end], &typed[end..]))
}

fn number_of(digits: &str) -> i64 {
    digits.bytes().fold(0, |number, digit| number * 10 + i64::from(digit - b'0'))
}
