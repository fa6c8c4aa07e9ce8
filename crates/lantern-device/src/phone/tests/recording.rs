//! Recording without network: saved means durable, and a kill at any step leaves all or nothing.

use super::*;
use crate::store::{FIRST, LAST, Store};
use crate::testing::{SharedChair, run_for};
use crate::{RecordState, SaveError};
use lantern_domain::tally::{Dimension, TotalsQuery};

#[test]
fn what_was_saved_without_network_is_there_after_a_restart() {
    let (handset, hq) = (Handset::new(1, NOW), Hq::new());
    let phone = enrolled(&handset, &hq);
    block_on(phone.set_language(line("so"))).unwrap();
    let saved: Vec<Saved> = (0..40).map(|n| record(&phone, &format!("K-{n}"))).collect();
    drop(phone);
    let phone = open(&handset);
    assert_eq!(phone.record_count(), 40);
    let newest = &phone.records(0, 2);
    assert_eq!(newest[0].id, saved[39].id);
    assert_eq!(newest[1].short_code, saved[38].short_code);
    assert!(newest.iter().all(|record| record.state == RecordState::OnThisPhone));
    assert_eq!(phone.waiting().records, 40);
    assert!(phone.waiting().bytes > 400, "{:?}", phone.waiting());
    assert_eq!(phone.language().unwrap().as_str(), "so");
    assert_eq!(phone.operator().unwrap().as_str(), "Amina");
    assert_eq!(phone.place().unwrap(), at_settlement("KOS"));
    assert_eq!(events(&phone), []);
}

#[test]
fn a_kill_at_any_step_leaves_the_draft_or_the_record_and_never_both() {
    let mut outcomes = (0, 0);
    for steps in 0..12 {
        let (handset, hq) = (Handset::new(2, NOW), Hq::new());
        let phone = enrolled(&handset, &hq);
        block_on(phone.save_draft("form", "{\"card\":\"K-1\"}".into())).unwrap();
        let saved = run_for(steps, phone.record(lantern_for("K-1"), Some("form")));
        drop(phone);
        let phone = open(&handset);
        let has_record = phone.record_count() == 1;
        assert_eq!(has_record, phone.draft("form").is_none(), "after {steps} steps");
        assert!(saved.is_none() || has_record, "called saved after {steps} steps, and gone");
        if has_record {
            outcomes.1 += 1
        } else {
            outcomes.0 += 1
        }
        record(&phone, "K-2");
    }
    assert!(outcomes.0 > 0 && outcomes.1 > 0, "kills happened before and after: {outcomes:?}");
}

#[test]
fn while_complete_is_held_back_nothing_is_called_saved() {
    let (handset, hq) = (Handset::new(3, NOW), Hq::new());
    let phone = enrolled(&handset, &hq);
    handset.disk.set_holding(true);
    assert!(run_for(1000, phone.record(lantern_for("K-1"), None)).is_none());
    assert_eq!(phone.record_count(), 0);
}

#[test]
fn a_full_phone_says_so_and_keeps_the_form() {
    let (handset, hq) = (Handset::new(4, NOW), Hq::new());
    let phone = enrolled(&handset, &hq);
    block_on(phone.save_draft("form", "text".into())).unwrap();
    handset.disk.set_full(true);
    assert_eq!(block_on(phone.record(lantern_for("K-1"), Some("form"))), Err(SaveError::Full));
    assert_eq!(phone.draft("form").as_deref(), Some("text"));
    handset.disk.set_full(false);
    assert_eq!(open(&handset).draft("form").as_deref(), Some("text"));
    record(&phone, "K-1");
    assert_eq!(phone.record_count(), 1);
}

#[test]
fn two_records_at_once_are_both_saved() {
    let (handset, hq) = (Handset::new(5, NOW), Hq::new());
    let phone = enrolled(&handset, &hq);
    let (other, handle) = (phone.clone(), phone.clone());
    let mut first = Box::pin(async move { other.record(lantern_for("K-1"), None).await });
    let mut second = Box::pin(async move { handle.record(lantern_for("K-2"), None).await });
    let both = std::future::poll_fn(|context| {
        use std::task::Poll;
        let one = first.as_mut().poll(context);
        let two = second.as_mut().poll(context);
        match (one, two) {
            // Futures that are done are not asked again: both end at the same gate, the second one later.
            (Poll::Ready(one), two) => Poll::Ready((one.is_ok(), two.is_ready())),
            _ => Poll::Pending,
        }
    });
    assert_eq!(block_on(both), (true, false));
    block_on(second).unwrap();
    assert_eq!(open(&handset).record_count(), 2);
}

