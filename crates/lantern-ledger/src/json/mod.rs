//! JSON in little code: what phones read and write of it.
//!
//! A general library brings a parser for each shape and floating-point numbers that nothing here uses; all of that would
//! be fetched over bad networks. Shapes say how they are read with [`FromJson`], and read the objects that serde's derived
//! readers read, as the tests of each shape hold: unknown fields are passed over, a known one that stands twice is refused.
//! Leaves writing plans, and the JSON of the office, to `serde`.

mod fields;
mod parse;
mod write;

pub use fields::{Fields, variant};
pub use write::Writer;

use lantern_domain::{CardCode, Code, HouseholdSize, Quantity, RecordId, ShortText};
use uuid::Uuid;

/// A JSON value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number from 0 up.
    Positive(u64),
    /// A whole number below 0.
    Negative(i64),
    /// A number with a fraction or an exponent, or beyond 64 bits: grammatical, and nothing that is read here.
    OtherNumber,
    /// A text.
    Text(String),
    /// A list.
    List(Vec<Value>),
    /// An object: names and values in the order of the text; a name may stand there twice.
    Object(Vec<(String, Value)>),
}

/// The text is no JSON, or not of the wanted shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the JSON cannot be read")]
pub struct Unreadable;

/// How a shape is read.
pub trait FromJson: Sized {
    /// Reads a value.
    ///
    /// # Errors
    ///
    /// [`Unreadable`] for another shape.
    fn from_json(value: &Value) -> Result<Self, Unreadable>;
}

/// Reads a shape from the bytes of exactly one JSON value.
///
/// # Errors
///
/// [`Unreadable`] for what is no JSON or has another shape.
pub fn read<T: FromJson>(bytes: &[u8]) -> Result<T, Unreadable> {
    T::from_json(&Value::parse(bytes)?)
}

impl Value {
    fn unsigned(&self) -> Result<u64, Unreadable> {
        if let Self::Positive(number) = self { Ok(*number) } else { Err(Unreadable) }
    }

    fn text(&self) -> Result<&str, Unreadable> {
        if let Self::Text(text) = self { Ok(text) } else { Err(Unreadable) }
    }
}

impl FromJson for bool {
    fn from_json(value: &Value) -> Result<Self, Unreadable> {
        if let Value::Bool(flag) = value { Ok(*flag) } else { Err(Unreadable) }
    }
}

impl FromJson for u64 {
    fn from_json(value: &Value) -> Result<Self, Unreadable> {
        value.unsigned()
    }
}

impl FromJson for i64 {
    fn from_json(value: &Value) -> Result<Self, Unreadable> {
        match value {
            Value::Positive(number) => i64::try_from(*number).map_err(|_| Unreadable),
            Value::Negative(number) => Ok(*number),
            _ => Err(Unreadable),
        }
    }
}

impl FromJson for String {
    fn from_json(value: &Value) -> Result<Self, Unreadable> {
        value.text().map(str::to_owned)
    }
}

impl<T: FromJson> FromJson for Vec<T> {
    fn from_json(value: &Value) -> Result<Self, Unreadable> {
        let Value::List(values) = value else { return Err(Unreadable) };
        let mut read = Self::new();
        for value in values {
            read.push(T::from_json(value)?);
        }
        Ok(read)
    }
}

/// Shapes that are made of a simpler one by a constructor that can refuse.
macro_rules! made_of {
    ($($shape:ty: $from:ty, $make:expr;)*) => {$(
        impl FromJson for $shape {
            fn from_json(value: &Value) -> Result<Self, Unreadable> {
                $make(<$from>::from_json(value)?).map_err(|_| Unreadable)
            }
        }
    )*};
}
made_of! {
    u32: u64, u32::try_from;
    u8: u64, u8::try_from;
    i32: i64, i32::try_from;
    Quantity: u32, Quantity::new;
    HouseholdSize: u32, HouseholdSize::new;
    RecordId: String, RecordId::try_from;
}

/// Shapes that are made of a text by a constructor that can refuse.
macro_rules! made_of_text {
    ($($shape:ty: $make:expr;)*) => {$(
        impl FromJson for $shape {
            fn from_json(value: &Value) -> Result<Self, Unreadable> {
                $make(value.text()?).map_err(|_| Unreadable)
            }
        }
    )*};
}
made_of_text! {
    Code: Code::new;
    ShortText: ShortText::new;
    CardCode: CardCode::new;
    Uuid: Uuid::try_parse;
}

#[cfg(test)]
mod tests;
