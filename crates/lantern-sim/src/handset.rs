//! A phone in somebody's hand: the real engine on a disk, a second copy and clocks that the world can hurt.

use crate::annals::{Annals, Watch};
use crate::chance::Chance;
use crate::copy::LaggingCopy;
use crate::findings::Findings;
use crate::gate::Gated;
use crate::link::Link;
use crate::seams::Seams;
use crate::signing::Signing;
use lantern_device::second_copy::SecondCopy as _;
use lantern_device::store::memory::MemoryDisk;
use lantern_device::store::{FIRST, LAST, Store as _, StoredEntry};
use lantern_device::testing::{ManualClock, PlainRoom, SeededRandom, SharedChair, block_on};
use lantern_device::{Event, Phone, ReceiptView, World as Outside};
use lantern_ledger::api::base64url;
use lantern_ledger::{Batch, Hash};
use std::collections::{HashMap, HashSet};
use std::pin::pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};
use uuid::Uuid;

/// What a handset and everything around it shares.
pub struct Surroundings {
    /// Where everything is noted.
    pub annals: Annals,
    /// Where to say what is wrong.
    pub findings: Findings,
    /// Which signatures are used.
    pub signing: Signing,
    /// What is broken on purpose.
    pub seams: &'static dyn Seams,
    /// The seed, for keys and ids.
    pub seed: u64,
}

/// What a backup of a phone holds.
#[derive(Clone)]
pub struct Profile {
    /// Its database.
    pub disk: MemoryDisk,
    /// Its second copy.
    pub copy: LaggingCopy,
    /// What was said to be saved, and was in the database.
    pub owed: HashSet<Hash>,
    /// Entries of which the database has other bytes.
    pub damaged: HashSet<Hash>,
}

/// A phone in a hand.
pub struct Handset {
    /// Its number in the world.
    pub number: usize,
    /// What its database is on.
    pub disk: MemoryDisk,
    /// Its second copy.
    pub copy: LaggingCopy,
    /// Its clocks.
    pub clock: ManualClock,
    /// Its way to HQ.
    pub link: Link,
    /// What its tabs share.
    pub chair: SharedChair,
    /// The app; `None`: it is closed.
    pub phone: Option<Phone>,
    /// The code of the link that it was given last.
    pub code: Option<String>,
    /// Entries that it said were saved, and that nothing has taken since: they must be in its database.
    pub owed: HashSet<Hash>,
    /// Entries of which the database has other bytes, by the world's will.
    pub damaged: HashSet<Hash>,
    /// Records of which it says that HQ holds them.
    pub believed: HashSet<Hash>,
    /// Everything that its person was ever told.
    pub told: Vec<Event>,
    /// Whether its database vanished and its person has to hear of it.
    pub must_say_lost: bool,
    pub backups: Vec<Profile>,
    /// How many of the newest records are looked at after a contact.
    pub looks_at: usize,
    /// The newest receipt when its claims were last looked at.
    pub last_receipt: Option<ReceiptView>,
    /// Whether its storage is full by the world's will.
    pub is_full: bool,
    openings: u64,
}

impl Handset {
    /// Takes a new phone out of its box.
    pub fn new(number: usize, link: Link, wall_s: i64) -> Self {
        Self {
            number,
            disk: MemoryDisk::new(),
            copy: LaggingCopy::default(),
            clock: ManualClock::new(wall_s),
            link,
            chair: SharedChair::default(),
            phone: None,
            code: None,
            owed: HashSet::new(),
            damaged: HashSet::new(),
            believed: HashSet::new(),
            told: Vec::new(),
            must_say_lost: false,
            backups: Vec::new(),
            looks_at: 48,
            last_receipt: None,
            is_full: false,
            openings: 0,
        }
    }

    /// Returns the world outside for one opening of the app.
    pub fn outside(&mut self, around: &Surroundings) -> Outside {
        self.openings += 1;
        let seed = around.seed.wrapping_mul(1_000_003).wrapping_add((self.number as u64) << 16) + self.openings;
        let gate = Watch { annals: around.annals.clone(), findings: around.findings.clone() };
        let store = Gated { store: around.seams.store(Rc::new(self.disk.open())), gate };
        Outside {
            app_version: "0.0.0-sim".to_owned(),
            store: Rc::new(store),
            second_copy: around.seams.second_copy(Rc::new(self.copy.clone())),
            keys: around.seams.keys(around.signing.keys(seed)),
            transport: Rc::new(self.link.clone()),
            clock: Rc::new(self.clock.clone()),
            random: Rc::new(SeededRandom::new(seed)),
            chair: Rc::new(self.chair.clone()),
            room: Rc::new(PlainRoom),
        }
    }

    /// Kills the app: of what it wrote to the second copy lately only the beginning is left.
    pub fn kill(&mut self, chance: &Chance) {
        self.hear();
        self.leave();
        self.copy.kill(chance.below(self.copy.unkept_count() + 1));
    }

    /// Closes the app as a person does; the browser writes everything down.
    pub fn close(&mut self) {
        self.hear();
        self.leave();
        self.copy.flush();
    }

    /// Ends the app in all its tabs.
    fn leave(&mut self) {
        self.phone = None;
        self.chair.leave();
    }

    /// Listens to what the app tells its person.
    pub fn hear(&mut self) {
        let notices = self.phone.as_ref().map(Phone::notices).unwrap_or_default();
        for notice in notices {
            if !self.told.contains(&notice.event) {
                self.told.push(notice.event);
            }
        }
    }

