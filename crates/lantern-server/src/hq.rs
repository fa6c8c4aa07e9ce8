//! HQ writes logs too: the operation log, a list log for each settlement, the office log, with the same entries,
//! batches and chain as a phone, signed with HQ's key.
//!
//! Leaves what is written to `enrolment`, `import` and the routes.

use crate::error::{Failure, fault};
use crate::server::{OfficeTurn, Server};
use crate::storage::{NewRecord, RecordKind};
use lantern_domain::Moment;
use lantern_ledger::genesis::Relation;
use lantern_ledger::office::OfficeEvent;
use lantern_ledger::{Batch, BatchError, Body, Entry, Genesis, Head, LogRef, Opened, Parent, Subject, batch_fill};
use uuid::Uuid;

/// What to write into one of HQ's logs.
pub(crate) struct Draft {
    pub subject: Subject,
    pub bodies: Vec<Body>,
}

/// A batch on its way into the journal.
struct Written {
    record: NewRecord,
    opened: Opened,
}

impl Server {
    /// Begins HQ's logs of a new operation.
    pub(crate) fn begin(&self) -> Result<(), Failure> {
        let turn = self.office_turn();
        let nothing_yet = |subject| Draft { subject, bodies: Vec::new() };
        self.write(&turn, vec![nothing_yet(Subject::Operation), nothing_yet(Subject::Office)], false)
    }

    /// Writes one event into the office log; possible also when the disk is full for others.
    pub(crate) fn write_event(&self, turn: &OfficeTurn<'_>, event: OfficeEvent) -> Result<(), Failure> {
        let draft = Draft { subject: Subject::Office, bodies: vec![Body::Office(Box::new(event))] };
        self.write(turn, vec![draft], true)
    }

    /// Writes into HQ's logs, in this order, all at once; begins those that are not there yet.
    ///
    /// Returns when everything would survive a power cut, and is seen.
    /// Where HQ may have written more than it knows of, it begins its logs anew first.
    pub(crate) fn write(&self, turn: &OfficeTurn<'_>, drafts: Vec<Draft>, is_small: bool) -> Result<(), Failure> {
        if self.state().care.owes_new_logs {
            self.begin_anew(turn)?;
        }
        if !is_small {
            self.restate_in_turn(turn)?;
        }
        self.write_into(self.with_logs(drafts), is_small)?;
        // All of it is kept already: a failure here has been said, and the next contact tries again.
        let _counted = self.count_owed_in_turn(turn);
        self.fold_in_turn(turn)
    }

    /// Returns the drafts with the logs that HQ goes on in.
    fn with_logs(&self, drafts: Vec<Draft>) -> Vec<(Uuid, Option<Parent>, Draft)> {
        let log_of = |draft: &Draft| self.state().plans.log(&draft.subject).unwrap_or_else(|| self.random.uuid());
        drafts.into_iter().map(|draft| (log_of(&draft), None, draft)).collect()
    }

    /// Writes into the logs that HQ goes on in, what a draft makes of them while nobody else brings any of HQ's own.
    pub(crate) fn write_alone(
        &self,
        turn: &OfficeTurn<'_>,
        draft: impl FnOnce() -> Result<Vec<Draft>, Failure>,
    ) -> Result<(), Failure> {
        let logs: Vec<Uuid> = self.state().plans.logs().all().collect();
        let _locks = self.locks.lock(logs);
        if self.state().care.owes_new_logs {
            self.write_locked(self.anew(), true)?;
        }
        self.fold_in_turn(turn)?;
        let drafts = draft()?;
        self.write_locked(self.with_logs(drafts), false)
    }

    /// Goes on in new logs, each of which names the head that it goes on from: no number of the older ones is used again.
    ///
    /// The operation log comes last: while it is not there, all this is owed still.
    pub(crate) fn begin_anew(&self, _turn: &OfficeTurn<'_>) -> Result<(), Failure> {
        self.write_into(self.anew(), true)
    }

