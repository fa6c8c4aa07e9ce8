//! The hand-written readers of plan changes agree with the derived ones, also on what a later version adds.

use crate::json;
use lantern_domain::{PlanChange, SettlementRef};
use proptest::prelude::*;
use proptest::sample::select;

/// A field and the texts that are good for it; one that begins with `{` is an object of these fields.
type Field = (&'static str, &'static [&'static str]);

const TEXT: &[&str] = &[r#""A-1""#, r#"" b ""#, r#""خيمة \u00e9\ud83d\ude00""#, r#""""#, r#""a\nb""#];
const NUMBER: &[&str] = &["1", "0", "99", "100", "255", "256", "99999", "4294967295", "4294967296", "-1", "1.0", "-0"];
const FLAG: &[&str] = &["true", "false"];
const TEXTS: &[&str] = &["[]", r#"["A"]"#, r#"["A","B"]"#, r#"["A",null]"#];
const NUMBERS: &[&str] = &["[]", "[0,5,18]", "[0,256]", "[-1]"];
const DAY: &[&str] = &[r#""2026-11-21""#, r#""2026-02-30""#, r#""26-1-1""#];
const RECIPIENT: &[&str] =
    &[r#""household""#, r#""facility""#, r#"{"community":null}"#, r#"{"community":1}"#, r#""other""#];
const NAMES: &[&str] = &["{}", r#"{"en":"Lamp","fr":null,"so":"Nal","ar":"مصباح"}"#, r#"{"en":"a","en":"b"}"#];
const PLACE: &[&str] =
    &[r#"{"latitude_e5":-9000000,"longitude_e5":1}"#, r#"{"latitude_e5":2147483648,"longitude_e5":1}"#];
const PARTS: &[&str] = &["[]", r#"[{"item":"A","count":2}]"#, r#"[{"item":"A"}]"#];
const DUE: &[&str] = &[
    "[]",
    r#"[{"item":"A","quantity":1,"basis":"household"},{"basis":{"per_people":2},"item":"B","quantity":0}]"#,
    r#"[{"item":"A","quantity":1,"basis":{"person":null}},{"item":"A","quantity":1,"basis":"facility"}]"#,
    r#"[{"item":"A","quantity":1,"basis":"per_people"}]"#,
    r#"[{"item":"A","quantity":100000,"basis":"person"}]"#,
];
const ANYTHING: &[&str] = &["null", "1", r#""x""#, "[]", "{}", "true", "1e3", r#"{"a":[{"b":null}]}"#];

const SHAPES: &[(&str, &[Field])] = &[
    ("operation", &[("name", TEXT), ("utc_offset_minutes", NUMBER), ("languages", TEXTS), ("hq", TEXT)]),
    (
        "settlement",
        &[
            ("code", TEXT),
            ("code_scheme", TEXT),
            ("name", TEXT),
            ("alt_names", TEXTS),
            ("type", TEXT),
            ("adm1_name", TEXT),
            ("adm1_code", TEXT),
            ("adm2_name", TEXT),
            ("adm2_code", TEXT),
            ("place", PLACE),
            ("households", NUMBER),
            ("individuals", NUMBER),
            ("utc_offset_minutes", NUMBER),
            ("note", TEXT),
        ],
    ),
    (
        "item",
        &[
            ("code", TEXT),
            ("code_scheme", TEXT),
            ("names", NAMES),
            ("category", TEXT),
            ("unit", TEXT),
            ("recipient", RECIPIENT),
            ("components", PARTS),
            ("covers_people", NUMBER),
            ("covers_months", NUMBER),
            ("tracks_batch", FLAG),
        ],
    ),
    (
        "round",
        &[
            ("code", TEXT),
            ("name", TEXT),
            ("implementing_org", TEXT),
            ("funding_orgs", TEXTS),
            ("cluster", TEXT),
            ("modality", TEXT),
            ("targeting", TEXT),
            ("start_on", DAY),
            ("end_on", DAY),
            ("settlements", TEXTS),
            ("entitlements", DUE),
            ("target_households", NUMBER),
            ("target_individuals", NUMBER),
            ("brackets", NUMBERS),
            ("min_interval_days", NUMBER),
            ("note", TEXT),
        ],
    ),
    (
        "target",
        &[
            ("round", TEXT),
            ("settlement", TEXT),
            ("item", TEXT),
            ("target_households", NUMBER),
            ("target_quantity", NUMBER),
            ("note", TEXT),
        ],
    ),
    ("facility", &[("settlement", TEXT), ("code", TEXT), ("name", TEXT), ("type", TEXT), ("note", TEXT)]),
    ("household", &[("round", TEXT), ("settlement", TEXT), ("card", TEXT), ("size", NUMBER), ("note", TEXT)]),
];

/// One field: most often there with a good value, now and then missing, twice there, null or something else.
fn any_field((name, good): Field) -> impl Strategy<Value = Vec<String>> {
    let said = move |value: &str| format!("{name:?}:{value}");
    prop_oneof![
        // The first of the good values is good for every field of its kind.
        40 => Just(vec![said(good[0])]),
        12 => select(good).prop_map(move |value| vec![said(value)]),
        6 => Just(Vec::new()),
        2 => select(ANYTHING)
            // Serde's derived reader takes a list for the names by their order; nothing ever wrote one.
            .prop_filter("a list for an object", move |value| (name, *value) != ("names", "[]"))
            .prop_map(move |value| vec![said(value)]),
        1 => Just(vec![said(good[0]), said(good[0])]),
    ]
}

fn any_change() -> impl Strategy<Value = String> {
    select(SHAPES).prop_flat_map(|(shape, fields)| {
        let fields: Vec<_> = fields.iter().map(|field| any_field(*field)).collect();
        let later = prop_oneof![
            4 => Just(Vec::new()),
            1 => select(ANYTHING).prop_map(|value| vec![format!(r#""later":{value}"#), format!(r#""later":{value}"#)]),
        ];
        (fields, later)
            .prop_map(|(fields, later)| fields.into_iter().flatten().chain(later).collect::<Vec<_>>())
            .prop_shuffle()
            .prop_map(move |fields| format!(r#"{{"{shape}":{{{}}}}}"#, fields.join(",")))
    })
}

fn check(text: &str) {
    let expected = serde_json::from_str::<PlanChange>(text).ok();
    assert_eq!(json::read::<PlanChange>(text.as_bytes()).ok(), expected, "{text}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    #[test]
    fn a_change_reads_as_its_derived_reader_reads_it(text in any_change()) {
        check(&text);
    }
}

#[test]
fn every_kind_of_change_reads_with_all_its_fields() {
    for (shape, fields) in SHAPES {
        let fields: Vec<String> = fields.iter().map(|(name, good)| format!("{name:?}:{}", good[0])).collect();
        let text = format!(r#"{{"{shape}":{{{}}}}}"#, fields.join(","));
        assert!(json::read::<PlanChange>(text.as_bytes()).is_ok(), "{text}");
        check(&text);
    }
}

#[test]
fn what_is_no_change_is_refused() {
    for text in ["{}", "null", r#""operation""#, r#"{"later":{}}"#, r#"{"target":{},"item":{}}"#, "", "[]"] {
        assert!(json::read::<PlanChange>(text.as_bytes()).is_err(), "{text}");
        check(text);
    }
}

#[test]
fn a_settlement_of_a_log_reads_as_its_derived_reader_reads_it() {
    for text in [
        r#"{"planned":"A"}"#,
        r#"{"planned":null}"#,
        r#"{"provisional":{"id":"00000000-0000-0000-0000-00000000002a","name":"Village"}}"#,
        r#"{"provisional":{"id":"42","name":"Village"}}"#,
        r#""planned""#,
    ] {
        let expected = serde_json::from_str::<SettlementRef>(text).ok();
        assert_eq!(json::read::<SettlementRef>(text.as_bytes()).ok(), expected, "{text}");
    }
}
