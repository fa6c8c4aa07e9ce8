//! The whole phone against the true server as a value: what HQ shows in the end is what people recorded, once.
#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, reason = "a test that fails here says where")]

use lantern_device::store::Store;
use lantern_device::testing::{Handset, block_on};
use lantern_device::transport::{Body as Sent, NoAnswer, Reply, Request, Transport};
use lantern_device::world::Local;
use lantern_device::{Event, Phone, Place, RecordState, RecordView, Saved};
use lantern_domain::{
    CardCode, Code, Collector, Distribution, Line, Moment, Quantity, Recipient, SettlementRef, ShortText,
};
use lantern_server::testing::Camp;
use std::cell::{Cell, RefCell};
use std::rc::Rc;

/// 2026-11-21, when every camp begins.
const NOW: i64 = 1_795_219_200;

/// A road from phones to a camp, which can lose what comes back or cut what goes out.
#[derive(Clone)]
struct Road {
    camp: Rc<RefCell<Camp>>,
    /// Answers to lose, counted down.
    lost: Rc<Cell<u32>>,
    /// Where the next body is cut, in bytes.
    cut: Rc<Cell<Option<usize>>>,
}

impl Road {
    fn to(camp: Camp) -> Self {
        Self { camp: Rc::new(RefCell::new(camp)), lost: Rc::default(), cut: Rc::default() }
    }

    /// Adds a phone at HQ and sets a handset up with its link.
    fn enrols(&self, name: &str, handset: &Handset) -> Phone {
        let link = self.camp.borrow().link(name);
        handset.wire.plug(self.clone());
        let phone = open(handset);
        block_on(phone.enrol(&link.code)).unwrap();
        settle_in(&phone);
        phone
    }

    fn services(&self) -> u64 {
        self.camp.borrow().office().totals("").all.services
    }
}

impl Transport for Road {
    fn send(&self, request: Request) -> Local<'_, Result<Reply, NoAnswer>> {
        Box::pin(async move {
            let cut = self.cut.take();
            let answer = self.camp.borrow().ask(carried(request, cut));
            if cut.is_some() || self.lost.get() > 0 {
                self.lost.set(self.lost.get().saturating_sub(1));
                return Err(NoAnswer);
            }
            let retry_after_s = answer.header("retry-after").parse().ok();
            Ok(Reply { status: answer.status.as_u16(), retry_after_s, body: answer.body })
        })
    }
}

fn carried(request: Request, cut: Option<usize>) -> axum::http::Request<axum::body::Body> {
    let mut asked = axum::http::Request::builder().uri(&request.path);
    if let Some(token) = &request.token {
        asked = asked.header("authorization", format!("Bearer {token}"));
    }
    let body = match request.body {
        None => Vec::new(),
        Some(Sent::Json(text)) => {
            asked = asked.method("POST").header("content-type", "application/json");
            text.into_bytes()
        }
        Some(Sent::Bundle(mut bytes)) => {
            asked = asked.method("POST");
            bytes.truncate(cut.unwrap_or(usize::MAX));
            bytes
        }
    };
    asked.body(axum::body::Body::from(body)).unwrap()
}

fn open(handset: &Handset) -> Phone {
    block_on(Phone::open_in(handset.world())).unwrap()
}

fn settle_in(phone: &Phone) {
    block_on(phone.set_operator(line("Amina"))).unwrap();
    let settlement = SettlementRef::Planned(code("KOSAAR-1"));
    block_on(phone.set_place(Place { round: code("KOSAAR-1"), settlement })).unwrap();
}

fn code(text: &str) -> Code {
    Code::new(text).unwrap()
}

fn line(text: &str) -> ShortText {
    ShortText::new(text).unwrap()
}

fn lantern_for(card: &str) -> Distribution {
    Distribution {
        at: Moment(0),
        round: code("KOSAAR-1"),
        recipient: Recipient::Household(CardCode::new(card).unwrap()),
        size: None,
        sex_age: None,
        collector: Collector::Recipient,
        lines: vec![Line {
            item: code("SOLAR-LANTERN"),
            quantity: Quantity::new(1).unwrap(),
            entitled: None,
            reason: None,
            substitute_for: None,
            batch_no: None,
            expires_on: None,
        }],
        proof: None,
        position: None,
        operator: line("Amina"),
        repeat_reason: None,
        note: None,
        seals: Vec::new(),
    }
}

fn records(phone: &Phone, handset: &Handset, cards: std::ops::Range<u32>) -> Vec<Saved> {
    let record = |card| {
        handset.clock.pass(45);
        block_on(phone.record(lantern_for(&format!("K-{card:04}")), None)).unwrap()
    };
    cards.map(record).collect()
}

fn events(phone: &Phone) -> Vec<Event> {
    phone.notices().into_iter().map(|notice| notice.event).collect()
}

fn is_counted(phone: &Phone, saved: &Saved) -> bool {
    match phone.record_view(saved.id).unwrap().state {
        RecordState::HqHolds(receipt) => receipt.is_counted,
        RecordState::OnThisPhone => panic!("HQ does not even hold it"),
    }
}

