//! The index beside the journal: deleted, behind, ahead, broken or of another journal, it is caught up or made anew.
#![expect(clippy::unwrap_used, reason = "a test may")]

mod kit;

use std::ops::{ControlFlow, RangeInclusive};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use kit::{GrowingLog, JOURNAL, record, settings};
use lantern_server::disk::SimulatedDisk;
use lantern_server::index::memory::MemoryKeyValues;
use lantern_server::index::place::IndexPlace;
use lantern_server::index::{Changes, IndexError, KeyValues, Visit};
use lantern_server::storage::{BatchPlace, JournalStorage, LogSummary, MemoryStorage, Storage, StorageSettings};
use uuid::Uuid;

type Answers = (Vec<(Uuid, LogSummary)>, Vec<BatchPlace>);

fn answers(storage: &dyn Storage) -> Answers {
    let logs = storage.logs().unwrap();
    let batches = logs.iter().flat_map(|(log, _)| storage.batches(*log, 0, usize::MAX).unwrap()).collect();
    assert_eq!(storage.applied(), storage.last_position());
    (logs, batches)
}

/// Adds the same records to any storage, from one number of a batch to another.
fn fill(storage: &dyn Storage, batches: std::ops::Range<usize>) {
    let mut logs: Vec<_> = (1..=3).map(GrowingLog::new).collect();
    for n in 0..batches.end {
        let batch = logs[n % 3].batch(n % 5 + 1, 7);
        if batches.contains(&n) {
            storage.append(vec![batch, record(n as u64, 20)]).wait().unwrap();
        }
    }
}

/// What a storage in memory answers after so many batches.
fn expected(batches: usize) -> Answers {
    let storage = MemoryStorage::new(JOURNAL);
    fill(&storage, 0..batches);
    answers(&storage)
}

fn open(folder: &Path) -> JournalStorage {
    JournalStorage::open(folder, settings()).unwrap()
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to.join(entry.file_name()));
        } else {
            std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    }
}

fn replace(folder: &Path, with: &Path) {
    std::fs::remove_dir_all(folder).unwrap();
    copy(with, folder);
}

#[test]
fn a_deleted_index_answers_the_same() {
    let folder = tempfile::tempdir().unwrap();
    fill(&open(folder.path()), 0..60);
    std::fs::remove_dir_all(folder.path().join("index")).unwrap();
    assert_eq!(answers(&open(folder.path())), expected(60));
}

#[test]
fn an_index_that_is_behind_catches_up() {
    let (folder, old) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let index = folder.path().join("index");
    fill(&open(folder.path()), 0..20);
    copy(&index, old.path());
    fill(&open(folder.path()), 20..60);
    replace(&index, old.path());
    assert_eq!(answers(&open(folder.path())), expected(60));
}

#[test]
fn an_index_that_is_ahead_or_has_seen_other_records_is_made_anew() {
    let (folder, old) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let journal = folder.path().join("journal");
    fill(&open(folder.path()), 0..20);
    copy(&journal, old.path());
    let storage = open(folder.path());
    storage.append((0..10).map(|number| record(number, 9)).collect()).wait().unwrap();
    drop(storage);
    replace(&journal, old.path());
    assert_eq!(answers(&open(folder.path())), expected(20));

    // The same once more, but the journal has grown past it since, with other records.
    let index_ahead = tempfile::tempdir().unwrap();
    let storage = open(folder.path());
    storage.append(vec![GrowingLog::new(9).batch(1, 1)]).wait().unwrap();
    assert_eq!(answers(&storage).0.len(), 4);
    drop(storage);
    copy(&folder.path().join("index"), index_ahead.path());
    replace(&journal, old.path());
    std::fs::remove_dir_all(folder.path().join("index")).unwrap();
    fill(&open(folder.path()), 20..60);
    replace(&folder.path().join("index"), index_ahead.path());
    assert_eq!(answers(&open(folder.path())), expected(60));
}

