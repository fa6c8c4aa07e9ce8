//! What is checked at the start, what when idle, and what is said of it: the same, whenever it is found.

use super::*;
use crate::Event;
use crate::phone::notes::{Checkpoint, checkpoint_name, note};
use crate::phone::opening::TAIL;
use crate::store::{Append, FIRST, Follows, LAST, Store, StoredEntry, Write};
use crate::testing::run_for;
use lantern_ledger::{Body, Entry, Hash, Head};
use uuid::Uuid;

/// Writes records behind the last one in one transaction, as an app does that was never closed; returns the log.
///
/// Only every 500th head is signed, which takes a while; the second copy gets none of them.
fn has_recorded(phone: Phone, handset: &Handset, count: u64) -> Uuid {
    let (mut head, key) = phone.core.ask(|state| (state.logs[0].head, state.key.clone().unwrap()));
    let log = head.log.log;
    let mut write = Write::default();
    for n in 1..=count {
        let mut given = lantern_for(&format!("N-{n}"));
        given.at = Moment(NOW + i64::try_from(n).unwrap());
        let entry: Entry = Body::Distribution(Box::new(given)).to_entry().unwrap();
        let follows = Follows::Hash(head.hash.0);
        head = head.then(&entry);
        let is_signed = n % 500 == 0 || n == count;
        let signature = is_signed.then(|| block_on(phone.core.world.keys.sign(&key, &head.statement())).unwrap());
        let bytes = entry.bytes().to_vec();
        write
            .append
            .push(Append { entry: StoredEntry { log, seq: head.seq, hash: head.hash.0, signature, bytes }, follows });
    }
    write.put.push(checkpoint(head));
    block_on(handset.disk.open().write(write)).unwrap();
    log
}

fn checkpoint(Head { log, seq, hash }: Head) -> (String, Vec<u8>) {
    note(&checkpoint_name(log.log), &Checkpoint { seq, hash })
}

/// A handset that was switched off with a log of so many entries, and what it has of a headquarters.
pub(super) fn with_entries(seed: u64, count: u64) -> (Handset, Hq, Uuid) {
    let (handset, hq) = (Handset::new(seed, NOW), Hq::new());
    let phone = enrolled(&handset, &hq);
    record(&phone, "K-1");
    let log = has_recorded(phone, &handset, count - 2);
    handset.copy.wipe();
    drop(open(&handset));
    (handset, hq, log)
}

/// Checks all that is left, and returns how many slices that took.
fn check_all(phone: &Phone) -> u32 {
    let mut slices = 0;
    while block_on(phone.check_on()) {
        slices += 1;
    }
    slices
}

/// What is damaged, but for what is said of the second copy.
fn damage(phone: &Phone) -> Vec<Event> {
    events(phone).into_iter().filter(|event| matches!(event, Event::Damaged { .. })).collect()
}

const COUNT: u64 = 1000;

#[test]
fn a_start_hashes_the_end_of_each_log_and_idle_time_the_rest() {
    let (handset, _, _) = with_entries(1, COUNT);
    let phone = open(&handset);
    assert_eq!(phone.storage_state().entry_count, COUNT);
    assert_eq!(phone.storage_state().unchecked_count, COUNT - TAIL);
    assert_eq!(check_all(&phone), 3, "744 entries are three slices");
    assert_eq!(phone.storage_state().unchecked_count, 0);
    assert_eq!(damage(&phone), []);
    assert_eq!(check_all(&phone), 0, "once is enough");
}

#[test]
fn a_short_log_and_one_without_a_checkpoint_are_hashed_at_once() {
    for count in [TAIL - 1, TAIL, TAIL + 1] {
        let (handset, _, _) = with_entries(2, count);
        assert_eq!(open(&handset).storage_state().unchecked_count, count.saturating_sub(TAIL));
    }
    let (handset, _, log) = with_entries(2, COUNT);
    let remove = vec![checkpoint_name(log)];
    block_on(handset.disk.open().write(Write { remove, ..Write::default() })).unwrap();
    let phone = open(&handset);
    assert_eq!(phone.storage_state().unchecked_count, 0);
    record(&phone, "K-2");
    assert_eq!(open(&handset).storage_state().unchecked_count, COUNT + 1 - TAIL, "the next save notes one");
}

