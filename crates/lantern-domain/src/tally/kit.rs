//! Kits: what one of each item contains, so that components are reported apart from what was handed over as such.

use super::axis::Axis;
use super::register::Register;
use super::{Dimension, Filter};
use crate::Code;
use crate::plan::Plan;

/// How deep kits inside kits are opened; a plan that says a kit contains itself stops here.
const DEPTH_MAX: usize = 4;

/// The contents of every item that was handed over, as far as they pass the filter by item.
pub(super) struct Kits {
    /// By the register's item number.
    parts: Vec<Vec<Part>>,
}

/// An item inside a kit.
#[derive(Clone, Copy)]
pub(super) struct Part {
    /// Its number on the axis of items; 0 without one.
    pub(super) number: u32,
    /// How many of it one kit contains.
    pub(super) count: u64,
}

impl Kits {
    pub(super) fn new(register: &Register, plan: &Plan, filter: &Filter, axes: &mut [Axis]) -> Self {
        let mut item_axis = axes.iter_mut().find(|axis| axis.dimension == Dimension::Item);
        let mut part = |(item, count): (Code, u64)| {
            let passes = filter.item.as_ref().is_none_or(|wanted| *wanted == item);
            let number = item_axis.as_mut().map_or(0, |axis| axis.number_for(item.as_str()));
            passes.then_some(Part { number, count })
        };
        let items = register.counter.items().iter();
        Self { parts: items.map(|item| contents(plan, item).into_iter().filter_map(&mut part).collect()).collect() }
    }

    /// Returns what one of an item contains.
    pub(super) fn parts(&self, item: u32) -> &[Part] {
        &self.parts[item as usize]
    }

    /// Returns how many pieces are in the kits of a hand-over.
    pub(super) fn pieces_in(&self, goods: &[(u32, u32)]) -> u64 {
        let in_one = |item| self.parts(item).iter().map(|part| part.count).fold(0, u64::saturating_add);
        let in_line = |&(item, kits): &(u32, u32)| in_one(item).saturating_mul(kits.into());
        goods.iter().map(in_line).fold(0, u64::saturating_add)
    }
}

/// Returns all that one of an item contains, kits inside kits opened as well, each item once.
fn contents(plan: &Plan, item: &Code) -> Vec<(Code, u64)> {
    let mut all: Vec<(Code, u64)> = Vec::new();
    open(plan, item, 1, DEPTH_MAX, &mut all);
    all
}

fn open(plan: &Plan, item: &Code, kits: u64, depth: usize, all: &mut Vec<(Code, u64)>) {
    let components = plan.items.get(item).map_or(&[][..], |item| &item.components);
    for part in components.iter().filter(|_| depth > 0) {
        let pieces = kits.saturating_mul(u64::from(part.count));
        match all.iter_mut().find(|(known, _)| *known == part.item) {
            Some((_, sum)) => *sum = sum.saturating_add(pieces),
            None => all.push((part.item.clone(), pieces)),
        }
        open(plan, &part.item, pieces, depth - 1, all);
    }
}
