//! One copy lost, the other there: what HQ does not hold is taken from it and sent, and a person is told.

use super::*;
use crate::store::Store as _;
use crate::{Event, RecordState};
use lantern_ledger::genesis::Relation;

#[test]
fn a_lost_database_is_said_and_the_second_copy_is_sent() {
    let (handset, hq) = (Handset::new(1, NOW), Hq::new());
    let phone = enrolled(&handset, &hq);
    let saved: Vec<Saved> = (0..100).map(|n| record(&phone, &format!("K-{n}"))).collect();
    drop(phone);
    handset.disk.wipe();
    let phone = open(&handset);
    assert!(events(&phone).contains(&Event::StoreLost { had: 101, restored: 101 }), "{:?}", events(&phone));
    assert!(events(&phone).contains(&Event::KeyLost));
    assert!(!phone.enrolment().unwrap().is_key_confirmed);
    assert_eq!(phone.record_count(), 100);
    assert_eq!(phone.waiting().records, 100);
    sync(&phone, &handset, &hq);
    assert_eq!(hq.distribution_count(), 100);
    assert!(matches!(phone.record_view(saved[50].id).unwrap().state, RecordState::HqHolds(_)));
}

#[test]
fn only_what_hq_does_not_hold_comes_back_from_the_second_copy() {
    let (handset, hq) = (Handset::new(2, NOW), Hq::new());
    let phone = enrolled(&handset, &hq);
    (0..100).for_each(|n| drop(record(&phone, &format!("K-{n}"))));
    sync(&phone, &handset, &hq);
    handset.wire.unplug();
    (100..110).for_each(|n| drop(record(&phone, &format!("K-{n}"))));
    drop(phone);
    handset.disk.wipe();
    let phone = open(&handset);
    assert_eq!(phone.record_count(), 10);
    sync(&phone, &handset, &hq);
    assert_eq!(hq.distribution_count(), 110);
    assert_eq!(open(&handset).waiting().records, 0);
}

#[test]
fn the_second_copy_of_a_log_with_a_gap_can_be_sent() {
    let (handset, hq) = with_a_gap(16);
    let phone = open(&handset);
    assert_eq!(phone.record_count(), 9, "all but the first one, which HQ has");
    assert!(!events(&phone).iter().any(|event| matches!(event, Event::Damaged { .. })), "{:?}", events(&phone));
    sync(&phone, &handset, &hq);
    assert_eq!(hq.distribution_count(), 14);
}

/// A handset of whose second copy one log has entries before and behind a gap, and whose HQ has the first entry and those
/// of the gap; its database is lost.
fn with_a_gap(seed: u64) -> (Handset, Hq) {
    let (mut handset, hq) = (Handset::new(seed, NOW), Hq::new());
    let phone = enrolled(&handset, &hq);
    record(&phone, "K-0");
    sync(&phone, &handset, &hq);
    handset.wire.unplug();
    (1..6).for_each(|n| drop(record(&phone, &format!("K-{n}"))));
    let backup = handset.disk.copied();
    (6..10).for_each(|n| drop(record(&phone, &format!("K-{n}"))));
    sync(&phone, &handset, &hq);
    handset.wire.unplug();
    (10..14).for_each(|n| drop(record(&phone, &format!("K-{n}"))));
    drop(phone);
    // The database has what was there before the gap, the second copy what came behind it: both are in both from now on.
    handset.disk = backup;
    assert_eq!(open(&handset).record_count(), 10);
    handset.disk.wipe();
    (handset, hq)
}

#[test]
fn a_kill_between_two_gaps_of_a_log_forgets_neither() {
    for steps in 0..80 {
        let (handset, hq) = with_a_gap(18);
        drop(crate::testing::run_for(steps, Phone::open_in(handset.world())));
        let phone = open(&handset);
        let is_damaged = events(&phone).iter().any(|event| matches!(event, Event::Damaged { .. }));
        assert!(!is_damaged, "after {steps} steps: {:?}", events(&phone));
        assert_eq!(phone.record_count(), 9, "after {steps} steps");
        sync(&phone, &handset, &hq);
        assert_eq!(hq.distribution_count(), 14, "after {steps} steps");
    }
}

