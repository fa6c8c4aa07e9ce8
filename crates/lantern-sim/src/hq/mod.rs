//! HQ: the real server on a simulated disk, which crashes, fills up, is backed up and is put back to an old backup.
//!
//! Whatever it answers is written down here as a promise, and looked for after each start.

mod care;
pub mod held;
mod office;
mod reply;
mod shelf;

use crate::annals::Annals;
use crate::chance::Chance;
use crate::findings::Findings;
use crate::people::is_about_somebody;
use crate::seams::Seams;
use crate::signing::Signing;
use held::Held;
use lantern_device::transport::{Reply, Request};
use lantern_domain::plan::Plan;
use lantern_ledger::api::SyncAnswer;
use lantern_ledger::{Hash, Head};
use lantern_server::disk::SimulatedDisk;
use lantern_server::disk::simulated::Loss;
use lantern_server::keys::Keys;
use lantern_server::random::Random;
use lantern_server::storage::{JournalPosition, Storage, StorageSettings};
use lantern_server::testing::{SetClock, SteppedStorage};
use lantern_server::{Parts, Server, Settings};
use shelf::Shelf;
use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;
use std::sync::{Arc, Mutex, PoisonError};
use uuid::Uuid;

/// A receipt that HQ gave.
#[derive(Debug, Clone, Copy)]
pub struct Issued {
    /// What it is about.
    pub head: Head,
    /// Whether it says that it counts.
    pub is_counted: bool,
}

struct Running {
    server: Server,
    storage: Arc<dyn Storage>,
}

struct Backup {
    disk: SimulatedDisk,
    shelf: Shelf,
    /// Whether the server's own command made it.
    is_by_command: bool,
}

/// HQ.
pub struct Hq {
    /// Its clock.
    pub clock: Arc<SetClock>,
    /// What its journal holds, as far as it was ever shown.
    pub held: Held,
    /// Entries that it held before it was put back to a backup.
    pub rolled_back: HashSet<Hash>,
    /// Whether a host ever put its disk back behind its back.
    is_put_back_by_hand: bool,
    disk: SimulatedDisk,
    shelf: Shelf,
    backups: Vec<Backup>,
    issued: HashMap<(Uuid, u64, Uuid), Vec<Issued>>,
    /// The heads of all receipts that no restore has broken.
    promised: HashSet<Head>,
    running: Option<Running>,
    /// Whether each answer is printed.
    pub is_verbose: bool,
    /// Whether the disk was told to fail or to be full.
    is_troubled: bool,
    keys: Arc<Keys>,
    random: Arc<HqRandom>,
    seams: &'static dyn Seams,
    chance: Chance,
    annals: Annals,
    findings: Findings,
}

/// HQ's randomness.
struct HqRandom(Mutex<Chance>);

impl Random for HqRandom {
    fn fill(&self, bytes: &mut [u8]) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).fill(bytes);
    }
}

impl Hq {
    /// Opens an HQ on an empty disk.
    pub fn new(
        signing: Signing,
        seams: &'static dyn Seams,
        chance: &Chance,
        begins_at: i64,
        annals: Annals,
        findings: Findings,
    ) -> Self {
        let mut hq = Self {
            clock: Arc::new(SetClock::at(begins_at)),
            held: Held::default(),
            rolled_back: HashSet::new(),
            is_put_back_by_hand: false,
            disk: SimulatedDisk::new(),
            shelf: Shelf::default(),
            backups: Vec::new(),
            issued: HashMap::new(),
            promised: HashSet::new(),
            running: None,
            is_troubled: false,
            is_verbose: false,
            keys: Arc::new(Keys::in_memory_with(signing.hq())),
            random: Arc::new(HqRandom(Mutex::new(chance.another()))),
            seams,
            chance: chance.another(),
            annals,
            findings,
        };
        hq.start();
        hq
    }

    /// Returns whether it runs.
    pub fn is_up(&self) -> bool {
        self.running.is_some()
    }

    /// Starts it unless it runs, again where the power goes meanwhile; on a disk in trouble that may fail.
    pub fn start(&mut self) {
        for _ in 0..3 {
            if self.running.is_none() {
                self.try_to_start();
            }
        }
    }

    fn try_to_start(&mut self) {
        self.seams.disk(&self.disk);
        let (disk, shelf) = (Arc::new(self.disk.clone()), Box::new(self.shelf.clone()));
        let opened = SteppedStorage::open_on(disk, shelf, self.storage_settings());
        let storage = match opened {
            Ok(storage) => self.seams.storage(Arc::new(storage)),
            Err(problem) => return self.not_started(&problem.to_string()),
        };
        let parts = Parts {
            storage: storage.clone(),
            keys: self.keys.clone(),
            clock: self.clock.clone(),
            random: self.random.clone(),
            settings: Settings::default(),
        };
        match Server::open(parts) {
            Ok(server) => {
                self.running = Some(Running { server, storage });
                self.look_after_start();
            }
            Err(problem) => self.not_started(&problem.to_string()),
        }
    }