#[test]
fn a_void_and_a_way_back_are_entries_of_their_own() {
    let (handset, hq) = (Handset::new(6, NOW), Hq::new());
    let phone = enrolled(&handset, &hq);
    let saved = record(&phone, "K-1");
    let card = CardCode::new("k 1").unwrap();
    assert_eq!(phone.served(&code("R1"), &card).unwrap().short_code, saved.short_code);
    block_on(phone.void(saved.id, line("wrong-card"))).unwrap();
    assert_eq!(phone.served(&code("R1"), &card), None);
    assert_eq!(block_on(phone.void(saved.id, line("again"))), Err(SaveError::Unchanged));
    let phone = open(&handset);
    let view = phone.record_view(saved.id).unwrap();
    assert_eq!(view.void.unwrap().reason.as_str(), "wrong-card");
    assert_eq!(phone.waiting().records, 2);
    block_on(phone.replace(saved.id, lantern_for("K-7"), line("it was K-7"))).unwrap();
    let view = phone.record_view(saved.id).unwrap();
    assert!(view.void.is_none() && view.replacement.is_some());
    assert!(phone.served(&code("R1"), &CardCode::new("K-7").unwrap()).is_some());
}

#[test]
fn each_settlement_has_a_log_of_its_own_and_totals_keep_them_apart() {
    let (handset, hq) = (Handset::new(7, NOW), Hq::new());
    let phone = enrolled(&handset, &hq);
    record(&phone, "K-1");
    let provisional = block_on(phone.add_provisional(line("Behind the school"))).unwrap();
    let again = block_on(phone.add_provisional(line(" behind  THE school"))).unwrap();
    assert_eq!(provisional, again);
    block_on(phone.set_place(Place { round: code("R1"), settlement: provisional.clone() })).unwrap();
    record(&phone, "K-2");
    record(&phone, "K-3");
    let query = TotalsQuery { group: vec![Dimension::Settlement, Dimension::Item], ..TotalsQuery::default() };
    let totals = open(&handset).totals(&query);
    let rows: Vec<_> = totals.rows.iter().map(|row| (row.key[0].code.clone(), row.quantity)).collect();
    assert_eq!(rows, [("KOS".to_owned(), Some(1)), (provisional.key().as_str().to_owned(), Some(2))]);
}

#[test]
fn a_second_tab_reads_and_does_not_write_until_the_first_is_closed() {
    let (handset, hq) = (Handset::new(8, NOW), Hq::new());
    drop(enrolled(&handset, &hq));
    let chair = SharedChair::default();
    let first = block_on(Phone::open_in(handset.world_with(chair.clone()))).unwrap();
    record(&first, "K-1");
    let second = block_on(Phone::open_in(handset.world_with(chair.clone()))).unwrap();
    assert!(first.is_writer() && !second.is_writer());
    assert_eq!(second.record_count(), 1);
    assert_eq!(block_on(second.record(lantern_for("K-2"), None)), Err(SaveError::ReadOnlyTab));
    record(&first, "K-2");
    chair.leave();
    block_on(second.take_over());
    assert!(second.is_writer());
    assert_eq!(second.record_count(), 2);
    record(&second, "K-3");
}

#[test]
fn a_frozen_tab_that_wakes_up_cannot_write_behind_the_other_ones_back() {
    let (handset, hq) = (Handset::new(9, NOW), Hq::new());
    let frozen = enrolled(&handset, &hq);
    record(&frozen, "K-1");
    let other = open(&handset);
    record(&other, "K-2");
    assert_eq!(block_on(frozen.record(lantern_for("K-3"), None)), Err(SaveError::ReadOnlyTab));
    assert!(!frozen.is_writer());
    assert_eq!(open(&handset).record_count(), 2);
}

#[test]
fn an_entry_that_was_damaged_is_said_and_nothing_is_written_behind_it() {
    let (handset, hq) = (Handset::new(10, NOW), Hq::new());
    let phone = enrolled(&handset, &hq);
    let saved: Vec<Saved> = (0..3).map(|n| record(&phone, &format!("K-{n}"))).collect();
    let log = phone.record_view(saved[0].id).unwrap().log;
    drop(phone);
    handset.copy.wipe();
    assert!(handset.disk.damage_entry((log, 3)));
    let phone = open(&handset);
    assert!(events(&phone).contains(&crate::Event::Damaged { log, seq: 3 }));
    assert_eq!(phone.record_count(), 1);
    record(&phone, "K-9");
    assert_ne!(phone.records(0, 1)[0].log, log);
    let stored = block_on(handset.disk.open().entries(FIRST, LAST, 99)).unwrap();
    assert_eq!(stored.iter().filter(|entry| entry.log == log).count(), 4, "what cannot be read is left in place");
}

#[test]
fn typing_keeps_the_newest_text_and_clearing_removes_it() {
    let (handset, hq) = (Handset::new(11, NOW), Hq::new());
    let phone = enrolled(&handset, &hq);
    for length in 1..20 {
        block_on(phone.save_draft("form", "x".repeat(length))).unwrap();
    }
    assert_eq!(open(&handset).draft("form").unwrap().len(), 19);
    block_on(phone.clear_draft("form")).unwrap();
    assert_eq!(open(&handset).draft("form"), None);
}

