//! A real process on a real folder, killed in the middle of its work, over and over.
#![expect(clippy::unwrap_used, reason = "a test may")]

mod kit;

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;

use kit::{GrowingLog, all, record, settings};
use lantern_server::storage::{Health, JournalStorage, NewRecord, Storage, StorageSettings, verify};

/// Tells the child where to write; without it the child's test does nothing.
const FOLDER: &str = "LANTERN_TEST_FOLDER";
const KILLS: u64 = 20;

fn open(folder: &Path) -> JournalStorage {
    let settings = StorageSettings { segment_bytes: 20_000, reserve_bytes: 10_000, ..settings() };
    JournalStorage::open(folder, settings).unwrap()
}

/// The child: keeps appending from four threads, and says what was acknowledged.
#[test]
fn child_appends_until_it_is_killed() {
    let Some(folder) = std::env::var_os(FOLDER).map(PathBuf::from) else { return };
    let storage = open(&folder);
    let run = storage.last_position().0;
    thread::scope(|scope| {
        for caller in 0..4u64 {
            let storage = &storage;
            scope.spawn(move || append_for_ever(storage, run * 4 + caller));
        }
    });
}

fn append_for_ever(storage: &JournalStorage, caller: u64) {
    let mut log = GrowingLog::new(u128::from(caller) + 1);
    for n in 0.. {
        let number = caller * 1_000_000 + n;
        let committed = storage.append(vec![record(number, 300), log.batch(2, 1)]).wait().unwrap();
        let line = format!("kept {} {number}\n", committed.first_position);
        std::io::stdout().write_all(line.as_bytes()).unwrap();
    }
}

/// Starts the child, kills it after so many acknowledgements, and returns all that it said.
fn run_and_kill(folder: &Path, after: u64) -> BTreeMap<u64, u64> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "child_appends_until_it_is_killed", "--nocapture"])
        .env(FOLDER, folder)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = BufReader::new(child.stdout.take().unwrap());
    let (mut kept, mut line) = (BTreeMap::new(), String::new());
    // A line that the kill cut short was never said.
    while said.read_line(&mut line).unwrap() > 0 && line.ends_with('\n') {
        let words = std::mem::take(&mut line);
        let Some((_, words)) = words.split_once("kept ") else { continue };
        let Some((position, number)) = words.trim_end().split_once(' ') else { continue };
        kept.insert(position.parse().unwrap(), number.parse().unwrap());
        if kept.len() as u64 == after {
            child.kill().unwrap();
        }
    }
    child.wait().unwrap();
    kept
}

#[test]
fn what_a_killed_process_acknowledged_is_there() {
    let folder = tempfile::tempdir().unwrap();
    let mut kept = BTreeMap::new();
    for kill in 0..KILLS {
        kept.extend(run_and_kill(folder.path(), 5 + kill * 13 % 60));
        let storage = open(folder.path());
        assert_eq!(storage.health(), Health::Writable);
        let records = all(&storage);
        for (n, record) in records.iter().enumerate() {
            assert_eq!(record.position.0, n as u64 + 1);
        }
        for (position, number) in &kept {
            let found = records.get(*position as usize - 1).cloned().map(NewRecord::from);
            assert_eq!(found, Some(record(*number, 300)), "position {position} after kill {kill}");
        }
        let entries: u64 = storage.logs().unwrap().iter().map(|(_, summary)| summary.last_seq).sum();
        assert!(entries >= 2 * kept.len() as u64);
        drop(storage);
        assert!(verify(folder.path()).unwrap().is_sound());
    }
    assert!(kept.len() as u64 >= KILLS * 5);
}
