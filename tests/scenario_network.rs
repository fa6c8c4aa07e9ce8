//! Many phones, a network that cuts, doubles and reorders, an HQ that restarts: what HQ shows in the end is the fold of
//! what was recorded, each record once.
#![cfg(not(target_arch = "wasm32"))]

mod network;

use lantern_domain::plan::Plan;
use lantern_domain::tally::{Dimension, Tally, Totals, TotalsQuery};
use lantern_ledger::receipt::ReceiptState;
use lantern_server::testing::{Camp, TestPhone, hand_over};
use network::{Chance, Network};
use proptest::prelude::*;

const SITES: [&str; 3] = ["SITE-1", "SITE-2", "SITE-3"];

/// A phone's day: hand-overs in several settlements, some to a household that another phone serves too, some voided.
fn works_a_day(phone: &mut TestPhone, chance: &mut Chance) {
    for _ in 0..20 + chance.below(30) {
        let site = SITES[chance.below(3)];
        let card = format!("C-{}", chance.below(60));
        let record =
            phone.records(site, hand_over("ROUND").to(&card).of(1 + chance.below(3) as u32, "BLANKET").people(5));
        if chance.is(10) {
            phone.voids(site, record);
        }
    }
}

/// What should be shown, without any server: the fold of the phones' own logs.
fn fold<'a>(phones: impl IntoIterator<Item = &'a TestPhone>) -> Totals {
    let mut tally = Tally::new();
    for log in phones.into_iter().flat_map(|phone| phone.logs.values()) {
        for fact in log.facts() {
            tally.add(fact, None);
        }
    }
    let group = vec![Dimension::Settlement, Dimension::Item];
    tally.totals(&Plan::default(), &TotalsQuery { group, with_untouched_targets: true, ..TotalsQuery::default() })
}

fn shown(camp: &Camp) -> Totals {
    camp.office().totals("group=settlement,item")
}

/// Sends until HQ holds everything, and checks that each phone can prove it.
fn everybody_reports(camp: &Camp, phones: &[TestPhone]) {
    for phone in phones {
        let answer = camp.send(phone, phone.bundle());
        for log in phone.logs.values() {
            let answer = answer.logs.iter().find(|answer| answer.log == log.log.log).expect("an answer on each log");
            assert_eq!(phone.proof(answer), Some((log.head().seq, ReceiptState::Counted)));
        }
    }
}

fn scenario(seed: u64) {
    let mut chance = Chance::new(seed);
    let mut camp = Camp::new();
    let mut phones: Vec<TestPhone> = (1..=6).map(|n| camp.phone(&format!("tecno {n}"))).collect();
    let mut network = Network::default();
    for _day in 0..4 {
        for phone in &mut phones {
            works_a_day(phone, &mut chance);
            network.tries_to_send(phone, &mut chance);
        }
        network.delivers_some(&camp, &phones, &mut chance);
        if chance.is(30) {
            camp.restart();
        }
        assert!(shown(&camp).all.services <= fold(&phones).all.services, "nothing counts twice on the way");
    }
    everybody_reports(&camp, &phones);
    assert_eq!(shown(&camp), fold(&phones));
    network.delivers_all(&camp, &phones);
    assert_eq!(shown(&camp), fold(&phones), "what arrives late changes nothing");
    camp.restart();
    assert_eq!(shown(&camp), fold(&phones));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, ..ProptestConfig::default() })]

    #[test]
    fn whatever_the_network_does_hq_shows_the_fold_of_what_was_recorded(seed: u64) {
        scenario(seed);
    }
}

#[test]
fn a_phone_without_network_reports_through_a_colleague() {
    let camp = Camp::new();
    let (mut far, near) = (camp.phone("far"), camp.phone("near"));
    far.records("SITE-1", hand_over("ROUND").to("A-1"));
    far.records("SITE-1", hand_over("ROUND").to("A-2"));
    let answer = camp.send(&near, far.bundle());
    assert_eq!(far.proof(&answer.logs[0]), Some((3, ReceiptState::Counted)), "the receipt goes back the same way");
    assert_eq!(shown(&camp), fold([&far]));
    let rows = camp.office().devices();
    let row = rows.iter().find(|row| row.name == "far").expect("a row for each phone");
    assert_eq!((row.logs.len(), row.logs[0].seq), (1, 3), "shown with the phone that wrote it");
}

#[test]
fn twelve_phones_reporting_at_the_same_time_lose_and_double_nothing() {
    let camp = Camp::new();
    let mut chance = Chance::new(12);
    let mut phones: Vec<TestPhone> = (1..=12).map(|n| camp.phone(&format!("tecno {n}"))).collect();
    phones.iter_mut().for_each(|phone| works_a_day(phone, &mut chance));
    std::thread::scope(|scope| {
        for phone in &phones {
            // Each one twice at the same time, whole and in pieces.
            scope.spawn(|| camp.outside(|server| server.take(phone.device, &phone.bundle()).map(drop)));
            scope.spawn(|| camp.outside(|server| server.take(phone.device, &network::pieces(phone)).map(drop)));
        }
    });
    everybody_reports(&camp, &phones);
    assert_eq!(shown(&camp), fold(&phones));
}
