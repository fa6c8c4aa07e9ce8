//! One thread that adds records to the journal: it takes all that wait, syncs once, and answers them all.
//!
//! # How long an append waits
//!
//! Whatever arrives while a sync is under way shares the next one: that alone groups most.
//! A lone caller never waits for company.
//! Only when the last group had several callers, and fewer are here now, does the thread wait for the others, since they
//! are about to come back: at most [`WINDOW_MAX`], and at most as long as the last sync took, because waiting longer
//! costs more than the sync that it might save.
//!
//! Leaves durability to `journal::writer`.

mod queue;

use std::io;
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::disk::is_full;
use crate::journal::{JournalWriter, Reserve};
use crate::storage::kept::Appender;
use crate::storage::record::check_acceptable;
use crate::storage::{Acknowledgement, AppendError, Committed, Health, JournalPosition, NewRecord};
use queue::{Queue, Request};

/// The longest that appends are held back so that others can join them.
pub const WINDOW_MAX: Duration = Duration::from_millis(5);
/// The most bytes of records that are written as one group, unless a single append has more.
pub const GROUP_BYTES_MAX: usize = 4 * 1024 * 1024;
/// The most bytes of records that may wait; beyond that appends are answered [`AppendError::Busy`].
pub const QUEUE_BYTES_MAX: usize = 64 * 1024 * 1024;

/// Takes appends from any thread and answers each when it is durable.
#[derive(Debug)]
pub struct Committer {
    queue: Arc<Queue>,
    thread: Option<JoinHandle<()>>,
}

impl Committer {
    /// Starts the thread.
    ///
    /// # Errors
    ///
    /// When the system has no thread to give.
    pub fn start(writer: JournalWriter, reserve: Reserve) -> io::Result<Self> {
        let worker = Worker::new(writer, reserve);
        let queue = worker.queue.clone();
        let thread = thread::Builder::new().name("journal".into()).spawn(move || worker.run())?;
        Ok(Self { queue, thread: Some(thread) })
    }
}

impl Appender for Committer {
    fn append(&self, records: Vec<NewRecord>, from_reserve: bool) -> Acknowledgement {
        if let Err(error) = check_acceptable(&records) {
            return Acknowledgement::answered(Err(error));
        }
        let (acknowledge, acknowledgement) = Acknowledgement::pair();
        self.queue.push(Request { records, from_reserve, acknowledge });
        acknowledgement
    }

    fn health(&self) -> Health {
        self.queue.health()
    }
}

/// Answers everything that waits, then ends.
impl Drop for Committer {
    fn drop(&mut self) {
        self.queue.close();
        if let Some(thread) = self.thread.take() {
            let _panicked_and_said_so = thread.join();
        }
    }
}

/// Writes what the queue holds, group after group.
pub(crate) struct Worker {
    queue: Arc<Queue>,
    writer: JournalWriter,
    reserve: Reserve,
}

impl Worker {
    pub(crate) fn new(writer: JournalWriter, reserve: Reserve) -> Self {
        Self { queue: Arc::new(Queue::new(QUEUE_BYTES_MAX)), writer, reserve }
    }

    fn run(mut self) {
        // Also when a panic ends the thread: then nobody is left waiting.
        let _closing = queue::CloseAtEnd(self.queue.clone());
        self.begin();
        let (mut last_callers, mut last_sync) = (1, Duration::ZERO);
        while let Some(group) = self.queue.take_group(last_callers, WINDOW_MAX.min(last_sync), GROUP_BYTES_MAX) {
            last_callers = group.len();
            let begun_at = Instant::now();
            self.commit(group);
            last_sync = begun_at.elapsed();
        }
    }

    /// Sets space aside for the office.
    pub(crate) fn begin(&mut self) {
        if let Err(error) = self.reserve.set_aside() {
            tracing::warn!(kind = ?error.kind(), "no space could be set aside for the office");
        }
    }

    /// Writes records by themselves, without the queue.
    #[cfg(any(test, feature = "testing"))]
    pub(crate) fn append(&mut self, records: Vec<NewRecord>, from_reserve: bool) -> Acknowledgement {
        let (acknowledge, acknowledgement) = Acknowledgement::pair();
        self.commit(vec![Request { records, from_reserve, acknowledge }]);
        acknowledgement
    }

    /// Returns how the last append went.
    #[cfg(any(test, feature = "testing"))]
    pub(crate) fn health(&self) -> Health {
        self.queue.health()
    }

    /// Writes a group, and answers it.
    fn commit(&mut self, group: Vec<Request>) {
        let group = match self.make_room(&group) {
            Ok(()) => group,
            Err(error) => self.refuse_others(group, &error),
        };
        match self.write(&group) {
            Ok(first) => self.acknowledge(group, first),
            Err(error) if is_full(error.kind()) => {
                let office = self.refuse_others(group, &error);
                self.commit_with_reserve(office);
            }
            Err(error) => self.refuse(group, &error),
        }
    }

    /// Makes sure that the reserve is there, unless only the office writes.
    ///
    /// Where it has been used up, what space comes back is set aside again before anybody else may write.
    fn make_room(&mut self, group: &[Request]) -> io::Result<()> {
        if group.iter().all(|request| request.from_reserve) { Ok(()) } else { self.reserve.set_aside() }
    }

    /// Writes what found the disk full once more, in the space that was kept for it.
    fn commit_with_reserve(&mut self, office: Vec<Request>) {
        if office.is_empty() {
            return;
        }
        self.reserve.release();
        match self.write(&office) {
            Ok(first) => self.acknowledge(office, first),
            Err(error) => self.refuse(office, &error),
        }
        self.queue.set_health(Health::DiskFull);
    }

    fn write(&mut self, group: &[Request]) -> io::Result<JournalPosition> {
        let records: Vec<_> = group.iter().flat_map(|request| &request.records).collect();
        self.writer.append(&records)
    }

    fn acknowledge(&self, group: Vec<Request>, first: JournalPosition) {
        // On a full disk, the office alone getting through does not show that others would.
        let was_full = self.queue.health() == Health::DiskFull;
        if group.iter().any(|request| !(was_full && request.from_reserve)) {
            self.queue.set_health(Health::Writable);
        }
        let mut committed = Committed { first_position: first, count: 0 };
        for request in group {
            committed = Committed { first_position: committed.position(committed.count), count: request.records.len() };
            request.acknowledge.answer(Ok(committed));
        }
    }

    /// Refuses all that may not use the reserve, and returns the rest.
    fn refuse_others(&self, group: Vec<Request>, error: &io::Error) -> Vec<Request> {
        let (office, others) = group.into_iter().partition(|request| request.from_reserve);
        self.refuse(others, error);
        office
    }

    fn refuse(&self, requests: Vec<Request>, error: &io::Error) {
        let (answer, health) = match error.kind() {
            kind if is_full(kind) => (AppendError::DiskFull, Health::DiskFull),
            kind => (AppendError::Failed(kind), Health::Failing(kind)),
        };
        if self.queue.health() != health {
            tracing::error!(kind = ?error.kind(), "the journal cannot be written: appends are refused until it can");
        }
        self.queue.set_health(health);
        for request in requests {
            request.acknowledge.answer(Err(answer.clone()));
        }
    }
}
