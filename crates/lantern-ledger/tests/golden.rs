//! Format 1 is final: these bytes are on phones and in journals, and every later version reads them as this one does.
//!
//! A failure here is a change of format. If it was not meant, undo it; if it was meant, it is a new packing, a new kind or a
//! new format beside the old ones, with golden files of its own.
//! `LANTERN_WRITE_GOLDEN=1` writes files that are missing, and never changes one.
#![allow(clippy::unwrap_used, reason = "tests may, and their helpers with them")]

mod common;

use common::{genesis_entry, genesis_head, log_ref, signed_batch, signer};
use lantern_domain::{
    CardCode, Change, ClockSample, ClockStep, Code, Collector, Concern, Correction, Decision, Distribution,
    HouseholdSize, Line, Moment, Position, Quantity, Recipient, RecordId, Seal, SettlementRef, SexAge, ShortText,
};
use lantern_ledger::address::{public_id, short_code};
use lantern_ledger::genesis::Relation;
use lantern_ledger::receipt::{ReceiptRole, ReceiptState};
use lantern_ledger::sample::Mix;
use lantern_ledger::{
    Batch, Body, Bundle, BundleReader, Entry, Genesis, Hash, Head, Item, Kind, Parent, Receipt, SignedHead, Subject,
};
use std::path::Path;
use uuid::Uuid;

