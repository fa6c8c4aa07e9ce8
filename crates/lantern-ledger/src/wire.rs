//! Reading and writing the ledger's bytes: the few primitives that every structure is made of.
//!
//! Reading is strict: each value has exactly one spelling, so that equal meaning is equal bytes.
//! Leaves what the values mean to the structures themselves.

/// The reason why bytes are not what they should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum WireError {
    /// The bytes end in the middle of a value.
    #[error("the bytes end too early")]
    Cut,
    /// Bytes are left over.
    #[error("bytes are left over")]
    Trailing,
    /// A number is not in its shortest form.
    #[error("a number is not in its shortest form")]
    NotShortest,
    /// A number or a length is above its limit.
    #[error("a number is out of range")]
    Range,
    /// A text is not UTF-8.
    #[error("a text is not UTF-8")]
    Utf8,
    /// A format, tag or flag that this version does not know.
    #[error("an unknown format, tag or flag")]
    Unknown,
    /// A value that its type refuses, such as an empty code or a text with blanks around it.
    #[error("a value that cannot be")]
    Value,
}

/// Reads values one after another; every method is `Err` rather than a guess.
#[derive(Debug, Clone)]
pub struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    /// Makes a reader of bytes from outside.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// Returns what is not read yet.
    pub fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// Reads so many bytes.
    ///
    /// # Errors
    ///
    /// [`WireError::Cut`] when there are fewer.
    pub fn take(&mut self, length: usize) -> Result<&'a [u8], WireError> {
        let (taken, rest) = self.rest.split_at_checked(length).ok_or(WireError::Cut)?;
        self.rest = rest;
        Ok(taken)
    }

    /// Reads one byte.
    ///
    /// # Errors
    ///
    /// [`WireError::Cut`] at the end.
    pub fn byte(&mut self) -> Result<u8, WireError> {
        Ok(self.take(1)?[0])
    }

    /// Reads a value of a fixed number of bytes.
    ///
    /// # Errors
    ///
    /// [`WireError::Cut`] when there are fewer.
    pub fn fixed<const N: usize>(&mut self) -> Result<[u8; N], WireError> {
        self.take(N)?.try_into().map_err(|_| WireError::Cut)
    }

    /// Reads an unsigned LEB128 number in its shortest form.
    ///
    /// # Errors
    ///
    /// [`WireError::NotShortest`] for a longer form, [`WireError::Range`] above 64 bits.
    pub fn number(&mut self) -> Result<u64, WireError> {
        let mut value = 0u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let part = u64::from(byte & 0x7f);
            if shift == 63 && part > 1 {
                return Err(WireError::Range);
            }
            value |= part << shift;
            if byte & 0x80 == 0 {
                return if part == 0 && shift > 0 { Err(WireError::NotShortest) } else { Ok(value) };
            }
        }
        Err(WireError::Range)
    }

    /// Reads a number from 0 to `max`.
    ///
    /// # Errors
    ///
    /// [`WireError::Range`] above it, and as [`Reader::number`].
    pub fn number_to(&mut self, max: u64) -> Result<u64, WireError> {
        let value = self.number()?;
        if value <= max { Ok(value) } else { Err(WireError::Range) }
    }

    /// Reads a signed number, zigzag over LEB128.
    ///
    /// # Errors
    ///
    /// As [`Reader::number`].
    pub fn signed(&mut self) -> Result<i64, WireError> {
        self.number().map(from_zigzag)
    }

    /// Reads a length, then so many bytes.
    ///
    /// # Errors
    ///
    /// [`WireError::Range`] when the length is above `max`, [`WireError::Cut`] when bytes are missing.
    pub fn counted(&mut self, max: usize) -> Result<&'a [u8], WireError> {
        let length = self.number_to(max as u64)?;
        self.take(length as usize)
    }

    /// Reads a length, then a text of so many bytes of UTF-8.
    ///
    /// # Errors
    ///
    /// As [`Reader::counted`], and [`WireError::Utf8`].
    pub fn text(&mut self, bytes_max: usize) -> Result<&'a str, WireError> {
        std::str::from_utf8(self.counted(bytes_max)?).map_err(|_| WireError::Utf8)
    }

    /// Ends the reading.
    ///
    /// # Errors
    ///
    /// [`WireError::Trailing`] when bytes are left over.
    pub fn end(&self) -> Result<(), WireError> {
        if self.rest.is_empty() { Ok(()) } else { Err(WireError::Trailing) }
    }
}

/// Writes a number as unsigned LEB128.
pub fn put_number(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(value as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// Writes a signed number, zigzag over LEB128.
pub fn put_signed(out: &mut Vec<u8>, value: i64) {
    put_number(out, to_zigzag(value));
}

/// Writes bytes after their count.
pub fn put_counted(out: &mut Vec<u8>, bytes: &[u8]) {
    put_number(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

/// Returns how many bytes a number takes as LEB128: 1 to 10.
pub fn number_length(value: u64) -> usize {
    (64 - (value | 1).leading_zeros()).div_ceil(7) as usize
}

pub(crate) fn to_zigzag(value: i64) -> u64 {
    ((value << 1) ^ (value >> 63)) as u64
}

pub(crate) fn from_zigzag(value: u64) -> i64 {
    (value >> 1) as i64 ^ -((value & 1) as i64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_number_reads_back_and_takes_the_length_foretold(value: u64, signed: i64) {
            let mut bytes = Vec::new();
            put_number(&mut bytes, value);
            prop_assert_eq!(bytes.len(), number_length(value));
            put_signed(&mut bytes, signed);
            let mut reader = Reader::new(&bytes);
            prop_assert_eq!(reader.number(), Ok(value));
            prop_assert_eq!(reader.signed(), Ok(signed));
            prop_assert_eq!(reader.end(), Ok(()));
        }
    }

    #[test]
    fn a_number_has_one_spelling() {
        assert_eq!(Reader::new(&[0x80, 0x00]).number(), Err(WireError::NotShortest));
        assert_eq!(Reader::new(&[0x81, 0x80, 0x00]).number(), Err(WireError::NotShortest));
        assert_eq!(Reader::new(&[0x00]).number(), Ok(0));
    }

    #[test]
    fn a_number_above_64_bits_is_refused() {
        let mut bytes = [0xff; 10];
        bytes[9] = 1;
        assert_eq!(Reader::new(&bytes).number(), Ok(u64::MAX));
        bytes[9] = 2;
        assert_eq!(Reader::new(&bytes).number(), Err(WireError::Range));
        assert_eq!(Reader::new(&[0xff; 11]).number(), Err(WireError::Range));
    }

    #[test]
    fn what_is_cut_or_left_over_is_refused() {
        assert_eq!(Reader::new(&[0x80]).number(), Err(WireError::Cut));
        assert_eq!(Reader::new(&[3, b'a']).text(9), Err(WireError::Cut));
        assert_eq!(Reader::new(&[3, b'a']).text(2), Err(WireError::Range));
        assert_eq!(Reader::new(&[1, 0xff]).text(9), Err(WireError::Utf8));
        assert_eq!(Reader::new(&[1]).end(), Err(WireError::Trailing));
    }
}
