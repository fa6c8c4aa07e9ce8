//! Bundles: what is sent in one piece, cut anywhere, with items of every sort between one another.

use crate::random::Random;
use crate::{Outcome, Target, batch, magnitude, mutate};
use lantern_ledger::wire::{Reader, put_counted};
use lantern_ledger::{Batch, BatchError, Bundle, BundleReader, Head, Item, LogRef, Receipt, SignedHead};
use uuid::Uuid;

const MAGIC: &[u8] = b"LTN1";

/// Bundles.
pub const TARGET: Target =
    Target { name: "bundle", run: bundle, samples, mutate, lives_for: 100_000, memory_max: 8 * 1024 * 1024 };

/// Takes bytes for a bundle.
///
/// # Panics
///
/// When a promise is broken.
pub fn bundle(bytes: &[u8]) -> Outcome {
    let Ok(mut reader) = BundleReader::new(bytes) else { return Outcome::refused(()) };
    let items: Vec<Item> = reader.by_ref().collect();
    let whole = loose(bytes);
    let known = whole.items.iter().filter(|(tag, _)| (1..=3).contains(tag));
    assert_eq!(reader.is_cut(), !whole.rest.is_empty(), "a cut is told");
    assert_eq!(items.len(), known.clone().count(), "each whole item is shown, and none besides");
    let mut are_good = true;
    for (item, (_, bytes)) in items.iter().zip(known) {
        match item {
            Item::Batch(Ok(batch)) => assert_eq!(batch.to_bytes(), *bytes),
            Item::Receipt(Ok(receipt)) => assert_eq!(receipt.to_bytes(), *bytes),
            Item::Head(Ok(head)) => assert_eq!(head.to_bytes(), *bytes),
            Item::Batch(Err(_)) | Item::Receipt(Err(_)) | Item::Head(Err(_)) => are_good = false,
        }
    }
    if are_good && items.len() == whole.items.len() && whole.rest.is_empty() && has_shortest_lengths(bytes, &whole) {
        assert_eq!(written(&items), bytes, "what is whole is written again as the same bytes");
    }
    check_cut(bytes, &items);
    let (first, count) = (items.iter().map(way).take(3).collect::<Vec<_>>(), magnitude(items.len()));
    Outcome::of(items.iter().any(is_good), (first, count, reader.is_cut()))
}

/// What tells an item from others: its sort, and what is wrong with it.
fn way(item: &Item) -> (u8, Option<BatchError>) {
    match item {
        Item::Batch(read) => (1, read.as_ref().err().copied()),
        Item::Receipt(read) => (2, read.as_ref().err().map(|error| (*error).into())),
        Item::Head(read) => (3, read.as_ref().err().map(|error| (*error).into())),
    }
}

/// A bundle cut in the middle shows the beginning of the same items.
fn check_cut(bytes: &[u8], items: &[Item]) {
    let middle = bytes.len() / 2;
    if let Ok(reader) = BundleReader::new(&bytes[..middle]) {
        let found: Vec<Item> = reader.collect();
        assert_eq!(found, items[..found.len()], "a cut changes nothing before it");
    }
}

fn is_good(item: &Item) -> bool {
    match item {
        Item::Batch(read) => read.is_ok(),
        Item::Receipt(read) => read.is_ok(),
        Item::Head(read) => read.is_ok(),
    }
}

fn written(items: &[Item]) -> Vec<u8> {
    let mut bundle = Bundle::new();
    for item in items {
        match item {
            Item::Batch(Ok(batch)) => bundle.batch(batch),
            Item::Receipt(Ok(receipt)) => bundle.receipt(receipt),
            Item::Head(Ok(head)) => bundle.head(head),
            Item::Batch(Err(_)) | Item::Receipt(Err(_)) | Item::Head(Err(_)) => {}
        }
    }
    bundle.into_bytes()
}

/// A bundle as tags and bytes, whatever they are, and what is left behind the last whole one.
struct Loose {
    items: Vec<(u8, Vec<u8>)>,
    rest: Vec<u8>,
}

fn loose(bytes: &[u8]) -> Loose {
    let mut reader = Reader::new(bytes.strip_prefix(MAGIC).unwrap_or(bytes));
    let mut items = Vec::new();
    loop {
        let mut next = reader.clone();
        let (Ok(tag), Ok(content)) = (next.byte(), next.counted(usize::MAX)) else { break };
        items.push((tag, content.to_vec()));
        reader = next;
    }
    Loose { items, rest: reader.rest().to_vec() }
}

impl Loose {
    fn to_bytes(&self) -> Vec<u8> {
        let mut out = MAGIC.to_vec();
        for (tag, content) in &self.items {
            out.push(*tag);
            put_counted(&mut out, content);
        }
        out.extend_from_slice(&self.rest);
        out
    }
}

fn has_shortest_lengths(bytes: &[u8], whole: &Loose) -> bool {
    whole.to_bytes() == bytes
}

fn samples() -> Vec<Vec<u8>> {
    let log = LogRef { operation: Uuid::from_u128(1), log: Uuid::from_u128(2) };
    let mut heads = Bundle::new();
    heads.head(&SignedHead::nothing_of(log));
    let head = Head { seq: 3, ..Head::start(log) };
    heads.head(&SignedHead { head, signature: [5; 64] });
    let mut batches = Bundle::new();
    (batch::TARGET.samples)()
        .iter()
        .filter_map(|bytes| Batch::parse(bytes).ok())
        .take(6)
        .for_each(|it| batches.batch(&it));
    let golden = batch::golden::bundle();
    let mut receipts = Bundle::new();
    for item in BundleReader::new(&golden).expect("the golden bundle is one") {
        if let Item::Receipt(Ok(receipt)) = item {
            receipts.receipt(&receipt);
            receipts.receipt(&Receipt { position: u64::MAX, ..receipt });
        }
    }
    vec![golden, heads.into_bytes(), batches.into_bytes(), receipts.into_bytes(), Bundle::new().into_bytes()]
}

fn mutate(bytes: &mut Vec<u8>, random: &mut Random) {
    if random.one_in(6) || !bytes.starts_with(MAGIC) {
        return mutate::bytes(bytes, random);
    }
    let mut whole = loose(bytes);
    match random.below(8) {
        0 => mutate::list(&mut whole.items, random),
        1 => whole.items.push((random.below(6) as u8, vec![0; random.below(140)])),
        2 => mutate::bytes(&mut whole.rest, random),
        _ if whole.items.is_empty() => {}
        chosen => {
            let at = random.below(whole.items.len());
            match (&mut whole.items[at], chosen) {
                ((tag, _), 3) => *tag = random.below(6) as u8,
                ((1, content), _) => batch::mutate(content, random),
                ((_, content), _) => mutate::bytes(content, random),
            }
        }
    }
    *bytes = whole.to_bytes();
    if random.one_in(8) {
        bytes.truncate(random.below(bytes.len() + 1));
    }
}
