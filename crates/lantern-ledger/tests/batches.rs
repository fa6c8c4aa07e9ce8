//! Batches and bundles: whatever goes in comes out, whatever is changed is found, and nothing is ever too much to read.
#![allow(clippy::unwrap_used, reason = "tests may, and their helpers with them")]

mod common;

use common::{cut, distribution, entry, genesis_entry, genesis_head, log_ref, remarks, signed_batch, signer};
use lantern_ledger::sample::Mix;
use lantern_ledger::wire::{put_counted, put_number};
use lantern_ledger::{
    Batch, BatchError, Body, Bundle, BundleReader, Entry, Head, Item, Kind, Opened, Verify, WireError, batch_fill,
};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;

/// What a receiver does: parse, check the signature, open. `None`: it finds that something is wrong.
fn receive(bytes: &[u8]) -> Option<Opened> {
    let batch = Batch::parse(bytes).ok()?;
    let head = batch.head();
    let is_signed = signer().verify(&signer().0, &head.head.statement(), &head.signature);
    is_signed.then(|| batch.open().ok()).flatten()
}

proptest! {
    #[test]
    fn any_entries_come_out_of_a_batch_as_they_went_in(entries in vec(entry(), 1..20)) {
        let fill = batch_fill(&genesis_head(), &entries);
        prop_assert!(fill >= 1);
        let batch = signed_batch(&genesis_head(), &entries[..fill]);
        let bytes = batch.to_bytes();
        prop_assert!(bytes.len() <= Batch::MAX);
        prop_assert_eq!(Batch::parse(&bytes), Ok(batch.clone()));
        let opened = batch.open().unwrap();
        let out: Vec<Entry> = opened.entries.iter().map(|(entry, _)| entry.clone()).collect();
        prop_assert_eq!(&out[..], &entries[..fill]);
        let mut head = genesis_head();
        for (entry, hash) in &opened.entries {
            head = head.then(entry);
            prop_assert_eq!(head.hash, *hash);
        }
        prop_assert_eq!(opened.after(), head);
    }

    #[test]
    fn recordings_travel_in_columns(recordings in vec(recording(), 1..8)) {
        let fill = batch_fill(&genesis_head(), &recordings);
        let batch = signed_batch(&genesis_head(), &recordings[..fill]);
        prop_assert_eq!(batch.packing(), 1, "columns are smaller, and unpack to the same");
    }

    /// The heart of the ledger: a carrier can change nothing unseen.
    #[test]
    fn any_flipped_bit_is_found(entries in vec(entry(), 1..6), at: Index, bit in 0..8_u8) {
        let fill = batch_fill(&genesis_head(), &entries);
        any_flip_is_found(&signed_batch(&genesis_head(), &entries[..fill]), at, bit)?;
    }

    #[test]
    fn any_flipped_bit_in_a_batch_of_records_is_found(seed: u64, count in 1..30_usize, at: Index, bit in 0..8_u8) {
        let entries = Mix::default().entries(seed, &genesis_head(), count);
        any_flip_is_found(&signed_batch(&genesis_head(), &entries), at, bit)?;
    }

    #[test]
    fn any_bytes_can_be_taken_for_a_batch_without_harm(
        packing in prop_oneof![Just(0_u8), Just(1), Just(0x80), Just(0x81), any::<u8>()],
        count in 1..=Batch::ENTRIES_MAX,
        body in vec(any::<u8>(), 0..2000),
    ) {
        let bytes = with_body(packing, count, &body);
        let batch = Batch::parse(&bytes).unwrap();
        prop_assert!(batch.open().is_err());
    }

    #[test]
    fn a_cut_bundle_yields_its_whole_items_only(count in 1..6_usize, at: Index) {
        let entries = Mix::default().entries(7, &genesis_head(), 40);
        let batches = cut(&genesis_head(), &entries, &[40 / count]);
        let (bundle, ends) = bundle(&batches);
        let length = at.index(bundle.len() + 1);
        match BundleReader::new(&bundle[..length]) {
            Err(error) => prop_assert!(length < 4 && error == WireError::Cut),
            Ok(mut reader) => {
                let whole: Vec<Batch> = reader.by_ref().map(batch_of).collect();
                let whole_count = ends.iter().filter(|&&end| end <= length).count();
                prop_assert_eq!(&whole[..], &batches[..whole_count]);
                prop_assert_eq!(reader.is_cut(), length > 4 && !ends.contains(&length));
            }
        }
    }
}

/// Hand-overs, and corrections of them.
fn recording() -> BoxedStrategy<Entry> {
    let body = (distribution(), any::<bool>()).prop_map(|(said, is_correction)| {
        if !is_correction {
            return Body::Distribution(Box::new(said));
        }
        Body::Correction(Box::new(lantern_domain::Correction {
            at: said.at,
            operator: said.operator.clone(),
            target: genesis_head().hash.into(),
            supersedes: lantern_domain::RecordId([7; 32]),
            change: lantern_domain::Change::Replacement(Box::new(said)),
            reason: lantern_domain::ShortText::new("wrong-item").unwrap(),
        }))
    });
    body.prop_map(|body| body.to_entry().unwrap()).boxed()
}

