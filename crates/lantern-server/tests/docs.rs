//! What the documents say of the server is so.
#![expect(clippy::unwrap_used, reason = "a test may")]

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

#[test]
fn every_limit_names_tests_that_exist_and_options_that_can_be_set() {
    let mut code = String::new();
    ["src", "tests"].iter().for_each(|name| sources(&folder().join(name), &mut code));
    let docs = fs::read_to_string(folder().join("../../docs/operate.md")).unwrap();
    let section = docs.split("\n## Limits\n").nth(1).unwrap().split("\n## ").next().unwrap();
    let rows =
        section.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| what") && !line.contains("---"));
    let mut count = 0;
    for row in rows {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let quoted = |cell: &str| cell.split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>();
        for option in quoted(cells[3]) {
            let field = option.trim_start_matches('-').replace('-', "_");
            assert!(code.contains(&format!("    {field}: ")), "{option}");
        }
        for test in quoted(cells[5]) {
            assert!(code.contains(&format!("fn {test}()")), "{test}");
            count += 1;
        }
    }
    assert!(count >= 15, "{count} tests were found");
}
