//! What a power cut takes: all, nothing, or any part of what was not synced.

use std::collections::BTreeMap;

/// What a power cut takes of what was not synced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Loss {
    /// Everything.
    All,
    /// Nothing: not a power cut, only the process was killed.
    None,
    /// Any part, decided by a seed: whole changes, sectors of 512 bytes, the end of a sector, the latest names.
    Some(u64),
}

const SECTOR_BYTES: usize = 512;

/// A change to the bytes of a file.
#[derive(Debug, Clone)]
pub(super) enum FileChange {
    Write(usize, Vec<u8>),
    Truncate(usize),
}

/// A change to the names of a folder.
#[derive(Debug, Clone)]
pub(super) enum NameChange {
    Set(String, usize),
    Rename(String, String),
    Remove(String),
}

impl Loss {
    pub(super) fn chance(self) -> Chance {
        Chance(if let Self::Some(seed) = self { seed } else { 0 })
    }

    /// Returns the bytes of a file that are left.
    pub(super) fn of_bytes(self, kept: &[u8], seen: &[u8], changes: &[FileChange], chance: &mut Chance) -> Vec<u8> {
        let mut left = kept.to_vec();
        match self {
            Self::All => {}
            Self::None => left = seen.to_vec(),
            Self::Some(_) => {
                // Of eight sectors so many survive; for one file all or none quite often.
                let survivors = [0, 1, 4, 7, 8][chance.below(5)];
                for change in changes {
                    change.apply_in_part(&mut left, survivors, chance);
                }
            }
        }
        left
    }

    /// Returns the names that are left: file systems keep changes of names in order, so some of the first.
    pub(super) fn of_names(
        self,
        kept: &BTreeMap<String, usize>,
        changes: &[NameChange],
        chance: &mut Chance,
    ) -> BTreeMap<String, usize> {
        let count = match self {
            Self::All => 0,
            Self::None => changes.len(),
            Self::Some(_) => chance.below(changes.len() + 1),
        };
        let mut left = kept.clone();
        for change in &changes[..count] {
            change.apply(&mut left);
        }
        left
    }
}

impl FileChange {
    pub(super) fn apply(&self, bytes: &mut Vec<u8>) {
        match self {
            Self::Write(offset, written) => {
                let end = offset + written.len();
                if bytes.len() < end {
                    bytes.resize(end, 0);
                }
                bytes[*offset..end].copy_from_slice(written);
            }
            Self::Truncate(length) => bytes.truncate(*length),
        }
    }

    fn apply_in_part(&self, bytes: &mut Vec<u8>, survivors: usize, chance: &mut Chance) {
        match self {
            Self::Truncate(_) if chance.below(8) < survivors => self.apply(bytes),
            Self::Truncate(_) => {}
            Self::Write(offset, written) => {
                let mut at = *offset;
                while at < offset + written.len() {
                    let end = (offset + written.len()).min((at / SECTOR_BYTES + 1) * SECTOR_BYTES);
                    if chance.below(8) < survivors {
                        let torn_end = if chance.below(8) == 0 { at + chance.below(end - at) } else { end };
                        Self::Write(at, written[at - offset..torn_end - offset].to_vec()).apply(bytes);
                    }
                    at = end;
                }
            }
        }
    }
}

impl NameChange {
    pub(super) fn apply(&self, names: &mut BTreeMap<String, usize>) {
        match self {
            Self::Set(name, file) => {
                names.insert(name.clone(), *file);
            }
            Self::Rename(from, to) => {
                if let Some(file) = names.remove(from) {
                    names.insert(to.clone(), file);
                }
            }
            Self::Remove(name) => {
                names.remove(name);
            }
        }
    }
}

/// Numbers that look random and are the same for the same seed (SplitMix64).
#[derive(Debug)]
pub(super) struct Chance(u64);

impl Chance {
    /// Returns a number below a bound, which is not 0.
    pub(super) fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % bound as u64) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_seed_loses_the_same_again_and_some_seed_loses_a_sector_in_the_middle() {
        let changes = [FileChange::Write(100, vec![7; 2000])];
        let left = |seed| Loss::Some(seed).of_bytes(&[1; 100], &[], &changes, &mut Loss::Some(seed).chance());
        assert_eq!(left(3), left(3));
        let has_hole = |bytes: &[u8]| bytes.get(1023) == Some(&0) && bytes.last() == Some(&7);
        assert!((0..200).any(|seed| has_hole(&left(seed))));
        assert!((0..200).all(|seed| left(seed)[..100] == [1; 100]));
    }
}
