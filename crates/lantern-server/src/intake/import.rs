//! Records from files: a bundle, a backup or another server's journal, put through the same intake as what phones bring.
//!
//! It does not matter by which road a batch comes: it is taken once, and held where its key is not known.
//! Leaves the command line to `cli`.

use super::IMPORTED;
use crate::disk::Folder;
use crate::error::Failure;
use crate::journal::{SurveyError, survey};
use crate::server::Server;
use crate::storage::RecordKind;
use crate::storage::durable::JOURNAL_FOLDER;
use lantern_ledger::api::LogAnswerState;
use lantern_ledger::{Batch, Bundle, BundleReader, Item};
use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;
use uuid::Uuid;

/// How many bytes of batches are taken in at once.
const BUNDLE_BYTES: usize = 512 * 1024;

/// What came of an import.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Brought {
    /// How many batches there were.
    pub batch_count: u64,
    /// How many of them had something new.
    pub new_count: u64,
    /// How many batches could not be read.
    pub unreadable_count: u64,
    /// What HQ last said of each log.
    pub logs: BTreeMap<Uuid, LogAnswerState>,
}

/// Why records could not be imported; what was taken in before stays.
#[derive(Debug, thiserror::Error)]
pub enum ImportRecordsError {
    /// The file or folder cannot be read.
    #[error("it cannot be read: {0}")]
    Io(#[from] std::io::Error),
    /// The journal cannot be gone through.
    #[error(transparent)]
    Survey(#[from] SurveyError),
    /// The file is something else.
    #[error("it is neither a bundle nor a folder with a journal")]
    NotRecords,
    /// HQ could not keep them.
    #[error("{}", .0.message())]
    Refused(Failure),
}

impl Server {
    /// Takes in the batches of a bundle file, or of the journal in a backup or a data folder.
    ///
    /// # Errors
    ///
    /// [`ImportRecordsError`]; doing it again goes on where it ended.
    pub fn import_records(&self, place: &Path) -> Result<Brought, ImportRecordsError> {
        let mut bringing = Bringing { server: self, brought: Brought::default(), bundle: Bundle::new(), failed: None };
        if place.is_dir() {
            let journal = Folder::open(&place.join(JOURNAL_FOLDER))?;
            survey(&journal, &mut |record| {
                if record.kind == RecordKind::BATCH {
                    bringing.bring(Batch::parse(&record.bytes).ok());
                }
            })?;
        } else {
            let bytes = std::fs::read(place)?;
            let items = BundleReader::new(&bytes).map_err(|_| ImportRecordsError::NotRecords)?;
            let batch = |item| if let Item::Batch(batch) = item { Some(batch.ok()) } else { None };
            let mut batches: Vec<Option<Batch>> = items.into_iter().filter_map(batch).collect();
            batches.sort_by_key(|batch| batch.as_ref().map(|batch| (batch.log(), batch.first_seq(), batch.last_seq())));
            batches.into_iter().for_each(|batch| bringing.bring(batch));
        }
        bringing.hand_over();
        bringing.failed.map_or(Ok(bringing.brought), |failure| Err(ImportRecordsError::Refused(failure)))
    }
}

/// Batches on their way in.
struct Bringing<'a> {
    server: &'a Server,
    brought: Brought,
    bundle: Bundle,
    failed: Option<Failure>,
}

impl Bringing<'_> {
    /// Adds a batch; `None`: one that cannot be read.
    fn bring(&mut self, batch: Option<Batch>) {
        let Some(batch) = batch else {
            self.brought.unreadable_count += 1;
            return;
        };
        self.brought.batch_count += 1;
        self.bundle.batch(&batch);
        if self.bundle.length() >= BUNDLE_BYTES {
            self.hand_over();
        }
    }

    fn hand_over(&mut self) {
        let bundle = std::mem::replace(&mut self.bundle, Bundle::new());
        if self.failed.is_some() {
            return;
        }
        let before = self.server.storage.last_position();
        match self.server.take(IMPORTED, &bundle.into_bytes()) {
            Ok(answer) => self.brought.logs.extend(answer.logs.iter().map(|log| (log.log, log.state))),
            Err(failure) => self.failed = Some(failure),
        }
        self.brought.new_count += self.server.storage.last_position().0 - before.0;
    }
}

impl fmt::Display for Brought {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { batch_count, new_count, unreadable_count, logs } = self;
        let in_state = |state| logs.values().filter(|known| **known == state).count();
        write!(f, "{batch_count} batches of {} logs, {new_count} of them new", logs.len())?;
        let odd = [
            (in_state(LogAnswerState::Held), "logs are held: HQ does not know their key"),
            (in_state(LogAnswerState::Gap), "logs lack entries in between"),
            (in_state(LogAnswerState::Fork), "logs have several histories"),
            (in_state(LogAnswerState::Refused), "logs were refused"),
            (usize::try_from(*unreadable_count).unwrap_or(usize::MAX), "batches cannot be read"),
        ];
        odd.iter().filter(|(count, _)| *count > 0).try_for_each(|(count, what)| write!(f, "; {count} {what}"))
    }
}
