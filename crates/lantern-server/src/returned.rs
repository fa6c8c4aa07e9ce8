//! What comes back: entries of HQ's own older logs that its journal had lost, and phones had pulled.
//!
//! HQ folds its logs in the order in which it began them. An entry of an older log that comes behind a newer log has come
//! out of that order, so the plan, the lists and the decisions are folded anew, from the journal.
//! Leaves taking such batches in to `intake`, as from anybody, and which log is older to `state::hq_logs`.

use crate::care::RestoredNote;
use crate::error::Failure;
use crate::server::{OfficeTurn, Server};
use crate::state::{Arrival, Decisions};
use crate::storage::{JournalPosition, Storage, StorageError};
use lantern_domain::plan::{ListFold, PlanFold, Staging, Upsert};
use lantern_ledger::{Batch, Body, Subject};
use std::collections::{BTreeMap, HashSet};
use uuid::Uuid;

impl Server {
    /// Folds HQ's logs anew where something came out of order.
    pub(crate) fn fold_in_order(&self) -> Result<(), Failure> {
        if !self.state().plans.is_out_of_order() {
            return Ok(());
        }
        self.fold_in_turn(&self.office_turn())
    }

    /// The same for whoever has the turn: HQ writes nothing meanwhile, and what others bring asks for a turn of its own.
    pub(crate) fn fold_in_turn(&self, _turn: &OfficeTurn<'_>) -> Result<(), Failure> {
        if !self.state_mut().plans.take_disorder() {
            return Ok(());
        }
        let folded = self.fold_anew();
        if folded.is_err() {
            self.state_mut().plans.mix_up();
        }
        folded
    }

    fn fold_anew(&self) -> Result<(), Failure> {
        tracing::info!("HQ's own logs are folded anew, in the order in which they were begun");
        let (logs, follow) = {
            let state = self.state();
            (state.plans.logs().clone(), state.plans.follow().clone())
        };
        let mut decisions = Decisions::default();
        let plan: PlanFold = self.folded(logs.in_order(&Subject::Operation), &follow, false, &mut |body| {
            if let Body::Decision(decision) = body {
                decisions.take(*decision);
            }
        })?;
        let mut lists = BTreeMap::new();
        for settlement in logs.settlements() {
            let about = Subject::Households(settlement.clone());
            let list: ListFold = self.folded(logs.in_order(&about), &follow, false, &mut |_| {})?;
            lists.insert(settlement.clone(), list);
        }
        self.state_mut().refold(plan, lists, decisions);
        Ok(())
    }

    /// Tells the log, at every start, what happened to the journal.
    pub(crate) fn tell_of_care(&self) {
        let care = self.state().care.clone();
        if let Some(note) = &care.restored {
            let RestoredNote { journal, position, at } = note;
            tracing::warn!(
                %journal, position, at = at.0, restores = care.restored_count,
                "this journal was restored from a backup: what came after that position comes back from phones only"
            );
        }
        if care.lost_count > 0 {
            tracing::warn!(records = care.lost_count, "records of this journal are lost: phones are asked for them");
        }
    }

    /// Folds logs about one subject one after another; what no phone may see yet stays staged. `is_said_once`: without
    /// what was only said again.
    pub(crate) fn folded<T: Upsert + Default + Clone>(
        &self,
        logs: impl Iterator<Item = Uuid>,
        follow: &BTreeMap<Uuid, u64>,
        is_said_once: bool,
        other: &mut dyn FnMut(Body),
    ) -> Result<Staging<T>, Failure> {
        let mut fold = Staging::default();
        let mut staged = Vec::new();
        for log in logs {
            let shown_through = follow.get(&log).copied().unwrap_or(0);
            let arrivals = self.state().arrivals_of_hq(log, 1);
            let mut first_said = FirstSaid::default();
            each_entry(&*self.storage, &arrivals, &mut |seq, body| match body {
                body if is_said_once && !first_said.is(&body) => {}
                Body::PlanChange(change) if seq <= shown_through => fold.change(*change),
                Body::PlanChange(change) => staged.push(*change),
                body => other(body),
            })?;
        }
        fold.commit();
        staged.into_iter().for_each(|change| fold.change(change));
        Ok(fold)
    }
}

/// Tells what HQ said for the first time from what it said again.
#[derive(Default)]
pub(crate) struct FirstSaid {
    is_again: bool,
}

impl FirstSaid {
    /// Says of the next entry of a log whether it says something for the first time.
    pub(crate) fn is(&mut self, body: &Body) -> bool {
        match body {
            Body::PlanRestated => self.is_again = true,
            Body::PlanCommit => return !std::mem::take(&mut self.is_again),
            _ => {}
        }
        !self.is_again
    }
}

/// Shows the entries of batches that can be read, each number of each history once.
pub(crate) fn each_entry(
    storage: &dyn Storage,
    arrivals: &[Arrival],
    visit: &mut dyn FnMut(u64, Body),
) -> Result<(), StorageError> {
    let mut seen = HashSet::new();
    for arrival in arrivals {
        let record = match storage.read(JournalPosition(arrival.position)) {
            Ok(Some(record)) => record,
            Ok(None) | Err(StorageError::Damaged { .. }) => continue,
            Err(error) => return Err(error),
        };
        let Ok(opened) = Batch::parse(&record.bytes).and_then(|batch| batch.open()) else { continue };
        for ((entry, hash), seq) in opened.entries.iter().zip(opened.before.seq + 1..) {
            if seen.insert(*hash)
                && let Ok(body) = Body::of(entry)
            {
                visit(seq, body);
            }
        }
    }
    Ok(())
}
