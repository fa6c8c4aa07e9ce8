//! HQ's own logs: in which one it goes on about a subject, and in which order all of them are read.
//!
//! There is one log a subject, until a restore: then HQ goes on in a new one, and the older ones stay.
//! Leaves what their entries say to `plans`, `decisions` and `office`.

use lantern_domain::{Code, Moment};
use lantern_ledger::{Genesis, Subject};
use std::collections::BTreeMap;
use uuid::Uuid;

/// HQ's own logs, by what they are about.
#[derive(Debug, Clone, Default)]
pub(crate) struct HqLogs {
    operation: OneSubject,
    office: OneSubject,
    lists: BTreeMap<Code, OneSubject>,
}

/// The logs about one subject.
#[derive(Debug, Clone, Default)]
struct OneSubject {
    /// The one that this server began last and writes on; one that came back from others never is.
    current: Option<Uuid>,
    /// All of them, in the order in which they were begun.
    all: Vec<(Moment, Uuid)>,
}

impl OneSubject {
    fn begin(&mut self, log: Uuid, at: Moment, is_own: bool) {
        if is_own {
            self.current = Some(log);
        }
        let place = self.all.partition_point(|known| *known < (at, log));
        if self.all.get(place) != Some(&(at, log)) {
            self.all.insert(place, (at, log));
        }
    }
}

impl HqLogs {
    /// Takes note of a log that HQ began.
    pub(crate) fn begin(&mut self, log: Uuid, genesis: &Genesis, is_own: bool) {
        let logs = match &genesis.subject {
            Subject::Operation => &mut self.operation,
            Subject::Office => &mut self.office,
            Subject::Households(settlement) => self.lists.entry(settlement.clone()).or_default(),
            Subject::Settlement(_) => return,
        };
        logs.begin(log, genesis.at, is_own);
    }

    /// Returns the log in which HQ goes on about a subject; `None`: it has begun none.
    pub(crate) fn current(&self, subject: &Subject) -> Option<Uuid> {
        self.about(subject)?.current
    }

    /// Returns each log in which HQ goes on, the operation log last.
    pub(crate) fn all_current(&self) -> Vec<(Subject, Uuid)> {
        let lists = self.lists.iter().map(|(settlement, logs)| (Subject::Households(settlement.clone()), logs));
        let others = [(Subject::Office, &self.office), (Subject::Operation, &self.operation)];
        lists.chain(others).filter_map(|(subject, logs)| Some((subject, logs.current?))).collect()
    }

    /// Returns whether no log about its subject was begun after this one.
    pub(crate) fn is_newest(&self, log: Uuid, subject: &Subject) -> bool {
        let newest = self.about(subject).and_then(|logs| logs.all.last());
        newest.is_none_or(|(_, newest)| *newest == log)
    }

    /// Returns the logs about a subject, in the order in which they were begun.
    pub(crate) fn in_order(&self, subject: &Subject) -> impl Iterator<Item = Uuid> {
        self.about(subject).into_iter().flat_map(|logs| &logs.all).map(|(_, log)| *log)
    }

    /// Returns the settlements of which there are lists.
    pub(crate) fn settlements(&self) -> impl Iterator<Item = &Code> {
        self.lists.keys()
    }

    /// Returns the logs that phones follow: those of the operation and of the lists.
    pub(crate) fn followable(&self) -> impl Iterator<Item = Uuid> {
        let lists = self.lists.values().flat_map(|logs| &logs.all);
        self.operation.all.iter().chain(lists).map(|(_, log)| *log)
    }

    /// Returns all logs, those of the office too.
    pub(crate) fn all(&self) -> impl Iterator<Item = Uuid> {
        self.followable().chain(self.office.all.iter().map(|(_, log)| *log))
    }

    /// Returns when the newest log was begun.
    pub(crate) fn newest_at(&self) -> Option<Moment> {
        let all = self.lists.values().chain([&self.operation, &self.office]);
        all.filter_map(|logs| logs.all.last()).map(|(at, _)| *at).max()
    }

    fn about(&self, subject: &Subject) -> Option<&OneSubject> {
        match subject {
            Subject::Operation => Some(&self.operation),
            Subject::Office => Some(&self.office),
            Subject::Households(settlement) => self.lists.get(settlement),
            Subject::Settlement(_) => None,
        }
    }
}
