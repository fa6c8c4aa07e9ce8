//! The same batches at two servers, and batches that cannot be unpacked.
#![expect(clippy::unwrap_used, reason = "a test may")]

use lantern_ledger::Batch;
use lantern_ledger::api::LogAnswerState;
use lantern_ledger::receipt::ReceiptState;
use lantern_server::testing::{Camp, bundle_of, hand_over};

#[test]
fn the_same_batches_given_to_two_servers_count_once_at_each_and_both_receipts_hold() {
    let one = Camp::new();
    let mut phone = one.phone("tecno 1");
    phone.records("SITE-1", hand_over("ROUND").to("A-1"));
    one.send(&phone, phone.bundle());
    let other = one.twin();
    phone.records("SITE-1", hand_over("ROUND").to("A-2"));
    for _ in 0..2 {
        let answers = [one.send(&phone, phone.bundle()), other.send(&phone, phone.bundle())];
        assert_ne!(answers[0].journal, answers[1].journal);
        for answer in &answers {
            assert_eq!(answer.logs[0].state, LogAnswerState::Counted);
            assert_eq!(phone.proof(&answer.logs[0]), Some((3, ReceiptState::Counted)));
        }
        assert_eq!((one.services(), other.services()), (2, 2));
    }
    // Each then gets something that the other does not, and then both get everything.
    phone.records("SITE-1", hand_over("ROUND").to("A-3"));
    one.send(&phone, phone.bundle());
    phone.records("SITE-1", hand_over("ROUND").to("A-4"));
    other.send(&phone, phone.bundle());
    one.send(&phone, phone.bundle());
    assert_eq!(one.office().totals("group=settlement,item"), other.office().totals("group=settlement,item"));
    assert_eq!(one.services(), 4);
}

#[test]
fn a_body_that_cannot_be_unpacked_advances_nothing_and_blocks_nothing_else() {
    let camp = Camp::new();
    let mut phone = camp.phone("tecno 1");
    phone.records("SITE-1", hand_over("ROUND").to("A-1"));
    phone.records("SITE-2", hand_over("ROUND").to("B-1"));
    let (first, second) = (phone.logs["SITE-1"].clone(), phone.logs["SITE-2"].clone());
    let good = first.batch(&phone.key, 1, 2);
    let of_later = with_packing(&good, 0x7f);
    let other = second.batch(&phone.key, 1, 2);
    for _ in 0..2 {
        let answer = camp.send(&phone, bundle_of(&[of_later.clone(), other.clone()]));
        let of = |log: uuid::Uuid| answer.logs.iter().find(|it| it.log == log).unwrap();
        let refused = of(first.log.log);
        assert_eq!((refused.state, refused.seq, refused.receipt.is_none()), (LogAnswerState::Refused, 0, true));
        assert_eq!(refused.problem.as_deref(), Some("body_unreadable"));
        assert_eq!((of(second.log.log).state, of(second.log.log).seq), (LogAnswerState::Counted, 2));
        assert_eq!(camp.services(), 1);
    }
    let answer = camp.send(&phone, bundle_of(&[good]));
    assert_eq!((answer.logs[0].state, answer.logs[0].seq), (LogAnswerState::Counted, 2));
    assert_eq!(camp.services(), 2);
}

/// The same batch, its body said to be packed in another way.
fn with_packing(batch: &Batch, packing: u8) -> Batch {
    let mut bytes = batch.to_bytes();
    // Format, operation, log, first number, count, two hashes, signature: see docs/sync.md.
    let at = 1 + 16 + 16 + 1 + 1 + 32 + 32 + 64;
    assert_eq!(bytes[at], batch.packing());
    bytes[at] = packing;
    Batch::parse(&bytes).unwrap()
}
