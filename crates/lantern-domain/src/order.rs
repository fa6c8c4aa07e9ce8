//! One sort for everything that phones sort: each further kind of list sorted by the standard library would weigh 4 KB in
//! their download.
//!
//! Positions are sorted rather than things, so that one piece of code serves all; servers sort as they like.

use std::cmp::Ordering;

/// Returns the positions of so many things in ascending order; equal things keep their order.
pub fn order(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let is_before = |one: usize, other: usize| compare(one, other).then(one.cmp(&other)).is_lt();
    let mut heap: Vec<usize> = (0..count).collect();
    // A heap with the last thing on top, which then grows smaller by that thing.
    (0..count / 2).rev().for_each(|top| sink(&mut heap, top, &is_before));
    for end in (1..count).rev() {
        heap.swap(0, end);
        sink(&mut heap[..end], 0, &is_before);
    }
    heap
}

/// Lets what stands at a place of a heap sink to where nothing below it comes after it.
fn sink(heap: &mut [usize], mut place: usize, is_before: &dyn Fn(usize, usize) -> bool) {
    loop {
        let mut below = 2 * place + 1;
        if below + 1 < heap.len() && is_before(heap[below], heap[below + 1]) {
            below += 1;
        }
        if below >= heap.len() || !is_before(heap[place], heap[below]) {
            return;
        }
        heap.swap(place, below);
        place = below;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn positions_come_as_a_stable_sort_puts_them(keys in prop::collection::vec(0..9_u8, 0..80)) {
            let mut expected: Vec<usize> = (0..keys.len()).collect();
            expected.sort_by_key(|&at| keys[at]);
            prop_assert_eq!(order(keys.len(), &|one, other| keys[one].cmp(&keys[other])), expected);
        }
    }

    #[test]
    fn a_hundred_thousand_things_are_sorted_in_few_comparisons() {
        let asked = std::cell::Cell::new(0_u64);
        let ordered = order(100_000, &|one, other| {
            asked.set(asked.get() + 1);
            other.cmp(&one)
        });
        assert_eq!((ordered[0], ordered[99_999]), (99_999, 0));
        assert!(asked.get() < 4_000_000, "{} comparisons", asked.get());
    }
}