#[test]
fn a_changed_byte_is_found_at_once_near_the_end_and_when_idle_before_it_and_the_same_is_said() {
    let first_hashed = COUNT - TAIL + 1;
    for seq in [2, 255, 256, 257, 258, first_hashed - 1, first_hashed, COUNT - 1, COUNT] {
        let (handset, _, log) = with_entries(3, COUNT);
        assert!(handset.disk.damage_entry((log, seq)));
        let phone = open(&handset);
        let is_at_once = seq >= first_hashed;
        assert_eq!(!damage(&phone).is_empty(), is_at_once, "entry {seq}");
        assert_eq!(check_all(&phone) > 0, !is_at_once, "entry {seq}");
        let again = open(&handset);
        assert_eq!(again.storage_state().unchecked_count, 0, "the next start checks everything at once");
        for phone in [&phone, &again] {
            assert!(damage(phone).contains(&Event::Damaged { log, seq }), "entry {seq}: {:?}", damage(phone));
            assert_eq!(phone.record_count() as u64, seq - 2, "what stands before it is there");
        }
        let saved = record(&phone, "K-9");
        assert_ne!(phone.record_view(saved.id).unwrap().log, log, "nothing is written behind it");
        let stored = block_on(handset.disk.open().entries(FIRST, LAST, u32::MAX)).unwrap();
        assert_eq!(stored.iter().filter(|entry| entry.log == log).count() as u64, COUNT, "and nothing is removed");
    }
}

#[test]
fn a_missing_entry_is_found_at_once_wherever_it_was() {
    for seq in [2, 300, COUNT - TAIL, COUNT - 1] {
        let (handset, _, log) = with_entries(4, COUNT);
        assert!(handset.disk.forget_entry((log, seq)));
        let phone = open(&handset);
        assert_eq!(damage(&phone), [Event::Damaged { log, seq: seq + 1 }], "the first one that does not fit");
        assert_eq!(phone.record_count() as u64, seq - 2);
    }
}

#[test]
fn a_lost_end_is_found_at_once() {
    for lost in [1, 5, TAIL, COUNT] {
        let (handset, _, log) = with_entries(5, COUNT);
        handset.copy.wipe();
        assert_eq!(handset.disk.forget_entries((log, COUNT + 1 - lost)) as u64, lost);
        let phone = open(&handset);
        assert_eq!(damage(&phone), [Event::Damaged { log, seq: COUNT + 1 - lost }]);
        assert_eq!(phone.record_count() as u64, (COUNT - lost).saturating_sub(1));
        let saved = record(&phone, "K-9");
        assert_ne!(phone.record_view(saved.id).unwrap().log, log, "no number is used twice");
    }
}

#[test]
fn a_head_without_its_signature_is_damage() {
    let (handset, _, log) = with_entries(6, COUNT);
    assert!(handset.disk.forget_signature((log, COUNT)));
    let phone = open(&handset);
    assert_eq!(damage(&phone), [Event::Damaged { log, seq: COUNT }]);
    assert_eq!(phone.record_count() as u64, COUNT - 1);
}

#[test]
fn a_checkpoint_that_its_entries_do_not_bear_out_is_damage_and_takes_no_record_away() {
    let (_, _, log) = with_entries(7, COUNT);
    for (seq, said) in [(COUNT, COUNT), (300, 300), (COUNT + 1, COUNT + 1), (u64::MAX, COUNT + 1)] {
        let (handset, _, _) = with_entries(7, COUNT);
        let other = note(&checkpoint_name(log), &Checkpoint { seq, hash: Hash([7; 32]) });
        block_on(handset.disk.open().write(Write { put: vec![other], ..Write::default() })).unwrap();
        let phone = open(&handset);
        assert_eq!(damage(&phone), [Event::Damaged { log, seq: said }]);
        assert_eq!(phone.storage_state().unchecked_count, 0, "everything was hashed");
        assert_eq!(phone.record_count() as u64, COUNT - 1);
        assert_eq!(phone.waiting().records, COUNT - 1);
    }
}

#[test]
fn people_work_on_while_old_entries_are_checked() {
    let (handset, hq, _) = with_entries(8, COUNT);
    let phone = open(&handset);
    assert!(block_on(phone.check_on()));
    record(&phone, "K-2");
    assert!(block_on(phone.check_on()));
    sync(&phone, &handset, &hq);
    check_all(&phone);
    assert_eq!(damage(&phone), []);
    assert_eq!(phone.waiting().records, 0);
    assert_eq!(hq.distribution_count() as u64, COUNT);
}

