//! A damaged entry and an HQ that was put back: what stands before the damage, and what the second copy had of it.

use super::*;
use crate::store::Store as _;
use crate::transport::Body;
use crate::{Event, RecordState};
use lantern_ledger::api::LogAnswerState;
use lantern_ledger::sync::Sync;

/// A phone of which an entry was damaged, whose second copy had all 40 records, and an HQ that has them all from there.
fn with_a_branch_at_hq(seed: u64) -> (Handset, Hq) {
    let (handset, hq) = (Handset::new(seed, NOW), Hq::new());
    let phone = enrolled(&handset, &hq);
    (0..40).for_each(|n| drop(record(&phone, &format!("K-{n}"))));
    drop(phone);
    assert!(handset.disk.damage_entry((restoring::phone_log(&handset), 20)));
    sync(&open(&handset), &handset, &hq);
    assert_eq!(hq.distribution_count(), 40);
    (handset, hq)
}

#[test]
fn a_history_that_hq_took_and_lost_is_sent_again() {
    let (handset, hq) = with_a_branch_at_hq(30);
    let phone = open(&handset);
    hq.forgets(30);
    sync(&phone, &handset, &hq);
    sync(&phone, &handset, &hq);
    assert_eq!(hq.distribution_count(), 40);
}

#[test]
fn a_history_that_hq_still_has_is_not_sent_again() {
    let (handset, hq) = with_a_branch_at_hq(31);
    let phone = open(&handset);
    sync(&phone, &handset, &hq);
    let sent = hq.requests_to("/api/v1/batches").len();
    sync(&phone, &handset, &hq);
    let requests = hq.requests_to("/api/v1/batches");
    assert_eq!(requests.len(), sent + 1);
    let Some(Body::Bundle(bundle)) = &requests[sent].body else { panic!("an upload") };
    assert!(bundle.len() < 400, "heads alone: {} bytes", bundle.len());
}

#[test]
fn what_stands_before_a_damaged_entry_reaches_hq_although_its_head_was_not_signed() {
    let (handset, hq) = (Handset::new(32, NOW), Hq::new());
    let phone = enrolled(&handset, &hq);
    (0..50).for_each(|n| drop(record(&phone, &format!("K-{n}"))));
    drop(phone);
    let log = restoring::phone_log(&handset);
    // What comes back from the second copy is signed at its end only.
    handset.disk.forget_entries((log, 40));
    drop(open(&handset));
    handset.copy.wipe();
    assert!(handset.disk.damage_entry((log, 51)));
    let phone = open(&handset);
    assert!(events(&phone).contains(&Event::Damaged { log, seq: 51 }), "{:?}", events(&phone));
    sync(&phone, &handset, &hq);
    assert_eq!(hq.distribution_count(), 49);
    assert_eq!(phone.waiting().records, 0);
}

#[test]
fn another_history_goes_out_in_pieces_that_the_link_carries_and_in_one_go() {
    let (handset, hq) = (Handset::new(33, NOW), Hq::new());
    let phone = enrolled(&handset, &hq);
    (0..3_000).for_each(|n| drop(record(&phone, &format!("K-{n}"))));
    drop(phone);
    assert!(handset.disk.damage_entry((restoring::phone_log(&handset), 2)));
    let phone = open(&handset);
    while block_on(phone.check_on()) {}
    sync(&phone, &handset, &hq);
    assert_eq!(hq.distribution_count(), 3_000);
    let uploads = uploads(&hq);
    assert!(uploads.iter().all(|&bytes| bytes < 2 * Sync::REQUEST_BYTES_MIN), "{uploads:?}");
}

#[test]
fn a_piece_that_hq_cannot_take_yet_is_not_sent_again_and_again() {
    let (handset, hq) = with_a_branch_at_hq(34);
    let phone = open(&handset);
    sync(&phone, &handset, &hq);
    assert!(has_branch(&handset, "sent/") && !has_branch(&handset, "branch/"));
    // HQ was put back to before it, and lacks what it goes on from.
    hq.meddles(|answer| answer.logs.iter_mut().for_each(|log| log.state = LogAnswerState::Gap));
    hq.forgets(30);
    let phone = open(&handset);
    (0..5).for_each(|_| sync(&phone, &handset, &hq));
    let before = uploads(&hq);
    (0..3).for_each(|_| sync(&phone, &handset, &hq));
    let later = uploads(&hq).split_off(before.len());
    assert!(later.iter().all(|&bytes| bytes < 400), "heads alone: {later:?}");
    // It may have what stands before it by now.
    hq.is_honest_again();
    sync(&open(&handset), &handset, &hq);
    assert_eq!(hq.distribution_count(), 40);
}

/// Found by the simulator: what stands behind a gap may be another history than what stands before it.
#[test]
fn a_receipt_for_what_stands_behind_a_gap_says_nothing_of_what_stands_before_it() {
    let (mut handset, hq) = (Handset::new(35, NOW), Hq::new());
    let phone = enrolled(&handset, &hq);
    let before = record(&phone, "K-1").id;
    let backup = handset.disk.copied();
    (2..=40).for_each(|n| drop(record(&phone, &format!("K-{n}"))));
    sync(&phone, &handset, &hq);
    let behind = record(&phone, "K-41").id;
    drop(phone);
    handset.disk = backup;
    let phone = open(&handset);
    let is_held = |id| matches!(phone.record_view(id).unwrap().state, RecordState::HqHolds(_));
    hq.meddles(|answer| answer.logs.iter_mut().for_each(|log| log.state = LogAnswerState::Gap));
    sync(&phone, &handset, &hq);
    assert_eq!((is_held(before), is_held(behind)), (false, true), "HQ does not say that it took the former");
    hq.is_honest_again();
    sync(&open(&handset), &handset, &hq);
    let phone = open(&handset);
    let is_held = |id| matches!(phone.record_view(id).unwrap().state, RecordState::HqHolds(_));
    assert_eq!((is_held(before), is_held(behind)), (true, true));
}

fn has_branch(handset: &Handset, prefix: &str) -> bool {
    block_on(handset.disk.open().notes()).unwrap().iter().any(|(name, _)| name.starts_with(prefix))
}

fn uploads(hq: &Hq) -> Vec<usize> {
    let bodies = hq.requests_to("/api/v1/batches").into_iter().map(|request| request.body);
    let bundles = bodies.map(|body| match body {
        Some(Body::Bundle(bundle)) => bundle.len(),
        _ => 0,
    });
    bundles.collect()
}
