//! The logs that HQ writes and this phone follows, folded: the plan, and lists of households.

use super::giving_back::goes_to;
use super::notes::Parted;
use super::order::order;
use lantern_domain::plan::{ListFold, Plan, PlanFold};
use lantern_domain::{Code, Decision};
use lantern_ledger::api::Follow;
use lantern_ledger::{Body, Entry, Genesis, Hash, Head, LogRef, Opened, Subject};
use std::rc::Rc;
use uuid::Uuid;

/// What HQ wrote.
#[derive(Default)]
pub(super) struct PlanBook {
    /// The logs that HQ said to follow, and how far they go.
    pub(super) follow: Vec<Follow>,
    logs: Vec<FollowedLog>,
    plan: PlanFold,
    shown: Rc<Plan>,
    lists: Vec<(Code, ListFold)>,
    /// What HQ decided on records, in that order.
    pub(super) decisions: Vec<Decision>,
    /// Logs of which HQ lost something and did not take it back.
    pub(super) not_taken: Vec<Uuid>,
    /// Logs that are not pulled any more.
    pub(super) parted: Vec<Parted>,
}

/// One followed log.
pub(super) struct FollowedLog {
    pub(super) genesis: Genesis,
    pub(super) head: Head,
}

/// A batch of a followed log does not fit, or HQ did not write it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unfit;

/// What a batch says that it is: HQ's own, about something that phones follow.
pub(super) struct Claimed {
    pub(super) genesis: Genesis,
    /// Whether it goes on from where the log is held, and not from another history of it.
    pub(super) is_going_on: bool,
}

impl PlanBook {
    pub(super) fn plan(&self) -> Rc<Plan> {
        Rc::clone(&self.shown)
    }

    pub(super) fn list(&self, settlement: &Code) -> Option<&ListFold> {
        self.lists.iter().find(|(code, _)| code == settlement).map(|(_, list)| list)
    }

    /// Returns how far each followed log is held.
    pub(super) fn heads(&self) -> impl Iterator<Item = Head> {
        self.logs.iter().map(|log| log.head)
    }

    /// Returns a log of which this phone holds more than HQ now has, and how far HQ's goes.
    pub(super) fn lost_at_hq(&self, follow: &[Follow]) -> Option<(Uuid, u64)> {
        let lost = |head: Head| {
            let held = goes_to(follow, head.log.log);
            (held < head.seq && !self.not_taken.contains(&head.log.log)).then_some((head.log.log, held))
        };
        self.heads().find_map(lost)
    }

    /// Returns whether a log is not pulled any more from an HQ with this journal.
    pub(super) fn is_parted(&self, follow: &Follow, journal: Uuid) -> bool {
        self.parted.contains(&Parted { log: follow.log, journal, seq: follow.seq })
    }

    /// Returns whether HQ began another log about the same after this one: then folding this one later is not enough.
    pub(super) fn is_older(&self, log: Uuid) -> bool {
        let Some(this) = self.log(log) else { return false };
        let place = |log: &FollowedLog| (log.genesis.at.0, log.head.log.log);
        self.logs.iter().any(|other| other.genesis.subject == this.genesis.subject && place(other) > place(this))
    }

    /// Checks a batch against what is held of its log. The signature is not checked here.
    pub(super) fn check(&self, opened: &Opened, operation: Uuid, hq_key: &[u8; 65]) -> Result<Claimed, Unfit> {
        let log = opened.before.log;
        let (genesis, head) = match self.log(log.log) {
            Some(held) => (held.genesis.clone(), held.head),
            None => (first_genesis(opened)?, Head::start(log)),
        };
        let is_of_hq = genesis.is_of_hq() && genesis.public_key == *hq_key && genesis.operation == operation;
        let is_followable = matches!(genesis.subject, Subject::Operation | Subject::Households(_));
        let point = hash_at(opened, head.seq).filter(|_| is_of_hq && is_followable && log.operation == operation);
        point.map(|hash| Claimed { genesis, is_going_on: hash == head.hash }).ok_or(Unfit)
    }

    /// Takes the entries of a checked batch that are new; [`PlanBook::show`] then makes them visible.
    pub(super) fn fold(&mut self, genesis: Genesis, opened: &Opened) {
        let log = opened.before.log;
        let head = self.head(log);
        let new = opened.entries.iter().zip(opened.before.seq + 1..).filter(|(_, seq)| *seq > head.seq);
        for ((entry, _), _) in new {
            self.take(&genesis.subject, entry);
        }
        self.logs.retain(|held| held.head.log != log);
        self.logs.push(FollowedLog { genesis, head: opened.after() });
    }

    /// Shows what was folded.
    pub(super) fn show(&mut self) {
        self.shown = Rc::new(self.plan.shown().clone());
    }

    /// Folds again from nothing, the logs in the order in which HQ began them.
    pub(super) fn rebuild(follow: Vec<Follow>, batches: Vec<Opened>) -> Self {
        let mut book = Self { follow, ..Self::default() };
        let begun_at = |opened: &Opened| {
            let mut firsts = batches.iter().filter(|other| other.before.log == opened.before.log);
            firsts.find_map(|first| first_genesis(first).ok()).map_or(0, |genesis| genesis.at.0)
        };
        // Batches come in the order of their logs and numbers: logs begun in the same second stay apart.
        let in_order = order(batches.iter().map(|opened| (begun_at(opened).cast_unsigned(), 0)));
        for opened in in_order.into_iter().map(|at| &batches[at]) {
            let head = book.head(opened.before.log);
            let known = book.log(opened.before.log.log).map(|log| log.genesis.clone());
            let genesis = known.or_else(|| first_genesis(opened).ok());
            let is_fitting = hash_at(opened, head.seq) == Some(head.hash);
            if let Some(genesis) = genesis.filter(|_| is_fitting) {
                book.fold(genesis, opened);
            }
        }
        book.show();
        book
    }

    fn log(&self, log: Uuid) -> Option<&FollowedLog> {
        self.logs.iter().find(|held| held.head.log.log == log)
    }

    fn list_mut(&mut self, settlement: &Code) -> &mut ListFold {
        let at = self.lists.iter().position(|(code, _)| code == settlement).unwrap_or_else(|| {
            self.lists.push((settlement.clone(), ListFold::default()));
            self.lists.len() - 1
        });
        &mut self.lists[at].1
    }

    fn head(&self, log: LogRef) -> Head {
        self.log(log.log).map_or(Head::start(log), |held| held.head)
    }

    fn take(&mut self, subject: &Subject, entry: &Entry) {
        let body = Body::of(entry);
        match (subject, body) {
            (Subject::Operation, Ok(Body::PlanChange(change))) => self.plan.change(*change),
            (Subject::Operation, Ok(Body::PlanCommit)) => self.plan.commit(),
            (Subject::Operation, Ok(Body::Decision(decision))) => self.decisions.push(*decision),
            (Subject::Households(code), Ok(Body::PlanChange(change))) => {
                self.list_mut(code).change(*change);
            }
            (Subject::Households(code), Ok(Body::PlanCommit)) => self.list_mut(code).commit(),
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
