//! From bytes to a [`Value`], by RFC 8259.
//!
//! Leaves the shape to whoever reads the value. Deep nesting is refused, so that no text exhausts the stack.

use super::{Unreadable, Value};

/// How deep lists and objects may stand in one another.
const DEPTH_MAX: u32 = 100;

impl Value {
    /// Reads exactly one value, with nothing but blanks around it.
    ///
    /// # Errors
    ///
    /// [`Unreadable`] for anything else, and for nesting deeper than 100 levels.
    pub fn parse(bytes: &[u8]) -> Result<Self, Unreadable> {
        let text = std::str::from_utf8(bytes).map_err(|_| Unreadable)?;
        let mut parser = Parser { text, at: 0 };
        let value = parser.value(0)?;
        if parser.peek().is_none() { Ok(value) } else { Err(Unreadable) }
    }
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
}

impl Parser<'_> {
    /// The byte here; 0, which is no JSON outside of a text and not allowed inside, stands for the end.
    fn byte(&self) -> u8 {
        self.text.as_bytes().get(self.at).copied().unwrap_or(0)
    }

    /// Passes over blanks, and returns the byte behind them.
    fn peek(&mut self) -> Option<u8> {
        while matches!(self.byte(), b' ' | b'\n' | b'\r' | b'\t') {
            self.at += 1;
        }
        self.text.as_bytes().get(self.at).copied()
    }

    fn value(&mut self, depth: u32) -> Result<Value, Unreadable> {
        match self.peek() {
            Some(b'"') => self.string().map(Value::Text),
            Some(b'{' | b'[') if depth == DEPTH_MAX => Err(Unreadable),
            Some(b'{') => self.object(depth + 1),
            Some(b'[') => self.list(depth + 1),
            Some(b'-' | b'0'..=b'9') => self.number(),
            _ => self.word(),
        }
    }

    fn word(&mut self) -> Result<Value, Unreadable> {
        for (word, value) in [("null", Value::Null), ("true", Value::Bool(true)), ("false", Value::Bool(false))] {
            if self.text.as_bytes()[self.at..].starts_with(word.as_bytes()) {
                self.at += word.len();
                return Ok(value);
            }
        }
        Err(Unreadable)
    }

    fn list(&mut self, depth: u32) -> Result<Value, Unreadable> {
        let mut values = Vec::new();
        while self.goes_on(values.is_empty(), b']')? {
            values.push(self.value(depth)?);
        }
        Ok(Value::List(values))
    }

    fn object(&mut self, depth: u32) -> Result<Value, Unreadable> {
        let mut fields = Vec::new();
        while self.goes_on(fields.is_empty(), b'}')? {
            if self.peek() != Some(b'"') {
                return Err(Unreadable);
            }
            let name = self.string()?;
            if self.peek() != Some(b':') {
                return Err(Unreadable);
            }
            self.at += 1;
            fields.push((name, self.value(depth)?));
        }
        Ok(Value::Object(fields))
    }

    /// Passes over the opening bracket or a comma; whether another element follows, rather than the end.
    fn goes_on(&mut self, is_first: bool, end: u8) -> Result<bool, Unreadable> {
        if is_first {
            self.at += 1;
        }
        let next = self.peek().ok_or(Unreadable)?;
        if next == end {
            self.at += 1;
            return Ok(false);
        }
        if !is_first {
            if next != b',' {
                return Err(Unreadable);
            }
            self.at += 1;
        }
        Ok(true)
    }

    fn number(&mut self) -> Result<Value, Unreadable> {
        let is_negative = self.byte() == b'-';
        if is_negative {
            self.at += 1;
        }
        let start = self.at;
        let mut amount = Some(0_u64);
        while let digit @ b'0'..=b'9' = self.byte() {
            let shifted = amount.and_then(|amount| amount.checked_mul(10));
            amount = shifted.and_then(|amount| amount.checked_add(u64::from(digit - b'0')));
            self.at += 1;
        }
        let digits = &self.text.as_bytes()[start..self.at];
        if digits.is_empty() || (digits.len() > 1 && digits[0] == b'0') {
            return Err(Unreadable);
        }
        if self.passes_fraction()? {
            return Ok(Value::OtherNumber);
        }
        Ok(match amount {
            Some(amount) if !is_negative => Value::Positive(amount),
            Some(amount @ 1..) => 0_i64.checked_sub_unsigned(amount).map_or(Value::OtherNumber, Value::Negative),
            _ => Value::OtherNumber,
        })
    }

    /// Passes over fraction and exponent; whether there was either.
    fn passes_fraction(&mut self) -> Result<bool, Unreadable> {
        let start = self.at;
        if self.byte() == b'.' {
            self.at += 1;
            self.passes_digits()?;
        }
        if matches!(self.byte(), b'e' | b'E') {
            self.at += 1;
            if matches!(self.byte(), b'+' | b'-') {
                self.at += 1;
            }
            self.passes_digits()?;
        }
        Ok(self.at > start)
    }

    fn passes_digits(&mut self) -> Result<(), Unreadable> {
        let start = self.at;
        while self.byte().is_ascii_digit() {
            self.at += 1;
        }
        if self.at > start { Ok(()) } else { Err(Unreadable) }
    }

    /// Reads a text; the parser stands at its opening quotation mark.
    fn string(&mut self) -> Result<String, Unreadable> {
        let mut read = String::new();
        loop {
            self.at += 1;
            let start = self.at;
            while !matches!(self.byte(), b'"' | b'\\' | 0..=0x1f) {
                self.at += 1;
            }
            // Both ends stand at ASCII characters or the end of the text.
            read.push_str(self.text.get(start..self.at).ok_or(Unreadable)?);
            match self.byte() {
                b'"' => break,
                b'\\' => read.push(self.escaped()?),
                _ => return Err(Unreadable),
            }
        }
        self.at += 1;
        Ok(read)
    }

    /// Reads what stands behind a backslash; the parser is left at its last character.
    fn escaped(&mut self) -> Result<char, Unreadable> {
        self.at += 1;
        Ok(match self.byte() {
            b'n' => '\n',
            b't' => '\t',
            b'r' => '\r',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'u' => return self.by_number(),
            mark @ (b'"' | b'\\' | b'/') => char::from(mark),
            _ => return Err(Unreadable),
        })
    }

    /// Reads a character by its number, or by two that are a surrogate pair.
    fn by_number(&mut self) -> Result<char, Unreadable> {
        let mut number = self.hex()?;
        if let 0xd800..=0xdbff = number {
            let is_pair = self.text.as_bytes()[self.at + 1..].starts_with(b"\\u");
            self.at += 2;
            let second = if is_pair { self.hex()? } else { 0 };
            if !(0xdc00..=0xdfff).contains(&second) {
                return Err(Unreadable);
            }
            number = 0x1_0000 + ((number - 0xd800) << 10) + (second - 0xdc00);
        }
        char::from_u32(number).ok_or(Unreadable)
    }

    /// Reads four hexadecimal digits; the parser stands at the `u` before them, and is left at the last.
    fn hex(&mut self) -> Result<u32, Unreadable> {
        let mut number = 0;
        for _ in 0..4 {
            self.at += 1;
            number = number * 16 + char::from(self.byte()).to_digit(16).ok_or(Unreadable)?;
        }
        Ok(number)
    }
}
