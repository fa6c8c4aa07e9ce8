//! An HQ that is older than its phones: what it cannot read it keeps, vouches for, and folds after its upgrade.

use lantern_ledger::Kind;
use lantern_ledger::api::LogAnswerState;
use lantern_ledger::kinds::older;
use lantern_ledger::receipt::ReceiptState;
use lantern_server::testing::{Camp, hand_over};

#[test]
fn what_an_older_hq_kept_without_reading_it_is_folded_after_the_upgrade() {
    let mut camp = Camp::new();
    let mut phone = camp.phone("tecno 1");
    let record = phone.records("SITE-1", hand_over("ROUND").to("A-1"));
    phone.voids("SITE-1", record);
    phone.records("SITE-1", hand_over("ROUND").to("A-2"));
    let bundle = phone.bundle();

    older::forget(Kind::CORRECTION);
    let answer = camp.send(&phone, bundle.clone());
    assert_eq!(answer.logs[0].state, LogAnswerState::Counted);
    assert_eq!(phone.proof(&answer.logs[0]), Some((4, ReceiptState::Counted)), "hashed like any other entry");
    assert_eq!(camp.services(), 2, "a version without voids counts both");
    camp.restart();
    assert_eq!(camp.services(), 2);

    older::remember();
    camp.restart();
    assert_eq!(camp.services(), 1, "folded from the journal, with nothing sent again");
    let rows = camp.office().records("state=void").records;
    assert_eq!(rows.iter().map(|row| row.void_reason.as_deref()).collect::<Vec<_>>(), [Some("wrong-card")]);
    camp.send(&phone, bundle);
    assert_eq!(camp.services(), 1);
}