/// Compares with the golden file of that name.
fn golden(name: &str, bytes: &[u8]) {
    let hex: String = bytes.chunks(32).map(|line| hex(line) + "\n").collect();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(format!("{name}.hex"));
    if !path.exists() && std::env::var_os("LANTERN_WRITE_GOLDEN").is_some() {
        std::fs::write(&path, &hex).unwrap();
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(hex == expected, "{name}: format 1 is final, and these bytes are others:\n{hex}");
}

/// Reads a golden file.
fn read_golden(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(format!("{name}.hex"));
    let digits: Vec<char> = std::fs::read_to_string(path).unwrap().chars().filter(|c| !c.is_whitespace()).collect();
    let byte = |pair: &[char]| u8::from_str_radix(&pair.iter().collect::<String>(), 16).unwrap();
    digits.chunks(2).map(byte).collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn code(text: &str) -> Code {
    Code::new(text).unwrap()
}

fn line(text: &str) -> ShortText {
    ShortText::new(text).unwrap()
}

fn pieces(count: u32) -> Quantity {
    Quantity::new(count).unwrap()
}

/// A hand-over with every field.
fn distribution() -> Distribution {
    Distribution {
        at: Moment(1_790_000_123),
        round: code("TF-2017-04"),
        recipient: Recipient::Household(CardCode::new("KOS-0342").unwrap()),
        size: HouseholdSize::new(6).ok(),
        sex_age: Some(SexAge::new(vec![0, 5, 12, 18, 60], vec![1, 0, 1, 1, 0], vec![0, 2, 0, 1, 0]).unwrap()),
        collector: Collector::Proxy(line("neighbour")),
        lines: vec![
            Line {
                item: code("LANTERN"),
                quantity: pieces(1),
                entitled: Some(pieces(2)),
                reason: Some(line("out-of-stock")),
                substitute_for: Some(code("LANTERN-LARGE")),
                batch_no: Some(line("B-77/2")),
                expires_on: chrono::NaiveDate::from_ymd_opt(2027, 6, 30),
            },
            Line {
                item: code("NFI-KIT"),
                quantity: pieces(1),
                entitled: None,
                reason: None,
                substitute_for: None,
                batch_no: None,
                expires_on: None,
            },
        ],
        proof: Some(line("thumbprint")),
        position: Some(Position { latitude_e5: 204_631, longitude_e5: -4_534_209, accuracy_m: 12 }),
        operator: line("Amina Yusuf"),
        repeat_reason: Some(line("card-lost")),
        note: Some(line("مرّ في الصباح")),
        seals: vec![Seal { kind: 1, ciphertext_sha256: [0xab; 32] }],
    }
}

/// A hand-over with as few fields as there can be.
fn least() -> Distribution {
    Distribution {
        recipient: Recipient::WalkIn,
        size: None,
        sex_age: None,
        collector: Collector::Recipient,
        lines: vec![distribution().lines.remove(1)],
        proof: None,
        position: None,
        repeat_reason: None,
        note: None,
        seals: Vec::new(),
        ..distribution()
    }
}

fn void() -> Correction {
    Correction {
        at: Moment(1_790_000_130),
        operator: line("Amina Yusuf"),
        target: RecordId([0x11; 32]),
        supersedes: RecordId([0x22; 32]),
        change: Change::Void,
        reason: line("wrong-card"),
    }
}

/// One entry of each kind that a device writes, and one of a later version.
fn entries() -> Vec<Entry> {
    let replacement = Correction { change: Change::Replacement(Box::new(least())), ..void() };
    let bodies = [
        Body::Distribution(Box::new(distribution())),
        Body::Distribution(Box::new(least())),
        Body::Correction(Box::new(void())),
        Body::Correction(Box::new(replacement)),
        Body::ClockSample(ClockSample { device_at: Moment(1_790_000_200), server_at: Moment(1_789_999_990) }),
        Body::ClockStep(ClockStep { expected_at: Moment(1_790_000_300), found_at: Moment(-5) }),
    ];
    let later = Entry::new(Kind(4_242), b"of a later version").unwrap();
    bodies.iter().map(|body| body.to_entry().unwrap()).chain([later]).collect()
}

fn receipt() -> Receipt {
    Receipt {
        journal: Uuid::from_u128(0x70),
        position: 1_234_567,
        head: Head { log: log_ref(1), seq: 42, hash: Hash([0x33; 32]) },
        state: ReceiptState::Counted,
        at: Moment(1_790_000_400),
        role: ReceiptRole::Hq,
        signature: [0x44; 64],
    }
}

fn decision(concern: Concern) -> Decision {
    let (flag, verdict) = (code("served_twice"), code(Decision::SET_ASIDE));
    Decision { at: Moment(1_790_000_400), by: line("Hodan Ali"), flag, verdict, reason: line("two families"), concern }
}

fn check_entry(name: &str, body: &Body) {
    let entry = body.to_entry().unwrap();
    golden(name, entry.bytes());
    assert_eq!(Body::of(&Entry::parse(&read_golden(name)).unwrap()).as_ref(), Ok(body));
}

#[test]
fn entries_of_format_1() {
    let genesis = |subject: Subject, parent: Option<Parent>| {
        Body::Genesis(Box::new(Genesis { subject, parent, ..common::genesis(log_ref(1)) }))
    };
    let parent = Parent { relation: Relation::Replaces, log: Uuid::from_u128(9), seq: 300, hash: Hash([0x55; 32]) };
    let planned = Subject::Settlement(SettlementRef::Planned(code("KOSAAR")));
    let typed_in = SettlementRef::Provisional { id: Uuid::from_u128(0x99), name: line("Buulo Cusub") };
    check_entry("genesis", &genesis(planned, None));
    check_entry("genesis-provisional", &genesis(Subject::Settlement(typed_in), Some(parent)));
    let parent = Parent { relation: Relation::Continues, ..parent };
    let going_on = Subject::Settlement(SettlementRef::Planned(code("KOSAAR")));
    check_entry("genesis-continues", &genesis(going_on, Some(parent)));
    check_entry("genesis-operation", &genesis(Subject::Operation, None));
    check_entry("genesis-households", &genesis(Subject::Households(code("KOSAAR")), None));
    check_entry("genesis-office", &genesis(Subject::Office, None));
    check_entry("distribution", &Body::Distribution(Box::new(distribution())));
    check_entry("distribution-least", &Body::Distribution(Box::new(least())));
    let to = |recipient| Body::Distribution(Box::new(Distribution { recipient, ..least() }));
    check_entry("distribution-facility", &to(Recipient::Facility(line("Kosaar health post"))));
    check_entry("distribution-community", &to(Recipient::Community(line("Kosaar"))));
    check_entry("void", &Body::Correction(Box::new(void())));
    let replacement = Correction { change: Change::Replacement(Box::new(least())), ..void() };
    check_entry("replacement", &Body::Correction(Box::new(replacement)));
    let sample = ClockSample { device_at: Moment(1_790_000_200), server_at: Moment(1_789_999_990) };
    check_entry("clock-sample", &Body::ClockSample(sample));
    check_entry("clock-step", &Body::ClockStep(ClockStep { expected_at: Moment(1_790_000_300), found_at: Moment(-5) }));
    check_entry("plan-commit", &Body::PlanCommit);
    check_entry("plan-restated", &Body::PlanRestated);
    for (name, concern) in [
        ("decision-records", Concern::Records(vec![5_u128.to_be_bytes(), 6_u128.to_be_bytes()])),
        ("decision-run", Concern::Run { log: Uuid::from_u128(9), first_seq: 2, last_seq: 300 }),
        ("decision-code", Concern::Code(code("CANDLE"))),
    ] {
        check_entry(name, &Body::Decision(Box::new(decision(concern))));
    }
}

/// One change of each sort, with every field that there is.
const PLAN_CHANGES: [&str; 7] = [
    r#"{"operation":{"name":"Gargaar","utc_offset_minutes":180,"languages":["so","en"],"hq":"IOM"}}"#,
    concat!(
        r#"{"settlement":{"code":"S1","code_scheme":"demo","name":"Kosaar","alt_names":["Koosar"],"type":"planned camp","#,
        r#""adm1_name":"Togdheer","adm1_code":"SO13","adm2_name":"Burco","adm2_code":"SO1301","#,
        r#""place":{"latitude_e5":952000,"longitude_e5":-4553000},"households":600,"individuals":3600,"#,
        r#""utc_offset_minutes":-210,"note":"a remark"}}"#
    ),
    concat!(
        r#"{"item":{"code":"KIT","code_scheme":"demo","names":{"en":"kit","fr":"lot","so":"xirmo","ar":"طقم"},"#,
        r#""category":"nfi","unit":"kit","recipient":"facility","components":[{"item":"LANTERN","count":2}],"#,
        r#""covers_people":1000,"covers_months":3,"tracks_batch":true}}"#
    ),
    concat!(
        r#"{"round":{"code":"R1","name":"Lanterns","implementing_org":"GECPD","funding_orgs":["IOM","Panasonic"],"#,
        r#""cluster":"Shelter","modality":"in_kind","targeting":"blanket","start_on":"2026-11-01","end_on":"2026-12-15","#,
        r#""settlements":["S1"],"entitlements":[{"item":"LANTERN","quantity":1,"basis":"household"},"#,
        r#"{"item":"SOAP","quantity":2,"basis":"person"},{"item":"BLANKET","quantity":1,"basis":{"per_people":2}},"#,
        r#"{"item":"KIT","quantity":1,"basis":"facility"}],"target_households":341,"target_individuals":2063,"#,
        r#""brackets":[0,5,12,18,60],"min_interval_days":180,"note":"a remark"}}"#
    ),
    concat!(
        r#"{"target":{"round":"R1","settlement":"S1","item":"LANTERN","target_households":54,"target_quantity":55,"#,
        r#""note":"a remark"}}"#
    ),
    r#"{"facility":{"settlement":"S1","code":"F1","name":"Kosaar health post","type":"clinic","note":"a remark"}}"#,
    r#"{"household":{"round":"R1","settlement":"S1","card":"KOS-0342","size":6,"note":"a remark"}}"#,
];

#[test]
fn plan_changes_of_format_1() {
    let entries = PLAN_CHANGES.map(|json| Entry::new(Kind::PLAN_CHANGE, json.as_bytes()).unwrap());
    golden("plan-changes", &entries.iter().flat_map(Entry::bytes).copied().collect::<Vec<u8>>());
    for (entry, json) in entries.iter().zip(PLAN_CHANGES) {
        let Ok(Body::PlanChange(change)) = Body::of(entry) else { panic!("{json}: cannot be read") };
        assert_eq!(serde_json::to_string(&change).unwrap(), json, "every field is read");
    }
}

#[test]
fn statements_of_format_1() {
    let start = Head::start(log_ref(1));
    golden("chain-start", &start.hash.0);
    golden("chain-genesis", &genesis_head().hash.0);
    golden("head-statement", &genesis_head().statement());
    golden("receipt-statement", &receipt().statement());
    golden("public-id", public_id(genesis_head().hash.into()).as_bytes());
    assert_eq!(short_code(Uuid::from_u128(0x9a3d_4fff << 96), 42), "K8YM-0042");
}

#[test]
fn signed_pieces_of_format_1() {
    golden("receipt", &receipt().to_bytes());
    assert_eq!(Receipt::parse(&read_golden("receipt")), Ok(receipt()));
    let head = SignedHead { head: genesis_head(), signature: signer().sign(&genesis_head().statement()) };
    golden("signed-head", &head.to_bytes());
    assert_eq!(SignedHead::parse(&read_golden("signed-head")), Ok(head));
    golden("signed-head-nothing", &SignedHead::nothing_of(log_ref(2)).to_bytes());
}

fn check_batch(name: &str, packing: u8, before: &Head, entries: &[Entry]) {
    let batch = Batch::parse(&read_golden(name)).unwrap();
    assert_eq!(batch.packing(), packing, "{name}");
    assert_eq!(batch.before(), *before, "{name}");
    let opened = batch.open().unwrap();
    assert!(opened.entries.iter().map(|(entry, _)| entry).eq(entries), "{name} holds the entries of then");
}

#[test]
fn batches_of_format_1() {
    let start = Head::start(log_ref(1));
    let columns = signed_batch(&genesis_head(), &entries());
    golden("batch-columns", &columns.to_bytes());
    check_batch("batch-columns", 1, &genesis_head(), &entries());

    let mix = Mix { position: true, random_codes: false };
    let records: Vec<Entry> = mix.entries(2_014, &genesis_head(), 100);
    golden("batch-columns-hundred", &signed_batch(&genesis_head(), &records).to_bytes());
    check_batch("batch-columns-hundred", 1, &genesis_head(), &records);

    let corners = common::corners::corners();
    golden("batch-columns-corners", &signed_batch(&genesis_head(), &corners).to_bytes());
    check_batch("batch-columns-corners", 1, &genesis_head(), &corners);
    // No writer here deflates columns, and every reader takes them.
    check_batch("batch-columns-deflated", 0x81, &genesis_head(), &entries());

    let plain = [Entry::new(Kind(9), b"").unwrap()];
    golden("batch-plain", &signed_batch(&start, &plain).to_bytes());
    check_batch("batch-plain", 0, &start, &plain);

    let change = |n: u32| format!(r#"{{"settlement":{{"code":"SITE-{n}","name":"Kosaar {n}"}}}}"#);
    let changes: Vec<Entry> = (0..40).map(|n| Entry::new(Kind::PLAN_CHANGE, change(n).as_bytes()).unwrap()).collect();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/batch-deflated.hex");
    if !path.exists() {
        golden("batch-deflated", &signed_batch(&start, &changes).to_bytes());
    }
    // Another deflater may find fewer bytes; what was once deflated is read for ever.
    check_batch("batch-deflated", 0x80, &start, &changes);
}

#[test]
fn bundles_of_format_1() {
    let mut bundle = Bundle::new();
    bundle.head(&SignedHead::nothing_of(log_ref(2)));
    bundle.batch(&signed_batch(&Head::start(log_ref(1)), &[genesis_entry(log_ref(1))]));
    bundle.receipt(&receipt());
    golden("bundle", &bundle.into_bytes());
    let items: Vec<Item> = BundleReader::new(&read_golden("bundle")).unwrap().collect();
    assert_eq!(items.len(), 3);
    assert_eq!(items[2], Item::Receipt(Ok(receipt())));
}
