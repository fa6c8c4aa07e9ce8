//! A server put back to an old backup, end to end: nothing recorded is lost or doubled, what HQ had written itself comes
//! back from phones, and whoever has to do something is told so.
#![cfg(not(target_arch = "wasm32"))]

mod wires;

use lantern_device::phone::Place;
use lantern_device::store::memory::MemoryDisk;
use lantern_device::testing::{Handset, block_on};
use lantern_device::transport::{NoAnswer, Reply, Request, Transport};
use lantern_device::world::Local;
use lantern_device::{Event, Phone, RecordState, SyncStatus};
use lantern_domain::{CardCode, Code, Moment, RecordId, SettlementRef, ShortText};
use lantern_ledger::api::{ChangesAnswer, PlanAnswer, code};
use lantern_server::care::{back_up, restore};
use lantern_server::disk::SimulatedDisk;
use lantern_server::disk::simulated::Loss;
use lantern_server::index::place::InMemory;
use lantern_server::storage::{JournalStorage, StorageSettings};
use lantern_server::testing::{Camp, TestPhone, hand_over};
use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;
use uuid::Uuid;
use wires::Uplink;

/// The morning on which every camp begins.
const MORNING: i64 = 1_795_219_200;
const TUULO_FARHAN: &str = "DEMO-SO1801-0002";
const ROUND: &str = "TF-2017-04";

/// An HQ with its journal on a disk of its own.
struct Hq {
    camp: Rc<Camp>,
    disk: SimulatedDisk,
}

fn settings(journal: u128) -> StorageSettings {
    StorageSettings { reserve_bytes: 0, ..StorageSettings::new(Uuid::from_u128(journal)) }
}

impl Hq {
    fn new() -> Self {
        let disk = SimulatedDisk::new();
        Self { camp: Rc::new(Camp::new().moved_to(opened_on(&disk))), disk }
    }

    /// Copies the journal while the server runs.
    fn backup(&self) -> SimulatedDisk {
        let backup = SimulatedDisk::new();
        back_up(&self.disk, &backup, MORNING * 1000).expect("a sound journal");
        backup
    }

    /// Makes an HQ of a backup, on another machine, with the same keys.
    fn restored_from(&self, backup: &SimulatedDisk, journal: u128) -> Self {
        let disk = SimulatedDisk::new();
        restore(backup, Arc::new(disk.clone()), settings(journal), Moment(MORNING)).expect("a sound backup");
        Self { camp: Rc::new(self.camp.moved_to(opened_on(&disk))), disk }
    }

    /// Starts HQ on another state of its disk, as if nothing had happened.
    fn put_back_by_hand(&self, disk: SimulatedDisk) -> Self {
        Self { camp: Rc::new(self.camp.moved_to(opened_on(&disk))), disk }
    }

    fn imports(&self, name: &str, csv: &str) {
        let answer = self.camp.office().imports(&[(name.to_owned(), csv.as_bytes().to_vec())]);
        assert!(answer.errors.is_empty(), "{:?}", answer.errors);
    }

    /// Decides on the card that was served twice.
    fn decides(&self, verdict: &str) {
        let flags = self.camp.office().flags("kind=served_twice");
        assert_eq!(self.camp.office().decides(&flags.flags[0], verdict).status, 204);
    }

    fn verdict(&self) -> Option<String> {
        let flags = self.camp.office().flags("kind=served_twice").flags;
        flags[0].decision.as_ref().map(|decision| decision.verdict.clone())
    }

    fn served(&self) -> u64 {
        self.camp.office().totals("round=TF-2017-04").all.services
    }

    /// What the plan says of a settlement's name.
    fn name_of(&self, settlement: &str) -> Option<String> {
        let plan: PlanAnswer = self.camp.office().get("/api/v1/plan").json();
        let found = plan.contents.settlements.into_iter().find(|found| found.code.as_str() == settlement)?;
        Some(found.name.as_str().to_owned())
    }
}

fn opened_on(disk: &SimulatedDisk) -> Arc<JournalStorage> {
    let storage = JournalStorage::open_on(Arc::new(disk.clone()), Box::new(InMemory), settings(1));
    Arc::new(storage.expect("a disk that works"))
}

/// A phone in somebody's hand.
struct Hand {
    handset: Handset,
    phone: Phone,
}

impl Hand {
    fn enrolled(hq: &Hq, seed: u64, name: &str) -> Self {
        let handset = Handset::new(seed, MORNING);
        handset.wire.plug(Uplink(hq.camp.clone()));
        let phone = block_on(Phone::open_in(handset.world())).expect("the store can be read");
        let hand = Self { handset, phone };
        hand.enrols(hq, name);
        block_on(hand.phone.set_operator(text("Amina Warsame"))).expect("stored");
        let settlement = SettlementRef::Planned(Code::new(TUULO_FARHAN).expect("a code"));
        let round = Code::new(ROUND).expect("a code");
        block_on(hand.phone.set_place(Place { round, settlement })).expect("stored");
        hand
    }

    fn enrols(&self, hq: &Hq, name: &str) {
        let link = hq.camp.link(name);
        block_on(self.phone.enrol(&link.code)).expect("a good link");
    }

    fn records(&self, cards: std::ops::RangeInclusive<u32>) -> Vec<RecordId> {
        let record = |n| hand_over(ROUND).to(&format!("TF-{n:04}")).of(1, "SOLAR-LANTERN").people(6).distribution();
        cards.map(|n| block_on(self.phone.record(record(n), None)).expect("saved").id).collect()
    }

    fn meets(&self, hq: &Hq) {
        self.handset.wire.plug(Uplink(hq.camp.clone()));
        self.handset.clock.pass(600);
        block_on(self.phone.sync_now());
    }

    fn holds_receipts_for_all(&self) -> bool {
        let records = self.phone.records(0, 100);
        records.iter().all(|record| matches!(record.state, RecordState::HqHolds(_)))
    }

    /// Its database is put back to an older state; the second copy stays as it is.
    fn is_put_back_to(&mut self, disk: MemoryDisk) {
        self.handset.disk = disk;
        self.phone = block_on(Phone::open_in(self.handset.world())).expect("the store can be read");
    }

    /// What HQ decided on a record, as the phone shows it.
    fn verdict(&self, record: RecordId) -> Option<String> {
        let decisions = self.phone.decisions(record);
        decisions.last().map(|decision| decision.verdict.as_str().to_owned())
    }

    /// Which of these cards are on the list of the round.
    fn listed(&self, cards: std::ops::RangeInclusive<u32>) -> Vec<u32> {
        let settlement = SettlementRef::Planned(Code::new(TUULO_FARHAN).expect("a code"));
        let round = Code::new(ROUND).expect("a code");
        let card = |n: &u32| CardCode::new(&format!("TF-{n}")).expect("a card");
        cards.filter(|n| self.phone.household(&round, &settlement, &card(n)).is_some()).collect()
    }

    fn name_of(&self, settlement: &str) -> Option<String> {
        let plan = self.phone.plan();
        let code = Code::new(settlement).expect("a code");
        plan.settlements.get(&code).map(|settlement| settlement.name.as_str().to_owned())
    }
}

fn text(words: &str) -> ShortText {
    ShortText::new(words).expect("a line of text")
}

/// An HQ with its plan, and two phones that are enrolled.
fn begun() -> (Hq, Hand, Hand) {
    let hq = Hq::new();
    hq.camp.office().imports_somalia();
    let (amina, ahmed) = (Hand::enrolled(&hq, 7, "tecno 1"), Hand::enrolled(&hq, 8, "tecno 2"));
    (hq, amina, ahmed)
}

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
