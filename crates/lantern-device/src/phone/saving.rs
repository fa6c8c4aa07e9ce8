//! Saving: entries are hashed, heads signed, and both written in one strict transaction.
//!
//! Leaves the second copy to `copying`, and the questions of a screen to the parent module.

use super::asking::is_unchanged;
use super::core::Core;
use super::log_book::LogBook;
use super::notes::{CLOCK, Checkpoint, checkpoint_name, draft_name, note};
use crate::clock::Reading;
use crate::store::{Append, Follows, StoreError, StoredEntry, Write};
use crate::{Event, SaveError, Saved};
use lantern_domain::{Change, ClockStep, Correction, Distribution, Moment, RecordId, SettlementRef, ShortText};
use lantern_ledger::genesis::{Parent, Relation};
use lantern_ledger::head::Signature;
use lantern_ledger::{Body, Entry, EntryError, Genesis, Hash, Head, LogRef, Subject, address};
use uuid::Uuid;

/// Where an entry goes.
pub(super) enum Goal {
    /// Into the log that the settlement's records go to, which is begun if need be.
    Settlement(SettlementRef),
    /// Into a log that is open.
    Log(Uuid),
}

/// Where an entry went: its log and number, and its hash.
type Place = (Uuid, u64, Hash);

/// What one transaction adds to one log.
struct Run {
    log: Uuid,
    /// Of a new log.
    genesis: Option<Genesis>,
    before: Head,
    entries: Vec<(Entry, Hash)>,
    signature: Signature,
}

impl Core {
    /// Records a hand-over, and removes the draft that it was typed into.
    pub(super) async fn record(
        &self,
        mut distribution: Distribution,
        draft: Option<String>,
    ) -> Result<Saved, SaveError> {
        self.may_write()?;
        distribution.at = self.world.clock.read().moment();
        distribution.check()?;
        let settlement = self.ask(|state| state.place.clone()).ok_or(SaveError::NoPlace)?.settlement;
        let at = distribution.at;
        let body = Body::Distribution(Box::new(distribution));
        let wanted = vec![(Goal::Settlement(settlement), body)];
        let Some(key) = draft else {
            return self.append(wanted, Write::default()).await.map(|places| saved(&places, at));
        };
        // No draft is written while its record is: it would come back after the record has removed it.
        let turn = self.drafting.enter().await;
        let extra = Write { remove: vec![draft_name(&key)], ..Write::default() };
        let saved = self.append(wanted, extra).await.map(|places| saved(&places, at));
        if saved.is_ok() {
            self.forget_draft(&key);
        }
        drop(turn);
        // What was typed meanwhile: its own failure is told at the next keystroke.
        let _ = self.store_drafts().await;
        saved
    }

    /// Says a later word on a record.
    ///
    /// It takes the place of the word before it, so it is made when all that was said before is written: of two words
    /// that are said at once, the second one would leave the first one standing beside it.
    pub(super) async fn correct(
        &self,
        target: RecordId,
        change: Change,
        reason: ShortText,
    ) -> Result<Saved, SaveError> {
        let _turn = self.appending.enter().await;
        let at = self.world.clock.read().moment();
        let (settlement, correction) = self.ask(|state| {
            let operator = state.operator.clone().ok_or(SaveError::NoOperator)?;
            let record = state.tally.record(&target).ok_or(SaveError::UnknownRecord)?;
            if is_unchanged(&record, &change) {
                return Err(SaveError::Unchanged);
            }
            let settlement = record.settlement.cloned().ok_or(SaveError::UnknownRecord)?;
            let supersedes = record.version();
            Ok((settlement, Correction { at, operator, target, supersedes, change, reason }))
        })?;
        let wanted = vec![(Goal::Settlement(settlement), Body::Correction(Box::new(correction)))];
        self.append_in_turn(wanted, Write::default()).await.map(|places| saved(&places, at))
    }

    /// Appends entries to any open logs in one strict transaction, and says where the asked ones went.
    ///
    /// A clock that jumped since the last time is written down first, in every log that it matters to.
    pub(super) async fn append(&self, wanted: Vec<(Goal, Body)>, write: Write) -> Result<Vec<Place>, SaveError> {
        let _turn = self.appending.enter().await;
        self.append_in_turn(wanted, write).await
    }

