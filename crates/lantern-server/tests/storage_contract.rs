//! The contract of `Storage`, once, for each implementation.
#![expect(clippy::unwrap_used, reason = "a test may")]

mod kit;

use std::ops::ControlFlow;
use std::sync::Arc;
use std::thread;

use kit::{GrowingLog, JOURNAL, after, all, record, settings};
use lantern_server::disk::SimulatedDisk;
use lantern_server::index::place::InMemory;
use lantern_server::storage::{
    AppendError, Health, JournalPosition, JournalStorage, MemoryStorage, NewRecord, RECORD_BYTES_MAX, RecordKind,
    Storage, StoredRecord,
};
use lantern_server::testing::SteppedStorage;
use uuid::Uuid;

/// Runs the whole list against storages that a function makes, each empty.
fn keeps_the_contract<S: Storage>(empty: impl Fn() -> S) {
    an_empty_journal_has_no_records(&empty());
    records_are_kept_side_by_side_from_position_1(&empty());
    records_read_back_equal_whatever_they_hold(&empty());
    an_append_of_nothing_tells_the_next_position(&empty());
    what_cannot_be_kept_is_refused_and_changes_nothing(&empty());
    a_scan_begins_and_ends_where_it_is_told(&empty());
    a_visitor_may_ask_the_storage(&empty());
    callers_at_once_get_positions_of_their_own(&empty());
    appends_of_one_caller_keep_their_order(&empty());
    a_dropped_acknowledgement_changes_nothing(&empty());
    batches_are_found_by_log_and_number(&empty());
    a_page_of_batches_ends_at_its_limit_and_goes_on_behind(&empty());
    a_fork_shows_both_branches(&empty());
    overlapping_batches_are_all_found(&empty());
    a_record_that_is_no_batch_leaves_nothing_in_the_index(&empty());
    the_index_shows_what_was_just_appended(&empty());
    a_rebuilt_index_answers_the_same(&empty());
}

#[test]
fn memory_keeps_the_contract() {
    keeps_the_contract(|| MemoryStorage::new(JOURNAL));
}

#[test]
fn a_journal_with_its_index_in_memory_keeps_the_contract() {
    keeps_the_contract(|| {
        let disk = Arc::new(SimulatedDisk::new());
        JournalStorage::open_on(disk, Box::new(InMemory), settings()).unwrap()
    });
}

#[test]
fn a_journal_that_its_callers_step_keeps_the_contract() {
    keeps_the_contract(|| {
        let disk = Arc::new(SimulatedDisk::new());
        SteppedStorage::open_on(disk, Box::new(InMemory), settings()).unwrap()
    });
}

#[test]
fn a_journal_with_sled_keeps_the_contract() {
    let folders = std::cell::RefCell::new(Vec::new());
    keeps_the_contract(|| {
        let folder = tempfile::tempdir().unwrap();
        let storage = JournalStorage::open(folder.path(), settings()).unwrap();
        folders.borrow_mut().push(folder);
        storage
    });
}

fn an_empty_journal_has_no_records(storage: &dyn Storage) {
    assert_eq!(storage.journal_id(), JOURNAL);
    assert_eq!(storage.last_position(), JournalPosition::START);
    assert_eq!(storage.applied(), JournalPosition::START);
    assert_eq!(storage.health(), Health::Writable);
    assert_eq!(all(storage), []);
    assert_eq!(storage.read(JournalPosition(0)).unwrap(), None);
    assert_eq!(storage.read(JournalPosition(1)).unwrap(), None);
    assert_eq!(storage.logs().unwrap(), []);
    assert_eq!(storage.log_summary(Uuid::from_u128(1)).unwrap(), None);
    assert_eq!(storage.batches(Uuid::from_u128(1), 0, 10).unwrap(), []);
    assert_eq!(storage.batches_holding(Uuid::from_u128(1), 1).unwrap(), []);
}

