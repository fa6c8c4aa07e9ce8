//! A server put back to an old backup, end to end: nothing recorded is lost or doubled, what HQ had written itself comes
//! back from phones, and whoever has to do something is told so.
#![cfg(not(target_arch = "wasm32"))]

mod camps;
mod wires;

use camps::*;
use lantern_device::testing::block_on;
use lantern_device::{Event, Phone, SyncStatus};
use lantern_ledger::api::{ChangesAnswer, code};
use lantern_server::disk::simulated::Loss;

#[test]
fn a_server_restored_from_an_old_backup_loses_and_doubles_nothing() {
    let (hq, amina, ahmed) = begun();
    amina.records(1..=10);
    amina.meets(&hq);
    ahmed.meets(&hq);
    let backup = hq.backup();

    amina.records(11..=15);
    hq.imports("settlements.csv", "code,name\nNEW-1,New site\n");
    hq.imports("households.csv", &format!("round,settlement,card,size\n{ROUND},NEW-1,NS-0001,4\n"));
    amina.meets(&hq);
    ahmed.records(21..=22);
    let farah = Hand::enrolled(&hq, 9, "tecno 3");
    farah.records(31..=33);
    farah.meets(&hq);
    assert_eq!((hq.served(), hq.name_of("NEW-1").as_deref()), (18, Some("New site")));
    let cursor = hq.camp.office().get("/api/v1/changes").json::<ChangesAnswer>().cursor;
    let before = hq;

    let hq = before.restored_from(&backup, 2);
    assert_eq!((hq.served(), hq.name_of("NEW-1")), (10, None));
    let gone = hq.camp.office().get(&format!("/api/v1/changes?cursor={cursor}"));
    assert_eq!(gone.problem(), (410, code::CURSOR_GONE.to_owned()));

    // Whoever reported before does so again by itself, and brings back what HQ had written.
    amina.meets(&hq);
    assert_eq!((hq.served(), hq.name_of("NEW-1").as_deref()), (15, Some("New site")));
    ahmed.meets(&hq);
    assert_eq!(hq.served(), 17);
    assert_eq!(ahmed.name_of("NEW-1").as_deref(), Some("New site"));
    for hand in [&amina, &ahmed] {
        assert!(hand.holds_receipts_for_all() && hand.phone.notices().is_empty(), "{:?}", hand.phone.notices());
        assert!(matches!(hand.phone.sync_status(), SyncStatus::Idle { .. }));
    }

    // Whoever was enrolled after the backup is told, loses nothing, and goes on with a new link.
    farah.meets(&hq);
    assert!(farah.phone.notices().iter().any(|notice| notice.event == Event::CredentialUnknown));
    assert_eq!((farah.phone.record_count(), hq.served()), (3, 17));
    farah.enrols(&hq, "tecno 3 again");
    farah.meets(&hq);
    assert_eq!(hq.served(), 20);
    assert!(farah.holds_receipts_for_all() && farah.phone.notices().is_empty(), "{:?}", farah.phone.notices());

    // Nothing is new to anybody any more, and HQ's plan goes on.
    hq.imports("settlements.csv", "code,name\nNEW-2,Newer site\n");
    for hand in [&amina, &ahmed, &farah] {
        hand.meets(&hq);
        assert_eq!(hand.name_of("NEW-2").as_deref(), Some("Newer site"));
        assert_eq!(hand.name_of("NEW-1").as_deref(), Some("New site"));
    }
    assert_eq!(hq.served(), 20);
}

#[test]
fn what_comes_back_late_stands_before_what_hq_wrote_since() {
    let (hq, amina, ahmed) = begun();
    let backup = hq.backup();
    hq.imports("settlements.csv", "code,name\nNEW-1,First name\nNEW-2,Old and kept\n");
    amina.meets(&hq);

    let hq = hq.restored_from(&backup, 2);
    hq.imports("settlements.csv", "code,name\nNEW-1,Second name\n");
    ahmed.meets(&hq);
    amina.meets(&hq);
    ahmed.meets(&hq);
    let late = Hand::enrolled(&hq, 9, "tecno 3");
    late.meets(&hq);
    let expected = (Some("Second name".to_owned()), Some("Old and kept".to_owned()));
    assert_eq!((hq.name_of("NEW-1"), hq.name_of("NEW-2")), expected);
    for hand in [&amina, &ahmed, &late] {
        assert_eq!((hand.name_of("NEW-1"), hand.name_of("NEW-2")), expected);
        let opened = block_on(Phone::open_in(hand.handset.world())).expect("the store can be read");
        assert_eq!(*opened.plan(), *hand.phone.plan(), "the same after the app was closed");
    }
    let again = hq.put_back_by_hand(hq.disk.cut_power(Loss::All));
    assert_eq!((again.name_of("NEW-1"), again.name_of("NEW-2")), expected, "the same after a restart");
}

