//! Records by their public ids: which number each has in the tally.
//!
//! Made of the tally piece by piece, from the first time that somebody looks at a record on, at sixteen bytes a record.
//! Leaves what an id is to `lantern_ledger::address`.

use crate::server::Server;
use lantern_ledger::address::public_id;
use std::sync::{Mutex, PoisonError};
use uuid::Uuid;

/// How many ids are made while others wait.
const PIECE_RECORDS: usize = 20_000;
/// How many ids stand apart, in the order in which they came, before they are sorted in.
const RECENT_MAX: usize = 10_000;

/// The numbers of records by the first bytes of their ids.
#[derive(Default)]
pub(crate) struct RecordIds(Mutex<Ids>);

#[derive(Default)]
struct Ids {
    sorted: Vec<(u64, u32)>,
    recent: Vec<(u64, u32)>,
}

impl Ids {
    fn len(&self) -> usize {
        self.sorted.len() + self.recent.len()
    }

    fn add(&mut self, start: u64, number: u32) {
        self.recent.push((start, number));
        if self.recent.len() > RECENT_MAX.max(self.sorted.len() / 4) {
            self.sorted.append(&mut self.recent);
            self.sorted.sort_unstable();
        }
    }

    /// Returns the numbers of all records whose ids begin so.
    fn numbers(&self, start: u64) -> impl Iterator<Item = u32> {
        let first = self.sorted.partition_point(|(known, _)| *known < start);
        let sorted = self.sorted[first..].iter().take_while(move |(known, _)| *known == start);
        sorted.chain(self.recent.iter().filter(move |(known, _)| *known == start)).map(|(_, number)| *number)
    }
}

impl Server {
    /// Returns the number of the record with a public id; to be called without the state.
    pub(crate) fn record_number(&self, id: Uuid) -> Option<u32> {
        let mut ids = self.record_ids.0.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            let state = self.state();
            let (from, count) = (ids.len(), state.tally.record_count());
            if from == count {
                let is_it = |number: &u32| public_id(state.tally.outline(*number).id) == id;
                return ids.numbers(start(id)).find(is_it);
            }
            for number in from..count.min(from + PIECE_RECORDS) {
                let number = u32::try_from(number).ok()?;
                ids.add(start(public_id(state.tally.outline(number).id)), number);
            }
        }
    }
}

fn start(id: Uuid) -> u64 {
    id.as_u64_pair().0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_found_whether_its_id_is_sorted_in_or_stands_apart_or_begins_as_another() {
        let mut ids = Ids::default();
        let starts = |number: u64| number.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 40;
        for number in 0..35_000_u32 {
            ids.add(starts(number.into()), number);
        }
        assert!(!ids.sorted.is_empty() && !ids.recent.is_empty());
        for number in [0, 7, 9_999, 10_000, 20_002, 34_999_u32] {
            assert!(ids.numbers(starts(number.into())).any(|found| found == number), "{number}");
        }
        assert_eq!(ids.numbers(u64::MAX).count(), 0);
        ids.add(5, 1);
        ids.add(5, 2);
        assert_eq!(ids.numbers(5).filter(|number| [1, 2].contains(number)).count(), 2);
    }
}
