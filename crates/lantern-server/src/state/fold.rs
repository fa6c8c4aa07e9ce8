//! How a record of the journal changes the state.
//!
//! Leaves what the records say to `lantern-ledger`, and what entries add up to to the parts of the state.

use super::HeldFact;
use super::{Arrival, Held, LogBook, Origin, State};
use crate::care::RestoredNote;
use crate::storage::{RecordKind, StoredRecord};
use lantern_domain::Moment;
use lantern_domain::tally::{Fact, Received, Writer};
use lantern_ledger::head::PublicKey;
use lantern_ledger::intake::Decision;
use lantern_ledger::office::OfficeEvent;
use lantern_ledger::{Batch, Body, BundleReader, Head, Item, Opened, SignedHead, Subject, fact};
use uuid::Uuid;

impl State {
    /// Takes in a record of the journal. Records come in any order in which each log's batches follow one another.
    ///
    /// What this version cannot read stays in the journal and changes nothing here.
    pub(crate) fn apply(&mut self, record: &StoredRecord) {
        match record.kind {
            RecordKind::BATCH => match Batch::parse(&record.bytes).and_then(|batch| batch.open()) {
                Ok(opened) => self.apply_opened(record, &opened),
                Err(_) => self.record_count += 1,
            },
            RecordKind::CONTACT => {
                self.contacts.apply(record.carried_by, received_at(record), &heads(&record.bytes));
                self.record_count += 1;
            }
            RecordKind::LOST => {
                self.care.lost();
                self.record_count += 1;
            }
            RecordKind::RESTORED => {
                self.care.restored(RestoredNote::read(&record.bytes));
                self.record_count += 1;
            }
            _ => self.record_count += 1,
        }
    }

    /// Takes in a record that holds a batch which is open already.
    pub(crate) fn apply_opened(&mut self, record: &StoredRecord, opened: &Opened) {
        self.record_count += 1;
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

    fn apply_facts(&mut self, opened: &Opened, new_from: usize, origin: &Origin, arrival: Arrival) {
        let author = self.author(&origin.genesis);
        let Arrival { received_at: at, position, .. } = arrival;
        let received = Received { at, position, counted_from: position };
        let mut before = opened.before;
        for (index, (entry, hash)) in opened.entries.iter().enumerate() {
            if index >= new_from {
                let fact = fact::fact(&origin.genesis, &before, entry, *hash);
                match author {
                    Some(device) => self.count(by(device, fact), received),
                    None => self.held.keep(fact, origin, arrival),
                }
            }
            before = Head { seq: before.seq + 1, hash: *hash, ..before };
        }
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
                Ok(body) => is_shown |= self.plans.apply(log.log, subject, body, arrival.received_at),
                Err(_) => {}
            }
        }
        let is_returned = !is_own && *subject != Subject::Office;
        if is_decided || is_returned {
            // Whatever comes back was shown once: phones had it.
            let seq = self.logs.get(&log.log).map_or(0, |book| book.held.highest().seq);
            self.plans.publish_log(log.log, seq);
        }
        if is_shown && *subject == Subject::Operation {
            let seq_of = |log: Uuid| self.logs.get(&log).map_or(0, |book| book.held.highest().seq);
            self.plans.publish(seq_of);
            if self.is_keeping_up {
                self.keep_up();
            }
        }
    }

    /// Takes note of what an entry of HQ's own logs says about the journal itself.
    fn take_care(&mut self, log: Uuid, opened: &Opened, subject: &Subject, is_own: bool) {
        if !is_own {
            self.care.returned_count += 1;
            // It was not known in the very log that HQ goes on in: this journal is older than it seems.
            self.care.owes_new_logs |= self.plans.log(subject) == Some(log);
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
        if let Some(public_key) = known {
            self.count_held(&public_key, position);
        }
    }

    /// Counts what was held under a key that is known now, by an event at that position.
    fn count_held(&mut self, public_key: &PublicKey, counted_from: u64) {
        for held in self.held.facts.remove(public_key).unwrap_or_default() {
            let Some(device) = self.office.author(held.fact.device, public_key) else {
                // The event was about a phone that was never added: nothing is known by it.
                self.held.facts.entry(*public_key).or_default().push(held);
                continue;
            };
            self.held.entries.remove(&held.fact.id.into());
            let received = Received { at: held.received_at, position: held.position, counted_from };
            self.count(by(device, held.fact), received);
        }
    }
}

impl Held {
    fn keep(&mut self, fact: Fact, origin: &Origin, arrival: Arrival) {
        self.entries.insert(fact.id.into());
        let (received_at, position) = (arrival.received_at, arrival.position);
        let held = HeldFact { fact, received_at, position };
        self.facts.entry(origin.genesis.public_key).or_default().push(held);
    }
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
