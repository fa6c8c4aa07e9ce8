//! The fields of an object, and the variants of an enum.
//!
//! Leaves what a field holds to the shapes.

use super::{FromJson, Unreadable, Value};

/// An object whose fields are read by name.
#[derive(Debug, Clone, Copy)]
pub struct Fields<'a>(&'a [(String, Value)]);

impl<'a> Fields<'a> {
    /// Takes a value as an object.
    ///
    /// # Errors
    ///
    /// [`Unreadable`] for any other value.
    pub fn of(value: &'a Value) -> Result<Self, Unreadable> {
        if let Value::Object(fields) = value { Ok(Self(fields)) } else { Err(Unreadable) }
    }

    /// Returns what a name stands for; `None`: it is not there.
    ///
    /// # Errors
    ///
    /// [`Unreadable`] where it stands there twice.
    pub fn get(self, name: &str) -> Result<Option<&'a Value>, Unreadable> {
        let mut found = None;
        for (other, value) in self.0 {
            if other == name && found.replace(value).is_some() {
                return Err(Unreadable);
            }
        }
        Ok(found)
    }

    /// Reads a field that has to be there.
    ///
    /// # Errors
    ///
    /// [`Unreadable`] where it is missing, stands there twice or has another shape.
    pub fn needs<T: FromJson>(self, name: &str) -> Result<T, Unreadable> {
        T::from_json(self.get(name)?.ok_or(Unreadable)?)
    }

    /// Reads a field that may be missing or `null`.
    ///
    /// # Errors
    ///
    /// [`Unreadable`] where it stands there twice or has another shape.
    pub fn may<T: FromJson>(self, name: &str) -> Result<Option<T>, Unreadable> {
        match self.get(name)? {
            None | Some(Value::Null) => Ok(None),
            Some(value) => T::from_json(value).map(Some),
        }
    }

    /// Reads a field that stands for its default where it is missing.
    ///
    /// # Errors
    ///
    /// [`Unreadable`] where it stands there twice or has another shape; `null` is another shape.
    pub fn or_default<T: FromJson + Default>(self, name: &str) -> Result<T, Unreadable> {
        self.get(name)?.map_or_else(|| Ok(T::default()), T::from_json)
    }
}

/// Takes a value as a variant of an enum: its name, and what it carries; `null` where it carries nothing.
///
/// # Errors
///
/// [`Unreadable`] for what is neither a text nor an object of one field.
pub fn variant(value: &Value) -> Result<(&str, &Value), Unreadable> {
    match value {
        Value::Text(name) => Ok((name, &Value::Null)),
        Value::Object(fields) if fields.len() == 1 => Ok((&fields[0].0, &fields[0].1)),
        _ => Err(Unreadable),
    }
}