#[test]
fn what_came_back_behind_a_gap_is_sent_again_to_a_server_that_lost_it() {
    let (handset, hq) = (Handset::new(17, NOW), Hq::new());
    let phone = enrolled(&handset, &hq);
    (0..3).for_each(|n| drop(record(&phone, &format!("K-{n}"))));
    sync(&phone, &handset, &hq);
    handset.wire.unplug();
    (3..7).for_each(|n| drop(record(&phone, &format!("K-{n}"))));
    drop(phone);
    handset.disk.wipe();
    let phone = open(&handset);
    let come_back = phone.record_count();
    sync(&phone, &handset, &hq);
    assert_eq!(hq.distribution_count(), 7);
    let brought = usize::try_from(phone.storage_state().entry_count).unwrap();
    for phone in [phone, open(&handset)] {
        hq.forgets(brought);
        assert_eq!(hq.distribution_count(), 7 - come_back);
        sync(&phone, &handset, &hq);
        assert_eq!(hq.distribution_count(), 7);
        let is_split = |event: &Event| matches!(event, Event::SplitHistory { .. });
        assert!(!events(&phone).iter().any(is_split), "{:?}", events(&phone));
    }
}

#[test]
fn recording_goes_on_with_a_new_key_in_a_log_that_names_the_old_head() {
    let (handset, hq) = (Handset::new(3, NOW), Hq::new());
    let phone = enrolled(&handset, &hq);
    record(&phone, "K-1");
    drop(phone);
    handset.disk.wipe();
    let phone = open(&handset);
    block_on(phone.set_place(at_settlement("KOS"))).unwrap();
    block_on(phone.set_operator(line("Amina"))).unwrap();
    let saved = record(&phone, "K-2");
    sync(&phone, &handset, &hq);
    assert_eq!(hq.logs().len(), 2);
    let parent = hq.geneses().into_iter().find_map(|genesis| genesis.parent).unwrap();
    assert_eq!((parent.relation, parent.seq), (Relation::Replaces, 2));
    assert_ne!(phone.record_view(saved.id).unwrap().log, parent.log);
}

#[test]
fn a_phone_whose_key_was_lost_can_be_enrolled_again() {
    let (handset, hq) = (Handset::new(4, NOW), Hq::new());
    drop(enrolled(&handset, &hq));
    handset.disk.wipe();
    let phone = open(&handset);
    hq.issues("second link");
    handset.wire.plug(hq.clone());
    block_on(phone.enrol("second link")).unwrap();
    assert!(open(&handset).enrolment().unwrap().is_key_confirmed);
}

#[test]
fn a_person_is_told_when_hq_knows_the_new_key_and_counts_what_it_held() {
    let (handset, hq) = (Handset::new(14, NOW), Hq::new());
    drop(enrolled(&handset, &hq));
    handset.disk.wipe();
    let phone = open(&handset);
    block_on(phone.set_place(at_settlement("KOS"))).unwrap();
    block_on(phone.set_operator(line("Amina"))).unwrap();
    let saved = record(&phone, "K-2");
    let is_counted = |phone: &Phone| match phone.record_view(saved.id).unwrap().state {
        RecordState::HqHolds(receipt) => Some(receipt.is_counted),
        RecordState::OnThisPhone => None,
    };
    hq.holds(true);
    sync(&phone, &handset, &hq);
    assert_eq!(is_counted(&phone), Some(false));
    assert!(!phone.enrolment().unwrap().is_key_confirmed);
    assert!(events(&phone).contains(&Event::KeyLost));
    hq.holds(false);
    sync(&phone, &handset, &hq);
    for phone in [phone, open(&handset)] {
        assert_eq!(is_counted(&phone), Some(true));
        assert!(phone.enrolment().unwrap().is_key_confirmed);
        assert!(events(&phone).contains(&Event::KeyConfirmed));
        assert!(!events(&phone).contains(&Event::KeyLost));
    }
}

/// A phone under a new key with a record, which was told that HQ refused that key.
fn refused(handset: &Handset, hq: &Hq) -> Phone {
    drop(enrolled(handset, hq));
    handset.disk.wipe();
    let phone = open(handset);
    block_on(phone.set_place(at_settlement("KOS"))).unwrap();
    block_on(phone.set_operator(line("Amina"))).unwrap();
    record(&phone, "K-2");
    hq.refuses_key();
    sync(&phone, handset, hq);
    assert!(!phone.enrolment().unwrap().is_key_confirmed);
    phone
}

