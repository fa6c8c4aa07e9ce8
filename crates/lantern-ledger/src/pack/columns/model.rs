//! Models of single values: what is likely next in one column, learnt as it goes.
//!
//! Leaves which columns a record has to its neighbours.

use super::coder::{Chance, Coder};
use crate::WireError;
use crate::wire::{from_zigzag, to_zigzag};

/// A yes-or-no column.
#[derive(Debug, Clone, Copy)]
pub(super) struct Flag(Chance);

impl Flag {
    pub(super) const EVEN: Self = Self(Chance::EVEN);
    pub(super) const RARE: Self = Self(Chance::RARE);

    pub(super) const fn of(yes: u16) -> Self {
        Self(Chance::of(yes))
    }

    pub(super) fn code(&mut self, coder: &mut Coder<'_>, value: bool) -> bool {
        coder.decide(&mut self.0, value)
    }
}

/// How many bits below a number's highest one are learnt.
const LEARNT_BITS: u32 = 2;

/// A column of numbers: how many bits it has, then the highest of them, learnt; the rest as it is.
///
/// Grows with the largest number so far, to 65 lengths at most: most columns hold small ones.
#[derive(Debug, Clone)]
pub(super) struct Number {
    lengths: Vec<Length>,
}

/// What is learnt of numbers of one length in bits.
#[derive(Debug, Clone)]
struct Length {
    /// "It has more bits than this."
    is_longer: Chance,
    /// The bits below the highest, as a tree.
    below: [Chance; 1 << LEARNT_BITS],
}

impl Number {
    pub(super) const NEW: Self = Self { lengths: Vec::new() };
    const LENGTH_MAX: usize = 64;

    pub(super) fn code(&mut self, coder: &mut Coder<'_>, value: u64) -> u64 {
        let given = 64 - value.leading_zeros() as usize;
        let mut length = 0;
        while coder.decide(&mut self.of_length(length).is_longer, given > length) {
            length += 1;
            if length == Self::LENGTH_MAX {
                break;
            }
        }
        if length < 2 {
            return length as u64;
        }
        let bits = length as u32 - 1;
        let rest = bits - LEARNT_BITS.min(bits);
        let tree = &mut self.of_length(length).below;
        let mut node = 1;
        for bit in (rest..bits).rev() {
            node = node << 1 | usize::from(coder.decide(&mut tree[node], value >> bit & 1 == 1));
        }
        (node as u64) << rest | coder.bits(rest, value)
    }

    fn of_length(&mut self, length: usize) -> &mut Length {
        if length >= self.lengths.len() {
            self.lengths.resize(length + 1, Length::NEW);
        }
        &mut self.lengths[length]
    }
}

impl Length {
    const NEW: Self = Self { is_longer: Chance::EVEN, below: [Chance::EVEN; 1 << LEARNT_BITS] };
}

/// A column of signed numbers.
#[derive(Debug, Clone)]
pub(super) struct Signed {
    is_negative: Flag,
    size: Number,
}

impl Signed {
    pub(super) const NEW: Self = Self { is_negative: Flag::EVEN, size: Number::NEW };
    /// For numbers that hardly ever are negative.
    pub(super) const RISING: Self = Self { is_negative: Flag::RARE, size: Number::NEW };

    pub(super) fn code(&mut self, coder: &mut Coder<'_>, value: i64) -> i64 {
        let is_negative = self.is_negative.code(coder, value < 0);
        let size = if value < 0 { !value } else { value };
        let size = self.size.code(coder, size as u64) as i64;
        if is_negative { !size } else { size }
    }
}

/// Codes a number that stands alone: 7 bits of length, then the bits.
pub(super) fn lone(coder: &mut Coder<'_>, value: i64) -> i64 {
    let value = to_zigzag(value);
    let length = coder.bits(7, (64 - value.leading_zeros()).into()).min(64) as u32;
    from_zigzag(coder.bits(length, value))
}

/// A column of bytes: texts and bodies, each byte by what kind of byte stood before it.
#[derive(Debug, Clone)]
pub(super) struct Bytes {
    length: Number,
    /// None before the first byte: learning the primer takes longer than reading a record, and few columns hold bytes.
    trees: Vec<[Chance; 256]>,
}