#[test]
fn a_clock_that_is_set_back_is_written_down_before_the_next_record() {
    let (handset, hq) = (Handset::new(12, NOW), Hq::new());
    let phone = enrolled(&handset, &hq);
    record(&phone, "K-1");
    handset.clock.pass(30);
    handset.clock.step(-7200);
    record(&phone, "K-2");
    assert!(events(&phone).contains(&crate::Event::ClockStepped { seconds: -7200 }));
    sync(&phone, &handset, &hq);
    let kinds: Vec<u32> = hq.bodies().iter().map(|body| body.kind().0).collect();
    assert_eq!(kinds, [1, 2, 7, 2, 6]);
    let confirmed: Vec<bool> = phone.records(0, 9).iter().map(|record| record.is_clock_confirmed).collect();
    assert_eq!(confirmed, [true, false]);
}

#[test]
fn two_voids_at_once_are_one_and_the_way_back_counts_at_once() {
    let (handset, hq) = (Handset::new(13, NOW), Hq::new());
    let phone = enrolled(&handset, &hq);
    let saved = record(&phone, "K-1");
    let (first, second) = both(phone.void(saved.id, line("undo")), phone.void(saved.id, line("undo")));
    assert!(first.is_ok());
    assert_eq!(second, Err(SaveError::Unchanged));
    block_on(phone.replace(saved.id, lantern_for("K-1"), line("it was right"))).unwrap();
    assert!(phone.record_view(saved.id).unwrap().void.is_none());
}

#[test]
fn a_settlement_that_is_typed_in_twice_at_once_is_one() {
    let (handset, hq) = (Handset::new(14, NOW), Hq::new());
    let phone = enrolled(&handset, &hq);
    let (first, second) = both(phone.add_provisional(line("Behind")), phone.add_provisional(line("behind")));
    assert_eq!(first, second);
    let (first, second) = both(phone.add_provisional(line("Bay")), phone.add_provisional(line("Well")));
    assert_eq!(phone.provisional_settlements()[1..], [first.unwrap(), second.unwrap()]);
    assert_eq!(open(&handset).provisional_settlements().len(), 3);
}

/// Found by the simulator: HQ's receipt came between the database's word and the second copy's.
#[test]
fn a_contact_at_any_step_of_recording_leaves_the_second_copy_whole() {
    let mut late_count = 0;
    for steps in 1..80 {
        let (handset, hq) = (Handset::new(50, NOW), Hq::new());
        let phone = enrolled(&handset, &hq);
        record(&phone, "K-1");
        handset.clock.step(-7200);
        let other = phone.clone();
        let mut recording = Box::pin(async move { other.record(lantern_for("K-2"), None).await });
        if run_for(steps, recording.as_mut()).is_some() {
            break;
        }
        late_count += 1;
        handset.wire.plug(hq.clone());
        let mut contact = Box::pin(phone.sync_now());
        // It gets as far as it can while the recording stands still.
        if run_for(100, contact.as_mut()).is_some() {
            block_on(recording).unwrap();
        } else {
            both(recording, contact.as_mut()).0.unwrap();
        }
        drop(contact);
        handset.wire.unplug();
        record(&phone, "K-3");
        drop(phone);
        handset.disk.wipe();
        sync(&open(&handset), &handset, &hq);
        assert_eq!(hq.distribution_count(), 3, "after {steps} steps");
    }
    assert!(late_count > 3, "{late_count} steps");
}

#[test]
fn a_second_copy_that_is_made_good_while_somebody_records_is_whole() {
    for (steps, more) in (5..40).flat_map(|steps| (0..12).map(move |more| (steps, more))) {
        let (handset, hq) = (Handset::new(51, NOW), Hq::new());
        let phone = enrolled(&handset, &hq);
        handset.copy.set_room(0);
        record(&phone, "K-1");
        handset.wire.plug(hq.clone());
        let mut contact = Box::pin(phone.sync_now());
        // At some steps the contact itself is about to write.
        let is_over = run_for(steps, contact.as_mut()).is_some();
        if is_over || run_for(500, phone.record(lantern_for("K-2"), None)).is_none() {
            continue;
        }
        handset.copy.set_room(5_000_000);
        if run_for(more, contact.as_mut()).is_some() {
            continue;
        }
        // What HQ holds at the end of a contact would end the batch that is spoilt.
        handset.wire.unplug();
        let other = phone.clone();
        let mut recording = Box::pin(async move { other.record(lantern_for("K-3"), None).await });
        match run_for(500, recording.as_mut()) {
            Some(saved) => drop((saved.unwrap(), block_on(contact.as_mut()))),
            None => drop(both(recording, contact.as_mut()).0.unwrap()),
        }
        drop(contact);
        record(&phone, "K-4");
        drop(phone);
        handset.disk.wipe();
        sync(&open(&handset), &handset, &hq);
        assert_eq!(hq.distribution_count(), 4, "after {steps} steps and {more} more");
    }
}
