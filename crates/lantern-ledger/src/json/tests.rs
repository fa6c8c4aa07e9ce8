//! The small reader and writer agree with serde_json on every text, and refuse what would cost too much.

use super::{Value, Writer};
use proptest::prelude::*;

/// What `serde_json` reads, as this module says it.
fn said(value: &serde_json::Value) -> Value {
    match value {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(flag) => Value::Bool(*flag),
        serde_json::Value::Number(number) => match (number.as_u64(), number.as_i64()) {
            (Some(number), _) => Value::Positive(number),
            (None, Some(number)) => Value::Negative(number),
            (None, None) => Value::OtherNumber,
        },
        serde_json::Value::String(text) => Value::Text(text.clone()),
        serde_json::Value::Array(values) => Value::List(values.iter().map(said).collect()),
        serde_json::Value::Object(fields) => {
            Value::Object(fields.iter().map(|(name, value)| (name.clone(), said(value))).collect())
        }
    }
}

/// The same value with the fields of each object by name, as `serde_json` keeps them: of two, the last.
fn by_name(value: Value) -> Value {
    match value {
        Value::List(values) => Value::List(values.into_iter().map(by_name).collect()),
        Value::Object(fields) => {
            let fields: std::collections::BTreeMap<_, _> =
                fields.into_iter().map(|(name, value)| (name, by_name(value))).collect();
            Value::Object(fields.into_iter().collect())
        }
        other => other,
    }
}

fn check(bytes: &[u8]) {
    let expected = serde_json::from_slice(bytes);
    // Beyond what a float holds: phones read past it, as past every number that no field takes.
    if expected.as_ref().is_err_and(|refusal| refusal.to_string().starts_with("number out of range")) {
        return;
    }
    let expected = expected.ok().map(|value| said(&value));
    assert_eq!(Value::parse(bytes).ok().map(by_name), expected, "{}", String::from_utf8_lossy(bytes));
}

fn any_value() -> impl Strategy<Value = serde_json::Value> {
    let number = prop_oneof![any::<u64>().prop_map(Into::into), any::<i64>().prop_map(Into::into)];
    let leaf = prop_oneof![
        Just(serde_json::Value::Null),
        any::<bool>().prop_map(serde_json::Value::Bool),
        number.prop_map(serde_json::Value::Number),
        any::<f32>().prop_map(|number| serde_json::json!(number)),
        any::<String>().prop_map(serde_json::Value::String),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(serde_json::Value::Array),
            prop::collection::btree_map(any::<String>(), inner, 0..6)
                .prop_map(|fields| serde_json::Value::Object(fields.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn every_value_reads_as_serde_json_reads_it(value in any_value(), is_pretty in any::<bool>()) {
        let bytes = if is_pretty { serde_json::to_vec_pretty(&value) } else { serde_json::to_vec(&value) };
        check(&bytes.unwrap());
    }

    #[test]
    fn cut_and_changed_texts_are_refused_where_serde_json_refuses_them(
        value in any_value(), cut in any::<prop::sample::Index>(), put in prop::option::of(any::<u8>()),
    ) {
        let mut bytes = serde_json::to_vec(&value).unwrap();
        let at = cut.index(bytes.len());
        match put {
            Some(byte) => bytes[at] = byte,
            None => bytes.truncate(at),
        }
        check(&bytes);
    }

    #[test]
    fn texts_made_of_the_marks_of_json_read_alike(text in r#"[\[\]{}:,"\\uda9e8cf01.+ \-tn]{0,24}"#) {
        check(text.as_bytes());
    }

    #[test]
    fn escapes_and_surrogates_read_alike(text in r#""(\\[ubfnrt"/\\]|\\u[dD][89a-cA-C0-3][0-9]{2}|\\u00[0-9a-f]{2}|é|x){0,8}"?"#) {
        check(text.as_bytes());
    }

    #[test]
    fn numbers_read_alike(text in "-?(0|[1-9]?[0-9]{0,21})([.][0-9]{0,3})?([eE][+-]?[0-9]{0,2})?") {
        check(text.as_bytes());
    }

    #[test]
    fn a_text_is_written_as_serde_json_writes_it(text in any::<String>()) {
        let mut to = Writer::default();
        to.text(&text);
        prop_assert_eq!(to.into_text(), serde_json::to_string(&text).unwrap());
    }
}

#[test]
fn a_number_beyond_all_floats_is_read_past() {
    assert!(serde_json::from_str::<serde_json::Value>("1E1308").is_err());
    assert_eq!(Value::parse(b"[1E1308,-1e999]"), Ok(Value::List(vec![Value::OtherNumber, Value::OtherNumber])));
}

#[test]
fn the_ends_of_the_numbers_read_alike() {
    for text in [
        "18446744073709551615",
        "18446744073709551616",
        "-9223372036854775808",
        "-9223372036854775809",
        "-0",
        "0",
        "00",
        "-",
        "1.",
        "1e",
        "-1e5",
        "01",
    ] {
        check(text.as_bytes());
    }
}

#[test]
fn control_characters_are_written_as_serde_json_writes_them() {
    let text: String = ('\0'..='\u{80}').collect();
    let mut to = Writer::default();
    to.text(&text);
    assert_eq!(to.into_text(), serde_json::to_string(&text).unwrap());
}

#[test]
fn nesting_is_read_to_a_hundred_levels_and_never_deeper() {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    assert!(Value::parse(nested(100).as_bytes()).is_ok());
    assert!(Value::parse(nested(101).as_bytes()).is_err());
    assert!(Value::parse("[{\"a\":".repeat(100_000).as_bytes()).is_err());
}

#[test]
fn bytes_that_are_no_utf_8_are_refused() {
    assert!(Value::parse(b"\"\xff\"").is_err());
    assert!(Value::parse(b"").is_err());
}

#[test]
fn commas_stand_between_values_only() {
    let mut to = Writer::default();
    to.open('{');
    to.name("a").number_or_null(Some(1));
    to.name("b").open('[');
    to.flag(true);
    to.text_or_null(None);
    to.text_or_null(Some(":"));
    to.text("x");
    to.close(']');
    to.name("c").open('{');
    to.close('}');
    to.close('}');
    assert_eq!(to.into_text(), r#"{"a":1,"b":[true,null,":","x"],"c":{}}"#);
}