    fn storage_settings(&self) -> StorageSettings {
        StorageSettings { segment_bytes: 20_000, reserve_bytes: 4_096, ..StorageSettings::new(self.random.uuid()) }
    }

    fn not_started(&mut self, problem: &str) {
        let is_excused = self.disk.is_off() || self.is_troubled;
        self.findings.demand(is_excused, 5, || format!("the server does not start: {problem}"));
        if self.disk.is_off() {
            self.find_disk();
        }
    }

    /// What was ever shown is there, at its place.
    fn look_after_start(&mut self) {
        let before = std::mem::take(&mut self.held);
        self.read_on();
        for hash in &before.entries {
            let is_there = self.held.position_of(hash) == before.position_of(hash);
            self.findings.demand(is_there, 5, || format!("after a crash HQ has lost {}", self.name(hash)));
        }
        self.promises_are_kept(5);
    }

    /// Reads what the journal shows since the last time.
    pub fn read_on(&mut self) {
        let Some(running) = &self.running else { return };
        let (held, annals, findings) = (&mut self.held, &self.annals, &self.findings);
        let scanned = running.storage.scan(held.position, &mut |record| {
            held.read(&record, annals, findings);
            ControlFlow::Continue(())
        });
        let is_excused = scanned.is_ok() || self.disk.is_off() || self.is_troubled;
        findings.demand(is_excused, 9, || format!("the journal cannot be read: {scanned:?}"));
    }

    /// Switches the power off after some more changes of the disk.
    pub fn power_fails_after(&self, operations: u64) {
        if self.is_up() {
            self.disk.switch_off_after(operations);
        }
    }

    /// Ends the server, however it stands, with a power cut or as a killed process.
    pub fn crash(&mut self) {
        if self.running.take().is_none() {
            return;
        }
        self.find_disk();
        match self.chance.below(8) {
            0 => self.shelf.clear(),
            1 => {
                if let Some(backup) = self.backups.last() {
                    self.shelf.put(&backup.shelf);
                }
            }
            _ => {}
        }
    }

    fn find_disk(&mut self) {
        let loss = match self.chance.below(4) {
            0 => Loss::All,
            1 => Loss::None,
            _ => Loss::Some(self.chance.number()),
        };
        self.disk = self.disk.cut_power(loss);
    }

    /// Leaves room for so many bytes.
    pub fn fill_disk(&mut self, room_bytes: u64) {
        self.is_troubled = true;
        self.disk.set_capacity(Some(self.disk.used_bytes() + room_bytes));
    }

    /// Makes some operation of the disk fail soon.
    pub fn trouble_disk(&mut self) {
        self.is_troubled = true;
        use lantern_server::disk::simulated::Operation::{Create, Rename, SyncBytes, SyncNames, Write};
        let operation = self.chance.pick(&[Write, SyncBytes, SyncBytes, SyncNames, Create, Rename]);
        let kind = std::io::ErrorKind::Other;
        self.disk.fail(*operation.unwrap_or(&SyncBytes), self.chance.below(3) as u32, kind);
    }

    /// Ends every trouble of the disk.
    pub fn mend_disk(&mut self) {
        self.is_troubled = false;
        self.disk.mend();
    }

    /// Answers a request; `None`: nobody is there, or the power went while it answered.
    pub fn answer(&mut self, request: &Request, body: &[u8]) -> Option<Reply> {
        let running = self.running.as_ref()?;
        let mut taken = None;
        let reply = reply::reply(&running.server, request, body, self.seams, &mut taken);
        self.read_on();
        if let Some(answer) = taken {
            if self.is_verbose {
                answer
                    .logs
                    .iter()
                    .for_each(|log| eprintln!("        HQ: {} {} {:?} {:?}", log.log, log.seq, log.state, log.problem));
            }
            self.promise(body, &answer);
        }
        self.nobody_is_named(request, &reply);
        let is_gone = self.after_request();
        // An answer that was on its way when the power went may still arrive.
        if is_gone && self.chance.below(2) == 0 { None } else { Some(reply) }
    }

    /// But for a page of what everybody may read, an answer names nobody and repeats no secret.
    fn nobody_is_named(&self, request: &Request, reply: &Reply) {
        if request.path.contains('?') && reply.status == 200 {
            return;
        }
        let text = String::from_utf8_lossy(&reply.body);
        let is_secret = request.token.as_ref().is_some_and(|token| text.contains(token.as_str()));
        let words = || format!("an answer to {} says too much", request.path);
        self.findings.demand(!is_secret && !is_about_somebody(&text), 11, words);
    }

