//! The second copy's contract as tests: each law runs in memory on the host, and against localStorage in Chromium.

use super::{NotTaken, SecondCopy};

/// Calls a macro with the names of all laws.
#[macro_export]
#[doc(hidden)]
macro_rules! second_copy_laws {
    ($run:ident) => {
        $run! {
            what_was_written_reads_back,
            what_was_removed_is_gone,
            names_are_those_of_the_texts,
            a_text_without_room_leaves_the_one_before,
        }
    };
}

pub(crate) fn what_was_written_reads_back(copy: &dyn SecondCopy) {
    assert_eq!(copy.read("log"), None);
    copy.write("log", "AQID").unwrap();
    copy.write("log", "").unwrap();
    assert_eq!(copy.read("log").as_deref(), Some(""));
    copy.write("log", "ما \"quoted\" \\ \u{1f3ee}").unwrap();
    assert_eq!(copy.read("log").as_deref(), Some("ما \"quoted\" \\ \u{1f3ee}"));
}

pub(crate) fn what_was_removed_is_gone(copy: &dyn SecondCopy) {
    copy.write("log", "AQID").unwrap();
    copy.remove("log");
    copy.remove("never there");
    assert_eq!(copy.read("log"), None);
    assert!(copy.names().is_empty());
}

pub(crate) fn names_are_those_of_the_texts(copy: &dyn SecondCopy) {
    copy.write("b", "1").unwrap();
    copy.write("a", "2").unwrap();
    let mut names = copy.names();
    names.sort();
    assert_eq!(names, ["a", "b"]);
}

pub(crate) fn a_text_without_room_leaves_the_one_before(copy: &dyn SecondCopy) {
    copy.write("log", "before").unwrap();
    assert_eq!(copy.write("log", &"x".repeat(20_000_000)), Err(NotTaken));
    assert_eq!(copy.read("log").as_deref(), Some("before"));
}
