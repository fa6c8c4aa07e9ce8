//! The store's contract as tests: each law runs in memory on the host, and against IndexedDB in Chromium.

use super::{Append, FIRST, FollowedBatch, Follows, LAST, Store, StoreError, StoredEntry, Write, end_of};
use crate::keys::Keys;
use crate::world::Local;
use std::rc::Rc;
use uuid::Uuid;

/// Something that keeps data between openings of a store, empty at first.
pub(crate) trait Bench {
    fn open(&self) -> Local<'_, Rc<dyn Store>>;
    fn keys(&self) -> Rc<dyn Keys>;
}

/// Calls a macro with the names of all laws.
#[macro_export]
#[doc(hidden)]
macro_rules! store_laws {
    ($run:ident) => {
        $run! {
            an_empty_store_has_nothing,
            what_was_written_is_there_after_reopening,
            the_same_number_twice_is_a_conflict,
            an_entry_that_follows_another_hash_is_a_conflict,
            an_entry_after_a_gap_is_a_conflict,
            an_entry_after_lost_ones_is_taken_once,
            a_conflict_leaves_nothing_of_the_whole_write,
            a_write_through_another_opening_is_seen_by_the_guard,
            entries_come_in_order_and_in_pages,
            logs_do_not_run_into_each_other,
            a_missing_signature_stays_missing,
            notes_are_replaced_and_removed,
            receipts_keep_their_order,
            a_followed_batch_is_never_overwritten,
            the_key_signs_after_reopening,
            large_values_come_back_whole,
        }
    };
}

const LOG: Uuid = Uuid::from_u128(0x11);
const OTHER: Uuid = Uuid::from_u128(0x22);

fn entry(log: Uuid, seq: u64) -> StoredEntry {
    let fill = u8::try_from(seq % 251).unwrap();
    StoredEntry { log, seq, hash: [fill; 32], signature: Some([fill; 64]), bytes: vec![2, 3, fill, 0, 255] }
}

fn append(log: Uuid, seq: u64) -> Append {
    let follows = if seq == 1 { Follows::Nothing } else { Follows::Hash(entry(log, seq - 1).hash) };
    Append { entry: entry(log, seq), follows }
}

fn appends(log: Uuid, seqs: std::ops::RangeInclusive<u64>) -> Write {
    Write { append: seqs.map(|seq| append(log, seq)).collect(), ..Write::default() }
}

fn note(name: &str, value: &[u8]) -> Write {
    Write { put: vec![(name.to_owned(), value.to_vec())], ..Write::default() }
}

pub(crate) fn two_entries_and_a_note() -> Write {
    Write { append: appends(LOG, 1..=2).append, ..note("place", b"here") }
}

async fn count(store: &dyn Store) -> usize {
    store.entries(FIRST, LAST, 1_000_000).await.unwrap().len()
}

pub(crate) async fn an_empty_store_has_nothing(bench: &dyn Bench) {
    let store = bench.open().await;
    assert_eq!(count(&*store).await, 0);
    assert_eq!(store.followed(FIRST, LAST, 9).await.unwrap(), []);
    assert!(store.receipts().await.unwrap().is_empty());
    assert!(store.notes().await.unwrap().is_empty());
    assert!(store.key().await.unwrap().is_none());
}

pub(crate) async fn what_was_written_is_there_after_reopening(bench: &dyn Bench) {
    bench.open().await.write(two_entries_and_a_note()).await.unwrap();
    let store = bench.open().await;
    assert_eq!(store.entries(FIRST, LAST, 9).await.unwrap(), [entry(LOG, 1), entry(LOG, 2)]);
    assert_eq!(store.notes().await.unwrap(), [("place".to_owned(), b"here".to_vec())]);
}