#[test]
fn a_person_is_told_once_that_hq_does_not_trust_the_new_key_and_again_of_the_next_one() {
    let (handset, hq) = (Handset::new(17, NOW), Hq::new());
    let phone = refused(&handset, &hq);
    let told = |phone: &Phone| {
        let of_key = |event: &Event| matches!(event, Event::KeyLost | Event::KeyRefused | Event::KeyConfirmed);
        events(phone).into_iter().filter(of_key).collect::<Vec<_>>()
    };
    assert_eq!(told(&phone), [Event::KeyRefused], "it says more than that the key was lost");
    let number = phone.notices().into_iter().find(|notice| notice.event == Event::KeyRefused).unwrap().number;
    block_on(phone.dismiss(number));
    drop(phone);
    let phone = open(&handset);
    record(&phone, "K-3");
    sync(&phone, &handset, &hq);
    assert_eq!(told(&phone), [], "once, also over a restart");
    assert_eq!((phone.record_count(), phone.waiting().records), (2, 0), "nothing is lost, HQ holds it");
    drop(phone);
    handset.disk.wipe();
    let phone = open(&handset);
    assert_eq!(told(&phone), [Event::KeyLost]);
    block_on(phone.set_place(at_settlement("KOS"))).unwrap();
    block_on(phone.set_operator(line("Amina"))).unwrap();
    record(&phone, "K-4");
    sync(&phone, &handset, &hq);
    assert_eq!(told(&phone), [Event::KeyRefused]);
}

#[test]
fn a_refused_key_is_good_again_after_a_new_link_or_another_word() {
    for is_linked in [true, false] {
        let (handset, hq) = (Handset::new(18, NOW), Hq::new());
        let phone = refused(&handset, &hq);
        hq.is_honest_again();
        if is_linked {
            hq.issues("second link");
            block_on(phone.enrol("second link")).unwrap();
        }
        sync(&phone, &handset, &hq);
        assert!(phone.enrolment().unwrap().is_key_confirmed);
        assert!(!events(&phone).contains(&Event::KeyRefused));
        assert_eq!(events(&phone).contains(&Event::KeyConfirmed), !is_linked);
    }
}

#[test]
fn a_word_on_another_key_than_the_present_one_says_nothing_of_this_phone() {
    let (handset, hq) = (Handset::new(19, NOW), Hq::new());
    let phone = enrolled(&handset, &hq);
    record(&phone, "K-1");
    drop(phone);
    handset.disk.wipe();
    let phone = open(&handset);
    hq.refuses_key();
    sync(&phone, &handset, &hq);
    assert!(!events(&phone).contains(&Event::KeyRefused), "the only log is that of the lost key");
}

#[test]
fn a_damaged_entry_keeps_nobody_from_opening_and_the_second_copy_is_sent() {
    let (handset, hq) = (Handset::new(9, NOW), Hq::new());
    let phone = enrolled(&handset, &hq);
    let saved: Vec<Saved> = (0..40).map(|n| record(&phone, &format!("K-{n}"))).collect();
    let log = phone.record_view(saved[0].id).unwrap().log;
    drop(phone);
    assert!(handset.disk.damage_entry((log, 20)));
    let phone = open(&handset);
    assert!(events(&phone).contains(&Event::Damaged { log, seq: 20 }), "{:?}", events(&phone));
    let after = record(&phone, "K-after");
    assert_ne!(phone.record_view(after.id).unwrap().log, log);
    drop(phone);
    let phone = open(&handset);
    sync(&phone, &handset, &hq);
    assert_eq!(hq.distribution_count(), 41, "the second copy was not made anew from what is damaged");
}

#[test]
fn a_lost_second_copy_is_said_and_made_anew() {
    let (handset, hq) = (Handset::new(5, NOW), Hq::new());
    let phone = enrolled(&handset, &hq);
    (0..70).for_each(|n| drop(record(&phone, &format!("K-{n}"))));
    let waiting = phone.waiting();
    drop(phone);
    handset.copy.wipe();
    let phone = open(&handset);
    assert_eq!(events(&phone), [Event::SecondCopyLost]);
    assert_eq!(phone.waiting().records, waiting.records);
    drop(phone);
    handset.disk.wipe();
    assert_eq!(open(&handset).record_count(), 70);
}

