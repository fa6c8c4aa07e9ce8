//! Saying again what two histories of HQ's own log say.
//!
//! Somebody put HQ's journal back by hand, HQ wrote on, and a phone brought what was written before: the log then has two
//! histories, and no phone follows more than one. HQ knows both by now, so it says the whole plan, the lists that are split
//! in that way and the decisions once more, where everybody follows: after that all show the same again.
//!
//! What was said again stands behind all that was said before it, and must not outlive what comes back later still. So it
//! is marked, and the next time it is made of what was said first alone.
//! Leaves noticing to `state::fold`, and in which order logs are folded to `returned`.

use crate::error::Failure;
use crate::hq::Draft;
use crate::returned::{FirstSaid, each_entry};
use crate::server::{OfficeTurn, Server};
use crate::storage::Health;
use lantern_domain::plan::{ListFold, PlanFold};
use lantern_ledger::{Body, Subject};
use std::collections::HashSet;
use uuid::Uuid;

impl Server {
    /// Says again what is owed, where something is. It stays owed if that cannot be kept now.
    pub(crate) fn catch_up_on_restating(&self) {
        if self.state().care.owes_restating && self.storage.health() == Health::Writable {
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
        tracing::warn!("HQ's own log has two histories: its plan is said again, so that every phone shows the same");
        self.write_alone(turn, || {
            let mut drafts = self.split_lists()?;
            drafts.push(self.whole_plan()?);
            Ok(drafts)
        })
    }

    /// Returns the lists of households whose logs are split, whole.
    fn split_lists(&self) -> Result<Vec<Draft>, Failure> {
        let (logs, follow) = {
            let state = self.state();
            (state.plans.logs().clone(), state.plans.follow().clone())
        };
        let mut drafts = Vec::new();
        for settlement in logs.settlements() {
            let subject = Subject::Households(settlement.clone());
            if logs.in_order(&subject).any(|log| self.state().is_split_by_hq(log)) {
                let mut list: ListFold = self.folded(logs.in_order(&subject), &follow, true, &mut |_| {})?;
                list.commit();
                let changes = list.shown().changes(settlement).map(|change| Body::PlanChange(Box::new(change)));
                let bodies = [Body::PlanRestated].into_iter().chain(changes).chain([Body::PlanCommit]).collect();
                drafts.push(Draft { subject, bodies });
            }
        }
        Ok(drafts)
    }

    /// Returns the plan, with what waits for its commit, and the decisions that not everybody may have.
    fn whole_plan(&self) -> Result<Draft, Failure> {
        let (logs, follow): (Vec<Uuid>, _) = {
            let state = self.state();
            (state.plans.logs().in_order(&Subject::Operation).collect(), state.plans.follow().clone())
        };
        let mut plan: PlanFold = self.folded(logs.iter().copied(), &follow, true, &mut |_| {})?;
        plan.commit();
        let mut bodies = vec![Body::PlanRestated];
        bodies.extend(last_of_each(self.late_decisions(&logs)?));
        bodies.extend(plan.shown().changes().map(|change| Body::PlanChange(Box::new(change))));
        bodies.push(Body::PlanCommit);
        Ok(Draft { subject: Subject::Operation, bodies })
    }

    /// Returns the decisions from the first split on, as they were made.
    fn late_decisions(&self, logs: &[Uuid]) -> Result<Vec<Body>, Failure> {
        let mut decisions = Vec::new();
        let mut is_late = false;
        for &log in logs {
            let (arrivals, from) = {
                let state = self.state();
                let split = state.book(log).and_then(|book| book.split(log)).filter(|_| state.is_split_by_hq(log));
                let from = if is_late { 1 } else { split.map_or(u64::MAX, |split| split.shared_seq + 1) };
                is_late |= split.is_some();
                (state.arrivals_of_hq(log, from), from)
            };
            let mut first_said = FirstSaid::default();
            each_entry(&*self.storage, &arrivals, &mut |seq, body| {
                let is_first = first_said.is(&body);
                if seq >= from && is_first && matches!(body, Body::Decision(_)) {
                    decisions.push(body);
                }
            })?;
        }
        Ok(decisions)
    }
}

/// Returns each once, where it stands last: the last word goes.
fn last_of_each(bodies: Vec<Body>) -> Vec<Body> {
    let mut seen = HashSet::new();
    let is_last = |body: &Body| body.to_entry().is_ok_and(|entry| seen.insert(entry.bytes().to_vec()));
    let mut last: Vec<Body> = bodies.into_iter().rev().filter(is_last).collect();
    last.reverse();
    last
}
