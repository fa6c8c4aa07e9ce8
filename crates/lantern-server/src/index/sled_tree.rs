//! The index on disk, in sled: the one file that knows sled.
//!
//! sled 0.34.7 is fast to ask and a poor witness: its flush loses acknowledged data at power cuts, and what it left then
//! can make it panic at opening or later. So nothing is ever flushed in wait, every panic is caught and reported as a
//! broken index, and whoever holds the journal makes a new one.

use std::io;
use std::ops::{ControlFlow, RangeInclusive};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;

use super::place::IndexPlace;
use super::{Changes, IndexError, KeyValues, VALUE_BYTES_MAX, Visit};

/// How much memory sled may use for pages, unless settings say otherwise.
pub const CACHE_BYTES: u64 = 64 * 1024 * 1024;
/// How often sled writes what is new to its file, by itself and behind everybody's back.
const WRITE_EVERY_MS: u64 = 1_000;

/// A folder for sled.
#[derive(Debug, Clone)]
pub struct SledPlace {
    /// The folder, of which sled owns everything.
    pub path: PathBuf,
    /// How much memory sled may use for pages.
    pub cache_bytes: u64,
}

impl IndexPlace for SledPlace {
    fn open(&self) -> Result<Box<dyn KeyValues>, IndexError> {
        let config =
            sled::Config::new().path(&self.path).cache_capacity(self.cache_bytes).flush_every_ms(Some(WRITE_EVERY_MS));
        let tree = caught(|| config.open())?;
        Ok(Box::new(SledTree(Some(tree))))
    }

    fn remove(&self) -> Result<(), IndexError> {
        let removed = match std::fs::remove_dir_all(&self.path) {
            Err(error) if error.kind() == io::ErrorKind::NotADirectory => std::fs::remove_file(&self.path),
            removed => removed,
        };
        match removed {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(IndexError(error.to_string())),
            _ => Ok(()),
        }
    }
}

/// One tree of one database; `None` only while it is being dropped.
struct SledTree(Option<sled::Db>);

impl SledTree {
    fn with<T>(&self, act: impl FnOnce(&sled::Db) -> sled::Result<T>) -> Result<T, IndexError> {
        let tree = self.0.as_ref().ok_or_else(|| IndexError("the index is closed".into()))?;
        caught(|| act(tree))
    }
}

impl KeyValues for SledTree {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, IndexError> {
        Ok(self.with(|tree| tree.get(key))?.map(|value| value.to_vec()))
    }

    fn range(&self, keys: RangeInclusive<Vec<u8>>, visit: &mut Visit<'_>) -> Result<(), IndexError> {
        self.with(|tree| {
            for entry in tree.range(keys) {
                let (key, value) = entry?;
                if let ControlFlow::Break(()) = visit(&key, &value) {
                    break;
                }
            }
            Ok(())
        })
    }

    fn apply(&self, changes: Changes) -> Result<(), IndexError> {
        let mut batch = sled::Batch::default();
        for (key, change) in changes {
            match change {
                Some(value) if value.len() >= VALUE_BYTES_MAX => return Err(IndexError("a value is too long".into())),
                Some(value) => batch.insert(key, value),
                None => batch.remove(key),
            }
        }
        self.with(|tree| tree.apply_batch(batch))
    }
}

/// Closing writes what is new; that may panic too.
impl Drop for SledTree {
    fn drop(&mut self) {
        let tree = self.0.take();
        let _closed = caught(|| {
            drop(tree);
            Ok(())
        });
    }
}

/// Turns errors and panics of sled into the one thing they mean.
fn caught<T>(act: impl FnOnce() -> sled::Result<T>) -> Result<T, IndexError> {
    match catch_unwind(AssertUnwindSafe(act)) {
        Ok(done) => done.map_err(|error| IndexError(error.to_string())),
        Err(_) => Err(IndexError("sled panicked".into())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(folder: &tempfile::TempDir) -> SledPlace {
        SledPlace { path: folder.path().join("index"), cache_bytes: 1024 * 1024 }
    }

    fn changes(changes: &[(&[u8], Option<&[u8]>)]) -> Changes {
        changes.iter().map(|(key, value)| (key.to_vec(), value.map(<[u8]>::to_vec))).collect()
    }

    #[test]
    fn what_was_applied_is_there_after_closing_and_opening() {
        let folder = tempfile::tempdir().unwrap();
        let keys = place(&folder).open().unwrap();
        keys.apply(changes(&[(b"a", Some(b"1")), (b"b", Some(b"2")), (b"c", Some(b"3"))])).unwrap();
        keys.apply(changes(&[(b"b", None)])).unwrap();
        drop(keys);
        let keys = place(&folder).open().unwrap();
        let mut seen = Vec::new();
        keys.range(b"a".to_vec()..=b"z".to_vec(), &mut |key, value| {
            seen.push((key.to_vec(), value.to_vec()));
            ControlFlow::Continue(())
        })
        .unwrap();
        assert_eq!(seen, [(b"a".to_vec(), b"1".to_vec()), (b"c".to_vec(), b"3".to_vec())]);
        assert_eq!(keys.get(b"b").unwrap(), None);
    }

    #[test]
    fn a_long_value_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let keys = place(&folder).open().unwrap();
        keys.apply(changes(&[(b"a", Some(&[0; VALUE_BYTES_MAX]))])).unwrap_err();
    }

    #[test]
    fn a_panic_is_a_broken_index() {
        assert_eq!(caught::<()>(|| panic!("as sled does")), Err(IndexError("sled panicked".into())));
    }

    #[test]
    fn a_removed_place_is_empty_again() {
        let folder = tempfile::tempdir().unwrap();
        place(&folder).remove().unwrap();
        place(&folder).open().unwrap().apply(changes(&[(b"a", Some(b"1"))])).unwrap();
        place(&folder).remove().unwrap();
        assert_eq!(place(&folder).open().unwrap().get(b"a").unwrap(), None);
    }
}