#[test]
fn a_backup_restored_twice_brings_both_courses_of_things_together() {
    // Both begin their new logs in the same second: which of them comes first is decided by their random ids.
    (0..4).for_each(|_| both_courses_come_together());
}

fn both_courses_come_together() {
    let (hq, amina, ahmed) = begun();
    let backup = hq.backup();
    let first = hq.restored_from(&backup, 2);
    first.imports("settlements.csv", "code,name\nNEW-1,From the first\n");
    amina.records(1..=3);
    amina.meets(&first);
    let second = hq.restored_from(&backup, 3);
    second.imports("settlements.csv", "code,name\nNEW-2,From the second\n");
    ahmed.records(4..=5);
    ahmed.meets(&second);
    amina.meets(&second);
    ahmed.meets(&second);
    assert_eq!(second.served(), 5);
    assert_eq!(second.name_of("NEW-1").as_deref(), Some("From the first"));
    second.imports("settlements.csv", "code,name\nNEW-3,And on\n");
    for hand in [&amina, &ahmed] {
        hand.meets(&second);
        for settlement in ["NEW-1", "NEW-2", "NEW-3"] {
            assert_eq!(hand.name_of(settlement), second.name_of(settlement), "{settlement}");
            assert!(hand.name_of(settlement).is_some(), "{settlement}");
        }
        assert!(hand.phone.notices().is_empty(), "{:?}", hand.phone.notices());
    }
}

/// Found by the simulator: HQ's word on the newest entry was taken for one on what stood before the gap.
#[test]
fn what_stands_before_a_gap_reaches_hq_also_where_it_is_another_history_than_what_stands_behind_it() {
    let hq = Hq::new();
    hq.camp.office().imports_somalia();
    let mut amina = Hand::enrolled(&hq, 7, "tecno 1");
    let backup = hq.backup();
    amina.records(1..=3);
    let early = amina.handset.disk.copied();
    amina.records(4..=6);
    amina.meets(&hq);
    let late = amina.handset.disk.copied();

    // HQ and the phone's database are put back, and the phone goes on otherwise, further than it was.
    let hq = hq.restored_from(&backup, 2);
    amina.is_put_back_to(early);
    amina.records(7..=14);
    amina.meets(&hq);
    amina.records(15..=16);
    // Then it is put back to what came before, and only the end of what it wrote since is in the second copy.
    amina.is_put_back_to(late);
    for _ in 0..3 {
        amina.meets(&hq);
    }
    assert_eq!(hq.served(), 16);
    assert!(amina.holds_receipts_for_all());
}

#[test]
fn what_hq_writes_goes_also_where_a_log_comes_back_that_a_fast_clock_began() {
    let hq = Hq::new();
    hq.camp.office().imports_somalia();
    let amina = Hand::enrolled(&hq, 7, "tecno 1");
    let backup = hq.backup();
    hq.camp.clock.pass(400 * 86_400);
    let first = hq.restored_from(&backup, 2);
    first.imports("settlements.csv", "code,name\nNEW-1,Of a year to come\n");
    amina.meets(&first);
    hq.camp.clock.pass(-400 * 86_400);
    let second = hq.restored_from(&backup, 3);
    amina.meets(&second);
    assert_eq!(second.name_of("NEW-1").as_deref(), Some("Of a year to come"));
    second.imports("settlements.csv", "code,name\nNEW-1,Of today\n");
    amina.meets(&second);
    assert_eq!(
        (second.name_of("NEW-1").as_deref(), amina.name_of("NEW-1").as_deref()),
        (Some("Of today"), Some("Of today"))
    );
}
