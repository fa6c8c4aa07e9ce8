//! The main job, end to end: the app's own engine on a handset, a true HQ as a value, a network that comes and goes.
#![cfg(not(target_arch = "wasm32"))]

mod wires;

use lantern_device::phone::Place;
use lantern_device::testing::{Handset, block_on};
use lantern_device::{Event, Phone, RecordState};
use lantern_domain::{Code, RecordId, SettlementRef, ShortText};
use lantern_ledger::api::DeviceStatus;
use lantern_server::testing::{Camp, HandOver, hand_over};
use std::rc::Rc;
use wires::{CutUplink, Uplink};

/// The morning on which every camp begins.
const MORNING: i64 = 1_795_219_200;
const TUULO_FARHAN: &str = "DEMO-SO1801-0002";

fn text(words: &str) -> ShortText {
    ShortText::new(words).expect("a line of text")
}

fn planned(code: &str) -> SettlementRef {
    SettlementRef::Planned(Code::new(code).expect("a code"))
}

fn lantern(card: &str) -> HandOver {
    hand_over("TF-2017-04").to(card).of(1, "SOLAR-LANTERN").people(6)
}

/// A camp with the example plan, and a handset that was enrolled there, its operator named, its place chosen.
fn camp_and_phone() -> (Rc<Camp>, Handset, Phone) {
    let camp = Rc::new(Camp::new());
    camp.office().imports_somalia();
    let handset = Handset::new(7, MORNING);
    handset.wire.plug(Uplink(camp.clone()));
    let phone = opened(&handset);
    let link = camp.link("tecno 1");
    block_on(phone.enrol(&link.code)).expect("a good link");
    block_on(phone.set_operator(text("Amina Warsame"))).expect("stored");
    goes_to(&phone, planned(TUULO_FARHAN));
    (camp, handset, phone)
}

fn opened(handset: &Handset) -> Phone {
    block_on(Phone::open_in(handset.world())).expect("the store can be read")
}

fn goes_to(phone: &Phone, settlement: SettlementRef) {
    let round = Code::new("TF-2017-04").expect("a code");
    block_on(phone.set_place(Place { round, settlement })).expect("stored");
}

fn records(phone: &Phone, hand_over: HandOver) -> RecordId {
    block_on(phone.record(hand_over.distribution(), None)).expect("saved").id
}

fn voids(phone: &Phone, record: RecordId) {
    block_on(phone.void(record, text("wrong-card"))).expect("saved");
}

fn served(camp: &Camp) -> u64 {
    camp.office().totals("round=TF-2017-04").all.services
}

fn is_held_by_hq(phone: &Phone) -> bool {
    phone.records(0, 100).iter().all(|record| matches!(record.state, RecordState::HqHolds(_)))
}

#[test]
fn what_was_recorded_without_network_is_in_hqs_totals_once() {
    let (camp, handset, phone) = camp_and_phone();
    assert_eq!((phone.plan().rounds.len(), phone.plan().settlements.len()), (5, 11));
    handset.wire.unplug();
    let first = records(&phone, lantern("TF-0001"));
    for n in 2..=24 {
        records(&phone, lantern(&format!("TF-{n:04}")));
    }
    let beside = block_on(phone.add_provisional(text("Beerta Nabadda"))).expect("stored");
    goes_to(&phone, beside.clone());
    records(&phone, lantern("BN-0001"));
    voids(&phone, first);
    assert_eq!(served(&camp), 0);
    drop(phone);

    let phone = opened(&handset);
    assert_eq!(phone.record_count(), 25, "after a kill, without network, all are there");
    handset.wire.plug(Uplink(camp.clone()));
    block_on(phone.sync_now());
    assert_eq!(served(&camp), 24);
    assert!(is_held_by_hq(&phone), "{:?}", phone.sync_status());
    assert_eq!(phone.waiting().records, 0);
    let sites = camp.office().totals("group=settlement&round=TF-2017-04&item=SOLAR-LANTERN").rows;
    let of = |key: String| sites.iter().find(|row| row.key[0].code == key).expect("a row").quantity;
    assert_eq!(of(TUULO_FARHAN.into()), Some(23));
    assert_eq!(of(beside.key().as_str().to_owned()), Some(1));

    voids(&phone, phone.records(1, 1)[0].id);
    block_on(phone.sync_now());
    assert_eq!(served(&camp), 23);
    block_on(phone.sync_now());
    assert_eq!(served(&camp), 23);
    assert!(phone.notices().is_empty(), "{:?}", phone.notices());
}

#[test]
fn a_line_that_is_cut_again_and_again_loses_and_doubles_nothing() {
    let (camp, handset, phone) = camp_and_phone();
    handset.wire.unplug();
    for n in 1..=90 {
        records(&phone, lantern(&format!("TF-{n:04}")));
    }
    for bytes in [10, 300, 900, 2_000, 4_000] {
        handset.wire.plug(CutUplink { camp: camp.clone(), bytes });
        block_on(phone.sync_now());
        assert!(served(&camp) <= 90);
    }
    handset.wire.plug(Uplink(camp.clone()));
    handset.clock.pass(600);
    block_on(phone.sync_now());
    assert_eq!(served(&camp), 90);
    assert!(is_held_by_hq(&phone), "{:?}", phone.sync_status());
}

#[test]
fn a_change_of_the_plan_reaches_the_phone_at_its_next_contact() {
    let (camp, _handset, phone) = camp_and_phone();
    let new_site = ("settlements.csv".to_owned(), b"code,name\nNEW-1,New site\n".to_vec());
    camp.office().imports(&[new_site]);
    block_on(phone.sync_now());
    assert_eq!(phone.plan().settlements.len(), 12);
}

#[test]
fn the_office_sees_which_phone_reported_and_the_phone_sees_that_it_was_revoked() {
    let (camp, _handset, phone) = camp_and_phone();
    records(&phone, lantern("TF-0001"));
    block_on(phone.sync_now());
    let office = camp.office();
    let row = &office.devices()[0];
    assert_eq!((row.status, row.logs.len()), (DeviceStatus::Enrolled, 1));
    let log = &row.logs[0];
    assert_eq!((log.settlement_name.as_deref(), log.records), (Some("Tuulo Farhan"), 1));
    office.post(&format!("/api/v1/devices/{}/revoke", row.device), &());
    records(&phone, lantern("TF-0002"));
    block_on(phone.sync_now());
    assert_eq!(served(&camp), 1);
    assert!(phone.notices().iter().any(|notice| notice.event == Event::Revoked));
    assert_eq!(phone.record_count(), 2, "what it holds stays on it");
}
