//! Batches: header, packing, chain, and everything that entries can say.
//!
//! The hash that the entries lead to is put into the header by the target, as their writer would: so changed entries are
//! read to the end, and not refused at the chain.

use crate::random::Random;
use crate::sealed::LooseBatch;
use crate::{Outcome, Target, magnitude, mutate, plan};
use lantern_domain::Moment;
use lantern_ledger::office::OfficeEvent;
use lantern_ledger::sample::Mix;
use lantern_ledger::{Batch, BatchError, Body, Entry, Hash, Head, LogRef, Opened, batch_fill, fact};
use std::hash;
use uuid::Uuid;

/// The most bytes that the entries of a batch unpack to.
const UNPACKED_MAX: usize = 256 * 1024;

/// Batches.
pub const TARGET: Target =
    Target { name: "batch", run: batch, samples, mutate, lives_for: 100_000, memory_max: 8 * 1024 * 1024 };

/// Takes bytes for a batch.
///
/// # Panics
///
/// When a promise is broken.
pub fn batch(bytes: &[u8]) -> Outcome {
    let parsed = match Batch::parse(bytes) {
        Ok(parsed) => parsed,
        Err(error) => return Outcome::refused(error),
    };
    assert_eq!(parsed.to_bytes(), bytes, "a header has one spelling");
    match parsed.resealed(|_| [7; 64]) {
        Ok((sealed, opened)) => {
            check(&sealed, &opened);
            // Unpacking takes long, so it is not done twice for all.
            if opened.after().hash.0[1] < 32 {
                check_chain(&parsed, &sealed, &opened);
            }
            Outcome::accepted(way(&parsed, opened.entries.len(), opened.entries.last().map(|(entry, _)| entry)))
        }
        Err((error, before)) => {
            assert!(matches!(error, BatchError::Packing(_)), "only what cannot be unpacked is refused: {error}");
            if bytes.len().is_multiple_of(8) {
                assert_eq!(parsed.open(), Err(error), "it is refused as often as it is opened");
            }
            Outcome::refused((error, way(&parsed, before.len(), before.last())))
        }
    }
}

/// What tells a batch from others: how it is packed, how many entries came out, and what the last of them says.
fn way(batch: &Batch, count: usize, last: Option<&Entry>) -> impl hash::Hash + use<> {
    let last = last.map(|entry| (entry.kind().0, magnitude(entry.body().len()), said(entry)));
    (batch.packing(), magnitude(count), last)
}

/// What of all that an entry can say is said.
fn said(entry: &Entry) -> impl hash::Hash + use<> {
    let body = Body::of(entry);
    let parts = match &body {
        Ok(Body::Distribution(it)) => vec![
            it.size.is_some(),
            it.sex_age.is_some(),
            it.proof.is_some(),
            it.position.is_some(),
            it.repeat_reason.is_some(),
            it.note.is_some(),
            !it.seals.is_empty(),
            it.lines.len() > 1,
        ],
        _ => Vec::new(),
    };
    (parts, body.err())
}

/// Entries that lead to the hash that was said are taken, and refused with any other.
fn check_chain(parsed: &Batch, sealed: &Batch, opened: &Opened) {
    assert_eq!(sealed.open().as_ref(), Ok(opened), "the chain was made to fit");
    let (said, true_hash) = (parsed.head().head.hash, sealed.head().head.hash);
    let expected = if said == true_hash { None } else { Some(BatchError::Chain) };
    assert_eq!(parsed.open().err(), expected);
}

/// Checks what came out of a batch: each entry reads as itself, and all can be packed again.
fn check(sealed: &Batch, opened: &Opened) {
    assert_eq!(opened.entries.len() as u64, sealed.count());
    let entries: Vec<Entry> = opened.entries.iter().map(|(entry, _)| entry.clone()).collect();
    let unpacked: usize = entries.iter().map(|entry| entry.bytes().len()).sum();
    assert!(unpacked <= UNPACKED_MAX, "{unpacked} bytes came out");
    let genesis = entries.iter().find_map(|entry| match Body::of(entry) {
        Ok(Body::Genesis(genesis)) => Some(genesis),
        _ => None,
    });
    let mut head = opened.before;
    for (entry, hash) in &opened.entries {
        assert_eq!(Entry::parse(entry.bytes()).as_ref(), Ok(entry));
        check_body(entry);
        if let Some(genesis) = &genesis {
            let _fact = fact::fact(genesis, &head, entry, *hash);
        }
        head = head.then(entry);
        assert_eq!(head.hash, *hash);
    }
    // Packing tries everything and takes long, so it is not tried on all.
    if head.hash.0[0] < 32 {
        check_packing(opened, &entries);
    }
}

/// What came out can be packed again, and comes out the same.
fn check_packing(opened: &Opened, entries: &[Entry]) {
    let fill = batch_fill(&opened.before, entries);
    assert!(fill >= 1, "an entry of any size fits");
    let built = Batch::build(&opened.before, &entries[..fill], [7; 64]).expect("as many as fit");
    let again = Batch::parse(&built.to_bytes()).expect("what was built reads back").open().expect("and opens");
    assert_eq!(again.entries, opened.entries[..fill], "packing changes nothing");
}

