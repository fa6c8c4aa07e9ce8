//! Texts in bodies: length, then UTF-8, exactly as their domain types keep them.
//!
//! A text that its type would change (blanks around it, letters not composed) is refused: it would not read back equal.

use crate::wire::{Reader, WireError};
use lantern_domain::{CardCode, Code, ShortText};

/// The most bytes of a character in UTF-8.
const CHARACTER_BYTES: usize = 4;

pub(crate) fn code(reader: &mut Reader<'_>) -> Result<Code, WireError> {
    to_code(reader.text(Code::MAX * CHARACTER_BYTES)?)
}

pub(crate) fn line(reader: &mut Reader<'_>) -> Result<ShortText, WireError> {
    to_line(reader.text(ShortText::MAX * CHARACTER_BYTES)?)
}

pub(crate) fn card(reader: &mut Reader<'_>) -> Result<CardCode, WireError> {
    to_card(reader.text(CardCode::MAX * CHARACTER_BYTES)?)
}

pub(crate) fn to_code(text: &str) -> Result<Code, WireError> {
    Code::new(text).ok().filter(|code| code.as_str() == text).ok_or(WireError::Value)
}

pub(crate) fn to_line(text: &str) -> Result<ShortText, WireError> {
    ShortText::new(text).ok().filter(|line| line.as_str() == text).ok_or(WireError::Value)
}

pub(crate) fn to_card(text: &str) -> Result<CardCode, WireError> {
    CardCode::new(text).ok().filter(|card| card.as_typed() == text).ok_or(WireError::Value)
}
