//! What HQ would have answered in the past: with the records, and by the plan, that it had then.
//!
//! Leaves which records counted then to the domain's tally; the plan of that time is read back from the journal.

use crate::error::Failure;
use crate::returned::each_entry;
use crate::server::Server;
use crate::storage::{JournalPosition, StorageError};
use lantern_domain::plan::PlanFold;
use lantern_domain::tally::{Totals, TotalsQuery};
use lantern_domain::{Moment, Plan};
use lantern_ledger::{Body, Subject};
use std::ops::ControlFlow;
use uuid::Uuid;

/// A moment of HQ's past.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AsOf {
    /// When the journal had come to this position.
    Position(u64),
    /// At this moment by HQ's clock: with all that it had received by then.
    Moment(Moment),
}

impl Server {
    /// Returns the totals as they were.
    ///
    /// # Errors
    ///
    /// [`Failure::Fault`] when the journal cannot be read.
    pub(crate) fn totals_as_of(&self, as_of: AsOf, query: &TotalsQuery) -> Result<Totals, Failure> {
        let position = match as_of {
            AsOf::Position(position) => position,
            AsOf::Moment(moment) => self.position_at(moment)?,
        };
        let plan = self.plan_as_of(position)?;
        Ok(self.state().tally.totals_as_of(position, &plan, query))
    }

    /// Returns the position that the journal had come to at a moment.
    ///
    /// Found by halving: a clock that was set back in between leaves it on one side of that step.
    fn position_at(&self, moment: Moment) -> Result<u64, StorageError> {
        let (mut before, mut behind) = (0, self.storage.last_position().0 + 1);
        while before + 1 < behind {
            let middle = before + (behind - before) / 2;
            match self.received_from(middle)? {
                Some((position, at)) if at <= moment => before = position.max(middle),
                _ => behind = middle,
            }
        }
        Ok(before)
    }

    /// Returns the first record from a position on, and when it was received; damaged ones are passed over.
    fn received_from(&self, position: u64) -> Result<Option<(u64, Moment)>, StorageError> {
        let mut found = None;
        self.storage.scan(JournalPosition(position - 1), &mut |record| {
            found = Some((record.position.0, Moment(record.received_at_ms.div_euclid(1000))));
            ControlFlow::Break(())
        })?;
        Ok(found)
    }

    fn plan_as_of(&self, position: u64) -> Result<Plan, Failure> {
        let logs: Vec<Uuid> = self.state().plans.logs().in_order(&Subject::Operation).collect();
        let mut plan = PlanFold::default();
        for log in logs {
            let mut then = self.state().arrivals_of_hq(log, 1);
            then.retain(|arrival| arrival.position <= position);
            each_entry(&*self.storage, &then, &mut |_, body| match body {
                Body::PlanChange(change) => plan.change(*change),
                Body::PlanCommit => plan.commit(),
                _ => {}
            })?;
        }
        Ok(plan.shown().clone())
    }
}