fn records_are_kept_side_by_side_from_position_1(storage: &dyn Storage) {
    let first = storage.append(vec![record(1, 8), record(2, 100)]).wait().unwrap();
    let second = storage.append_from_reserve(vec![record(3, 8)]).wait().unwrap();
    assert_eq!((first.first_position, first.count), (JournalPosition(1), 2));
    assert_eq!((second.first_position, second.count), (JournalPosition(3), 1));
    assert_eq!(storage.last_position(), JournalPosition(3));
    let expected: Vec<_> = [(1, 8), (2, 100), (3, 8)]
        .map(|(number, byte_count)| record(number, byte_count).at(JournalPosition(number)))
        .into();
    assert_eq!(all(storage), expected);
    for record in expected {
        assert_eq!(storage.read(record.position).unwrap(), Some(record));
    }
    assert_eq!(storage.read(JournalPosition(4)).unwrap(), None);
    assert_eq!(storage.read(JournalPosition(u64::MAX)).unwrap(), None);
}

fn records_read_back_equal_whatever_they_hold(storage: &dyn Storage) {
    let odd = |kind, received_at_ms, bytes| NewRecord {
        kind: RecordKind(kind),
        carried_by: Uuid::max(),
        received_at_ms,
        bytes,
    };
    let records = vec![
        odd(255, i64::MIN, Vec::new()),
        odd(1, i64::MAX, vec![0; 50]),
        odd(2, 0, vec![0xff; RECORD_BYTES_MAX]),
        odd(9, -1, b"LTNJ".to_vec()),
    ];
    storage.append(records.clone()).wait().unwrap();
    let kept: Vec<NewRecord> = all(storage).into_iter().map(NewRecord::from).collect();
    assert_eq!(kept, records);
}

fn an_append_of_nothing_tells_the_next_position(storage: &dyn Storage) {
    assert_eq!(storage.append(Vec::new()).wait().unwrap().first_position, JournalPosition(1));
    storage.append(vec![record(1, 8)]).wait().unwrap();
    let nothing = storage.append(Vec::new()).wait().unwrap();
    assert_eq!((nothing.first_position, nothing.count), (JournalPosition(2), 0));
    assert_eq!(storage.last_position(), JournalPosition(1));
}

fn what_cannot_be_kept_is_refused_and_changes_nothing(storage: &dyn Storage) {
    let too_long = record(1, RECORD_BYTES_MAX + 1);
    let own_kind = NewRecord { kind: RecordKind(0), ..record(1, 8) };
    for unacceptable in [too_long, own_kind] {
        let refused = storage.append(vec![record(2, 8), unacceptable]).wait();
        assert!(matches!(refused, Err(AppendError::Unacceptable { .. })), "{refused:?}");
    }
    assert_eq!(storage.last_position(), JournalPosition::START);
    assert_eq!(storage.health(), Health::Writable);
}

