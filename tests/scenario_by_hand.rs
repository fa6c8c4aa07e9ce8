//! A server that somebody put back by hand, end to end: HQ uses its numbers twice, both histories come together, and
//! everybody shows the same.
#![cfg(not(target_arch = "wasm32"))]

mod camps;
mod wires;

use camps::*;
use lantern_device::Phone;
use lantern_device::testing::block_on;
use lantern_device::transport::{NoAnswer, Reply, Request, Transport};
use lantern_device::world::Local;
use lantern_server::disk::simulated::Loss;
use lantern_server::testing::TestPhone;
use std::cell::RefCell;
use std::rc::Rc;
use wires::Uplink;

/// The same, put back by hand to before what the first phone has pulled and brought; somebody looks on.
fn put_back_by_hand() -> (Hq, Hand, Hand, TestPhone) {
    let (hq, amina, ahmed) = begun();
    let looks_on = hq.camp.phone("looks on");
    let copied = hq.disk.copy();
    hq.imports("settlements.csv", "code,name\nNEW-1,New site\n");
    amina.records(1..=2);
    amina.meets(&hq);
    (hq.put_back_by_hand(copied), amina, ahmed, looks_on)
}

#[test]
fn an_hq_put_back_by_hand_notices_what_it_had_written_and_uses_no_number_twice() {
    let (hq, amina, ahmed, looks_on) = put_back_by_hand();
    assert_eq!((hq.served(), hq.name_of("NEW-1")), (0, None));
    amina.meets(&hq);
    let logs = || hq.camp.follow(&looks_on).len();
    let before = logs();
    hq.imports("settlements.csv", "code,name\nNEW-2,Newer site\n");
    assert!(logs() > before, "HQ goes on in a new log");
    for hand in [&amina, &ahmed] {
        hand.meets(&hq);
        assert_eq!(hand.name_of("NEW-1").as_deref(), Some("New site"));
        assert_eq!(hand.name_of("NEW-2").as_deref(), Some("Newer site"));
        assert!(hand.phone.notices().is_empty(), "{:?}", hand.phone.notices());
    }
    assert_eq!((hq.served(), hq.name_of("NEW-1").as_deref()), (2, Some("New site")));
}

#[test]
fn what_an_hq_put_back_by_hand_writes_over_comes_back_and_everybody_shows_the_same() {
    let (hq, amina, ahmed, looks_on) = put_back_by_hand();
    hq.imports("settlements.csv", "code,name\nNEW-2,Newer site\n");
    for hand in [&amina, &ahmed] {
        hand.meets(&hq);
    }
    assert_eq!(amina.name_of("NEW-2"), None, "both histories are equally long");
    hq.imports("settlements.csv", "code,name\nNEW-3,And on\nNEW-4,Then\n");
    amina.records(3..=4);
    let shows_all = |hand: &Hand| ["NEW-1", "NEW-2", "NEW-3", "NEW-4"].iter().all(|code| hand.name_of(code).is_some());
    amina.meets(&hq);
    assert!(shows_all(&amina), "at the contact at which HQ turns out to have gone on otherwise");
    ahmed.meets(&hq);
    let late = Hand::enrolled(&hq, 9, "tecno 3");
    late.meets(&hq);
    hq.imports("settlements.csv", "code,name\nNEW-4,Later\n");
    [&late, &amina, &ahmed].into_iter().for_each(|hand| hand.meets(&hq));
    for hand in [&amina, &ahmed, &late] {
        assert!(shows_all(hand));
        assert!(*hand.phone.plan() == *late.phone.plan());
        assert_eq!(hand.name_of("NEW-4").as_deref(), Some("Later"));
        let opened = block_on(Phone::open_in(hand.handset.world())).expect("the store can be read");
        assert_eq!(*opened.plan(), *hand.phone.plan(), "the same after the app was closed");
        assert!(hand.holds_receipts_for_all());
        assert!(hand.phone.notices().is_empty(), "{:?}", hand.phone.notices());
    }
    assert_eq!(hq.served(), 4);
    let again = hq.put_back_by_hand(hq.disk.cut_power(Loss::All));
    for settlement in ["NEW-1", "NEW-4"] {
        assert_eq!(again.name_of(settlement), late.name_of(settlement), "the same after a restart");
    }
    // Nothing is said a third time, and the log that parted is not asked for again.
    let follow = || hq.camp.follow(&looks_on);
    let before = follow();
    let heard = Heard { uplink: Uplink(hq.camp.clone()), paths: Rc::default() };
    let paths = heard.paths.clone();
    let reopened = block_on(Phone::open_in(amina.handset.world())).expect("the store can be read");
    amina.handset.wire.plug(heard);
    block_on(reopened.sync_now());
    assert_eq!((&*paths.borrow(), follow()), (&vec!["/api/v1/batches".to_owned()], before));
}