#[test]
fn an_index_of_another_journal_is_made_anew() {
    let (folder, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    fill(&open(folder.path()), 0..20);
    let settings = StorageSettings { new_journal_id: Uuid::from_u128(2), ..settings() };
    let storage = JournalStorage::open(other.path(), settings).unwrap();
    fill(&storage, 0..9);
    drop(storage);
    replace(&folder.path().join("index"), &other.path().join("index"));
    assert_eq!(answers(&open(folder.path())), expected(20));
}

#[test]
fn a_broken_index_is_made_anew_whatever_sled_makes_of_it() {
    let folder = tempfile::tempdir().unwrap();
    fill(&open(folder.path()), 0..60);
    let index = folder.path().join("index");
    let whole = tempfile::tempdir().unwrap();
    copy(&index, whole.path());
    let database = std::fs::read(index.join("db")).unwrap();
    let torn = |length: usize| database[..length].to_vec();
    let garbled = |every: usize| {
        let mut bytes = database.clone();
        for at in (0..bytes.len()).step_by(every) {
            bytes[at] ^= 0xa5;
        }
        bytes
    };
    let half = database.len() / 2;
    for bytes in [Vec::new(), torn(1), torn(half), garbled(1), garbled(97), garbled(4_001), vec![0xff; half]] {
        replace(&index, whole.path());
        std::fs::write(index.join("db"), bytes).unwrap();
        assert_eq!(answers(&open(folder.path())), expected(60));
    }
    // Not even a folder.
    std::fs::remove_dir_all(&index).unwrap();
    std::fs::write(&index, b"a file").unwrap();
    let storage = open(folder.path());
    assert_eq!(answers(&storage), expected(60));
}

/// Keys that fail after a number of calls.
struct Failing {
    keys: MemoryKeyValues,
    calls_left: AtomicU32,
}

impl Failing {
    fn check(&self) -> Result<(), IndexError> {
        let left = self.calls_left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1));
        left.map(|_| ()).map_err(|_| IndexError("as told".into()))
    }
}

impl KeyValues for Failing {
    fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, IndexError> {
        self.check()?;
        self.keys.get(key)
    }

    fn range(&self, keys: RangeInclusive<Vec<u8>>, visit: &mut Visit<'_>) -> Result<(), IndexError> {
        self.check()?;
        self.keys.range(keys, visit)
    }

    fn apply(&self, changes: Changes) -> Result<(), IndexError> {
        self.check()?;
        self.keys.apply(changes)
    }
}

/// A place where every index fails after so many calls.
struct FailingPlace(u32);

impl IndexPlace for FailingPlace {
    fn open(&self) -> Result<Box<dyn KeyValues>, IndexError> {
        Ok(Box::new(Failing { keys: MemoryKeyValues::default(), calls_left: AtomicU32::new(self.0) }))
    }

    fn remove(&self) -> Result<(), IndexError> {
        Ok(())
    }
}

#[test]
fn an_index_that_fails_at_any_call_costs_no_answer_and_no_append() {
    for calls in 0..60 {
        let disk = Arc::new(SimulatedDisk::new());
        let storage = JournalStorage::open_on(disk, Box::new(FailingPlace(calls)), settings()).unwrap();
        for n in 0..12 {
            fill(&storage, n..n + 1);
            assert_eq!(answers(&storage), expected(n + 1), "failing after {calls}");
        }
    }
}

#[test]
fn a_long_journal_is_caught_up_in_steps() {
    let disk = Arc::new(SimulatedDisk::new());
    let open = || {
        let place = Box::new(lantern_server::index::place::InMemory);
        let settings = StorageSettings { segment_bytes: 1 << 20, ..settings() };
        JournalStorage::open_on(disk.clone(), place, settings).unwrap()
    };
    let storage = open();
    for _ in 0..50 {
        storage.append((0..200).map(|number| record(number, 300)).collect()).wait().unwrap();
    }
    fill(&storage, 0..10);
    let told = answers(&storage);
    drop(storage);
    assert_eq!(answers(&open()), told);
    let mut count = 0;
    open()
        .scan(Default::default(), &mut |_| {
            count += 1;
            ControlFlow::Continue(())
        })
        .unwrap();
    assert_eq!(count, 10_020);
}