#[test]
fn the_main_job() {
    let road = Road::to(Camp::new());
    let handset = Handset::new(1, NOW);
    let phone = road.enrols("tecno 1", &handset);
    handset.wire.unplug();
    let saved = records(&phone, &handset, 0..24);
    let village = block_on(phone.add_provisional(line("Behind the school"))).unwrap();
    block_on(phone.set_place(Place { round: code("KOSAAR-1"), settlement: village })).unwrap();
    records(&phone, &handset, 24..25);
    block_on(phone.void(saved[3].id, line("wrong-card"))).unwrap();
    drop(phone);

    let phone = open(&handset);
    assert_eq!((phone.record_count(), phone.waiting().records), (25, 26));
    handset.wire.plug(road.clone());
    block_on(phone.sync_now());
    assert_eq!(road.services(), 24);
    assert_eq!(phone.waiting().records, 0);
    let is_held = |record: &RecordView| matches!(record.state, RecordState::HqHolds(_));
    assert!(phone.records(0, 99).iter().all(is_held));

    block_on(phone.void(saved[4].id, line("wrong-card"))).unwrap();
    block_on(phone.sync_now());
    assert_eq!(road.services(), 23);
    block_on(phone.sync_now());
    block_on(open(&handset).sync_now());
    assert_eq!(road.services(), 23);
    assert_eq!(events(&phone), []);
}

#[test]
fn cut_bodies_and_lost_answers_change_nothing_in_the_end() {
    let road = Road::to(Camp::new());
    let handset = Handset::new(2, NOW);
    let phone = road.enrols("tecno 2", &handset);
    records(&phone, &handset, 0..300);
    for cut in [0, 3, 150, 200, 700, 2000] {
        road.cut.set(Some(cut));
        block_on(phone.sync_now());
        road.lost.set(1);
        block_on(phone.sync_now());
    }
    assert!(phone.waiting().records > 0, "no receipt has arrived");
    block_on(open(&handset).sync_now());
    assert_eq!(road.services(), 300);
    assert_eq!(open(&handset).waiting().records, 0);
}

#[test]
fn plan_and_lists_reach_the_phone_as_hq_imported_them() {
    let camp = Camp::new();
    camp.office().imports_somalia();
    let road = Road::to(camp);
    let handset = Handset::new(3, NOW);
    road.enrols("tecno 3", &handset);
    let phone = open(&handset);
    let plan = phone.plan();
    assert!(plan.settlements.len() > 5 && plan.rounds.len() > 2 && plan.items.len() > 5);
    assert_eq!(events(&phone), []);
}

#[test]
fn a_lost_database_costs_no_record_and_the_phone_can_be_enrolled_again() {
    let road = Road::to(Camp::new());
    let handset = Handset::new(4, NOW);
    let phone = road.enrols("tecno 4", &handset);
    records(&phone, &handset, 0..50);
    block_on(phone.sync_now());
    handset.wire.unplug();
    records(&phone, &handset, 50..60);
    drop(phone);
    handset.disk.wipe();
    handset.wire.plug(road.clone());

    let phone = open(&handset);
    assert!(events(&phone).iter().any(|event| matches!(event, Event::StoreLost { restored: 10, .. })));
    block_on(phone.sync_now());
    assert_eq!(road.services(), 60, "the second copy was sent without the key");

    settle_in(&phone);
    let saved = records(&phone, &handset, 60..65);
    block_on(phone.sync_now());
    assert_eq!(road.services(), 60, "HQ does not know the new key yet");
    assert!(!is_counted(&phone, &saved[0]));

    let link = road.camp.borrow().link("tecno 4, again");
    block_on(phone.enrol(&link.code)).unwrap();
    let later = records(&phone, &handset, 65..70);
    block_on(phone.sync_now());
    assert_eq!(road.services(), 70, "what the key signed counts, also what it signed before HQ knew it");
    assert!(is_counted(&phone, &later[0]) && is_counted(&phone, &saved[0]));
    assert_eq!((phone.waiting().records, phone.record_count()), (0, 20));
}

#[test]
fn a_phone_cloned_from_a_backup_loses_nothing_and_both_histories_count() {
    let road = Road::to(Camp::new());
    let original = Handset::new(5, NOW);
    let phone = road.enrols("tecno 5", &original);
    records(&phone, &original, 0..10);
    let mut clone = Handset::new(6, NOW + 1000);
    (clone.disk, clone.copy) = (original.disk.copied(), original.copy.copied());
    clone.wire.plug(road.clone());
    records(&phone, &original, 10..15);
    block_on(phone.sync_now());
    let twin = open(&clone);
    records(&twin, &clone, 20..22);
    block_on(twin.sync_now());
    block_on(twin.sync_now());
    assert_eq!(road.services(), 17);
    assert!(events(&twin).iter().any(|event| matches!(event, Event::SplitHistory { .. })), "{:?}", events(&twin));
    records(&twin, &clone, 30..31);
    block_on(twin.sync_now());
    block_on(open(&original).sync_now());
    assert_eq!(road.services(), 18);
    assert_eq!(open(&clone).waiting().records, 0);
}

#[test]
fn an_hq_that_restarts_asks_for_nothing_twice() {
    let road = Road::to(Camp::new());
    let handset = Handset::new(7, NOW);
    let phone = road.enrols("tecno 7", &handset);
    records(&phone, &handset, 0..30);
    block_on(phone.sync_now());
    road.camp.borrow_mut().restart();
    let writes = handset.disk.write_count();
    block_on(phone.sync_now());
    assert_eq!(handset.disk.write_count(), writes, "nothing new, nothing written");
    records(&phone, &handset, 30..40);
    block_on(phone.sync_now());
    assert_eq!(road.services(), 40);
    assert_eq!(block_on(handset.disk.open().receipts()).unwrap().len(), 4, "one for each head that HQ signed");
}