    /// Copies the phone as it is stored: for a backup, or for another phone.
    pub fn profile(&self) -> Profile {
        let (owed, damaged) = (self.owed.clone(), self.damaged.clone());
        Profile { disk: self.disk.copied(), copy: self.copy.copied(), owed, damaged }
    }

    /// Returns whether the second copy knows who the phone is.
    pub fn remembers(&self) -> bool {
        self.copy.read("phone").is_some()
    }

    /// Returns every entry in the database, the histories that it keeps apart included.
    pub fn stored(&self) -> HashSet<Hash> {
        let store = self.disk.open();
        let entries = block_on(store.entries(FIRST, LAST, u32::MAX)).unwrap_or_default();
        let whole = entries.iter().map(|entry| Hash(entry.hash)).filter(|hash| !self.damaged.contains(hash));
        let mut stored: HashSet<Hash> = whole.collect();
        stored.extend(self.kept_apart());
        stored
    }

    /// Returns every entry that can be sent.
    pub fn sendable(&self, annals: &Annals) -> HashSet<Hash> {
        let mut sendable = self.provable(annals);
        sendable.extend(self.kept_apart());
        sendable.extend(self.copied());
        sendable
    }

    /// Returns every entry of the database that stands before a damaged one of its log and is signed.
    ///
    /// What stands behind one stays in the database, and its person is told; so does what came back from the second copy
    /// without a signature of its own, was cut off from the one behind it, and is under a key that was lost.
    pub fn provable(&self, annals: &Annals) -> HashSet<Hash> {
        let place = |hash: &Hash| annals.ask(hash, |annal| (annal.log, annal.seq));
        let mut ends = HashMap::<Uuid, u64>::new();
        for (log, seq) in self.damaged.iter().filter_map(place) {
            ends.entry(log).and_modify(|end| *end = seq.min(*end)).or_insert(seq);
        }
        let store = self.disk.open();
        let key = block_on(store.key()).ok().flatten().map(|key| key.public);
        for (log, end) in &mut ends {
            let before = block_on(store.entries((*log, 1), (*log, *end - 1), u32::MAX)).unwrap_or_default();
            if annals.key_of(*log) != key {
                *end = before.iter().rev().find(|entry| entry.signature.is_some()).map_or(0, |entry| entry.seq) + 1;
            }
        }
        let mut provable = self.stored();
        provable.retain(|hash| place(hash).is_none_or(|(log, seq)| ends.get(&log).is_none_or(|end| seq < *end)));
        provable
    }

    /// Returns the entries of the histories that the database keeps apart.
    fn kept_apart(&self) -> Vec<Hash> {
        let notes = block_on(self.disk.open().notes()).unwrap_or_default();
        let apart = notes.iter().filter(|(name, _)| name.contains("branch/") || name.contains("sent/"));
        apart.flat_map(|(_, bytes)| hashes(bytes)).collect()
    }

    /// Returns whether the app shows records of a log.
    pub fn has_log(&self, log: Uuid) -> bool {
        let records = self.phone.as_ref().map(|phone| phone.records(0, usize::MAX)).unwrap_or_default();
        records.iter().any(|record| record.log == log)
    }

    /// Returns whether its database lacks entries between others of a log, or has them from another history.
    pub fn has_gap(&self, log: Uuid, annals: &Annals) -> bool {
        let entries = block_on(self.disk.open().entries((log, 0), (log, u64::MAX), u32::MAX)).unwrap_or_default();
        let goes_on = |pair: &[StoredEntry]| {
            annals.ask(&Hash(pair[1].hash), |annal| annal.before.0 == pair[0].hash).unwrap_or(false)
        };
        !entries.windows(2).all(goes_on)
    }

    /// Returns every entry of HQ's logs that it pulled.
    pub fn followed(&self) -> Vec<Hash> {
        let batches = block_on(self.disk.open().followed(FIRST, LAST, u32::MAX)).unwrap_or_default();
        batches.iter().flat_map(|batch| hashes(&batch.bytes)).collect()
    }

    /// Returns every entry in the second copy that can be brought back.
    pub fn copied(&self) -> HashSet<Hash> {
        let names = self.copy.names().into_iter().filter(|name| name.starts_with("batch/"));
        let batches = names.filter_map(|name| base64url::decode(&self.copy.read(&name)?));
        batches.flat_map(|bytes| hashes(&bytes)).collect()
    }
}

fn hashes(batch: &[u8]) -> Vec<Hash> {
    let opened = Batch::parse(batch).and_then(|batch| batch.open());
    opened.map(|opened| opened.entries.into_iter().map(|(_, hash)| hash).collect()).unwrap_or_default()
}

/// Runs two things that one phone does at the same time, by turns as chance has it, for at most so many steps each; what
/// has not come to its end by then is dropped, as a kill does.
pub fn run_both<A, B>(
    steps: u32,
    chance: &Chance,
    one: impl Future<Output = A>,
    other: impl Future<Output = B>,
) -> (Option<A>, Option<B>) {
    let (mut one, mut other) = (pin!(one), pin!(other));
    let (mut first, mut second) = (None, None);
    let mut context = Context::from_waker(Waker::noop());
    for _ in 0..steps {
        if first.is_none() && (second.is_some() || chance.permille(500)) {
            if let Poll::Ready(value) = one.as_mut().poll(&mut context) {
                first = Some(value);
            }
        } else if second.is_none()
            && let Poll::Ready(value) = other.as_mut().poll(&mut context)
        {
            second = Some(value);
        }
        if first.is_some() && second.is_some() {
            break;
        }
    }
    (first, second)
}