    fn after_request(&mut self) -> bool {
        let is_gone = self.disk.is_off();
        if is_gone {
            self.crash();
        }
        is_gone
    }

    /// Writes down what HQ has just said, and looks whether it is true.
    fn promise(&mut self, body: &[u8], answer: &SyncAnswer) {
        for log in &answer.logs {
            let Some((head, receipt)) = reply::receipt_of(log) else { continue };
            self.promised.insert(head);
            let is_counted = receipt.state == lantern_ledger::receipt::ReceiptState::Counted;
            if let Some(origin) = self.held.origin(&head.hash) {
                let is_right = self.held.author(origin).is_some() == is_counted;
                let words = || format!("a receipt for {} says counted: {is_counted}", self.name(&head.hash));
                self.findings.demand(is_right, 3, words);
            }
            let key = (receipt.journal, receipt.position, log.log);
            self.issued.entry(key).or_default().push(Issued { head, is_counted });
        }
        // When the power has gone meanwhile, the next start shows.
        if !self.disk.is_off() {
            self.promises_are_kept(4);
            self.everything_whole_was_taken(body);
        }
    }

    fn promises_are_kept(&self, invariant: u8) {
        for head in self.promised.iter().filter(|head| !self.held.has(&head.hash)) {
            let words = format!("HQ gave a receipt for {} {}, which its journal lacks", head.log.log, head.seq);
            self.findings.say(invariant, words);
        }
    }

    /// A good batch of a body is taken whatever stands beside it.
    fn everything_whole_was_taken(&self, body: &[u8]) {
        let mut waiting = reply::good_batches(body, &self.annals, self.keys.verifier());
        loop {
            let count = waiting.len();
            waiting.retain(|opened| {
                let is_due = opened.before.seq == 0 || self.held.has(&opened.before.hash);
                for (_, hash) in opened.entries.iter().filter(|_| is_due) {
                    let words = || format!("a good batch with {} was not taken", self.name(hash));
                    self.findings.demand(self.held.has(hash), 8, words);
                }
                !is_due
            });
            if waiting.len() == count {
                return;
            }
        }
    }

    /// Returns the receipts that HQ gave for a log at a position of a journal.
    pub fn issued(&self, journal: Uuid, position: u64, log: Uuid) -> &[Issued] {
        self.issued.get(&(journal, position, log)).map_or(&[], Vec::as_slice)
    }

    /// Returns HQ's totals.
    pub fn totals(&self) -> Option<lantern_domain::tally::Totals> {
        let running = self.running.as_ref()?;
        Some(self.seams.totals(running.server.totals(&crate::oracle::question()), &self.held))
    }

    /// Returns HQ's totals by day, and the plan by which it says what a day is.
    pub fn totals_of_days(&self) -> Option<(lantern_domain::tally::Totals, Plan)> {
        let server = &self.running.as_ref()?.server;
        let totals = server.totals(&crate::oracle::question_of_days());
        Some((self.seams.totals(totals, &self.held), server.plan()))
    }

    /// Looks whether the index says what the journal says, of all logs or of those that have grown.
    pub fn check_index(&mut self, is_of_all: bool) {
        let Some(running) = self.running.as_ref().filter(|_| !self.disk.is_off() && !self.is_troubled) else {
            return;
        };
        let grown = std::mem::take(&mut self.held.grown);
        for (log, batches) in self.held.batches.iter().filter(|(log, _)| is_of_all || grown.contains(log)) {
            let found = running.storage.batches(*log, 1, usize::MAX);
            let mut expected = batches.clone();
            expected.sort_unstable();
            let is_same = found.as_ref().is_ok_and(|found| {
                found.iter().map(|place| (place.last_seq, place.position.0)).eq(expected.iter().copied())
            });
            self.findings.demand(is_same, 9, || format!("the index of {log} is not that of the journal: {found:?}"));
        }
    }

    /// Makes the index anew.
    pub fn rebuild_index(&self) {
        if let Some(running) = &self.running {
            let rebuilt = running.storage.rebuild_index();
            self.findings.demand(rebuilt.is_ok(), 9, || format!("the index cannot be made anew: {rebuilt:?}"));
        }
    }

    /// Returns the last position that the journal shows.
    pub fn position(&self) -> JournalPosition {
        self.held.position
    }

    /// Signs as a hub on the way to HQ does.
    pub fn sign(&self, statement: &[u8]) -> [u8; 64] {
        self.keys.sign(statement)
    }

    /// Returns what to call an entry in a finding.
    pub fn name(&self, hash: &Hash) -> String {
        let place = self.annals.ask(hash, |annal| format!("{} {}", annal.log, annal.seq));
        place.unwrap_or_else(|| format!("an unknown entry {hash}"))
    }
}