pub(crate) async fn the_same_number_twice_is_a_conflict(bench: &dyn Bench) {
    let store = bench.open().await;
    store.write(appends(LOG, 1..=2)).await.unwrap();
    assert_eq!(store.write(appends(LOG, 2..=2)).await, Err(StoreError::Conflict));
    assert_eq!(store.write(appends(LOG, 1..=1)).await, Err(StoreError::Conflict));
    assert_eq!(count(&*store).await, 2);
}

pub(crate) async fn an_entry_that_follows_another_hash_is_a_conflict(bench: &dyn Bench) {
    let store = bench.open().await;
    store.write(appends(LOG, 1..=1)).await.unwrap();
    let strange = Append { entry: entry(LOG, 2), follows: Follows::Hash([9; 32]) };
    let write = Write { append: vec![strange], ..Write::default() };
    assert_eq!(store.write(write).await, Err(StoreError::Conflict));
    assert_eq!(count(&*store).await, 1);
}

pub(crate) async fn an_entry_after_a_gap_is_a_conflict(bench: &dyn Bench) {
    let store = bench.open().await;
    store.write(appends(LOG, 1..=1)).await.unwrap();
    assert_eq!(store.write(appends(LOG, 3..=3)).await, Err(StoreError::Conflict));
    assert_eq!(count(&*store).await, 1);
}

pub(crate) async fn an_entry_after_lost_ones_is_taken_once(bench: &dyn Bench) {
    let store = bench.open().await;
    let lost =
        |seq| Write { append: vec![Append { entry: entry(LOG, seq), follows: Follows::Lost }], ..Write::default() };
    store.write(lost(5)).await.unwrap();
    store.write(appends(LOG, 6..=6)).await.unwrap();
    assert_eq!(store.write(lost(5)).await, Err(StoreError::Conflict));
    assert_eq!(store.write(lost(7)).await, Err(StoreError::Conflict), "the one before it is there");
    assert_eq!(count(&*store).await, 2);
}

pub(crate) async fn a_conflict_leaves_nothing_of_the_whole_write(bench: &dyn Bench) {
    let store = bench.open().await;
    store.write(appends(LOG, 1..=1)).await.unwrap();
    let write = Write {
        append: vec![append(OTHER, 1), append(LOG, 1)],
        receipts: vec![vec![1]],
        put: vec![("name".to_owned(), vec![1])],
        ..Write::default()
    };
    assert_eq!(store.write(write).await, Err(StoreError::Conflict));
    assert_eq!(count(&*store).await, 1);
    assert!(store.receipts().await.unwrap().is_empty());
    assert!(store.notes().await.unwrap().is_empty());
}

pub(crate) async fn a_write_through_another_opening_is_seen_by_the_guard(bench: &dyn Bench) {
    let (first, second) = (bench.open().await, bench.open().await);
    first.write(appends(LOG, 1..=2)).await.unwrap();
    assert_eq!(second.write(appends(LOG, 2..=2)).await, Err(StoreError::Conflict));
    second.write(appends(LOG, 3..=3)).await.unwrap();
    assert_eq!(count(&*first).await, 3);
}

pub(crate) async fn entries_come_in_order_and_in_pages(bench: &dyn Bench) {
    let store = bench.open().await;
    store.write(appends(LOG, 1..=300)).await.unwrap();
    let seqs = |entries: Vec<StoredEntry>| entries.iter().map(|entry| entry.seq).collect::<Vec<_>>();
    assert_eq!(seqs(store.entries((LOG, 9), end_of(LOG), 3).await.unwrap()), [9, 10, 11]);
    assert_eq!(seqs(store.entries((LOG, 255), (LOG, 257), 9).await.unwrap()), [255, 256, 257]);
    assert_eq!(seqs(store.entries(FIRST, LAST, 1000).await.unwrap()), (1..=300).collect::<Vec<_>>());
    assert!(store.entries((LOG, 301), end_of(LOG), 9).await.unwrap().is_empty());
}

