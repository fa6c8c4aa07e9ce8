//! Bodies: what is written reads back equal, and each fact has one spelling.
#![allow(clippy::unwrap_used, reason = "tests may, and their helpers with them")]

mod common;

use common::{body, distribution};
use lantern_domain::{Change, Distribution};
use lantern_ledger::{Body, Entry, EntryError, Kind, WireError};
use proptest::prelude::*;
use proptest::sample::Index;

proptest! {
    #[test]
    fn what_is_said_reads_back_equal(body in body()) {
        let entry = body.to_entry().unwrap();
        prop_assert_eq!(Entry::parse(entry.bytes()), Ok(entry.clone()));
        prop_assert_eq!(Body::of(&entry), Ok(body));
    }

    /// Whatever bytes a body is changed to: they are refused, or they are the one spelling of something else.
    #[test]
    fn a_body_has_one_spelling(body in body(), at: Index, to: u8, cut: Index) {
        let entry = body.to_entry().unwrap();
        if !entry.body().is_empty() {
            let mut changed = entry.body().to_vec();
            changed[at.index(entry.body().len())] = to;
            let cut = &entry.body()[..cut.index(entry.body().len())];
            let longer = [entry.body(), &[to]].concat();
            for bytes in [&changed[..], cut, &longer] {
                let entry = Entry::new(entry.kind(), bytes).unwrap();
                if let Ok(other) = Body::of(&entry) {
                    prop_assert_eq!(other.to_entry(), Ok(entry));
                }
            }
        }
    }

    #[test]
    fn any_bytes_can_be_read_without_harm(kind in prop_oneof![0..8_u32, Just(66)], bytes: Vec<u8>) {
        let entry = Entry::new(Kind(kind), &bytes).unwrap();
        if let Ok(body @ (Body::Distribution(_) | Body::Correction(_) | Body::Genesis(_) | Body::Decision(_))) = Body::of(&entry) {
            prop_assert_eq!(body.to_entry(), Ok(entry));
        }
    }

    #[test]
    fn a_hand_over_of_nothing_is_no_entry(distribution in distribution()) {
        let nothing = Distribution { lines: Vec::new(), ..distribution };
        let said = Body::Distribution(Box::new(nothing));
        prop_assert_eq!(said.to_entry(), Err(EntryError::Unsayable));
    }
}

#[test]
fn a_text_that_its_type_would_change_is_refused() {
    let entry = lantern_ledger::sample::Mix::default().entries(1, &common::genesis_head(), 1).remove(0);
    let body = entry.body();
    let operator = b"Amina Yusuf";
    let at = body.windows(operator.len()).position(|part| part == operator).unwrap();
    let mut with_blank = body.to_vec();
    with_blank[at] = b' ';
    let changed = Entry::new(Kind::DISTRIBUTION, &with_blank).unwrap();
    assert_eq!(Body::of(&changed), Err(WireError::Value));
}

#[test]
fn a_kind_of_a_later_version_is_whole_all_the_same() {
    let later = Entry::new(Kind(1_000), b"later").unwrap();
    assert_eq!(Body::of(&later), Ok(Body::Other(Kind(1_000))));
    assert_eq!(Body::Other(Kind(1_000)).to_entry(), Err(EntryError::Unsayable));
}

#[test]
fn a_replacement_holds_a_whole_hand_over() {
    let mix = lantern_ledger::sample::Mix::default().entries(1, &common::genesis_head(), 1).remove(0);
    let Ok(Body::Distribution(instead)) = Body::of(&mix) else { panic!("the mix holds hand-overs") };
    let body = Body::Correction(Box::new(lantern_domain::Correction {
        at: instead.at,
        operator: instead.operator.clone(),
        target: lantern_domain::RecordId([1; 32]),
        supersedes: lantern_domain::RecordId([2; 32]),
        change: Change::Replacement(instead),
        reason: lantern_domain::ShortText::new("wrong-item").unwrap(),
    }));
    assert_eq!(Body::of(&body.to_entry().unwrap()), Ok(body));
}
