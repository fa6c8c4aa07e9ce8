//! Intake: however the batches of a log come in, its entries are taken once, and every history is kept.
#![allow(clippy::unwrap_used, reason = "tests may, and their helpers with them")]

mod common;

use common::{cut, genesis_entry, genesis_head, log_ref, remarks, signed_batch};
use lantern_ledger::intake::{Decision, LogState};
use lantern_ledger::{Batch, Entry, Head};
use proptest::collection::vec;
use proptest::prelude::*;
use std::collections::HashSet;

/// A holder as simple as can be.
struct Holder {
    state: LogState,
    known: HashSet<Head>,
    /// Every entry taken, in the order in which it was taken.
    taken: Vec<Head>,
}

impl Holder {
    fn new() -> Self {
        Self { state: LogState::nothing_of(log_ref(1)), known: HashSet::new(), taken: Vec::new() }
    }

    fn receive(&mut self, batch: &Batch) -> Decision {
        let opened = batch.open().unwrap();
        let decision = self.state.decide(&self.known, &opened);
        if let Decision::Accept { new_from } | Decision::Fork { new_from, .. } = decision {
            let mut head = opened.before;
            for (at, (entry, _)) in opened.entries.iter().enumerate() {
                head = head.then(entry);
                if at >= new_from {
                    self.known.insert(head);
                    self.taken.push(head);
                }
            }
            self.state.take(&opened, new_from);
        }
        decision
    }

    /// Sends what met a gap again, as a phone does, until nothing moves.
    fn receive_all(&mut self, mut batches: Vec<Batch>) {
        loop {
            let before = batches.len();
            batches.retain(|batch| matches!(self.receive(batch), Decision::Gap { .. }));
            if batches.len() == before {
                assert!(batches.is_empty(), "what met a gap finds its place in the end");
                return;
            }
        }
    }
}

fn start() -> Head {
    Head::start(log_ref(1))
}

/// A log's first entry and so many others; numbers from `first` tell them apart.
fn log(first: u32, count: u32) -> Vec<Entry> {
    [vec![genesis_entry(log_ref(1))], remarks(first..first + count)].concat()
}

/// The points after each entry.
fn heads(entries: &[Entry]) -> Vec<Head> {
    let next = |head: &mut Head, entry: &Entry| {
        *head = head.then(entry);
        Some(*head)
    };
    entries.iter().scan(start(), next).collect()
}

/// Two histories that share their first entries.
fn two_histories() -> impl Strategy<Value = (Vec<Entry>, Vec<Entry>)> {
    (0..12_u32, 0..12_u32, 0..12_u32).prop_map(|(shared, one, other)| {
        let ours = log(0, shared + one);
        let theirs = [log(0, shared), remarks(1_000..1_000 + other)].concat();
        (ours, theirs)
    })
}

proptest! {
    #[test]
    fn any_cut_order_and_repetition_takes_each_entry_once(
        (ours, theirs) in two_histories(),
        cuts in vec(vec(1..6_usize, 1..5), 1..4),
        seed: u64,
    ) {
        let mut batches = Vec::new();
        for sizes in &cuts {
            batches.extend(cut(&start(), &ours, sizes));
            batches.extend(cut(&start(), &theirs, sizes));
        }
        shuffle(&mut batches, seed);

        let mut holder = Holder::new();
        holder.receive_all(batches);

        let all: HashSet<Head> = heads(&ours).into_iter().chain(heads(&theirs)).collect();
        prop_assert_eq!(holder.taken.len(), all.len(), "each once, the shared part once");
        prop_assert_eq!(&holder.known, &all);
        let mut ends = vec![*heads(&ours).last().unwrap(), *heads(&theirs).last().unwrap()];
        ends.sort_by_key(|head| (head.seq, head.hash));
        ends.dedup();
        let is_prefix = |end: &Head| ends.iter().any(|other| other.seq > end.seq && {
            let longer = if heads(&ours).contains(other) { heads(&ours) } else { heads(&theirs) };
            longer.contains(end)
        });
        let tips: Vec<Head> = ends.iter().filter(|end| !is_prefix(end)).copied().collect();
        prop_assert_eq!(holder.state.tips(), &tips[..], "a tip for each history");
    }

    #[test]
    fn a_gap_says_from_where_to_send(count in 2..20_u32, missing in 1..19_u32) {
        let entries = log(0, count);
        let missing = (1 + missing % (count - 1)) as usize;
        let points = heads(&entries);
        let mut holder = Holder::new();
        holder.receive(&signed_batch(&start(), &entries[..missing]));
        let late = signed_batch(&points[missing], &entries[missing + 1..]);
        prop_assert_eq!(holder.receive(&late), Decision::Gap { have: points[missing - 1] });
        prop_assert_eq!(holder.state.highest(), points[missing - 1], "it advanced nothing");
    }
}

