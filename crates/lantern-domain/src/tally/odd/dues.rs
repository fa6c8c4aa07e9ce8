//! What a recipient was given of each item in a round, beside what the plan says is due.
//!
//! An item given instead of another counts as that other.

use super::service::Service;
use crate::Code;
use crate::plan::{Basis, Plan};

/// Items of which more was given than was due.
pub(super) struct Over<'s> {
    pub(super) item: &'s Code,
    /// Pieces handed over.
    pub(super) quantity: u64,
    /// Pieces due.
    pub(super) entitled: u64,
    pub(super) services: Vec<&'s Service>,
}

/// Returns each item of which one recipient was given more than was due by all services in one round.
///
/// Where the plan does not know the round, or has nothing due to such recipients, it cannot say.
/// What goes by people it cannot say either where nobody counted them.
pub(super) fn over<'s>(plan: &Plan, services: &[&'s Service]) -> Vec<Over<'s>> {
    let Some(first) = services.first() else { return Vec::new() };
    // The largest size that a record of the household names.
    let size = services.iter().filter_map(|service| service.size).max();
    let due = plan.entitled(&first.round, size, first.to);
    let Some(round) = plan.rounds.get(&first.round).filter(|_| !due.is_empty()) else { return Vec::new() };
    let by_people = |basis: Basis| matches!(basis, Basis::Person | Basis::PerPeople(_));
    let is_open =
        |item: &Code| size.is_none() && round.entitlements.iter().any(|due| due.item == *item && by_people(due.basis));
    let lines = services.iter().enumerate().flat_map(|(at, service)| service.lines.iter().map(move |line| (at, line)));
    let mut lines: Vec<(&Code, usize, u64)> = lines.map(|(at, line)| (&line.due_as, at, line.pieces)).collect();
    lines.sort_unstable();
    let judged = lines.chunk_by(|one, other| one.0 == other.0).filter(|lines| !is_open(lines[0].0)).map(|lines| {
        let item = lines[0].0;
        let mut on: Vec<usize> = lines.iter().map(|(_, at, _)| *at).collect();
        on.dedup();
        Over {
            item,
            quantity: lines.iter().map(|(.., pieces)| pieces).sum(),
            entitled: due.iter().filter(|(of, _)| of == item).map(|(_, pieces)| u64::from(pieces.pieces())).sum(),
            services: on.into_iter().map(|at| services[at]).collect(),
        }
    });
    judged.filter(|over| over.quantity > over.entitled).collect()
}
