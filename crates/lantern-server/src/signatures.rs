//! Checking who wrote a journal: that each batch goes on from one before it, and that its writer signed it.
//!
//! Leaves broken bytes, and batches that do not prove themselves, to `storage::verify`.

use crate::disk::Folder;
use crate::journal::survey;
use crate::keys::RingVerify;
use crate::state::{Arrival, LogBook};
use crate::storage::durable::JOURNAL_FOLDER;
use crate::storage::verify::VerifyError;
use crate::storage::{JournalPosition, RecordKind, StoredRecord};
use lantern_ledger::intake::Decision;
use lantern_ledger::{Batch, Head, Opened, Verify as _};
use std::collections::{BTreeMap, HashSet};
use std::path::Path;
use uuid::Uuid;

/// What is wrong with a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("position {position}: {problem}")]
pub struct Unproven {
    /// Where it lies.
    pub position: JournalPosition,
    /// Why nobody stands for it.
    pub problem: Problem,
}

/// Why nobody stands for a batch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// The entries that it goes on from are not in the journal.
    #[error("entries before it are missing")]
    Gap,
    /// Its log begins with something else than a genesis of its operation.
    #[error("its log does not begin with a genesis")]
    Genesis,
    /// The key of its log's genesis did not sign it.
    #[error("its signature does not hold")]
    Signature,
}

/// Reads the whole journal of a data folder and checks every signature; changes nothing, and a server may run meanwhile.
///
/// # Errors
///
/// [`VerifyError`] when the journal cannot be read; what is wrong in it is a finding, not an error.
pub fn check(data_folder: &Path) -> Result<Vec<Unproven>, VerifyError> {
    let folder = Folder::open(&data_folder.join(JOURNAL_FOLDER)).map_err(|_| VerifyError::NoJournal)?;
    let mut check = Check::default();
    survey(&folder, &mut |record| check.record(record))?;
    Ok(check.end())
}

#[derive(Default)]
struct Check {
    unproven: Vec<Unproven>,
    /// Batches behind a gap, with their last entries: they are proven if these came again later.
    behind_gaps: Vec<(Unproven, Head)>,
    books: BTreeMap<Uuid, LogBook>,
    entries: HashSet<Head>,
}

impl Check {
    fn record(&mut self, record: &StoredRecord) {
        if record.kind != RecordKind::BATCH {
            return;
        }
        // What cannot be opened is a finding of `storage::verify`.
        let Ok((batch, opened)) = Batch::parse(&record.bytes).and_then(|batch| Ok((batch.clone(), batch.open()?)))
        else {
            return;
        };
        if let Err(problem) = self.batch(record, &batch, &opened) {
            let found = Unproven { position: record.position, problem };
            match problem {
                Problem::Gap => self.behind_gaps.push((found, opened.after())),
                _ => self.unproven.push(found),
            }
        }
    }

    /// Returns what is not proven, in the order of the journal.
    fn end(self) -> Vec<Unproven> {
        let Self { mut unproven, behind_gaps, entries, .. } = self;
        let open = behind_gaps.into_iter().filter(|(_, last)| !entries.contains(last));
        unproven.extend(open.map(|(found, _)| found));
        unproven.sort_by_key(|found| found.position);
        unproven
    }

    fn batch(&mut self, record: &StoredRecord, batch: &Batch, opened: &Opened) -> Result<(), Problem> {
        let log = batch.log();
        let book = self.books.entry(log.log).or_insert_with(|| LogBook::nothing_of(log));
        let new_from = match book.held.decide(&self.entries, opened) {
            Decision::Accept { new_from } | Decision::Fork { new_from, .. } => new_from,
            Decision::Duplicate => return Ok(()),
            Decision::Gap { .. } => return Err(Problem::Gap),
        };
        let origin = book.origin_of(opened).ok_or(Problem::Genesis)?;
        let signed = batch.head();
        if !RingVerify.verify(&origin.genesis.public_key, &signed.head.statement(), &signed.signature) {
            return Err(Problem::Signature);
        }
        book.take(opened, new_from, &origin, Arrival::of(record, opened, new_from));
        self.entries.extend(opened.points());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::storage::{NewRecord, Storage as _};
    use crate::testing::{Camp, TestPhone, hand_over};
    use std::ops::ControlFlow;

    fn camp_with_records() -> (Camp, TestPhone) {
        let camp = Camp::new();
        let mut phone = camp.phone("tecno 1");
        for card in ["A-1", "A-2", "A-3"] {
            phone.records("SITE-1", hand_over("ROUND").to(card));
        }
        camp.send(&phone, phone.bundle());
        (camp, phone)
    }

    fn unproven(camp: &Camp) -> Vec<Problem> {
        let mut check = Check::default();
        let mut visit = |record| {
            check.record(&record);
            ControlFlow::Continue(())
        };
        camp.storage.scan(JournalPosition::START, &mut visit).unwrap();
        check.end().iter().map(|found| found.problem).collect()
    }

    fn slip_in(camp: &Camp, batch: &Batch) {
        let (kind, bytes) = (RecordKind::BATCH, batch.to_bytes());
        let record = NewRecord { kind, carried_by: Uuid::nil(), received_at_ms: 0, bytes };
        camp.storage.append(vec![record]).wait().unwrap();
    }

    #[test]
    fn what_came_through_intake_is_proven() {
        let (camp, _) = camp_with_records();
        assert_eq!(unproven(&camp), []);
    }

    #[test]
    fn a_batch_that_somebody_slipped_into_the_journal_is_found() {
        let (camp, mut phone) = camp_with_records();
        let forger = TestPhone::new();
        phone.records("SITE-1", hand_over("ROUND").to("B-1"));
        phone.records("SITE-1", hand_over("ROUND").to("B-2"));
        slip_in(&camp, &phone.log("SITE-1").clone().batch(&forger.key, 5, 5));
        slip_in(&camp, &phone.log("SITE-1").clone().batch(&phone.key, 6, 6));
        assert_eq!(unproven(&camp), [Problem::Signature, Problem::Gap]);
    }
}
