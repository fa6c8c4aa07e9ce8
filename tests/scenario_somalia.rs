//! Real distributions, replayed: the plan of `examples/somalia` imported as an office would, every household served,
//! and HQ shows what was published.
#![cfg(not(target_arch = "wasm32"))]

use lantern_domain::tally::{Dimension, Totals, TotalsRow};
use lantern_server::testing::{Camp, Office, TestPhone, bundle_of, hand_over};
use std::collections::BTreeMap;

/// The rows of one of the example's files.
fn example(name: &str) -> Vec<BTreeMap<String, String>> {
    let path = format!("{}/examples/somalia/{name}.csv", env!("CARGO_MANIFEST_DIR"));
    csv::Reader::from_path(path).expect("the example is there").deserialize().map(|row| row.expect("a row")).collect()
}

/// 2015-03-01, 08:00 in Garowe.
const MORNING: i64 = 1_425_186_000;

fn by_settlement(office: &Office<'_>, round: &str) -> BTreeMap<String, TotalsRow> {
    let totals: Totals = office.totals(&format!("group=settlement&round={round}&item=SOLAR-LANTERN"));
    totals.rows.into_iter().map(|row| (row.key[0].code.clone(), row)).collect()
}

#[test]
fn fifty_four_households_of_tuulo_farhan_get_fifty_four_lanterns_from_one_phone() {
    let camp = Camp::new();
    let office = camp.office();
    office.imports_somalia();
    let mut phone = camp.phone("GECPD 1");
    let listed: Vec<_> = example("households").into_iter().filter(|row| row["round"] == "TF-2017-04").collect();
    assert_eq!(listed.len(), 54);
    for (minute, household) in (0..).zip(&listed) {
        let lantern = hand_over("TF-2017-04").to(&household["card"]).of(1, "SOLAR-LANTERN");
        let people = household["size"].parse().expect("a size");
        phone.records("DEMO-SO1801-0002", lantern.people(people).at(1_491_800_000 + minute * 60));
    }
    camp.send(&phone, phone.bundle());

    let rows = by_settlement(&office, "TF-2017-04");
    let row = &rows["DEMO-SO1801-0002"];
    assert_eq!((row.quantity, row.target_quantity), (Some(54), Some(54)));
    assert_eq!((row.households, row.target_households, row.walk_ins), (54, Some(54), 0));
    let people: u64 = listed.iter().map(|household| household["size"].parse::<u64>().expect("a size")).sum();
    assert_eq!((row.individuals, row.size_known_for), (people, 54));
    assert_eq!(office.records("round=TF-2017-04").count, 54);
}

#[test]
fn five_phones_at_five_sites_hand_out_872_lanterns() {
    let mut camp = Camp::new();
    camp.office().imports_somalia();
    let targets: Vec<_> = example("targets").into_iter().filter(|row| row["round"] == "IOM-LANTERNS-2014").collect();
    let target = |row: &BTreeMap<String, String>| row["target_quantity"].parse::<u64>().expect("a target");
    assert_eq!((targets.len(), targets.iter().map(target).sum::<u64>()), (5, 872));
    let mut phones: Vec<TestPhone> = (1..=5).map(|n| camp.phone(&format!("IOM {n}"))).collect();
    for (phone, site) in phones.iter_mut().zip(&targets) {
        for n in 0..target(site) {
            let card = format!("{}-{n:04}", &site["settlement"][5..]);
            let lantern = hand_over("IOM-LANTERNS-2014").to(&card).of(1, "SOLAR-LANTERN").people(1 + n as u32 % 11);
            phone.records(&site["settlement"], lantern.at(MORNING + n as i64 * 45));
        }
        // Half on a bad day, half later, the last part twice.
        let batches = phone.batches(40);
        let (first, second) = batches.split_at(batches.len() / 2);
        camp.send(phone, bundle_of(first));
        camp.send(phone, bundle_of(second));
        camp.send(phone, bundle_of(second));
    }
    for _ in 0..2 {
        let office = camp.office();
        let rows = by_settlement(&office, "IOM-LANTERNS-2014");
        for site in &targets {
            let row = &rows[&site["settlement"]];
            assert_eq!((row.quantity, row.target_quantity), (Some(target(site)), Some(target(site))));
            assert_eq!(row.households, target(site));
        }
        let all = office.totals("round=IOM-LANTERNS-2014&item=SOLAR-LANTERN").all;
        assert_eq!((all.quantity, all.target_quantity, all.services), (Some(872), Some(872), 872));
        let panasonic = office.totals("group=funder&round=IOM-LANTERNS-2014").rows;
        assert_eq!((panasonic[0].key[0].code.as_str(), panasonic[0].services), ("Panasonic", 872));
        camp.restart();
    }
}

#[test]
fn kosaar_hands_out_a_lantern_and_a_kit_that_holds_one_and_two_funders_double_nothing() {
    let camp = Camp::new();
    let office = camp.office();
    office.imports_somalia();
    let mut phone = camp.phone("IOM 1");
    let both = |card: &str| hand_over("KOSAAR-1").to(card).of(1, "SOLAR-LANTERN").of(1, "NFI-KIT").people(6);
    phone.records("DEMO-SO1301-0001", both("KOS-0001"));
    camp.send(&phone, phone.bundle());

    let items = office.totals("group=item&round=KOSAAR-1").rows;
    let of = |code: &str| items.iter().find(|row| row.key[0].code == code).expect("a row").clone();
    assert_eq!((of("SOLAR-LANTERN").quantity, of("SOLAR-LANTERN").in_kits), (Some(1), Some(1)));
    assert_eq!((of("NFI-KIT").quantity, of("NFI-KIT").in_kits), (Some(1), Some(0)));
    let funders = office.totals("group=funder&round=KOSAAR-1").rows;
    assert_eq!(funders.len(), 1);
    assert_eq!(funders[0].key[0].code, "Panasonic | Government of Japan");
    assert_eq!((funders[0].services, funders[0].households, funders[0].individuals), (1, 1, 6));
    assert_eq!(funders[0].key[0].dimension, Dimension::Funder);

    let wrong = phone.records("DEMO-SO1301-0001", both("KOS-0002"));
    camp.send(&phone, phone.bundle());
    phone.voids("DEMO-SO1301-0001", wrong);
    camp.send(&phone, phone.bundle());
    let all = office.totals("round=KOSAAR-1").all;
    assert_eq!((all.services, all.households, all.voided), (1, 1, 1));
}
