//! Entries: one immutable fact each, `{kind, length, body}` in canonical bytes.
//!
//! An entry of a kind that this version does not know is whole all the same: it travels, is hashed and kept.
//! Leaves what the bodies say to [`crate::kinds`].

use crate::Kind;
use crate::wire::{Reader, WireError, number_length, put_counted, put_number};

/// One entry: its canonical bytes, checked.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Entry {
    bytes: Box<[u8]>,
}

/// The reason why something cannot be an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EntryError {
    /// More than [`Entry::MAX`] bytes with kind and length.
    #[error("the entry has more than 4096 bytes")]
    TooLarge,
    /// The content cannot be said in bytes that read back equal, such as a hand-over of nothing.
    #[error("the entry would not read back as it was written")]
    Unsayable,
    /// The bytes are not a canonical entry.
    #[error("these bytes are no entry: {0}")]
    Wire(#[from] WireError),
}

impl Entry {
    /// The most bytes of an entry, kind and length included.
    pub const MAX: usize = 4096;

    /// Makes an entry of a kind and a body.
    ///
    /// # Errors
    ///
    /// [`EntryError::TooLarge`] above [`Entry::MAX`].
    pub fn new(kind: Kind, body: &[u8]) -> Result<Self, EntryError> {
        let length = number_length(kind.0.into()) + number_length(body.len() as u64) + body.len();
        if length > Self::MAX {
            return Err(EntryError::TooLarge);
        }
        let mut bytes = Vec::with_capacity(length);
        put_number(&mut bytes, kind.0.into());
        put_counted(&mut bytes, body);
        Ok(Self { bytes: bytes.into() })
    }

    /// Reads exactly one entry.
    ///
    /// # Errors
    ///
    /// [`EntryError::Wire`] for anything but the bytes of one entry, [`EntryError::TooLarge`] above [`Entry::MAX`].
    pub fn parse(bytes: &[u8]) -> Result<Self, EntryError> {
        let mut reader = Reader::new(bytes);
        let entry = Self::read(&mut reader)?;
        reader.end()?;
        Ok(entry)
    }

    /// Reads the next entry of several.
    ///
    /// # Errors
    ///
    /// As [`Entry::parse`].
    pub fn read(reader: &mut Reader<'_>) -> Result<Self, EntryError> {
        let whole = reader.rest();
        reader.number_to(u32::MAX.into())?;
        let body_length = reader.number()?;
        let length = body_length.saturating_add((whole.len() - reader.rest().len()) as u64);
        if length > Self::MAX as u64 {
            return Err(EntryError::TooLarge);
        }
        reader.take(body_length as usize)?;
        Ok(Self { bytes: whole[..length as usize].into() })
    }

    /// Returns the kind.
    pub fn kind(&self) -> Kind {
        self.parts().0
    }

    /// Returns the body.
    pub fn body(&self) -> &[u8] {
        self.parts().1
    }

    /// Returns all bytes: what is hashed.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    fn parts(&self) -> (Kind, &[u8]) {
        let mut reader = Reader::new(&self.bytes);
        let kind = reader.number().expect("checked when made") as u32;
        reader.number().expect("checked when made");
        (Kind(kind), reader.rest())
    }
}

impl std::fmt::Debug for Entry {
    /// Shows kind and size: a body may hold what points at a person.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Entry(kind {}, {} bytes)", self.kind().0, self.bytes.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_reads_back() {
        let entry = Entry::new(Kind(4_000_000_000), b"body").unwrap();
        let read = Entry::parse(entry.bytes()).unwrap();
        assert_eq!(read, entry);
        assert_eq!((read.kind(), read.body()), (Kind(4_000_000_000), &b"body"[..]));
    }

    #[test]
    fn an_entry_has_at_most_4096_bytes_with_everything() {
        let fits = Entry::new(Kind(9), &[0; 4093]).unwrap();
        assert_eq!(fits.bytes().len(), Entry::MAX);
        assert_eq!(Entry::parse(fits.bytes()), Ok(fits));
        assert_eq!(Entry::new(Kind(9), &[0; 4094]), Err(EntryError::TooLarge));
        let mut bytes = vec![9];
        put_counted(&mut bytes, &[0; 4094]);
        assert_eq!(Entry::parse(&bytes), Err(EntryError::TooLarge));
    }

    #[test]
    fn bytes_that_are_not_one_entry_are_refused() {
        let kind_too_large = [0x80, 0x80, 0x80, 0x80, 0x10, 0];
        assert_eq!(Entry::parse(&kind_too_large), Err(WireError::Range.into()));
        assert_eq!(Entry::parse(&[9, 2, 0]), Err(WireError::Cut.into()));
        assert_eq!(Entry::parse(&[9, 0, 0]), Err(WireError::Trailing.into()));
        assert_eq!(Entry::parse(&[9, 0x80, 0]), Err(WireError::NotShortest.into()));
        assert_eq!(
            Entry::parse(&[9, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1]),
            Err(EntryError::TooLarge)
        );
    }
}
