//! How a record of the journal changes the state.
//!
//! Leaves what the records say to `lantern-ledger`, and what entries add up to to the parts of the state.

use super::{Arrival, LogBook, Origin, Owed, State};
use crate::care::RestoredNote;
use crate::storage::{RecordKind, StoredRecord};
use lantern_domain::Moment;
use lantern_domain::tally::{Fact, Received, Writer};
use lantern_ledger::intake::Decision;
use lantern_ledger::office::OfficeEvent;
use lantern_ledger::{Batch, Body, BundleReader, Entry, Hash, Head, Item, Opened, SignedHead, Subject, fact};
use std::sync::Arc;
use uuid::Uuid;

impl State {
    /// Takes in a record of the journal. Records come in any order in which each log's batches follow one another.
    ///
    /// What this version cannot read stays in the journal and changes nothing here.
    pub(crate) fn apply(&mut self, record: &StoredRecord) {
        match record.kind {
            RecordKind::BATCH => match Batch::parse(&record.bytes).and_then(|batch| batch.open()) {
                Ok(opened) => self.apply_opened(record, &opened),
                Err(_) => self.count(record),
            },
            RecordKind::CONTACT => {
                self.contacts.apply(record.carried_by, received_at(record), &heads(&record.bytes));
                self.count(record);
            }
            RecordKind::LOST => {
                self.care.lost();
                self.count(record);
            }
            RecordKind::RESTORED => {
                self.care.restored(RestoredNote::read(&record.bytes));
                self.count(record);
            }
            _ => self.count(record),
        }
    }

    /// Takes note that a record is in, whatever it says.
    pub(super) fn count(&mut self, record: &StoredRecord) {
        self.record_count += 1;
        self.position = self.position.max(record.position.0);
    }

    /// Takes in a record that holds a batch which is open already.
    pub(crate) fn apply_opened(&mut self, record: &StoredRecord, opened: &Opened) {
        self.count(record);
        let log = opened.before.log;
        let nothing = LogBook::nothing_of(log);
        let book = self.logs.get(&log.log).unwrap_or(&nothing);
        let decision = book.held.decide(self, opened);
        let is_own = record.carried_by.is_nil();
        let (Decision::Accept { new_from } | Decision::Fork { new_from, .. }) = decision else {
            // Something is missing before what HQ wrote itself.
            self.care.owes_new_logs |= is_own && matches!(decision, Decision::Gap { .. });
            return;
        };
        let Some(origin) = book.origin_of(opened) else { return };
        self.batch_count += 1;
        // Of HQ's own there is as much as the office wrote.
        if !self.is_of_hq(&origin.genesis) {
            self.entry_bytes += entry_bytes(&opened.entries[new_from..]);
        }
        let fork_at = if let Decision::Fork { at, .. } = decision { Some(at) } else { None };
        let arrival = Arrival::of(record, opened, new_from);
        let book = self.logs.entry(log.log).or_insert(nothing);
        book.take(opened, new_from, &origin, arrival);
        book.split_at(fork_at);
        self.apply_facts(opened, new_from, &origin, arrival);
        if self.is_of_hq(&origin.genesis) {
            self.apply_hq(opened, new_from, &origin, arrival, is_own);
        }
    }

    fn apply_facts(&mut self, opened: &Opened, new_from: usize, origin: &Arc<Origin>, arrival: Arrival) {
        let Arrival { received_at: at, position, .. } = arrival;
        let received = Received { at, position, counted_from: position };
        match self.author(&origin.genesis) {
            Some(author) if !self.held.owes(opened.before.log.log) => {
                facts(opened, new_from, origin).for_each(|fact| self.add(by(author, fact), received));
            }
            // What is owed of a log comes before it: within a log, an entry is counted after the one that it follows.
            Some(author) => self.held.owe_too(opened, new_from, origin, arrival, author),
            None => {
                let facts: Vec<Fact> = facts(opened, new_from, origin).collect();
                self.held.keep(opened, new_from, &facts, origin, arrival);
            }
        }
    }

    /// Counts the batch that is owed first, given what is in it; `None`: nobody can read it any more.
    pub(crate) fn count_owed_first(&mut self, opened: Option<&Opened>) {
        let Some(Owed { batch, author, counted_from }) = self.held.take_owed() else { return };
        let Some(opened) = opened else { return };
        let received = Received { at: batch.received_at, position: batch.position, counted_from };
        for fact in facts(opened, batch.new_from, &batch.origin) {
            self.add(by(author, fact), received);
        }
        self.held.let_go(&batch, opened);
        self.batch_count += 1;
    }