    async fn append_in_turn(&self, wanted: Vec<(Goal, Body)>, mut write: Write) -> Result<Vec<Place>, SaveError> {
        self.may_write()?;
        let now = self.world.clock.read();
        let step = self.ask(|state| now.step_since(state.clock));
        let mut runs: Vec<Run> = Vec::new();
        if let Some(step) = step {
            self.step_runs(step, &mut runs)?;
        }
        let mut places = Vec::new();
        for (goal, body) in wanted {
            let run = self.run_for(goal, now, &mut runs)?;
            let hash = run.push(&body)?;
            places.push((run.log, run.before.seq + run.entries.len() as u64, hash));
        }
        self.sign(&mut runs).await?;
        write.append = runs.iter().flat_map(Run::appends).collect();
        write.put.push(note(CLOCK, &now.wall_ms));
        write.put.extend(runs.iter().map(Run::checkpoint));
        match self.world.store.write(write).await {
            Ok(()) => {}
            Err(StoreError::Conflict) => {
                self.change(|state| state.is_writer = false);
                return Err(SaveError::ReadOnlyTab);
            }
            Err(problem) => return Err(problem.into()),
        }
        self.remember(&runs, now);
        // At once: a receipt that comes in between would end the batch that these entries go into.
        self.copy_appended(runs.into_iter().map(Run::into_copy).collect()).await;
        if let Some(step) = step {
            self.notice(Event::ClockStepped { seconds: step.found_at.0.saturating_sub(step.expected_at.0) }).await;
        }
        Ok(places)
    }

    /// A step stands between records and the samples after it, so only logs with unsampled records need it.
    fn step_runs(&self, step: ClockStep, runs: &mut Vec<Run>) -> Result<(), SaveError> {
        let unsampled: Vec<(Uuid, Head)> = self.ask(|state| {
            let open = state.logs.iter().filter(|book| book.is_open && book.is_unsampled);
            open.map(|book| (book.head.log.log, book.head)).collect()
        });
        for (log, before) in unsampled {
            let mut run = Run::after(log, before);
            run.push(&Body::ClockStep(step))?;
            runs.push(run);
        }
        Ok(())
    }

    /// Returns the run of the goal's log, beginning it, and if need be the log, where there is none.
    fn run_for<'a>(&self, goal: Goal, now: Reading, runs: &'a mut Vec<Run>) -> Result<&'a mut Run, SaveError> {
        let log = match &goal {
            Goal::Log(log) => Some(*log),
            Goal::Settlement(settlement) => {
                let begun = runs.iter().find(|run| run.is_for(settlement)).map(|run| run.log);
                begun.or_else(|| self.ask(|state| state.open_log(settlement)))
            }
        };
        let at = match runs.iter().position(|run| Some(run.log) == log) {
            Some(at) => at,
            None => {
                runs.push(match (log, goal) {
                    (Some(log), _) => self.run_after(log)?,
                    (None, Goal::Settlement(settlement)) => self.new_log(settlement, now)?,
                    (None, Goal::Log(_)) => return Err(SaveError::UnknownRecord),
                });
                runs.len() - 1
            }
        };
        Ok(&mut runs[at])
    }

    fn run_after(&self, log: Uuid) -> Result<Run, SaveError> {
        let before = self.ask(|state| state.book(log).filter(|book| book.is_open).map(|book| book.head));
        before.map(|before| Run::after(log, before)).ok_or(SaveError::UnknownRecord)
    }

    /// Begins a log; it goes on from the settlement's log before, if there is one that is not written any more.
    fn new_log(&self, settlement: SettlementRef, now: Reading) -> Result<Run, SaveError> {
        let log = self.random_id();
        let app_version = self.world.app_version.clone();
        let genesis = self.ask(|state| {
            let enrolment = state.enrolment.as_ref().ok_or(SaveError::NotEnrolled)?;
            let key = state.key.as_ref().ok_or(SaveError::NotEnrolled)?;
            let parent = state.last_log(&settlement).map(|book| parent_of(book, key.public));
            Ok::<_, SaveError>(Genesis {
                operation: enrolment.operation,
                device: enrolment.device,
                subject: Subject::Settlement(settlement.clone()),
                public_key: key.public,
                app_version,
                at: now.moment(),
                parent,
            })
        })?;
        let mut run = Run::after(log, Head::start(LogRef { operation: genesis.operation, log }));
        run.push(&Body::Genesis(Box::new(genesis.clone())))?;
        run.genesis = Some(genesis);
        Ok(run)
    }

    /// Signs the head that each run makes, before the transaction opens: waiting inside it would end it.
    async fn sign(&self, runs: &mut [Run]) -> Result<(), SaveError> {
        let key = self.ask(|state| state.key.clone()).ok_or(SaveError::NotEnrolled)?;
        for run in runs {
            let signed = self.world.keys.sign(&key, &run.after_all().statement()).await;
            run.signature = signed.map_err(|problem| SaveError::Storage(problem.to_string()))?;
        }
        Ok(())
    }

    fn remember(&self, runs: &[Run], now: Reading) {
        self.change(|state| {
            state.clock = now;
            for run in runs {
                if let Some(genesis) = &run.genesis {
                    state.put_book(LogBook::new(genesis.clone(), run.before, true));
                }
                for (at, (entry, hash)) in run.entries.iter().enumerate() {
                    let signature = (at + 1 == run.entries.len()).then_some(run.signature);
                    state.fold(run.log, entry, *hash, signature);
                }
            }
        });
    }
}

