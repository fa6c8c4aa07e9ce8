//! The logs that HQ writes and this phone follows, folded: the plan, and lists of households.

use lantern_domain::plan::{ListFold, Plan, PlanFold};
use lantern_domain::{Code, Moment};
use lantern_ledger::api::Follow;
use lantern_ledger::{Body, Entry, Genesis, Hash, Head, LogRef, Opened, Subject};
use std::collections::BTreeMap;
use std::rc::Rc;
use uuid::Uuid;

/// What HQ wrote.
#[derive(Default)]
pub(super) struct PlanBook {
    /// The logs that HQ said to follow, and how far they go.
    pub(super) follow: Vec<Follow>,
    logs: BTreeMap<Uuid, FollowedLog>,
    plan: PlanFold,
    shown: Rc<Plan>,
    lists: BTreeMap<Code, ListFold>,
}

/// One followed log.
pub(super) struct FollowedLog {
    pub(super) genesis: Genesis,
    pub(super) head: Head,
}

/// A batch of a followed log does not fit, or HQ did not write it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unfit;

impl PlanBook {
    pub(super) fn plan(&self) -> Rc<Plan> {
        Rc::clone(&self.shown)
    }

    pub(super) fn list(&self, settlement: &Code) -> Option<&ListFold> {
        self.lists.get(settlement)
    }

    /// Returns how far each followed log is held.
    pub(super) fn heads(&self) -> impl Iterator<Item = Head> {
        self.logs.values().map(|log| log.head)
    }

    /// Checks a batch against what is held of its log, and returns the genesis that it belongs to: HQ's own, about
    /// something that phones follow. The signature is not checked here.
    pub(super) fn check(&self, opened: &Opened, operation: Uuid, hq_key: &[u8; 65]) -> Result<Genesis, Unfit> {
        let log = opened.before.log;
        let (genesis, head) = match self.logs.get(&log.log) {
            Some(held) => (held.genesis.clone(), held.head),
            None => (first_genesis(opened)?, Head::start(log)),
        };
        let is_of_hq = genesis.is_of_hq() && genesis.public_key == *hq_key && genesis.operation == operation;
        let is_followable = matches!(genesis.subject, Subject::Operation | Subject::Households(_));
        let is_fitting = log.operation == operation && hash_at(opened, head.seq) == Some(head.hash);
        if is_of_hq && is_followable && is_fitting { Ok(genesis) } else { Err(Unfit) }
    }

    /// Takes the entries of a checked batch that are new; [`PlanBook::show`] then makes them visible.
    pub(super) fn fold(&mut self, genesis: Genesis, opened: &Opened) {
        let log = opened.before.log;
        let head = self.head(log);
        let new = opened.entries.iter().zip(opened.before.seq + 1..).filter(|(_, seq)| *seq > head.seq);
        for ((entry, _), _) in new {
            self.take(&genesis.subject, entry);
        }
        self.logs.insert(log.log, FollowedLog { genesis, head: opened.after() });
    }

    /// Shows what was folded.
    pub(super) fn show(&mut self) {
        self.shown = Rc::new(self.plan.shown().clone());
    }

    /// Folds again from nothing, the logs in the order in which HQ began them.
    pub(super) fn rebuild(follow: Vec<Follow>, mut batches: Vec<Opened>) -> Self {
        let mut book = Self { follow, ..Self::default() };
        let begun_at: BTreeMap<Uuid, Moment> = batches
            .iter()
            .filter(|opened| opened.before.seq == 0)
            .filter_map(|opened| Some((opened.before.log.log, first_genesis(opened).ok()?.at)))
            .collect();
        let begun_at = |log: &LogRef| begun_at.get(&log.log).copied().unwrap_or_default();
        batches.sort_by_key(|opened| (begun_at(&opened.before.log), opened.before.log, opened.before.seq));
        for opened in &batches {
            let head = book.head(opened.before.log);
            let known = book.logs.get(&opened.before.log.log).map(|log| log.genesis.clone());
            let genesis = known.or_else(|| first_genesis(opened).ok());
            let is_fitting = hash_at(opened, head.seq) == Some(head.hash);
            if let Some(genesis) = genesis.filter(|_| is_fitting) {
                book.fold(genesis, opened);
            }
        }
        book.show();
        book
    }

    fn head(&self, log: LogRef) -> Head {
        self.logs.get(&log.log).map_or(Head::start(log), |held| held.head)
    }

    fn take(&mut self, subject: &Subject, entry: &Entry) {
        let body = Body::of(entry);
        match (subject, body) {
            (Subject::Operation, Ok(Body::PlanChange(change))) => self.plan.change(*change),
            (Subject::Operation, Ok(Body::PlanCommit)) => self.plan.commit(),
            (Subject::Households(code), Ok(Body::PlanChange(change))) => {
                self.lists.entry(code.clone()).or_default().change(*change);
            }
            (Subject::Households(code), Ok(Body::PlanCommit)) => self.lists.entry(code.clone()).or_default().commit(),
            // The genesis, kinds of later versions, and what this version cannot read.
            _ => {}
        }
    }
}

/// Returns the hash that a batch has at a number: at the point before it or inside it.
fn hash_at(opened: &Opened, seq: u64) -> Option<Hash> {
    if seq == opened.before.seq {
        return Some(opened.before.hash);
    }
    let at = seq.checked_sub(opened.before.seq + 1)?;
    opened.entries.get(usize::try_from(at).ok()?).map(|(_, hash)| *hash)
}

fn first_genesis(opened: &Opened) -> Result<Genesis, Unfit> {
    let (entry, _) = opened.entries.first().filter(|_| opened.before.seq == 0).ok_or(Unfit)?;
    match Body::of(entry) {
        Ok(Body::Genesis(genesis)) => Ok(*genesis),
        _ => Err(Unfit),
    }
}