pub(crate) async fn logs_do_not_run_into_each_other(bench: &dyn Bench) {
    let store = bench.open().await;
    store.write(appends(OTHER, 1..=2)).await.unwrap();
    store.write(appends(LOG, 1..=1)).await.unwrap();
    assert_eq!(store.entries((LOG, 1), end_of(LOG), 9).await.unwrap(), [entry(LOG, 1)]);
    let logs: Vec<Uuid> = store.entries(FIRST, LAST, 9).await.unwrap().iter().map(|entry| entry.log).collect();
    assert_eq!(logs, [LOG, OTHER, OTHER]);
}

pub(crate) async fn a_missing_signature_stays_missing(bench: &dyn Bench) {
    let store = bench.open().await;
    let unsigned = StoredEntry { signature: None, ..entry(LOG, 1) };
    let write =
        Write { append: vec![Append { entry: unsigned.clone(), follows: Follows::Nothing }], ..Write::default() };
    store.write(write).await.unwrap();
    assert_eq!(store.entries(FIRST, LAST, 9).await.unwrap(), [unsigned]);
}

pub(crate) async fn notes_are_replaced_and_removed(bench: &dyn Bench) {
    let store = bench.open().await;
    store.write(note("a", b"1")).await.unwrap();
    store.write(note("b", b"")).await.unwrap();
    store.write(note("a", b"2")).await.unwrap();
    let expected = [("a".to_owned(), b"2".to_vec()), ("b".to_owned(), Vec::new())];
    assert_eq!(bench.open().await.notes().await.unwrap(), expected);
    let remove = Write { remove: vec!["a".to_owned(), "never there".to_owned()], ..Write::default() };
    store.write(remove).await.unwrap();
    assert_eq!(store.notes().await.unwrap().len(), 1);
}

pub(crate) async fn receipts_keep_their_order(bench: &dyn Bench) {
    let store = bench.open().await;
    let receipts = |list: &[u8]| Write { receipts: list.iter().map(|&byte| vec![byte]).collect(), ..Write::default() };
    store.write(receipts(&[3, 1])).await.unwrap();
    store.write(receipts(&[2, 1])).await.unwrap();
    assert_eq!(bench.open().await.receipts().await.unwrap(), [[3], [1], [2], [1]]);
}

pub(crate) async fn a_followed_batch_is_never_overwritten(bench: &dyn Bench) {
    let store = bench.open().await;
    let batch = |last_seq, byte| FollowedBatch { log: LOG, last_seq, bytes: vec![byte] };
    let write = |followed| Write { followed, ..Write::default() };
    store.write(write(vec![batch(1, 1), batch(40, 2)])).await.unwrap();
    store.write(write(vec![batch(1, 9), batch(90, 3), batch(90, 4)])).await.unwrap();
    assert_eq!(store.followed(FIRST, LAST, 9).await.unwrap(), [batch(1, 1), batch(40, 2), batch(90, 3)]);
    assert_eq!(store.followed((LOG, 2), end_of(LOG), 1).await.unwrap(), [batch(40, 2)]);
}

pub(crate) async fn the_key_signs_after_reopening(bench: &dyn Bench) {
    let keys = bench.keys();
    let made = keys.generate().await.unwrap();
    let write = Write { key: Some(made.clone()), ..Write::default() };
    bench.open().await.write(write).await.unwrap();
    let stored = bench.open().await.key().await.unwrap().unwrap();
    assert_eq!(stored.public, made.public);
    let signature = keys.sign(&stored, b"statement").await.unwrap();
    assert!(keys.verify(&made.public, b"statement", &signature).await);
    assert!(!keys.verify(&made.public, b"another", &signature).await);
}

pub(crate) async fn large_values_come_back_whole(bench: &dyn Bench) {
    let store = bench.open().await;
    let large: Vec<u8> = (0..200_000u32).map(|at| at.to_le_bytes()[0]).collect();
    store.write(note("draft", &large)).await.unwrap();
    assert_eq!(store.notes().await.unwrap(), [("draft".to_owned(), large)]);
}
