//! `verify` and `rebuild`: what they say of a sound data folder, of a damaged one, and of none.
#![expect(clippy::unwrap_used, reason = "a test may")]

mod kit;

use kit::{GrowingLog, JOURNAL, record, settings};
use lantern_server::storage::{
    JournalPosition, JournalStorage, NewRecord, OpenError, RecordKind, Storage, VerifyError, rebuild, verify,
};

const FIRST: &str = "journal/00000001.journal";

fn filled() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let storage = JournalStorage::open(folder.path(), settings()).unwrap();
    let mut log = GrowingLog::new(1);
    let later = NewRecord { kind: RecordKind(9), ..record(1, 5) };
    storage.append(vec![log.batch(3, 1), record(2, 100), log.batch(4, 2), later]).wait().unwrap();
    folder
}

#[test]
fn a_sound_folder_is_counted_and_called_sound() {
    let folder = filled();
    let report = verify(folder.path()).unwrap();
    assert!(report.is_sound());
    assert_eq!(
        report.to_string(),
        format!("journal {JOURNAL}, last position 4\n2 batches with 7 entries, 1 contacts, 1 others\nsound")
    );
}

#[test]
fn a_server_may_run_meanwhile() {
    let folder = filled();
    let _running = JournalStorage::open(folder.path(), settings()).unwrap();
    assert!(verify(folder.path()).unwrap().is_sound());
    assert!(matches!(rebuild(folder.path(), settings()), Err(VerifyError::Open(OpenError::Journal(_)))));
}

#[test]
fn damage_is_told_with_its_place_and_nothing_is_changed() {
    let folder = filled();
    let mut bytes = std::fs::read(folder.path().join(FIRST)).unwrap();
    bytes[33 + 41 + 60] ^= 4;
    std::fs::write(folder.path().join(FIRST), &bytes).unwrap();
    let report = verify(folder.path()).unwrap();
    assert!(!report.is_sound());
    let told = report.to_string();
    assert!(told.contains("damaged: 00000001.journal at byte 74, position 1\n"), "{told}");
    assert!(told.contains("\nnot sound: "), "{told}");
    assert_eq!(std::fs::read(folder.path().join(FIRST)).unwrap(), bytes);
}

#[test]
fn a_whole_record_whose_batch_does_not_prove_itself_is_told() {
    let folder = filled();
    let storage = JournalStorage::open(folder.path(), settings()).unwrap();
    let mut batch = GrowingLog::new(2).batch(3, 1);
    *batch.bytes.last_mut().unwrap() ^= 1;
    storage.append(vec![batch, NewRecord { kind: RecordKind::BATCH, ..record(7, 7) }]).wait().unwrap();
    drop(storage);
    let report = verify(folder.path()).unwrap();
    let odd: Vec<_> = report.broken_batches.iter().chain(&report.closed_batches).map(|position| position.0).collect();
    assert!(odd.contains(&5) && odd.contains(&6), "{report}");
    assert!(!report.is_sound());
}

#[test]
fn a_torn_end_is_told_and_costs_nothing() {
    let folder = filled();
    let mut bytes = std::fs::read(folder.path().join(FIRST)).unwrap();
    bytes.extend_from_slice(b"half a rec");
    std::fs::write(folder.path().join(FIRST), &bytes).unwrap();
    let report = verify(folder.path()).unwrap();
    assert!(report.is_sound());
    assert_eq!(report.torn.unwrap().offset as usize, bytes.len() - 10);
}

#[test]
fn a_rebuilt_index_reflects_the_whole_journal() {
    let folder = filled();
    assert_eq!(rebuild(folder.path(), settings()).unwrap(), JournalPosition(4));
    let storage = JournalStorage::open(folder.path(), settings()).unwrap();
    assert_eq!(storage.logs().unwrap()[0].1.last_seq, 7);
}

#[test]
fn where_there_is_no_journal_none_is_made() {
    let folder = tempfile::tempdir().unwrap();
    assert!(matches!(verify(folder.path()), Err(VerifyError::NoJournal)));
    assert!(matches!(rebuild(folder.path(), settings()), Err(VerifyError::NoJournal)));
    std::fs::create_dir(folder.path().join("journal")).unwrap();
    assert!(matches!(verify(folder.path()), Err(VerifyError::NoJournal)));
    assert!(matches!(rebuild(folder.path(), settings()), Err(VerifyError::NoJournal)));
    assert!(std::fs::read_dir(folder.path().join("journal")).unwrap().next().is_none());
}