    fn apply_hq(&mut self, opened: &Opened, new_from: usize, origin: &Origin, arrival: Arrival, is_own: bool) {
        let log = opened.before.log;
        let subject = &origin.genesis.subject;
        self.operation.get_or_insert(log.operation);
        self.plans.begin(log.log, &origin.genesis, is_own);
        self.take_care(log.log, opened, subject, is_own);
        let (mut is_shown, mut is_decided) = (opened.before.seq == 0, false);
        for (entry, _) in &opened.entries[new_from..] {
            match Body::of(entry) {
                Ok(Body::Office(event)) if *subject == Subject::Office => self.apply_office(*event, arrival.position),
                Ok(Body::Decision(decision)) if *subject == Subject::Operation => {
                    if self.plans.logs().is_newest(log.log, subject) {
                        self.decisions.take(*decision);
                    } else {
                        self.plans.mix_up();
                    }
                    is_decided = true;
                }
                Ok(body) => {
                    if is_own && *subject == Subject::Operation {
                        self.care.said(&body);
                    }
                    is_shown |= self.plans.apply(log.log, subject, body, arrival.received_at);
                }
                Err(_) => {}
            }
        }
        let is_returned = !is_own && *subject != Subject::Office;
        if is_decided || is_returned {
            // Whatever comes back was shown once: phones had it.
            let seq = self.seq_of_hq(log.log);
            self.plans.publish_log(log.log, seq);
        }
        if is_shown && *subject == Subject::Operation {
            let followable = self.plans.logs().followable();
            let seqs = followable.map(|log| (log, self.seq_of_hq(log))).collect();
            self.plans.publish(seqs);
            if self.is_keeping_up {
                self.keep_up();
            }
        }
    }

    fn seq_of_hq(&self, log: Uuid) -> u64 {
        self.head_of_hq(log).map_or(0, |head| head.seq)
    }

    /// Takes note of what an entry of HQ's own logs says about the journal itself.
    fn take_care(&mut self, log: Uuid, opened: &Opened, subject: &Subject, is_own: bool) {
        if !is_own {
            self.care.returned_count += 1;
            // It was not known in the very log that HQ goes on in, or HQ goes on in one that it began earlier: this journal
            // is older than it seems.
            let current = self.plans.log(subject);
            self.care.owes_new_logs |=
                current.is_some_and(|own| own == log || !self.plans.logs().is_newest(own, subject));
            self.care.owes_restating |= *subject != Subject::Office && self.is_split_by_hq(log);
        } else if opened.before.seq == 0 && *subject == Subject::Operation {
            // Written last of all new logs.
            self.care.owes_new_logs = false;
        }
    }

    fn apply_office(&mut self, event: OfficeEvent, position: u64) {
        let known = match &event {
            OfficeEvent::PhoneEnrolled { public_key, .. } | OfficeEvent::KeyConfirmed { public_key, .. } => {
                Some(*public_key)
            }
            _ => None,
        };
        self.office.apply(event);
        // Nobody's: the event was about a phone that was never added, and everything stays held.
        if let Some((key, author)) = known.and_then(|key| Some((key, self.office.author(&key)?))) {
            self.held.owe(&key, position, author);
        }
    }
}

/// Returns how many bytes of memory entries take, about.
pub(crate) fn entry_bytes(entries: &[(Entry, Hash)]) -> u64 {
    /// Of an entry of which nobody can read anything: its place, its hash, and how both are found.
    const EACH: u64 = 128;
    entries.iter().map(|(entry, _)| EACH + 2 * entry.bytes().len() as u64).sum()
}

/// Returns the facts of a batch's new entries.
fn facts(opened: &Opened, new_from: usize, origin: &Origin) -> impl Iterator<Item = Fact> {
    let mut before = opened.before;
    let all = opened.entries.iter().map(move |(entry, hash)| {
        let after = Head { seq: before.seq + 1, hash: *hash, ..before };
        (entry, *hash, std::mem::replace(&mut before, after))
    });
    all.skip(new_from).map(|(entry, hash, before)| fact::fact(&origin.genesis, &before, entry, hash))
}

/// Says who wrote an entry: not who its log says, but whose key signed it. Nil is HQ, whatever a phone calls itself.
fn by(device: Uuid, fact: Fact) -> Fact {
    let writer = if device.is_nil() { Writer::Hq } else { Writer::Device };
    Fact { device, writer, ..fact }
}

/// Returns the signed heads of a contact's record.
fn heads(bytes: &[u8]) -> Vec<SignedHead> {
    let items = BundleReader::new(bytes).into_iter().flatten();
    items.filter_map(|item| if let Item::Head(Ok(head)) = item { Some(head) } else { None }).collect()
}

fn received_at(record: &StoredRecord) -> Moment {
    Moment(record.received_at_ms.div_euclid(1000))
}
