//! Bytes a record on the wire: a count, the same on every machine.
//!
//! Bytes are those of whole batches, header and signature included, somewhere in the middle of a log.
//! A record is one hand-over with its lines; the voids among them are sent as well and count as no record.

use crate::figure::{Figure, Goal};
use anyhow::Result;
use lantern_ledger::sample::Mix;
use lantern_ledger::{Batch, Bundle, Entry, Hash, Head, LogRef, batch_fill};
use uuid::Uuid;

/// Fixed seeds: one record of one seed says little, so each figure is the mean over these.
const SEEDS: std::ops::Range<u64> = 0..20;
const COUNTS: [usize; 4] = [1, 10, 100, 1_000];
/// What a phone brings that was away for long.
const MANY: usize = 10_000;
const BYTES_GOAL: f64 = 13.0;

/// Measures the three mixes.
///
/// # Errors
///
/// When a batch cannot be built: the generator and the ledger do not fit together.
pub fn measure() -> Result<Vec<Figure>> {
    let typed = Mix::default();
    let mixes = [
        ("typed codes", typed),
        ("typed codes, position", Mix { position: true, ..typed }),
        ("random 64-bit codes", Mix { random_codes: true, ..typed }),
    ];
    let mut figures = Vec::new();
    for (name, mix) in mixes {
        for count in COUNTS {
            let figure = Figure::new(format!("a record, {count} at once, {name}"), mean(mix, count)?, "bytes");
            let is_aimed = mix == typed && count == 100;
            figures.push(if is_aimed { figure.aiming(Goal::AtMost(BYTES_GOAL)) } else { figure });
        }
        figures.push(Figure::new(
            format!("{MANY} records up, in full batches, {name}"),
            upload(mix, MANY)? / 1000.0,
            "KB",
        ));
    }
    Ok(figures)
}

/// Bytes a record where so many are sent.
fn mean(mix: Mix, count: usize) -> Result<f64> {
    let mut bytes = 0;
    for seed in SEEDS {
        bytes += batches(mix, seed, count)?.iter().map(|batch| batch.to_bytes().len()).sum::<usize>();
    }
    Ok(bytes as f64 / (count * SEEDS.count()) as f64)
}

/// Bytes of a bundle with so many records in batches as large as they may be, and with the log's signed head.
fn upload(mix: Mix, count: usize) -> Result<f64> {
    let batches = batches(mix, SEEDS.start, count)?;
    let mut bundle = Bundle::new();
    batches.last().iter().for_each(|batch| bundle.head(&batch.head()));
    batches.iter().for_each(|batch| bundle.batch(batch));
    Ok(bundle.length() as f64)
}

fn batches(mix: Mix, seed: u64, count: usize) -> Result<Vec<Batch>> {
    let mut head = in_the_middle();
    let entries = mix.entries(seed, &head, count);
    let mut entries: &[Entry] = &entries;
    let mut batches = Vec::new();
    while !entries.is_empty() {
        let (now, later) = entries.split_at(batch_fill(&head, entries));
        // A signature takes as many bytes whatever it is.
        let batch = Batch::build(&head, now, [9; 64])?;
        (head, entries) = (batch.head().head, later);
        batches.push(batch);
    }
    Ok(batches)
}

/// A point of a log that has been written for a while.
fn in_the_middle() -> Head {
    let log = LogRef { operation: Uuid::from_u128(1), log: Uuid::from_u128(2) };
    Head { log, seq: 5_000, hash: Hash([7; 32]) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_records_share_a_header_and_the_same_seeds_give_the_same_bytes() {
        let [few, more] = [1, 100].map(|count| mean(Mix::default(), count).unwrap());
        assert!(more < few);
        assert_eq!(mean(Mix::default(), 100).unwrap().to_bits(), more.to_bits());
    }

    #[test]
    fn many_records_are_cut_into_batches_that_are_nearly_full() {
        let batches = batches(Mix::default(), 1, MANY).unwrap();
        let (_, full) = batches.split_last().unwrap();
        assert!(full.iter().all(|batch| batch.to_bytes().len() > Batch::MAX * 9 / 10));
        let hand_overs = MANY as u64;
        assert!(batches.iter().map(Batch::count).sum::<u64>() > hand_overs, "the voids are sent as well");
    }
}
