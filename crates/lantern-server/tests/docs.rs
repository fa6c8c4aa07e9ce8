//! What the documents say of the server is so.
#![expect(clippy::unwrap_used, reason = "a test may")]

use lantern_server::Settings;
use std::fs;
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

fn sources(folder: &Path, found: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push_str(&fs::read_to_string(&path).unwrap());
        }
    }
}

/// The rows of the table of limits, each with an empty cell in front.
fn limits() -> Vec<Vec<String>> {
    let docs = fs::read_to_string(folder().join("../../docs/operate.md")).unwrap();
    let section = docs.split("\n## Limits\n").nth(1).unwrap().split("\n## ").next().unwrap();
    let is_row = |line: &&str| line.starts_with("| ") && !line.starts_with("| what |") && !line.contains("---");
    let cells = |row: &str| row.split('|').map(|cell| cell.trim().to_owned()).collect();
    section.lines().filter(is_row).map(cells).collect()
}

/// A number as the documents spell it, such as 2,048.
fn spelled(number: u64) -> String {
    let digits = number.to_string();
    let groups = digits.as_bytes().rchunks(3).rev().map(|group| std::str::from_utf8(group).unwrap());
    groups.collect::<Vec<_>>().join(",")
}

fn spelled_bytes(bytes: u64) -> String {
    match bytes >> 20 {
        mib if mib % 1024 == 0 => format!("{} GiB", mib / 1024),
        mib => format!("{mib} MiB"),
    }
}

#[test]
fn the_limits_are_those_of_the_settings() {
    let it = Settings::default();
    let rows = [
        ("requests there at once, those that wait included", spelled(it.requests_waiting_max as u64)),
        ("of these, at work on the disk or the processor", spelled(it.requests_at_once as u64)),
        ("of these, uploads on their way", spelled(it.uploads_at_once as u64)),
        ("memory of all uploads, from the first byte to the answer", spelled_bytes(it.uploads_bytes_max as u64)),
        ("bytes of one upload", spelled_bytes(it.bundle_bytes_max as u64)),
        ("bytes of a plan", spelled_bytes(it.plan_bytes_max as u64)),
        ("rows of a plan", spelled(it.plan_rows_max as u64)),
        ("files of records or flags on their way", spelled(it.files_at_once as u64)),
        (
            "batches under keys that HQ does not know, brought by one phone",
            spelled_bytes(it.held_bytes_of_one_max) + " of memory",
        ),
        ("the same, in all", spelled_bytes(it.held_bytes_max)),
        ("what phones wrote, in all", spelled_bytes(it.entry_bytes_max) + " of memory"),
        (
            "the same, of what one phone brings in a day, what it carries for others included",
            spelled_bytes(it.entry_bytes_of_one_max) + " of memory",
        ),
    ];
    let limits = limits();
    for (what, limit) in rows {
        let said = limits.iter().find(|cells| cells[1] == what).map_or("", |cells| &cells[2]);
        assert!(said == limit || said.starts_with(&format!("{limit}, ")), "{what}: {said:?}, and it is {limit}");
    }
}

#[test]
fn every_limit_names_tests_that_exist_and_options_that_can_be_set() {
    let mut code = String::new();
    ["src", "tests"].iter().for_each(|name| sources(&folder().join(name), &mut code));
    let mut count = 0;
    for cells in limits() {
        let quoted = |cell: &str| cell.split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>();
        for option in quoted(&cells[3]) {
            let field = option.trim_start_matches('-').replace('-', "_");
            assert!(code.contains(&format!("    {field}: ")), "{option}");
        }
        for test in quoted(&cells[5]) {
            assert!(code.contains(&format!("fn {test}()")), "{test}");
            count += 1;
        }
    }
    assert!(count >= 15, "{count} tests were found");
}