/// Found by the simulator: others brought HQ's log back to where it had been, so nothing told the phone that HQ had lost
/// what this phone had given it.
#[test]
fn an_hq_put_back_by_hand_twice_is_given_what_it_wrote_over_twice() {
    let (hq, amina, ahmed, looks_on) = put_back_by_hand();
    let before = hq.camp.follow(&looks_on);
    hq.imports("settlements.csv", "code,name\nNEW-2,Newer site\nNEW-3,And on\n");
    let written = hq.camp.follow(&looks_on).into_iter().find(|follow| !before.contains(follow));
    let log = written.expect("a plan is written into a log").log;
    ahmed.meets(&hq);
    let copied = hq.disk.copy();
    amina.meets(&hq);
    assert_eq!(hq.camp.server.tips(log).len(), 2);

    let hq = hq.put_back_by_hand(copied);
    assert_eq!(hq.camp.server.tips(log).len(), 1);
    amina.meets(&hq);
    assert_eq!(hq.camp.server.tips(log).len(), 2);
    for hand in [&ahmed, &amina] {
        hand.meets(&hq);
        assert!(["NEW-1", "NEW-2", "NEW-3"].iter().all(|code| hand.name_of(code).is_some()));
        assert!(hand.phone.notices().is_empty(), "{:?}", hand.phone.notices());
    }
}

#[test]
fn lists_and_decisions_that_were_written_twice_are_the_same_for_everybody_too() {
    let (hq, amina, ahmed) = begun();
    let lists = |hq: &Hq, card: u32| {
        hq.imports("households.csv", &format!("round,settlement,card,size\n{ROUND},{TUULO_FARHAN},TF-{card},4\n"));
    };
    lists(&hq, 9000);
    let twice = [amina.records(1..=1), amina.records(1..=1)].concat();
    amina.meets(&hq);
    ahmed.meets(&hq);
    let copied = hq.disk.copy();
    lists(&hq, 9001);
    hq.decides("right");
    amina.meets(&hq);

    let hq = hq.put_back_by_hand(copied);
    lists(&hq, 9002);
    hq.decides("to_correct");
    lists(&hq, 9003);
    ahmed.meets(&hq);
    amina.meets(&hq);
    ahmed.meets(&hq);
    let late = Hand::enrolled(&hq, 9, "tecno 3");
    late.meets(&hq);
    assert!(hq.verdict().is_some());
    assert_eq!(hq.verdict(), amina.verdict(twice[0]));
    for hand in [&amina, &ahmed, &late] {
        assert_eq!(hand.listed(9000..=9004), [9000, 9001, 9002, 9003]);
        assert!(hand.phone.notices().is_empty(), "{:?}", hand.phone.notices());
    }
}

#[test]
fn what_comes_back_in_two_parts_is_said_again_as_it_was_said_last() {
    let (hq, amina, ahmed) = begun();
    let twice = [amina.records(1..=1), amina.records(1..=1)].concat();
    amina.meets(&hq);
    ahmed.meets(&hq);
    let copied = hq.disk.copy();
    hq.imports("settlements.csv", "code,name\nNEW-1,First name\n");
    hq.decides("right");
    ahmed.meets(&hq);
    hq.imports("settlements.csv", "code,name\nNEW-1,Second name\n");
    hq.decides("to_correct");
    amina.meets(&hq);

    let hq = hq.put_back_by_hand(copied);
    let many: String = (0..20).map(|n| format!("OTHER-{n},Other {n}\n")).collect();
    hq.imports("settlements.csv", &format!("code,name\n{many}"));
    let late = Hand::enrolled(&hq, 9, "tecno 3");
    for hand in [&ahmed, &amina, &ahmed, &late, &amina] {
        hand.meets(&hq);
    }
    for hand in [&amina, &ahmed, &late] {
        assert_eq!(hand.name_of("NEW-1").as_deref(), Some("Second name"));
        assert!(hand.name_of("OTHER-19").is_some());
        assert!(hand.phone.notices().is_empty(), "{:?}", hand.phone.notices());
    }
    assert_eq!(hq.name_of("NEW-1").as_deref(), Some("Second name"));
    assert_eq!((hq.verdict().as_deref(), amina.verdict(twice[0]).as_deref()), (Some("to_correct"), Some("to_correct")));
    let again = hq.put_back_by_hand(hq.disk.cut_power(Loss::All));
    assert_eq!(again.name_of("NEW-1").as_deref(), Some("Second name"), "the same after a restart");
    assert_eq!(again.verdict().as_deref(), Some("to_correct"));
}

/// A wire on which somebody listens.
struct Heard {
    uplink: Uplink,
    paths: Rc<RefCell<Vec<String>>>,
}

impl Transport for Heard {
    fn send(&self, request: Request) -> Local<'_, Result<Reply, NoAnswer>> {
        self.paths.borrow_mut().push(request.path.clone());
        self.uplink.send(request)
    }
}
