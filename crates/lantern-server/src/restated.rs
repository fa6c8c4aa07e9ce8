//! Saying again what two histories of HQ's own log say.
//!
//! Somebody put HQ's journal back by hand, HQ wrote on, and a phone brought what was written before: the log then has two
//! histories, and no phone follows more than one. HQ knows both by now, so it says the whole plan, the lists that are split
//! in that way and the decisions once more, where everybody follows: after that all show the same again.
//! Leaves noticing to `state::fold`, and in which order logs are folded to `returned`.

use crate::error::Failure;
use crate::hq::Draft;
use crate::returned::each_entry;
use crate::server::{OfficeTurn, Server};
use crate::storage::Health;
use lantern_domain::Code;
use lantern_ledger::{Body, Subject};
use std::collections::HashSet;

impl Server {
    /// Says again what is owed, where something is. It stays owed if that cannot be kept now.
    pub(crate) fn catch_up_on_restating(&self) {
        // A damaged journal takes nothing in.
        if self.state().care.owes_restating && !matches!(self.storage.health(), Health::ReadOnly(_)) {
            let restated = self.restate_in_turn(&self.office_turn());
            if let Err(failure) = restated {
                tracing::warn!(failure = failure.message(), "what HQ wrote twice could not be said again; it will be");
            }
        }
    }

    /// The same for whoever has the turn, who is told of a failure.
    pub(crate) fn restate_in_turn(&self, turn: &OfficeTurn<'_>) -> Result<(), Failure> {
        if !self.state().care.owes_restating {
            return Ok(());
        }
        if self.state().care.owes_new_logs {
            self.begin_anew(turn)?;
        }
        self.fold_in_turn(turn)?;
        tracing::warn!("HQ's own log has two histories: its plan is said again, so that every phone shows the same");
        let mut drafts = self.split_lists();
        drafts.push(self.whole_plan()?);
        self.write_on(drafts, false)
    }

    /// Returns the lists of households whose logs are split, whole.
    fn split_lists(&self) -> Vec<Draft> {
        let state = self.state();
        let is_split = |settlement: &Code| {
            let about = Subject::Households(settlement.clone());
            state.plans.logs().in_order(&about).any(|log| state.is_split_by_hq(log))
        };
        let lists = state.plans.folds().1.iter().filter(|(settlement, _)| is_split(settlement));
        lists
            .map(|(settlement, list)| {
                let mut list = list.clone();
                list.commit();
                let changes = list.shown().changes(settlement).map(|change| Body::PlanChange(Box::new(change)));
                let bodies = changes.chain([Body::PlanCommit]).collect();
                Draft { subject: Subject::Households(settlement.clone()), bodies }
            })
            .collect()
    }

    /// Returns the plan, with what waits for its commit, and the decisions that not everybody may have.
    fn whole_plan(&self) -> Result<Draft, Failure> {
        let mut bodies = self.late_decisions()?;
        let mut plan = self.state().plans.folds().0.clone();
        plan.commit();
        bodies.extend(plan.shown().changes().map(|change| Body::PlanChange(Box::new(change))));
        bodies.push(Body::PlanCommit);
        Ok(Draft { subject: Subject::Operation, bodies })
    }

    /// Returns the decisions from the first split on, each once, in the order in which the last word goes.
    fn late_decisions(&self) -> Result<Vec<Body>, Failure> {
        let logs: Vec<_> = self.state().plans.logs().in_order(&Subject::Operation).collect();
        let mut decisions = Vec::new();
        let mut is_late = false;
        for log in logs {
            let (arrivals, from) = {
                let state = self.state();
                let Some(book) = state.book(log) else { continue };
                let split = book.split(log).filter(|_| state.is_split_by_hq(log));
                let from = if is_late { 1 } else { split.map_or(u64::MAX, |split| split.shared_seq + 1) };
                is_late |= split.is_some();
                (book.arrivals_of_histories(from, |genesis| state.is_of_hq(genesis)).collect::<Vec<_>>(), from)
            };
            each_entry(&*self.storage, &arrivals, &mut |seq, body| {
                if seq >= from && matches!(body, Body::Decision(_)) {
                    decisions.push(body);
                }
            })?;
        }
        let mut seen = HashSet::new();
        let is_last = |body: &Body| body.to_entry().is_ok_and(|entry| seen.insert(entry.bytes().to_vec()));
        let mut last: Vec<Body> = decisions.into_iter().rev().filter(is_last).collect();
        last.reverse();
        Ok(last)
    }
}