fn saved(places: &[Place], at: Moment) -> Saved {
    let (log, seq, hash) = *places.last().expect("what was appended has a place");
    Saved { id: RecordId::from(hash), short_code: address::short_code(log, seq), at }
}

fn parent_of(book: &LogBook, public_key: [u8; 65]) -> Parent {
    let is_same_key = book.genesis.public_key == public_key;
    Parent {
        relation: if is_same_key { Relation::Continues } else { Relation::Replaces },
        log: book.head.log.log,
        seq: book.head.seq,
        hash: book.head.hash,
    }
}

impl Run {
    fn after(log: Uuid, before: Head) -> Self {
        Self { log, genesis: None, before, entries: Vec::new(), signature: [0; 64] }
    }

    fn is_for(&self, settlement: &SettlementRef) -> bool {
        self.genesis.as_ref().and_then(Genesis::settlement) == Some(settlement)
    }

    fn push(&mut self, body: &Body) -> Result<Hash, SaveError> {
        let entry = body.to_entry().map_err(|problem| match problem {
            EntryError::TooLarge => SaveError::TooLarge,
            other => SaveError::Storage(other.to_string()),
        })?;
        let hash = self.after_all().then(&entry).hash;
        self.entries.push((entry, hash));
        Ok(hash)
    }

    fn after_all(&self) -> Head {
        let hash = self.entries.last().map_or(self.before.hash, |(_, hash)| *hash);
        Head { log: self.before.log, seq: self.before.seq + self.entries.len() as u64, hash }
    }

    fn checkpoint(&self) -> (String, Vec<u8>) {
        let Head { seq, hash, .. } = self.after_all();
        note(&checkpoint_name(self.log), &Checkpoint { seq, hash })
    }

    fn into_copy(self) -> (Uuid, Vec<Entry>, Signature) {
        (self.log, self.entries.into_iter().map(|(entry, _)| entry).collect(), self.signature)
    }

    /// Only the head that the transaction leaves is signed: a batch can end there.
    fn appends(&self) -> Vec<Append> {
        let mut before = self.before;
        let mut appends = Vec::with_capacity(self.entries.len());
        for (entry, hash) in &self.entries {
            let follows = if before.seq == 0 { Follows::Nothing } else { Follows::Hash(before.hash.0) };
            let after = Head { log: before.log, seq: before.seq + 1, hash: *hash };
            let signature = (appends.len() + 1 == self.entries.len()).then_some(self.signature);
            let entry =
                StoredEntry { log: self.log, seq: after.seq, hash: hash.0, signature, bytes: entry.bytes().to_vec() };
            appends.push(Append { entry, follows });
            before = after;
        }
        appends
    }
}