    fn anew(&self) -> Vec<(Uuid, Option<Parent>, Draft)> {
        let older = self.state().plans.logs().all_current();
        let continued = |(subject, log): (Subject, Uuid)| {
            let head = self.state().head_of_hq(log)?;
            let parent = Parent { relation: Relation::Continues, log, seq: head.seq, hash: head.hash };
            Some((self.random.uuid(), Some(parent), Draft { subject, bodies: Vec::new() }))
        };
        let drafts: Vec<_> = older.into_iter().filter_map(continued).collect();
        tracing::warn!(logs = drafts.len(), "HQ goes on in new logs: it may have written more than this journal holds");
        drafts
    }

    fn write_into(&self, drafts: Vec<(Uuid, Option<Parent>, Draft)>, is_small: bool) -> Result<(), Failure> {
        let _locks = self.locks.lock(drafts.iter().map(|(log, ..)| *log));
        self.write_locked(drafts, is_small)
    }

    /// The same for whoever holds the locks; a new log needs none, since nobody knows it.
    fn write_locked(&self, drafts: Vec<(Uuid, Option<Parent>, Draft)>, is_small: bool) -> Result<(), Failure> {
        let operation = self.state().operation().unwrap_or_else(|| self.random.uuid());
        let mut written = Vec::new();
        for (log, parent, draft) in drafts {
            self.write_draft(LogRef { operation, log }, parent, draft, &mut written)?;
        }
        let (records, opened): (Vec<_>, Vec<_>) = written.into_iter().map(|it| (it.record, it.opened)).unzip();
        let committed = self.keep(records.clone(), is_small)?;
        let mut state = self.state_mut();
        for (index, (record, opened)) in records.into_iter().zip(&opened).enumerate() {
            state.apply_opened(&record.at(committed.position(index)), opened);
        }
        Ok(())
    }

    fn write_draft(
        &self,
        log: LogRef,
        parent: Option<Parent>,
        draft: Draft,
        written: &mut Vec<Written>,
    ) -> Result<(), Failure> {
        let mut head = self.state().head_of_hq(log.log).unwrap_or_else(|| Head::start(log));
        let mut entries = Vec::with_capacity(draft.bodies.len() + 1);
        if head.seq == 0 {
            entries.push(self.genesis(log, draft.subject, parent)?);
        }
        for body in &draft.bodies {
            entries.push(body.to_entry().map_err(|error| fault("writing an entry", &error))?);
        }
        let mut rest = &entries[..];
        while !rest.is_empty() {
            let (now, later) = rest.split_at(batch_fill(&head, rest).clamp(1, rest.len()));
            let batch = self.signed(&head, now).map_err(|error| fault("packing a batch", &error))?;
            head = batch.head().head;
            written.push(self.on_its_way(batch)?);
            rest = later;
        }
        Ok(())
    }

    fn genesis(&self, log: LogRef, subject: Subject, parent: Option<Parent>) -> Result<Entry, Failure> {
        let genesis = Genesis {
            operation: log.operation,
            device: Uuid::nil(),
            subject,
            public_key: self.keys.public_key(),
            app_version: concat!("lantern-server ", env!("CARGO_PKG_VERSION")).to_owned(),
            at: self.begun_at(),
            parent,
        };
        Body::Genesis(Box::new(genesis)).to_entry().map_err(|error| fault("writing a genesis", &error))
    }

    /// Returns the time at which a log begins: logs are read in this order, also where the clock was set back in between.
    fn begun_at(&self) -> Moment {
        let newest_at = self.state().plans.logs().newest_at();
        newest_at.map_or(self.clock.now(), |at| self.clock.now().max(at.plus(1)))
    }

    fn signed(&self, before: &Head, entries: &[Entry]) -> Result<Batch, BatchError> {
        let after = entries.iter().fold(*before, |head, entry| head.then(entry));
        Batch::build(before, entries, self.keys.sign(&after.statement()))
    }

    fn on_its_way(&self, batch: Batch) -> Result<Written, Failure> {
        let opened = batch.open().map_err(|error| fault("reading a batch back", &error))?;
        let record = NewRecord {
            kind: RecordKind::BATCH,
            carried_by: Uuid::nil(),
            received_at_ms: self.clock.now_ms(),
            bytes: batch.to_bytes(),
        };
        Ok(Written { record, opened })
    }
}