#[test]
fn a_database_that_lost_its_last_entries_gets_them_back() {
    let (handset, hq) = (Handset::new(6, NOW), Hq::new());
    let phone = enrolled(&handset, &hq);
    let saved: Vec<Saved> = (0..50).map(|n| record(&phone, &format!("K-{n}"))).collect();
    let log = phone.record_view(saved[0].id).unwrap().log;
    drop(phone);
    assert_eq!(handset.disk.forget_entries((log, 40)), 12);
    let phone = open(&handset);
    assert_eq!(events(&phone), [Event::EntriesRestored { restored: 12 }]);
    assert_eq!(phone.record_count(), 50);
    record(&phone, "K-50");
    sync(&phone, &handset, &hq);
    assert_eq!(hq.distribution_count(), 51);
    assert_eq!(hq.logs().len(), 2, "in doubt, a new log begins");
}

#[test]
fn only_the_word_of_hq_itself_puts_another_history_away() {
    let (handset, hq) = (Handset::new(10, NOW), Hq::new());
    let phone = enrolled(&handset, &hq);
    record(&phone, "K-1");
    let backup = handset.disk.copied();
    record(&phone, "K-2");
    drop(phone);
    let mut both = Handset::new(11, NOW + 60);
    (both.disk, both.copy) = (backup, handset.copy.clone());
    both.disk.damage_entry((phone_log(&both), 2));
    let phone = open(&both);
    let is_waiting = || block_on(both.disk.open().notes()).unwrap().iter().any(|(name, _)| name.starts_with("branch/"));
    assert!(is_waiting());
    hq.meddles(|answer| answer.logs.iter_mut().for_each(|log| log.receipt = None));
    sync(&phone, &both, &hq);
    assert!(is_waiting());
    hq.is_honest_again();
    sync(&phone, &both, &hq);
    assert!(!is_waiting());
}

pub(super) fn phone_log(handset: &Handset) -> uuid::Uuid {
    block_on(handset.disk.open().entries(crate::store::FIRST, crate::store::LAST, 1)).unwrap()[0].log
}

#[test]
fn two_copies_that_tell_different_histories_are_both_sent() {
    let (handset, hq) = (Handset::new(7, NOW), Hq::new());
    let phone = enrolled(&handset, &hq);
    record(&phone, "K-1");
    let backup = handset.disk.copied();
    record(&phone, "K-2");
    drop(phone);
    // The database went back a step and wrote on, while the second copy stayed where it was.
    let mut astray = Handset::new(8, NOW + 60);
    astray.disk = backup;
    let phone = open(&astray);
    record(&phone, "K-3");
    drop(phone);
    let mut both = Handset::new(9, NOW + 99);
    (both.disk, both.copy) = (astray.disk.clone(), handset.copy.clone());
    let phone = open(&both);
    assert!(events(&phone).iter().any(|event| matches!(event, Event::CopiesDiffer { .. })), "{:?}", events(&phone));
    drop(phone);
    let phone = open(&both);
    assert_eq!(phone.notices().len(), 2, "said once: {:?}", events(&phone));
    sync(&phone, &both, &hq);
    let sent = hq.requests_to("/api/v1/batches");
    assert!(sent.len() > 1);
    assert_eq!(hq.distribution_count(), 2, "this small HQ keeps one history; the true one keeps both");
    record(&phone, "K-4");
    sync(&phone, &both, &hq);
    assert_eq!(hq.logs().len(), 2);
}

#[test]
fn a_second_copy_without_room_is_said_and_recording_goes_on() {
    let (handset, hq) = (Handset::new(10, NOW), Hq::new());
    let phone = enrolled(&handset, &hq);
    handset.copy.set_room(0);
    record(&phone, "K-1");
    assert_eq!(events(&phone), [Event::SecondCopyFailing]);
    assert!(!phone.storage_state().is_second_copy_sound);
    handset.copy.set_room(5_000_000);
    record(&phone, "K-2");
    assert!(phone.storage_state().is_second_copy_sound);
    drop(phone);
    handset.disk.wipe();
    assert_eq!(open(&handset).record_count(), 2);
}

#[test]
fn a_kill_at_any_step_of_taking_back_loses_nothing() {
    for steps in 0..60 {
        let (handset, hq) = (Handset::new(11, NOW), Hq::new());
        let phone = enrolled(&handset, &hq);
        (0..40).for_each(|n| drop(record(&phone, &format!("K-{n}"))));
        drop(phone);
        handset.disk.wipe();
        drop(crate::testing::run_for(steps, Phone::open_in(handset.world())));
        let phone = open(&handset);
        assert_eq!(phone.record_count(), 40, "after {steps} steps");
        sync(&phone, &handset, &hq);
        assert_eq!(hq.distribution_count(), 40, "after {steps} steps");
    }
}
