//! Kills between what is done at the start and what a person has to hear of it: nobody is left untold.

use super::*;
use crate::Event;

#[test]
fn a_kill_at_any_step_leaves_nobody_untold_of_a_lost_database_and_key() {
    for steps in 0..80 {
        let (handset, hq) = (Handset::new(19, NOW), Hq::new());
        let phone = enrolled(&handset, &hq);
        (0..36).for_each(|n| drop(record(&phone, &format!("K-{n}"))));
        drop(phone);
        handset.disk.wipe();
        drop(crate::testing::run_for(steps, Phone::open_in(handset.world())));
        let told = events(&open(&handset));
        assert_eq!(told, [Event::KeyLost, Event::StoreLost { had: 37, restored: 37 }], "after {steps} steps");
    }
}

#[test]
fn a_kill_at_any_step_leaves_nobody_untold_of_a_lost_key() {
    for steps in 0..40 {
        let (handset, hq) = (Handset::new(20, NOW), Hq::new());
        drop(enrolled(&handset, &hq));
        handset.disk.lose_key();
        drop(crate::testing::run_for(steps, Phone::open_in(handset.world())));
        assert_eq!(events(&open(&handset)), [Event::KeyLost], "after {steps} steps");
    }
}

#[test]
fn a_kill_at_any_step_leaves_nobody_untold_of_entries_that_came_back() {
    for steps in 0..60 {
        let (handset, hq) = (Handset::new(21, NOW), Hq::new());
        let phone = enrolled(&handset, &hq);
        let saved: Vec<Saved> = (0..40).map(|n| record(&phone, &format!("K-{n}"))).collect();
        let log = phone.record_view(saved[0].id).unwrap().log;
        drop(phone);
        assert_eq!(handset.disk.forget_entries((log, 20)), 22);
        drop(crate::testing::run_for(steps, Phone::open_in(handset.world())));
        let told: u64 = events(&open(&handset)).iter().map(came_back).sum();
        assert_eq!(told, 22, "after {steps} steps");
    }
}

/// Returns how many entries came back by what a person is told.
fn came_back(event: &Event) -> u64 {
    if let Event::EntriesRestored { restored } = event { *restored } else { 0 }
}

#[test]
fn a_kill_at_any_step_leaves_nobody_untold_of_copies_that_differ() {
    for steps in 0..60 {
        let (handset, hq) = (Handset::new(22, NOW), Hq::new());
        let phone = enrolled(&handset, &hq);
        record(&phone, "K-1");
        let backup = handset.disk.copied();
        record(&phone, "K-2");
        drop(phone);
        let mut both = Handset::new(23, NOW + 60);
        (both.disk, both.copy) = (backup, handset.copy.clone());
        both.disk.damage_entry((restoring::phone_log(&both), 2));
        drop(crate::testing::run_for(steps, Phone::open_in(both.world())));
        let told = events(&open(&both));
        assert!(told.iter().any(|event| matches!(event, Event::CopiesDiffer { .. })), "after {steps} steps: {told:?}");
    }
}

#[test]
fn a_kill_at_any_step_of_hearing_that_the_new_key_counts_leaves_no_stale_word() {
    for steps in 0..40 {
        let (handset, hq) = (Handset::new(24, NOW), Hq::new());
        drop(enrolled(&handset, &hq));
        handset.disk.lose_key();
        let phone = open(&handset);
        block_on(phone.set_place(at_settlement("KOS"))).unwrap();
        block_on(phone.set_operator(line("Amina"))).unwrap();
        record(&phone, "K-1");
        handset.wire.plug(hq.clone());
        let _killed = crate::testing::run_for(steps, phone.sync_now());
        drop(phone);
        let phone = open(&handset);
        sync(&phone, &handset, &hq);
        assert!(events(&phone).contains(&Event::KeyConfirmed), "after {steps} steps: {:?}", events(&phone));
        assert!(!events(&phone).contains(&Event::KeyLost), "after {steps} steps");
    }
}