/// What can be read of an entry is written again as the same bytes.
fn check_body(entry: &Entry) {
    match Body::of(entry) {
        // HQ's own words are JSON, which has many spellings; what they say must survive being written.
        Ok(body @ (Body::PlanChange(_) | Body::Office(_))) => {
            if let Ok(written) = body.to_entry() {
                assert_eq!(Body::of(&written), Ok(body));
            }
        }
        Ok(Body::Other(_)) | Err(_) => {}
        Ok(body) => assert_eq!(body.to_entry().as_ref(), Ok(entry), "a body has one spelling"),
    }
}

/// Golden batches, each golden entry alone, and runs of the measured mixes.
fn samples() -> Vec<Vec<u8>> {
    let mut samples = golden::batches();
    let log = LogRef { operation: Uuid::from_u128(1), log: Uuid::from_u128(2) };
    let later = Head { log, seq: 77, hash: Head::start(log).hash };
    let build = |before: &Head, entries: &[Entry]| {
        let fill = batch_fill(before, entries);
        Batch::build(before, &entries[..fill], [7; 64]).expect("as many as fit").to_bytes()
    };
    let entries = golden::entries();
    samples.extend(entries.iter().map(|entry| build(&later, std::slice::from_ref(entry))));
    samples.push(build(&Head::start(log), &entries));
    for (seed, count) in [(1, 1), (2, 3), (3, 8), (4, 12)] {
        let mix = Mix { position: seed % 2 == 0, random_codes: seed == 3 };
        samples.push(build(&later, &mix.entries(seed, &later, count)));
    }
    let office = said_by_office();
    samples.extend(office.iter().map(|entry| build(&later, std::slice::from_ref(entry))));
    samples.push(build(&later, &office));
    let spelt: Vec<Vec<u8>> = samples.iter().filter_map(|bytes| spelt_out(bytes)).collect();
    samples.extend(spelt);
    samples
}

/// HQ's own words, in JSON: one change of each sort in the plan, and what happens in the office.
fn said_by_office() -> Vec<Entry> {
    let (at, device, public_key, name) = (Moment(1), Uuid::from_u128(3), [4; 65], "Amina".to_owned());
    let events = [
        OfficeEvent::PhoneAdded { device, name, code_sha256: Hash([1; 32]), expires_at: at, at },
        OfficeEvent::KeyConfirmed { device, public_key, at },
        OfficeEvent::PlanImported { at, files: vec!["items.csv".to_owned()], changes: 3 },
    ];
    let events = events.map(|event| Body::Office(Box::new(event)));
    let changes = plan::small_changes().into_iter().map(|change| Body::PlanChange(Box::new(change)));
    changes.chain(events).map(|body| body.to_entry().expect("HQ says it")).collect()
}

/// Returns the same entries one after another, where they fit: there the changes know where an entry ends.
fn spelt_out(bytes: &[u8]) -> Option<Vec<u8>> {
    let batch = Batch::parse(bytes).ok()?;
    let opened = batch.open().ok()?;
    let body = opened.entries.iter().flat_map(|(entry, _)| entry.bytes()).copied().collect();
    let spelt = LooseBatch::parse(bytes).ok()?.with_plain_body(body).to_bytes();
    (spelt.len() <= 2048).then_some(spelt)
}

/// Changes fields and entries, and now and then any byte.
pub(crate) fn mutate(bytes: &mut Vec<u8>, random: &mut Random) {
    match LooseBatch::parse(bytes) {
        Ok(mut batch) if !random.one_in(20) => {
            for _ in 0..=random.below(2) {
                batch.mutate(random);
            }
            *bytes = batch.to_bytes();
        }
        _ => mutate::bytes(bytes, random),
    }
}

/// The golden files of the ledger: one of each thing that can be said.
pub(crate) mod golden {
    use lantern_ledger::Entry;

    macro_rules! golden {
        ($($name:literal),+ $(,)?) => {
            [$(include_str!(concat!("../../lantern-ledger/tests/golden/", $name, ".hex"))),+]
        };
    }

    /// One of each packing.
    pub(crate) fn batches() -> Vec<Vec<u8>> {
        golden!("batch-plain", "batch-columns", "batch-deflated").map(bytes).to_vec()
    }

    /// A bundle.
    pub(crate) fn bundle() -> Vec<u8> {
        bytes(include_str!("../../lantern-ledger/tests/golden/bundle.hex"))
    }

    /// One of each kind.
    pub(crate) fn entries() -> Vec<Entry> {
        let said = golden!(
            "genesis",
            "genesis-provisional",
            "genesis-households",
            "distribution-least",
            "distribution",
            "void",
            "replacement",
            "clock-sample",
            "clock-step",
            "plan-commit",
            "decision-code",
            "decision-records",
            "decision-run"
        );
        said.map(bytes).iter().map(|bytes| Entry::parse(bytes).expect("golden files are entries")).collect()
    }

    fn bytes(hex: &str) -> Vec<u8> {
        let digits: Vec<u8> = hex.bytes().filter_map(|digit| (digit as char).to_digit(16)).map(|d| d as u8).collect();
        digits.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect()
    }
}