/// Learnt before the first byte, so that the first text already knows letters from control characters.
const PRIMER: &[u8] = b"ain eor slt du Ain Mos ABEINORST-0123456789 ";

/// Kinds of bytes: none, small letter, capital, digit, other ASCII, beyond.
const BYTE_KINDS: usize = 6;

impl Bytes {
    pub(super) const NEW: Self = Self { length: Number::NEW, trees: Vec::new() };

    /// Codes at most so many bytes.
    pub(super) fn code(&mut self, coder: &mut Coder<'_>, value: &[u8], max: usize) -> Result<Vec<u8>, WireError> {
        let length = self.length.code(coder, value.len() as u64);
        if length > max as u64 {
            return Err(WireError::Range);
        }
        self.spell(coder, value, length as usize)
    }

    fn spell(&mut self, coder: &mut Coder<'_>, value: &[u8], length: usize) -> Result<Vec<u8>, WireError> {
        if self.trees.is_empty() {
            self.trees = primed();
        }
        let mut bytes = Vec::with_capacity(length);
        let mut kind = 0;
        for at in 0..length {
            let byte = value.get(at).copied().unwrap_or(0);
            let byte = code_byte(coder, &mut self.trees[kind], byte);
            bytes.push(byte);
            kind = byte_kind(byte);
            coder.check()?;
        }
        Ok(bytes)
    }

    /// Codes a text of at most so many bytes.
    pub(super) fn text(&mut self, coder: &mut Coder<'_>, value: &str, max: usize) -> Result<String, WireError> {
        String::from_utf8(self.code(coder, value.as_bytes(), max)?).map_err(|_| WireError::Utf8)
    }
}

fn primed() -> Vec<[Chance; 256]> {
    let mut trees = vec![[Chance::EVEN; 256]; BYTE_KINDS];
    let mut coder = Coder::writer();
    let mut kind = 0;
    for &byte in PRIMER {
        code_byte(&mut coder, &mut trees[kind], byte);
        kind = byte_kind(byte);
    }
    trees
}

fn code_byte(coder: &mut Coder<'_>, tree: &mut [Chance; 256], byte: u8) -> u8 {
    let mut node = 1;
    for bit in (0..8).rev() {
        node = node << 1 | usize::from(coder.decide(&mut tree[node], byte >> bit & 1 == 1));
    }
    node as u8
}

fn byte_kind(byte: u8) -> usize {
    match byte {
        b'a'..=b'z' => 1,
        b'A'..=b'Z' => 2,
        b'0'..=b'9' => 3,
        0..=0x7f => 4,
        _ => 5,
    }
}

/// The most different texts that a column remembers.
const REMEMBERED_MAX: usize = 256;

/// A column of few different texts: the same as last time, one seen before, or a new one.
#[derive(Debug, Clone)]
pub(super) struct Words {
    seen: Vec<String>,
    last: usize,
    is_last: Flag,
    place: Number,
}

impl Words {
    pub(super) fn new() -> Self {
        Self { seen: Vec::new(), last: 0, is_last: Flag::of(60_000), place: Number::NEW }
    }

    /// Codes a text; new ones are spelt with the bytes' model.
    pub(super) fn code(
        &mut self,
        coder: &mut Coder<'_>,
        spelling: &mut Bytes,
        value: &str,
        max: usize,
    ) -> Result<String, WireError> {
        let found = self.seen.iter().position(|seen| seen == value).unwrap_or(self.seen.len());
        if !self.seen.is_empty() && self.is_last.code(coder, found == self.last) {
            return self.get(self.last);
        }
        let place = if self.seen.is_empty() { 0 } else { self.place.code(coder, found as u64) };
        match usize::try_from(place).map_err(|_| WireError::Range)? {
            place if place < self.seen.len() => self.last = place,
            place if place == self.seen.len() => {
                let word = spelling.text(coder, value, max)?;
                if place == REMEMBERED_MAX {
                    return Ok(word);
                }
                self.seen.push(word);
                self.last = place;
            }
            _ => return Err(WireError::Range),
        }
        self.get(self.last)
    }

    /// Returns the place of the text coded last: a context for other columns.
    pub(super) fn last_place(&self) -> usize {
        self.last
    }

    fn get(&self, place: usize) -> Result<String, WireError> {
        self.seen.get(place).cloned().ok_or(WireError::Range)
    }
}