fn any_flip_is_found(batch: &Batch, at: Index, bit: u8) -> Result<(), TestCaseError> {
    let bytes = batch.to_bytes();
    let opened = receive(&bytes).expect("whole");
    let mut flipped = bytes.clone();
    flipped[at.index(bytes.len())] ^= 1 << bit;
    if let Some(other) = receive(&flipped) {
        prop_assert_eq!(other, opened, "the same in meaning, or found");
    }
    Ok(())
}

fn bundle(batches: &[Batch]) -> (Vec<u8>, Vec<usize>) {
    let mut bundle = Bundle::new();
    let ends = batches.iter().map(|batch| {
        bundle.batch(batch);
        bundle.length()
    });
    let ends = ends.collect();
    (bundle.into_bytes(), ends)
}

fn batch_of(item: Item) -> Batch {
    if let Item::Batch(Ok(batch)) = item { batch } else { panic!("{item:?}") }
}

/// A batch of whatever body, in the middle of a log.
fn with_body(packing: u8, count: u64, body: &[u8]) -> Vec<u8> {
    let head = genesis_head();
    let mut bytes = vec![1];
    bytes.extend_from_slice(head.log.operation.as_bytes());
    bytes.extend_from_slice(head.log.log.as_bytes());
    put_number(&mut bytes, 2);
    put_number(&mut bytes, count);
    bytes.extend_from_slice(&head.hash.0);
    bytes.extend_from_slice(&[8; 32]);
    bytes.extend_from_slice(&[9; 64]);
    bytes.push(packing);
    put_counted(&mut bytes, body);
    bytes
}

fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    put_number(&mut body, bytes.len() as u64);
    body.extend(miniz_oxide::deflate::compress_to_vec(bytes, 9));
    body
}

#[test]
fn every_single_bit_of_a_batch_matters_or_means_nothing() {
    let entries = Mix::default().entries(3, &genesis_head(), 3);
    let bytes = signed_batch(&genesis_head(), &entries).to_bytes();
    let opened = receive(&bytes).unwrap();
    for at in 0..bytes.len() * 8 {
        let mut flipped = bytes.clone();
        flipped[at / 8] ^= 1 << (at % 8);
        assert!(receive(&flipped).is_none_or(|other| other == opened), "bit {at}");
    }
}

#[test]
fn unknown_kinds_survive_packing_and_chain() {
    let mut entries = Mix::default().entries(5, &genesis_head(), 10);
    entries.insert(4, Entry::new(Kind(4_242), b"of a later version").unwrap());
    entries.insert(7, Entry::new(Kind::DISTRIBUTION, b"a body of a later version").unwrap());
    let opened = receive(&signed_batch(&genesis_head(), &entries).to_bytes()).unwrap();
    assert!(opened.entries.iter().map(|(entry, _)| entry).eq(&entries));
    assert_eq!(Body::of(&opened.entries[4].0), Ok(Body::Other(Kind(4_242))));
}

#[test]
fn a_deflate_bomb_is_refused_before_it_is_inflated() {
    let bomb = deflated(&vec![0; 256 * 1024 + 1]);
    let batch = Batch::parse(&with_body(0x80, 9, &bomb)).unwrap();
    assert_eq!(batch.open(), Err(BatchError::Packing(WireError::Range)));
    let mut liar = vec![5];
    liar.extend_from_slice(&bomb[3..]);
    let batch = Batch::parse(&with_body(0x80, 9, &liar)).unwrap();
    assert_eq!(batch.open(), Err(BatchError::Packing(WireError::Value)));
}

#[test]
fn a_deflated_body_has_nothing_after_it_and_the_length_it_names() {
    let entries = remarks(0..20);
    let plain: Vec<u8> = entries.iter().flat_map(|entry| entry.bytes().to_vec()).collect();
    let open = |body: &[u8]| Batch::parse(&with_body(0x80, 20, body)).unwrap().open();
    assert_eq!(open(&deflated(&plain)), Err(BatchError::Chain), "unpacked; only the hashes are made up");
    assert_eq!(open(&[&deflated(&plain)[..], &[0]].concat()), Err(BatchError::Packing(WireError::Trailing)));
    let mut longer = deflated(&plain);
    longer[0] += 1;
    assert_eq!(open(&longer), Err(BatchError::Packing(WireError::Value)));
}

