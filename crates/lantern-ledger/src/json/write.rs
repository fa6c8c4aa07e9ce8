//! Writing JSON: values one after another, commas where they belong.
//!
//! Leaves the order of the values, and that every bracket is closed, to whoever writes.

/// A JSON text that is being written, without blanks.
#[derive(Debug, Clone, Default)]
pub struct Writer(String);

impl Writer {
    /// Writes the name of the next value of an object.
    pub fn name(&mut self, name: &str) -> &mut Self {
        self.text(name);
        self.0.push(':');
        self
    }

    /// Writes a text.
    pub fn text(&mut self, text: &str) {
        self.next();
        self.0.push('"');
        for character in text.chars() {
            match character {
                '"' | '\\' => self.escape(character),
                '\n' => self.escape('n'),
                '\r' => self.escape('r'),
                '\t' => self.escape('t'),
                '\u{8}' => self.escape('b'),
                '\u{c}' => self.escape('f'),
                '\0'..='\u{1f}' => {
                    self.0.push_str(if character < '\u{10}' { "\\u000" } else { "\\u001" });
                    self.0.extend(char::from_digit(u32::from(character) % 16, 16));
                }
                _ => self.0.push(character),
            }
        }
        self.0.push('"');
    }

    /// Writes a text, or `null`.
    pub fn text_or_null(&mut self, text: Option<&str>) {
        match text {
            Some(text) => self.text(text),
            None => self.word("null"),
        }
    }

    /// Writes a number, or `null`.
    pub fn number_or_null(&mut self, number: Option<u32>) {
        match number {
            Some(number) => self.word(&number.to_string()),
            None => self.word("null"),
        }
    }

    /// Writes `true` or `false`.
    pub fn flag(&mut self, flag: bool) {
        self.word(if flag { "true" } else { "false" });
    }

    /// Opens an object (`{`) or a list (`[`).
    pub fn open(&mut self, bracket: char) {
        self.next();
        self.0.push(bracket);
    }

    /// Closes what was opened, with `}` or `]`.
    pub fn close(&mut self, bracket: char) {
        self.0.push(bracket);
    }

    /// Returns what was written.
    pub fn into_text(self) -> String {
        self.0
    }

    fn word(&mut self, word: &str) {
        self.next();
        self.0.push_str(word);
    }

    /// Puts a comma behind what stands there, if it is a whole value.
    fn next(&mut self) {
        if !self.0.is_empty() && !self.0.ends_with(['{', '[', ':']) {
            self.0.push(',');
        }
    }

    fn escape(&mut self, character: char) {
        self.0.push('\\');
        self.0.push(character);
    }
}
