//! The ledger stays what it is: arithmetic on bytes, without a clock, a disk, a network or a source of randomness.

#![allow(clippy::unwrap_used, reason = "tests may, and their helpers with them")]

use lantern_domain::{CardCode, Code, Concern, Distribution, HouseholdSize, PlanChange, Quantity, SexAge, ShortText};
use lantern_ledger::sync::Sync;
use lantern_ledger::{Batch, Entry, Genesis, Receipt, SignedHead};
use std::path::Path;

/// A new name here is a decision: what does it save, what does it weigh in the phone's app, and what can it reach?
const EXPECTED: [&str; 8] =
    ["chrono", "lantern-domain", "miniz_oxide", "serde", "serde_json", "sha2", "thiserror", "uuid"];

fn folder() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn the_ledger_depends_on_the_expected_few() {
    let manifest = std::fs::read_to_string(folder().join("Cargo.toml")).unwrap();
    let section = manifest.split("\n[").find(|section| section.starts_with("dependencies]")).unwrap();
    let mut names: Vec<&str> = section
        .lines()
        .skip(1)
        .filter_map(|line| line.split(['.', ' ', '=']).next())
        .filter(|n| !n.is_empty())
        .collect();
    names.sort_unstable();
    assert_eq!(names, EXPECTED);
}

/// The protocol names the tests that hold its invariants, as `name`, `name` (`crate/file.rs`).
#[test]
fn every_rust_test_that_the_protocol_names_exists() {
    let protocol = std::fs::read_to_string(folder().join("../../docs/sync.md")).unwrap();
    let mut count = 0;
    for line in protocol.lines().filter(|line| line.trim_start().starts_with("- Held by:")) {
        let mut names: Vec<&str> = Vec::new();
        for quoted in line.split('`').skip(1).step_by(2) {
            if !quoted.ends_with(".rs") {
                names.push(quoted);
                continue;
            }
            let crates = folder().join("..").join(quoted);
            let source = std::fs::read_to_string(crates)
                .or_else(|_| std::fs::read_to_string(folder().join("../..").join(quoted)));
            let source = source.unwrap_or_else(|_| panic!("the protocol names {quoted}, which is not there"));
            for name in names.drain(..) {
                assert!(source.contains(&format!("fn {name}(")), "{name} is not in {quoted}");
                count += 1;
            }
        }
    }
    assert!(count >= 20, "{count} names were found");
}

/// The protocol's table of limits, as `constant` and its value.
#[test]
fn every_limit_that_the_protocol_names_is_the_one_of_the_code() {
    let expected = [
        ("Entry::MAX", Entry::MAX as u64),
        ("Batch::MAX", Batch::MAX as u64),
        ("Batch::ENTRIES_MAX", Batch::ENTRIES_MAX),
        ("SignedHead::LENGTH", SignedHead::LENGTH as u64),
        ("Receipt::LENGTH", Receipt::LENGTH as u64),
        ("Genesis::APP_VERSION_MAX", Genesis::APP_VERSION_MAX as u64),
        ("Code::MAX", Code::MAX as u64),
        ("ShortText::MAX", ShortText::MAX as u64),
        ("CardCode::MAX", CardCode::MAX as u64),
        ("HouseholdSize::MAX", HouseholdSize::MAX.into()),
        ("SexAge::BRACKETS_MAX", SexAge::BRACKETS_MAX as u64),
        ("SexAge::COUNT_MAX", SexAge::COUNT_MAX.into()),
        ("Distribution::LINES_MAX", Distribution::LINES_MAX as u64),
        ("Quantity::MAX", Quantity::MAX.into()),
        ("Distribution::SEALS_MAX", Distribution::SEALS_MAX as u64),
        ("Concern::RECORDS_MAX", Concern::RECORDS_MAX as u64),
        ("PlanChange::JSON_BYTES_MAX", PlanChange::JSON_BYTES_MAX as u64),
        ("Sync::REQUEST_BYTES_MIN", Sync::REQUEST_BYTES_MIN as u64),
        ("Sync::REQUEST_BYTES_MAX", Sync::REQUEST_BYTES_MAX as u64),
    ];
    let protocol = std::fs::read_to_string(folder().join("../../docs/sync.md")).unwrap();
    let section = protocol.split("\n## Limits\n").nth(1).unwrap().split("\n## ").next().unwrap();
    let rows = section.lines().filter(|line| line.contains("::"));
    let cells = rows.map(|row| row.split('|').map(str::trim).skip(2).collect::<Vec<_>>());
    let named: Vec<(String, u64)> =
        cells.map(|row| (row[0].replace('`', ""), row[1].replace(',', "").parse().unwrap())).collect();
    assert_eq!(named, expected.map(|(name, most)| (name.to_owned(), most)));
}

/// What the server may say is what a second client is told that it may say, and the other way round.
#[test]
fn every_code_of_an_answer_stands_in_the_documents_and_no_other_does() {
    let read = |file: &str| std::fs::read_to_string(folder().join(file)).unwrap();
    let source = read("src/api/problem.rs");
    let consts = source.lines().filter(|line| line.trim_start().starts_with("pub const "));
    let mut codes: Vec<String> = consts.filter_map(|line| line.split('"').nth(1)).map(str::to_owned).collect();
    let mut named = codes_of(&read("../../docs/api.md"), "| status | code |", 1);
    named.extend(codes_of(&read("../../docs/sync.md"), "| problem | why |", 0));
    codes.sort_unstable();
    named.sort_unstable();
    assert_eq!(named, codes);
}

/// Returns what stands between backticks in a column of the table with such a heading.
fn codes_of(text: &str, heading: &str, column: usize) -> Vec<String> {
    let table = text.lines().skip_while(|line| !line.starts_with(heading)).skip(2);
    let rows = table.take_while(|line| line.starts_with('|'));
    rows.filter_map(|row| row.split('|').nth(column + 1)?.split('`').nth(1)).map(str::to_owned).collect()
}