fn a_scan_begins_and_ends_where_it_is_told(storage: &dyn Storage) {
    for number in 1..=200 {
        storage.append(vec![record(number, 100)]).wait().unwrap();
    }
    let positions = |records: Vec<StoredRecord>| records.iter().map(|record| record.position.0).collect::<Vec<_>>();
    assert_eq!(positions(after(storage, JournalPosition(150))), (151..=200).collect::<Vec<_>>());
    assert!(positions(after(storage, JournalPosition(200))).is_empty());
    assert!(positions(after(storage, JournalPosition(u64::MAX))).is_empty());
    let mut seen = Vec::new();
    let mut visit = |record: StoredRecord| {
        seen.push(record.position.0);
        if seen.len() == 3 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    storage.scan(JournalPosition(90), &mut visit).unwrap();
    assert_eq!(seen, [91, 92, 93]);
}

fn a_visitor_may_ask_the_storage(storage: &dyn Storage) {
    storage.append(vec![record(1, 8), record(2, 8)]).wait().unwrap();
    let mut visit = |record: StoredRecord| {
        assert_eq!(storage.read(record.position).unwrap(), Some(record));
        assert_eq!(storage.logs().unwrap(), []);
        ControlFlow::Continue(())
    };
    storage.scan(JournalPosition::START, &mut visit).unwrap();
}

fn callers_at_once_get_positions_of_their_own(storage: &dyn Storage) {
    let append_some = |caller: u64| {
        for n in 0..20 {
            let number = caller * 1_000 + n;
            let committed = storage.append(vec![record(number, 30), record(number, 31)]).wait().unwrap();
            for (n, byte_count) in [30, 31].into_iter().enumerate() {
                let kept = storage.read(committed.position(n)).unwrap().unwrap();
                assert_eq!(NewRecord::from(kept), record(number, byte_count));
            }
        }
    };
    thread::scope(|scope| {
        for caller in 0..8 {
            scope.spawn(move || append_some(caller));
        }
    });
    let positions: Vec<_> = all(storage).iter().map(|record| record.position.0).collect();
    assert_eq!(positions, (1..=320).collect::<Vec<_>>());
}

fn appends_of_one_caller_keep_their_order(storage: &dyn Storage) {
    let waiting: Vec<_> = (1..=50).map(|number| storage.append(vec![record(number, 8)])).collect();
    for (number, acknowledgement) in (1..=50).zip(waiting) {
        assert_eq!(acknowledgement.wait().unwrap().first_position, JournalPosition(number));
    }
}

fn a_dropped_acknowledgement_changes_nothing(storage: &dyn Storage) {
    drop(storage.append(vec![record(1, 8)]));
    storage.append(Vec::new()).wait().unwrap();
    assert_eq!(all(storage), [record(1, 8).at(JournalPosition(1))]);
}

fn batches_are_found_by_log_and_number(storage: &dyn Storage) {
    let (mut one, mut other) = (GrowingLog::new(1), GrowingLog::new(2));
    let records = vec![one.batch(3, 1), other.batch(4, 2), one.batch(2, 3), record(9, 9), one.batch(1, 4)];
    storage.append(records).wait().unwrap();
    let places = storage.batches(one.id(), 0, 10).unwrap();
    let told: Vec<_> = places.iter().map(|place| (place.first_seq, place.last_seq, place.position.0)).collect();
    assert_eq!(told, [(1, 3, 1), (4, 5, 3), (6, 6, 5)]);
    assert_eq!(places[1].hash_before, places[0].hash_after);
    assert_eq!(places[2].hash_after, one.head.hash);
    let positions = |from_seq| {
        let places = storage.batches(one.id(), from_seq, 10).unwrap();
        places.iter().map(|place| place.position.0).collect::<Vec<_>>()
    };
    assert_eq!(positions(3), [1, 3, 5]);
    assert_eq!(positions(4), [3, 5]);
    assert!(positions(7).is_empty());
    assert!(positions(u64::MAX).is_empty());
    let holding = |seq| storage.batches_holding(one.id(), seq).unwrap().first().map(|place| place.position.0);
    assert_eq!([0, 1, 3, 4, 5, 6, 7].map(holding), [None, Some(1), Some(1), Some(3), Some(3), Some(5), None]);

    let summary = storage.log_summary(one.id()).unwrap().unwrap();
    assert_eq!((summary.last_seq, summary.last_hash), (6, one.head.hash));
    assert_eq!((summary.batch_count, summary.longest_batch, summary.last_position.0), (3, 3, 5));
    let logs: Vec<_> = storage.logs().unwrap().iter().map(|(log, summary)| (*log, summary.last_seq)).collect();
    assert_eq!(logs, [(one.id(), 6), (other.id(), 4)]);
}

fn a_page_of_batches_ends_at_its_limit_and_goes_on_behind(storage: &dyn Storage) {
    let mut log = GrowingLog::new(1);
    let records = (0..25).map(|says| log.batch(2, says)).collect();
    storage.append(records).wait().unwrap();
    let (mut from_seq, mut pages, mut positions) = (1, 0, Vec::new());
    loop {
        let page = storage.batches(log.id(), from_seq, 10).unwrap();
        let Some(last) = page.last() else { break };
        assert!(page.len() <= 10);
        from_seq = last.last_seq + 1;
        pages += 1;
        positions.extend(page.iter().map(|place| place.position.0));
    }
    assert_eq!((pages, positions), (3, (1..=25).collect()));
}

fn a_fork_shows_both_branches(storage: &dyn Storage) {
    let mut log = GrowingLog::new(1);
    let shared = log.batch(3, 1);
    let mut branch = log.clone();
    storage.append(vec![shared, log.batch(2, 2), branch.batch(2, 3), branch.batch(1, 3)]).wait().unwrap();
    let holding = storage.batches_holding(log.id(), 5).unwrap();
    assert_eq!(holding.iter().map(|place| place.position.0).collect::<Vec<_>>(), [2, 3]);
    assert_eq!(holding[0].hash_before, holding[1].hash_before);
    assert_ne!(holding[0].hash_after, holding[1].hash_after);
    // Those that end at the same number are not torn apart by a limit.
    assert_eq!(storage.batches(log.id(), 4, 1).unwrap(), holding);
    let summary = storage.log_summary(log.id()).unwrap().unwrap();
    assert_eq!((summary.last_seq, summary.last_hash), (6, branch.head.hash));
}

fn overlapping_batches_are_all_found(storage: &dyn Storage) {
    let mut small = GrowingLog::new(1);
    let mut large = small.clone();
    let records = vec![small.batch(2, 1), small.batch(2, 1), large.batch(5, 1), small.batch(2, 1)];
    storage.append(records).wait().unwrap();
    let holding = |seq| {
        let places = storage.batches_holding(small.id(), seq).unwrap();
        places.iter().map(|place| place.position.0).collect::<Vec<_>>()
    };
    assert_eq!([2, 3, 5, 6].map(holding), [vec![1, 3], vec![2, 3], vec![3, 4], vec![4]]);
}

fn a_record_that_is_no_batch_leaves_nothing_in_the_index(storage: &dyn Storage) {
    let no_batch = NewRecord { kind: RecordKind::BATCH, ..record(1, 40) };
    let mut log = GrowingLog::new(1);
    let later_kind = NewRecord { kind: RecordKind(77), ..log.batch(1, 1) };
    storage.append(vec![no_batch, later_kind]).wait().unwrap();
    assert_eq!(storage.logs().unwrap(), []);
    assert_eq!(storage.applied(), JournalPosition(2));
}

fn the_index_shows_what_was_just_appended(storage: &dyn Storage) {
    let mut log = GrowingLog::new(1);
    for n in 1..=100 {
        storage.append(vec![log.batch(1, 1)]).wait().unwrap();
        assert_eq!(storage.log_summary(log.id()).unwrap().unwrap().last_seq, n);
    }
    assert_eq!(storage.applied(), JournalPosition(100));
}

fn a_rebuilt_index_answers_the_same(storage: &dyn Storage) {
    let mut logs: Vec<_> = (1..=5).map(GrowingLog::new).collect();
    for n in 0..100 {
        storage.append(vec![logs[n % 5].batch(n % 7 + 1, 1), record(n as u64, 40)]).wait().unwrap();
    }
    let answers = || {
        let batches = logs.iter().map(|log| storage.batches(log.id(), 0, 1_000).unwrap());
        (storage.logs().unwrap(), batches.collect::<Vec<_>>())
    };
    let before = answers();
    for _ in 0..2 {
        storage.rebuild_index().unwrap();
        assert_eq!(answers(), before);
        assert_eq!(storage.applied(), storage.last_position());
    }
}
