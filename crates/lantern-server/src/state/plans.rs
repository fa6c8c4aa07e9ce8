//! The fold of HQ's operation log and list logs: the plan, the lists of households, and how far phones may follow.
//!
//! Leaves what a change does to `lantern_domain::plan`.

use super::hq_logs::HqLogs;
use lantern_domain::plan::{HouseholdList, ListFold, PlanFold};
use lantern_domain::{Code, Moment, Plan};
use lantern_ledger::{Body, Genesis, Subject};
use std::collections::BTreeMap;
use uuid::Uuid;

/// The plan and the lists, and the logs that they come from.
///
/// An import writes the lists first and the operation log last, and only the commit there shows any of it: on this
/// server and, because phones may follow no further than [`Plans::follow`], on every phone.
///
/// After a restore HQ goes on in new logs, and entries of the older ones may come back from phones at any time.
/// What a plan says is the fold of all logs of a subject in the order in which HQ began them; where an entry comes out of
/// that order, all is [folded anew](crate::returned).
#[derive(Debug, Clone, Default)]
pub(crate) struct Plans {
    plan: PlanFold,
    lists: BTreeMap<Code, ListFold>,
    logs: HqLogs,
    /// How far each log went at the last commit.
    follow: BTreeMap<Uuid, u64>,
    changed_at: Option<Moment>,
    is_out_of_order: bool,
}

impl Plans {
    pub(crate) fn plan(&self) -> &Plan {
        self.plan.shown()
    }

    pub(crate) fn lists(&self) -> BTreeMap<Code, HouseholdList> {
        self.lists.iter().map(|(settlement, list)| (settlement.clone(), list.shown().clone())).collect()
    }

    /// Returns the lists by settlement, as far as they are shown.
    pub(crate) fn shown_lists(&self) -> impl Iterator<Item = (&Code, &HouseholdList)> {
        self.lists.iter().map(|(settlement, list)| (settlement, list.shown()))
    }

    /// Returns the logs that phones may follow, and how far.
    pub(crate) fn follow(&self) -> &BTreeMap<Uuid, u64> {
        &self.follow
    }

    /// Returns when the plan last changed.
    pub(crate) fn changed_at(&self) -> Option<Moment> {
        self.changed_at
    }

    /// Returns HQ's own logs, by what they are about.
    pub(crate) fn logs(&self) -> &HqLogs {
        &self.logs
    }

    /// Returns the log in which HQ goes on about that subject; `None`: there is none yet.
    pub(crate) fn log(&self, subject: &Subject) -> Option<Uuid> {
        self.logs.current(subject)
    }

    /// Takes note of one of HQ's logs; `is_own`: this server wrote it, and did not get it back from others.
    pub(crate) fn begin(&mut self, log: Uuid, genesis: &Genesis, is_own: bool) {
        self.logs.begin(log, genesis, is_own);
    }

    /// Takes in an entry of HQ's operation log or of a list log; says whether it shows what was staged.
    pub(crate) fn apply(&mut self, log: Uuid, subject: &Subject, body: Body, at: Moment) -> bool {
        if !self.logs.is_newest(log, subject) {
            self.is_out_of_order = true;
            return matches!((subject, body), (Subject::Operation, Body::PlanCommit));
        }
        match (subject, body) {
            (Subject::Operation, Body::PlanChange(change)) => self.plan.change(*change),
            (Subject::Households(settlement), Body::PlanChange(change)) => {
                self.lists.entry(settlement.clone()).or_default().change(*change);
            }
            (Subject::Operation, Body::PlanCommit) => {
                self.plan.commit();
                self.lists.values_mut().for_each(ListFold::commit);
                self.changed_at = Some(at);
                return true;
            }
            // Shows nothing here before the operation log's own commit.
            _ => {}
        }
        false
    }

    /// Lets phones follow a log up to a number, and no list further than before: what is staged of a plan shows on no phone
    /// before its commit.
    pub(crate) fn publish_log(&mut self, log: Uuid, seq: u64) {
        self.follow.insert(log, seq);
    }

    /// Lets phones follow the operation log and the lists, each up to where it is now.
    pub(crate) fn publish(&mut self, follow: BTreeMap<Uuid, u64>) {
        self.follow = follow;
    }

    /// Takes note that something came in another order than that in which HQ wrote it.
    pub(crate) fn mix_up(&mut self) {
        self.is_out_of_order = true;
    }

    /// Returns whether something came in another order than that in which HQ wrote it.
    pub(crate) fn is_out_of_order(&self) -> bool {
        self.is_out_of_order
    }

    /// Returns whether something came in another order than that in which HQ wrote it, and forgets that.
    pub(crate) fn take_disorder(&mut self) -> bool {
        std::mem::take(&mut self.is_out_of_order)
    }

    /// Shows what was folded anew.
    pub(crate) fn replace(&mut self, plan: PlanFold, lists: BTreeMap<Code, ListFold>) {
        (self.plan, self.lists) = (plan, lists);
    }
}