#[test]
fn columns_that_claim_too_much_are_refused() {
    for body in [&[][..], &[0; 8000], &[255; 8000], &[0x55; 8000], &[0xfe; 8000]] {
        let batch = Batch::parse(&with_body(1, Batch::ENTRIES_MAX, body)).unwrap();
        assert!(matches!(batch.open(), Err(BatchError::Packing(_))));
    }
}

#[test]
fn a_batch_ends_within_8_kib_and_takes_an_entry_of_any_size() {
    let entries = Mix::default().entries(1, &genesis_head(), 4_000);
    let fill = batch_fill(&genesis_head(), &entries);
    let batch = signed_batch(&genesis_head(), &entries[..fill]);
    assert!((8_000..=Batch::MAX).contains(&batch.to_bytes().len()), "{}", batch.to_bytes().len());
    assert_eq!(Batch::build(&genesis_head(), &entries[..fill + 60], [0; 64]).unwrap_err(), BatchError::TooLarge);
    let noise: Vec<u8> = (0..4_093_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
    let largest = vec![Entry::new(Kind(9), &noise).unwrap(); 3];
    assert_eq!(largest[0].bytes().len(), Entry::MAX);
    assert!(batch_fill(&genesis_head(), &largest) >= 1);
    assert!(signed_batch(&genesis_head(), &largest[..1]).to_bytes().len() <= Batch::MAX);
}

#[test]
fn a_batch_holds_at_most_4096_entries() {
    let entries = vec![Entry::new(Kind(9), b"").unwrap(); 5_000];
    assert_eq!(batch_fill(&genesis_head(), &entries), 4_096);
    assert_eq!(Batch::build(&genesis_head(), &entries[..4_097], [0; 64]).unwrap_err(), BatchError::TooLarge);
    assert!(Batch::build(&genesis_head(), &entries[..4_096], [0; 64]).is_ok());
    let claimed = with_body(0, 4_097, &[]);
    assert_eq!(Batch::parse(&claimed), Err(BatchError::TooLarge));
}

#[test]
fn headers_that_cannot_be_are_refused() {
    let good = signed_batch(&genesis_head(), &remarks(0..3)).to_bytes();
    assert!(Batch::parse(&good).is_ok());
    assert_eq!(Batch::parse(&good[..good.len() - 1]), Err(WireError::Cut.into()));
    assert_eq!(Batch::parse(&[&good[..], &[0]].concat()), Err(WireError::Trailing.into()));
    let with = |at: usize, byte: u8| {
        let mut bytes = good.clone();
        bytes[at] = byte;
        Batch::parse(&bytes)
    };
    assert_eq!(with(0, 2), Err(WireError::Unknown.into()), "another format");
    assert_eq!(with(33, 0), Err(WireError::Range.into()), "entry number 0");
    assert_eq!(with(33, 1), Err(BatchError::Start), "a first entry that follows something");
    assert_eq!(with(34, 0), Err(BatchError::Empty));
    assert_eq!(Batch::build(&genesis_head(), &[], [0; 64]).unwrap_err(), BatchError::Empty);
}

#[test]
fn plan_entries_are_deflated() {
    let change = |n: u32| format!(r#"{{"settlement":{{"code":"SITE-{n}","name":"Kosaar {n}","region":"Gedo"}}}}"#);
    let entries: Vec<Entry> = (0..400).map(|n| Entry::new(Kind::PLAN_CHANGE, change(n).as_bytes()).unwrap()).collect();
    let fill = batch_fill(&genesis_head(), &entries);
    assert_eq!(fill, 400);
    let batch = signed_batch(&genesis_head(), &entries);
    assert!(batch.to_bytes().len() < 400 * 12, "{}", batch.to_bytes().len());
    assert_eq!(receive(&batch.to_bytes()).unwrap().entries.len(), 400);
}

#[test]
fn a_bad_item_of_a_bundle_spoils_no_other_and_unknown_ones_are_skipped() {
    let good = signed_batch(&Head::start(log_ref(1)), &[genesis_entry(log_ref(1))]);
    let mut bytes = Bundle::new().into_bytes();
    let mut item = |tag: u8, content: &[u8]| {
        bytes.push(tag);
        put_counted(&mut bytes, content);
    };
    item(1, b"no batch");
    item(77, b"of a later version");
    item(1, &good.to_bytes());
    item(2, b"no receipt");
    item(3, &lantern_ledger::SignedHead::nothing_of(log_ref(2)).to_bytes());
    let items: Vec<Item> = BundleReader::new(&bytes).unwrap().collect();
    assert_eq!(items.len(), 4);
    assert!(matches!(items[0], Item::Batch(Err(_))));
    assert_eq!(items[1], Item::Batch(Ok(good)));
    assert!(matches!(items[2], Item::Receipt(Err(_))));
    assert_eq!(items[3], Item::Head(Ok(lantern_ledger::SignedHead::nothing_of(log_ref(2)))));
    assert_eq!(BundleReader::new(b"LTN2").unwrap_err(), WireError::Unknown);
}
