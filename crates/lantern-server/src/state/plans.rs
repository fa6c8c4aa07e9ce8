//! The fold of HQ's operation log and list logs: the plan, the lists of households, and how far phones may follow.
//!
//! Leaves what a change does to `lantern_domain::plan`.

use lantern_domain::plan::{HouseholdList, ListFold, PlanFold};
use lantern_domain::{Code, Moment, Plan};
use lantern_ledger::{Body, Subject};
use std::collections::BTreeMap;
use uuid::Uuid;

/// The plan and the lists, and the logs that they come from.
///
/// An import writes the lists first and the operation log last, and only the commit there shows any of it: on this
/// server and, because phones may follow no further than [`Plans::follow`], on every phone.
#[derive(Debug, Clone, Default)]
pub(crate) struct Plans {
    plan: PlanFold,
    lists: BTreeMap<Code, ListFold>,
    logs: HqLogs,
    /// How far each log went at the last commit.
    follow: BTreeMap<Uuid, u64>,
    changed_at: Option<Moment>,
}

/// HQ's own logs, by what they are about.
#[derive(Debug, Clone, Default)]
struct HqLogs {
    operation: Option<Uuid>,
    office: Option<Uuid>,
    lists: BTreeMap<Code, Uuid>,
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

    /// Returns HQ's log about that subject; `None`: there is none yet.
    pub(crate) fn log(&self, subject: &Subject) -> Option<Uuid> {
        match subject {
            Subject::Operation => self.logs.operation,
            Subject::Office => self.logs.office,
            Subject::Households(settlement) => self.logs.lists.get(settlement).copied(),
            Subject::Settlement(_) => None,
        }
    }

    /// Takes note of one of HQ's logs.
    pub(crate) fn begin(&mut self, log: Uuid, subject: &Subject) {
        match subject {
            Subject::Operation => self.logs.operation = Some(log),
            Subject::Office => self.logs.office = Some(log),
            Subject::Households(settlement) => {
                self.logs.lists.insert(settlement.clone(), log);
            }
            Subject::Settlement(_) => {}
        }
    }

    /// Takes in an entry of HQ's operation log or of a list log; says whether it shows what was staged.
    pub(crate) fn apply(&mut self, subject: &Subject, body: Body, at: Moment) -> bool {
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

    /// Lets phones follow the operation log up to a number, and no list further than before: what is staged of a plan shows
    /// on no phone before its commit.
    pub(crate) fn publish_operation(&mut self, seq: u64) {
        self.follow.extend(self.logs.operation.map(|log| (log, seq)));
    }

    /// Lets phones follow the operation log and the lists up to where they are now.
    pub(crate) fn publish(&mut self, seq_of: impl Fn(Uuid) -> u64) {
        let logs = self.logs.operation.into_iter().chain(self.logs.lists.values().copied());
        self.follow = logs.map(|log| (log, seq_of(log))).collect();
    }
}