fn shuffle<T>(items: &mut [T], mut seed: u64) {
    for at in (1..items.len()).rev() {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        items.swap(at, (seed >> 33) as usize % (at + 1));
    }
}

#[test]
fn a_batch_sent_twice_is_a_duplicate() {
    let mut holder = Holder::new();
    let batch = signed_batch(&start(), &log(0, 3));
    assert_eq!(holder.receive(&batch), Decision::Accept { new_from: 0 });
    assert_eq!(holder.receive(&batch), Decision::Duplicate);
    assert_eq!(holder.receive(&signed_batch(&start(), &log(0, 1))), Decision::Duplicate, "a part of it as well");
    assert_eq!(holder.taken.len(), 4);
}

#[test]
fn a_batch_that_overlaps_brings_only_what_is_new() {
    let mut holder = Holder::new();
    holder.receive(&signed_batch(&start(), &log(0, 3)));
    assert_eq!(holder.receive(&signed_batch(&start(), &log(0, 5))), Decision::Accept { new_from: 4 });
    assert_eq!(holder.taken.len(), 6);
}

#[test]
fn two_histories_are_both_kept_and_the_shared_part_is_taken_once() {
    let mut holder = Holder::new();
    let ours = log(0, 4);
    let theirs = [log(0, 2), remarks(100..103)].concat();
    holder.receive(&signed_batch(&start(), &ours));
    assert_eq!(holder.receive(&signed_batch(&start(), &theirs)), Decision::Fork { at: 3, new_from: 3 });
    assert_eq!(holder.taken.len(), 5 + 3);
    assert_eq!(holder.state.tips(), &[*heads(&ours).last().unwrap(), *heads(&theirs).last().unwrap()]);
    let later = signed_batch(heads(&ours).last().unwrap(), &remarks([200]));
    assert_eq!(holder.receive(&later), Decision::Accept { new_from: 0 }, "each history goes on");
    assert_eq!(holder.state.tips().len(), 2);
}

#[test]
fn another_first_entry_is_another_history() {
    let mut holder = Holder::new();
    holder.receive(&signed_batch(&start(), &log(0, 1)));
    let other = signed_batch(&start(), &remarks([7]));
    assert_eq!(holder.receive(&other), Decision::Fork { at: 0, new_from: 0 });
}

#[test]
fn a_holder_answers_with_a_point_of_the_askers_own_history() {
    let mut holder = Holder::new();
    let (ours, theirs) = (log(0, 4), [log(0, 2), remarks(100..101)].concat());
    holder.receive(&signed_batch(&start(), &ours));
    let standing = |holder: &Holder, claimed: Head| {
        let standing = holder.state.standing(&holder.known, Some(&claimed));
        (standing.head, standing.is_forked)
    };
    let (ours, theirs_end) = (heads(&ours), *heads(&theirs).last().unwrap());
    assert_eq!(standing(&holder, ours[2]), (ours[4], false), "who was put back learns that there is more");
    assert_eq!(standing(&holder, start()), (ours[4], false));
    assert_eq!(
        standing(&holder, theirs_end),
        (ours[4], true),
        "an unknown point no higher than ours is another history"
    );

    holder.receive(&signed_batch(&start(), &theirs));
    assert_eq!(standing(&holder, theirs_end), (theirs_end, true));
    assert_eq!(standing(&holder, ours[4]), (ours[4], true));
    assert_eq!(holder.state.standing(&holder.known, None).head, ours[4]);
}

#[test]
fn a_batch_of_another_log_is_never_taken_for_one_of_this() {
    let mut holder = Holder::new();
    let entries = vec![genesis_entry(log_ref(2))];
    let other = signed_batch(&Head::start(log_ref(2)), &entries);
    assert!(matches!(holder.receive(&other), Decision::Gap { .. }));
    assert!(holder.taken.is_empty());
    assert_eq!(genesis_head().seq, 1);
}
