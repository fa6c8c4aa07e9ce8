//! Whether records can be added now, and what is wrong if not.

use std::fmt;

use super::JournalPosition;

/// Whether records can be added now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Health {
    /// Yes.
    Writable,
    /// Not by everybody: the last append found the disk full; the next one tries again.
    DiskFull,
    /// The last append failed for another reason of the disk; the next one tries again.
    Failing(std::io::ErrorKind),
    /// No: acknowledged records are damaged, and somebody has to look before anything is added.
    ReadOnly(Damage),
}

/// Where acknowledged records are damaged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damage {
    /// The file, by its name in the data folder.
    pub file: String,
    /// The byte at which the damage begins.
    pub offset: u64,
    /// The first position that cannot be read.
    pub position: JournalPosition,
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, offset, position } = self;
        write!(
            f,
            "the journal is damaged in {file} at byte {offset} (position {position}): it can be read, nothing is added; \
             run `lantern-server doctor`"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn damage_says_where_it_is_and_what_to_do() {
        let damage = Damage { file: "00000001.journal".into(), offset: 33, position: JournalPosition(1) };
        assert_eq!(
            damage.to_string(),
            "the journal is damaged in 00000001.journal at byte 33 (position 1): it can be read, nothing is added; \
             run `lantern-server doctor`"
        );
    }
}
