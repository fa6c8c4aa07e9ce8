//! Checking a whole journal: that each batch leads from where it says to where it says, and that its writer signed it.
//!
//! Leaves broken bytes to the storage, which finds them by their checksums.

use crate::keys::RingVerify;
use crate::state::LogBook;
use crate::storage::{Health, JournalPosition, RecordKind, Storage, StorageError, StoredRecord};
use lantern_domain::Moment;
use lantern_ledger::intake::{Decision, KnownEntries};
use lantern_ledger::{Batch, Hash, Head, Verify as _};
use std::collections::{BTreeMap, HashSet};
use std::ops::ControlFlow;
use uuid::Uuid;

/// What a journal holds, and what is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Verified {
    /// Records that can be read.
    pub record_count: u64,
    /// Batches among them.
    pub batch_count: u64,
    /// Different entries in the batches.
    pub entry_count: u64,
    /// Logs.
    pub log_count: u64,
    /// Contacts of phones.
    pub contact_count: u64,
    /// Records of kinds that this version does not know.
    pub other_count: u64,
    /// What is wrong, in words without anything of a person.
    pub problems: Vec<String>,
}

/// Reads the whole journal and checks it.
///
/// # Errors
///
/// [`StorageError`] when the journal cannot be read.
pub fn verify(storage: &dyn Storage) -> Result<Verified, StorageError> {
    let mut check = Check::default();
    storage.scan(JournalPosition::START, &mut |record| {
        check.record(&record);
        ControlFlow::Continue(())
    })?;
    if let Health::ReadOnly(damage) = storage.health() {
        check.found.problems.push(damage.to_string());
    }
    check.found.entry_count = check.entries.0.len() as u64;
    check.found.log_count = check.books.len() as u64;
    Ok(check.found)
}

#[derive(Default)]
struct Check {
    found: Verified,
    books: BTreeMap<Uuid, LogBook>,
    entries: Entries,
}

#[derive(Default)]
struct Entries(HashSet<Hash>);

impl KnownEntries for Entries {
    fn holds(&self, head: &Head) -> bool {
        self.0.contains(&head.hash)
    }
}

impl Check {
    fn record(&mut self, record: &StoredRecord) {
        self.found.record_count += 1;
        match record.kind {
            RecordKind::BATCH => self.batch(record),
            RecordKind::CONTACT => self.found.contact_count += 1,
            _ => self.found.other_count += 1,
        }
    }

    fn batch(&mut self, record: &StoredRecord) {
        self.found.batch_count += 1;
        if let Err(problem) = self.checked(record) {
            self.found.problems.push(format!("position {}: {problem}", record.position));
        }
    }

    fn checked(&mut self, record: &StoredRecord) -> Result<(), String> {
        let batch = Batch::parse(&record.bytes).map_err(|error| error.to_string())?;
        let opened = batch.open().map_err(|error| error.to_string())?;
        let log = batch.log();
        let book = self.books.entry(log.log).or_insert_with(|| LogBook::nothing_of(log));
        let new_from = match book.held.decide(&self.entries, &opened) {
            Decision::Accept { new_from } | Decision::Fork { new_from, .. } => new_from,
            Decision::Duplicate => return Ok(()),
            Decision::Gap { .. } => return Err("entries before it are missing".to_owned()),
        };
        let origin = book.origin_of(&opened).ok_or("its log does not begin with a genesis")?;
        let signed = batch.head();
        if !RingVerify.verify(&origin.genesis.public_key, &signed.head.statement(), &signed.signature) {
            return Err("its signature does not hold".to_owned());
        }
        book.take(&opened, new_from, &origin, arrival(record, &opened, new_from));
        self.entries.0.extend(opened.entries.iter().map(|(_, hash)| *hash));
        Ok(())
    }
}

fn arrival(record: &StoredRecord, opened: &lantern_ledger::Opened, new_from: usize) -> crate::state::Arrival {
    crate::state::Arrival {
        first_seq: opened.before.seq + 1 + new_from as u64,
        after: opened.after(),
        position: record.position.0,
        carried_by: record.carried_by,
        received_at: Moment(record.received_at_ms.div_euclid(1000)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::NewRecord;
    use crate::testing::{Camp, TestPhone, hand_over};

    fn camp_with_records() -> (Camp, TestPhone) {
        let camp = Camp::new();
        let mut phone = camp.phone("tecno 1");
        for card in ["A-1", "A-2", "A-3"] {
            phone.records("SITE-1", hand_over("ROUND").to(card));
        }
        camp.send(&phone, phone.bundle());
        (camp, phone)
    }

    #[test]
    fn a_sound_journal_has_no_problem() {
        let (camp, _) = camp_with_records();
        let found = verify(&*camp.storage).unwrap();
        assert_eq!((found.log_count, found.contact_count, found.problems), (3, 1, vec![]));
    }

    #[test]
    fn a_batch_that_somebody_put_into_the_journal_is_found() {
        let (camp, mut phone) = camp_with_records();
        let forger = TestPhone::new();
        phone.records("SITE-1", hand_over("ROUND").to("B-1"));
        let forged = phone.log("SITE-1").batch(&forger.key, 5, 5);
        let bytes = forged.to_bytes();
        let record = NewRecord { kind: RecordKind::BATCH, carried_by: Uuid::nil(), received_at_ms: 0, bytes };
        camp.storage.append(vec![record]).wait().unwrap();
        let found = verify(&*camp.storage).unwrap();
        assert_eq!(found.problems.len(), 1);
        assert!(found.problems[0].ends_with("its signature does not hold"), "{:?}", found.problems);
    }
}
