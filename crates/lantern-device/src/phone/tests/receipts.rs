//! Receipts: *HQ holds it* is said only on a verified receipt whose hash equals the phone's own.

use super::hq::forged;
use super::*;
use crate::{Event, ReceiptFault, RecordState};
use lantern_ledger::{Hash, Receipt};

/// Syncs with an HQ whose receipts were changed on the way, and returns why the phone refused them.
fn refused(change: impl Fn(&mut Receipt) + 'static, is_signed: bool) -> Vec<ReceiptFault> {
    let (handset, hq) = (Handset::new(1, NOW), Hq::new());
    let phone = enrolled(&handset, &hq);
    let saved = record(&phone, "K-1");
    let forger = hq.clone();
    hq.meddles(move |answer| {
        for log in &mut answer.logs {
            log.receipt = forged(&forger, log, &change, is_signed);
        }
    });
    sync(&phone, &handset, &hq);
    for phone in [&phone, &open(&handset)] {
        assert_eq!(phone.record_view(saved.id).unwrap().state, RecordState::OnThisPhone);
        assert_eq!(phone.waiting().records, 1);
        assert_eq!(phone.last_receipt(), None);
    }
    let faults = events(&phone).into_iter().filter_map(|event| match event {
        Event::ReceiptRefused { why, .. } => Some(why),
        _ => None,
    });
    let faults = faults.collect();
    hq.is_honest_again();
    sync(&phone, &handset, &hq);
    assert!(matches!(phone.record_view(saved.id).unwrap().state, RecordState::HqHolds(_)));
    faults
}

#[test]
fn an_honest_receipt_is_shown_with_its_position_and_kept() {
    let (handset, hq) = (Handset::new(2, NOW), Hq::new());
    let phone = enrolled(&handset, &hq);
    let saved = record(&phone, "K-1");
    sync(&phone, &handset, &hq);
    for phone in [&phone, &open(&handset)] {
        let RecordState::HqHolds(receipt) = phone.record_view(saved.id).unwrap().state else { panic!("no receipt") };
        assert_eq!((receipt.position, receipt.at, receipt.is_counted), (1, Moment(hq::SERVER_AT), true));
        assert_eq!(phone.waiting(), crate::Waiting::default());
        assert_eq!(phone.record_count(), 1, "nothing is deleted after a receipt");
        assert!(phone.last_receipt().is_some());
    }
}

#[test]
fn a_receipt_with_a_wrong_hash_leaves_the_record_on_the_phone_and_is_said() {
    assert_eq!(refused(|receipt| receipt.head.hash = Hash([7; 32]), true), [ReceiptFault::Hash]);
}

#[test]
fn a_receipt_with_a_wrong_signature_leaves_the_record_on_the_phone_and_is_said() {
    assert_eq!(refused(|receipt| receipt.signature[9] ^= 1, false), [ReceiptFault::Signature]);
}

#[test]
fn a_receipt_for_entries_that_were_never_written_leaves_the_record_on_the_phone_and_is_said() {
    assert_eq!(refused(|receipt| receipt.head.seq += 5, true), [ReceiptFault::TooHigh]);
}

#[test]
fn a_receipt_that_cannot_be_read_leaves_the_record_on_the_phone_and_is_said() {
    let (handset, hq) = (Handset::new(3, NOW), Hq::new());
    let phone = enrolled(&handset, &hq);
    record(&phone, "K-1");
    hq.meddles(|answer| answer.logs.iter_mut().for_each(|log| log.receipt = Some("AAAA".into())));
    sync(&phone, &handset, &hq);
    assert_eq!(phone.waiting().records, 1);
    assert!(matches!(events(&phone)[..], [Event::ReceiptRefused { why: ReceiptFault::Unreadable, .. }]));
}

#[test]
fn a_notice_that_was_put_away_stays_away() {
    let (handset, hq) = (Handset::new(4, NOW), Hq::new());
    let phone = enrolled(&handset, &hq);
    record(&phone, "K-1");
    hq.meddles(|answer| answer.logs.iter_mut().for_each(|log| log.receipt = Some("AAAA".into())));
    sync(&phone, &handset, &hq);
    let phone = open(&handset);
    assert_eq!(phone.notices().len(), 1, "kept over a restart");
    block_on(phone.dismiss(phone.notices()[0].number));
    assert!(open(&handset).notices().is_empty());
}
