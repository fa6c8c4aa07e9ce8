//! The past: what HQ knew at a place of its journal, found again in what it knows now.
//!
//! Entries that came later are left out; clock samples and rulings, which later ones may have moved, are found anew.
//! Leaves the plan of that time to whoever asks.

use super::chain::{Kind, NONE};
use super::intern::NumberMap;
use super::register::Register;
use super::ruling::Ruling;
use super::view::View;
use super::{Totals, TotalsQuery, measure};
use crate::plan::Plan;

/// What differs from now.
pub(super) struct Past {
    position: u64,
    /// The entry of the sample that each entry used.
    samples: Vec<u32>,
    pub(super) rulings: NumberMap<u32, Ruling>,
}

impl Past {
    fn new(register: &Register, position: u64) -> Self {
        let mut past = Self { position, samples: Vec::new(), rulings: NumberMap::default() };
        past.samples = past.find_samples(register);
        past.rulings = register.rulings.keys().map(|&record| (record, past.ruling(register, record))).collect();
        past
    }

    /// In the order in which the samples came in, as the register itself has taken them.
    fn find_samples(&self, register: &Register) -> Vec<u32> {
        let chain = &register.chain;
        let mut samples = vec![NONE; chain.len() as usize];
        for node in 0..chain.len() {
            if matches!(chain.node(node).kind, Kind::Sample(_)) && self.has(register, node) {
                for reached in chain.reach(node, |it| samples[it as usize]) {
                    samples[reached as usize] = node;
                }
            }
        }
        samples
    }

    fn ruling(&self, register: &Register, record: u32) -> Ruling {
        register.ruling_among(record, |node| self.has(register, node))
    }

    /// Returns whether an entry counted then.
    pub(super) fn has(&self, register: &Register, node: u32) -> bool {
        register.chain.received(node).is_none_or(|received| received.counted_from <= self.position)
    }

    pub(super) fn sample_of(&self, node: u32) -> u32 {
        self.samples[node as usize]
    }
}

impl Register {
    /// Returns the totals that a query was answered with when HQ's journal had come to a place, given its plan then.
    pub fn totals_as_of(&self, position: u64, plan: &Plan, query: &TotalsQuery) -> Totals {
        let past = Past::new(self, position);
        measure::totals(&View::of(self, &past), plan, query)
    }
}