#[test]
fn what_is_typed_while_damage_is_found_stays() {
    for steps in 0..40 {
        let (handset, _, log) = with_entries(9, COUNT);
        handset.disk.damage_entry((log, 2));
        let phone = open(&handset);
        block_on(phone.save_draft("form", "K".into())).unwrap();
        let mut checking = Box::pin(phone.check_on());
        let mut is_checked = run_for(steps, checking.as_mut()).is_some();
        let mut typing = Box::pin(phone.save_draft("form", "K-7".into()));
        let mut is_typed = false;
        block_on(std::future::poll_fn(|context| {
            is_typed = is_typed || typing.as_mut().poll(context).is_ready();
            is_checked = is_checked || checking.as_mut().poll(context).is_ready();
            if is_typed && is_checked { std::task::Poll::Ready(()) } else { std::task::Poll::Pending }
        }));
        block_on(phone.save_draft("other", "x".into())).unwrap();
        assert_eq!(phone.draft("form").as_deref(), Some("K-7"), "after {steps} steps");
        assert_eq!(open(&handset).draft("form").as_deref(), Some("K-7"), "after {steps} steps");
        assert!(damage(&phone).contains(&Event::Damaged { log, seq: 2 }));
    }
}

#[test]
fn a_person_who_asks_for_a_contact_while_damage_is_found_is_heard() {
    for steps in 1..12 {
        let (handset, hq, log) = with_entries(13, COUNT);
        sync(&open(&handset), &handset, &hq);
        handset.disk.damage_entry((log, 2));
        let phone = open(&handset);
        let asked = hq.request_count();
        let mut checking = Box::pin(phone.check_on());
        let is_checked = run_for(steps, checking.as_mut()).is_some();
        block_on(phone.sync_now());
        if !is_checked {
            block_on(checking);
        }
        assert!(hq.request_count() > asked, "after {steps} steps");
    }
}

#[test]
fn what_the_second_copy_holds_of_a_damaged_log_reaches_hq() {
    for seq in [2, 30, 69] {
        let (handset, hq) = (Handset::new(10, NOW), Hq::new());
        let phone = enrolled(&handset, &hq);
        let saved: Vec<Saved> = (0..70).map(|n| record(&phone, &format!("K-{n}"))).collect();
        let log = phone.record_view(saved[0].id).unwrap().log;
        drop(phone);
        assert!(handset.disk.damage_entry((log, seq)));
        let phone = open(&handset);
        assert!(damage(&phone).contains(&Event::Damaged { log, seq }), "{:?}", events(&phone));
        record(&phone, "K-70");
        sync(&phone, &handset, &hq);
        assert_eq!(hq.distribution_count(), 71, "entry {seq}");
    }
}

#[test]
fn a_tab_that_only_reads_checks_nothing() {
    let (handset, _, _) = with_entries(11, COUNT);
    let chair = crate::testing::SharedChair::default();
    let _writer = block_on(Phone::open_in(handset.world_with(chair.clone()))).unwrap();
    let reader = block_on(Phone::open_in(handset.world_with(chair))).unwrap();
    assert!(!block_on(reader.check_on()));
}

/// In numbers, not in seconds: what a start with 100,000 entries reads and hashes, and what it leaves for later.
#[test]
fn a_start_with_a_hundred_thousand_entries_reads_each_once_and_hashes_few() {
    const MANY: u64 = 100_000;
    let (handset, hq, _) = with_entries(12, MANY);
    let before = handset.disk.read_count();
    let phone = open(&handset);
    assert!(handset.disk.read_count() - before <= MANY + 10, "{}", handset.disk.read_count() - before);
    assert_eq!(phone.storage_state().unchecked_count, MANY - TAIL);
    assert_eq!(phone.waiting().records, MANY - 1);
    let writes = handset.disk.write_count();
    record(&phone, "K-2");
    assert_eq!(handset.disk.write_count(), writes + 1, "a save is one transaction, checkpoint included");
    let before = handset.disk.read_count();
    assert_eq!(check_all(&phone), 390);
    assert_eq!(handset.disk.read_count() - before, MANY - TAIL);
    sync(&phone, &handset, &hq);
    assert_eq!(phone.waiting().records, 0);
    assert_eq!(hq.distribution_count() as u64, MANY);
    assert_eq!(damage(&phone), []);
}
