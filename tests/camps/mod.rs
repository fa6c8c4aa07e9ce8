//! Camps whose HQ runs on a disk that can be copied and put back, and people with phones.
#![allow(dead_code, reason = "no test file uses all of it")]

use super::wires::Uplink;
use lantern_device::phone::Place;
use lantern_device::store::memory::MemoryDisk;
use lantern_device::testing::{Handset, block_on};
use lantern_device::{Phone, RecordState};
use lantern_domain::{CardCode, Code, Moment, RecordId, SettlementRef, ShortText};
use lantern_ledger::api::PlanAnswer;
use lantern_server::care::{back_up, restore};
use lantern_server::disk::SimulatedDisk;
use lantern_server::index::place::InMemory;
use lantern_server::storage::{JournalStorage, StorageSettings};
use lantern_server::testing::{Camp, hand_over};
use std::rc::Rc;
use std::sync::Arc;
use uuid::Uuid;

/// The morning on which every camp begins.
pub const MORNING: i64 = 1_795_219_200;
pub const TUULO_FARHAN: &str = "DEMO-SO1801-0002";
pub const ROUND: &str = "TF-2017-04";

/// An HQ with its journal on a disk of its own.
pub struct Hq {
    pub camp: Rc<Camp>,
    pub disk: SimulatedDisk,
}

pub fn settings(journal: u128) -> StorageSettings {
    StorageSettings { reserve_bytes: 0, ..StorageSettings::new(Uuid::from_u128(journal)) }
}

impl Hq {
    pub fn new() -> Self {
        let disk = SimulatedDisk::new();
        Self { camp: Rc::new(Camp::new().moved_to(opened_on(&disk))), disk }
    }

    /// Copies the journal while the server runs.
    pub fn backup(&self) -> SimulatedDisk {
        let backup = SimulatedDisk::new();
        back_up(&self.disk, &backup, MORNING * 1000).expect("a sound journal");
        backup
    }

    /// Makes an HQ of a backup, on another machine, with the same keys.
    pub fn restored_from(&self, backup: &SimulatedDisk, journal: u128) -> Self {
        let disk = SimulatedDisk::new();
        restore(backup, Arc::new(disk.clone()), settings(journal), Moment(MORNING)).expect("a sound backup");
        Self { camp: Rc::new(self.camp.moved_to(opened_on(&disk))), disk }
    }

    /// Starts HQ on another state of its disk, as if nothing had happened.
    pub fn put_back_by_hand(&self, disk: SimulatedDisk) -> Self {
        Self { camp: Rc::new(self.camp.moved_to(opened_on(&disk))), disk }
    }

    pub fn imports(&self, name: &str, csv: &str) {
        let answer = self.camp.office().imports(&[(name.to_owned(), csv.as_bytes().to_vec())]);
        assert!(answer.errors.is_empty(), "{:?}", answer.errors);
    }

    /// Decides on the card that was served twice.
    pub fn decides(&self, verdict: &str) {
        let flags = self.camp.office().flags("kind=served_twice");
        assert_eq!(self.camp.office().decides(&flags.flags[0], verdict).status, 204);
    }

    pub fn verdict(&self) -> Option<String> {
        let flags = self.camp.office().flags("kind=served_twice").flags;
        flags[0].decision.as_ref().map(|decision| decision.verdict.clone())
    }

    pub fn served(&self) -> u64 {
        self.camp.office().totals("round=TF-2017-04").all.services
    }

    /// What the plan says of a settlement's name.
    pub fn name_of(&self, settlement: &str) -> Option<String> {
        let plan: PlanAnswer = self.camp.office().get("/api/v1/plan").json();
        let found = plan.contents.settlements.into_iter().find(|found| found.code.as_str() == settlement)?;
        Some(found.name.as_str().to_owned())
    }
}

pub fn opened_on(disk: &SimulatedDisk) -> Arc<JournalStorage> {
    let storage = JournalStorage::open_on(Arc::new(disk.clone()), Box::new(InMemory), settings(1));
    Arc::new(storage.expect("a disk that works"))
}

/// A phone in somebody's hand.
pub struct Hand {
    pub handset: Handset,
    pub phone: Phone,
}

impl Hand {
    pub fn enrolled(hq: &Hq, seed: u64, name: &str) -> Self {
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

    pub fn enrols(&self, hq: &Hq, name: &str) {
        let link = hq.camp.link(name);
        block_on(self.phone.enrol(&link.code)).expect("a good link");
    }

    pub fn records(&self, cards: std::ops::RangeInclusive<u32>) -> Vec<RecordId> {
        let record = |n| hand_over(ROUND).to(&format!("TF-{n:04}")).of(1, "SOLAR-LANTERN").people(6).distribution();
        cards.map(|n| block_on(self.phone.record(record(n), None)).expect("saved").id).collect()
    }

    pub fn meets(&self, hq: &Hq) {
        self.handset.wire.plug(Uplink(hq.camp.clone()));
        self.handset.clock.pass(600);
        block_on(self.phone.sync_now());
    }

    pub fn holds_receipts_for_all(&self) -> bool {
        let records = self.phone.records(0, 100);
        records.iter().all(|record| matches!(record.state, RecordState::HqHolds(_)))
    }

    /// Its database is put back to an older state; the second copy stays as it is.
    pub fn is_put_back_to(&mut self, disk: MemoryDisk) {
        self.handset.disk = disk;
        self.phone = block_on(Phone::open_in(self.handset.world())).expect("the store can be read");
    }

    /// What HQ decided on a record, as the phone shows it.
    pub fn verdict(&self, record: RecordId) -> Option<String> {
        let decisions = self.phone.decisions(record);
        decisions.last().map(|decision| decision.verdict.as_str().to_owned())
    }

    /// Which of these cards are on the list of the round.
    pub fn listed(&self, cards: std::ops::RangeInclusive<u32>) -> Vec<u32> {
        let settlement = SettlementRef::Planned(Code::new(TUULO_FARHAN).expect("a code"));
        let round = Code::new(ROUND).expect("a code");
        let card = |n: &u32| CardCode::new(&format!("TF-{n}")).expect("a card");
        cards.filter(|n| self.phone.household(&round, &settlement, &card(n)).is_some()).collect()
    }

    pub fn name_of(&self, settlement: &str) -> Option<String> {
        let plan = self.phone.plan();
        let code = Code::new(settlement).expect("a code");
        plan.settlements.get(&code).map(|settlement| settlement.name.as_str().to_owned())
    }
}

pub fn text(words: &str) -> ShortText {
    ShortText::new(words).expect("a line of text")
}

/// An HQ with its plan, and two phones that are enrolled.
pub fn begun() -> (Hq, Hand, Hand) {
    let hq = Hq::new();
    hq.camp.office().imports_somalia();
    let (amina, ahmed) = (Hand::enrolled(&hq, 7, "tecno 1"), Hand::enrolled(&hq, 8, "tecno 2"));
    (hq, amina, ahmed)
}
