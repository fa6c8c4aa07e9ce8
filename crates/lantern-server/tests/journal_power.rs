//! Power cuts, kills and failing disks at any moment: what was acknowledged is there, and nothing else is made up.
#![expect(clippy::unwrap_used, reason = "a test may")]

mod kit;

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::ops::ControlFlow;
use std::sync::Arc;

use kit::{JOURNAL, record};
use lantern_server::disk::SimulatedDisk;
use lantern_server::disk::simulated::{Loss, Operation};
use lantern_server::journal::{Journal, JournalOpenError, JournalSettings};
use lantern_server::storage::{JournalPosition, NewRecord, StoredRecord};
use proptest::prelude::*;

const SETTINGS: JournalSettings =
    JournalSettings { segment_bytes: 1_500, reserve_bytes: 5_000, new_journal_id: JOURNAL };

/// A journal on its disk, and what anybody has been told of it.
struct World {
    disk: SimulatedDisk,
    /// What the next power cut takes.
    loss: Loss,
    journal: Option<Journal>,
    /// Everything acknowledged or shown so far: it has to stay.
    told: Vec<StoredRecord>,
    /// Everything handed over so far, by number.
    submitted: BTreeMap<u64, NewRecord>,
    /// The first number of each group handed over.
    groups: BTreeSet<u64>,
}

/// What a journal did that it must not.
#[derive(Debug, PartialEq)]
enum Broken {
    Lost(u64),
    Invented(u64),
    NotInOrder(u64),
    /// A group of which a record is there without the one before it.
    TornApart(u64),
    Damaged,
    DoesNotOpen(String),
}

impl World {
    fn new(disk: SimulatedDisk) -> Self {
        Self {
            disk,
            loss: Loss::All,
            journal: None,
            told: Vec::new(),
            submitted: BTreeMap::new(),
            groups: BTreeSet::new(),
        }
    }

    /// Opens the journal, if need be after what crashes and failures at opening leave, and checks what it shows.
    fn open(&mut self) -> Result<(), Broken> {
        self.journal = None;
        let mut opened = Journal::open(Arc::new(self.disk.clone()), SETTINGS);
        if opened.is_err() || self.disk.is_off() {
            drop(opened);
            self.disk = self.disk.cut_power(self.loss);
            opened = Journal::open(Arc::new(self.disk.clone()), SETTINGS);
        }
        self.journal = Some(opened.map_err(|error| Broken::DoesNotOpen(error.to_string()))?);
        self.check()?;
        self.told = self.shown();
        Ok(())
    }

    /// Opens on what a crash at some step of opening leaves, over and over, until it has opened.
    fn open_with_crashes(&mut self, loss: Loss) -> Result<(), Broken> {
        self.journal = None;
        for operations in 1.. {
            let disk = self.disk.copy();
            disk.switch_off_after(operations);
            match Journal::open(Arc::new(disk.clone()), SETTINGS) {
                Ok(_) => break,
                Err(_) => self.disk = disk.cut_power(loss),
            }
        }
        self.open()
    }

    /// Hands a group over and takes note of an acknowledgement.
    fn append(&mut self, byte_counts: &[usize]) -> io::Result<()> {
        let first = self.submitted.len() as u64 + 1;
        let records: Vec<_> = (first..).zip(byte_counts).map(|(number, length)| record(number, *length)).collect();
        self.groups.insert(first);
        self.submitted.extend((first..).zip(records.iter().cloned()));
        let journal = self.journal.as_mut().unwrap();
        let first_position = journal.writer.as_mut().unwrap().append(&records.iter().collect::<Vec<_>>())?;
        let positions = (first_position.0..).map(JournalPosition);
        self.told.extend(records.into_iter().zip(positions).map(|(record, position)| record.at(position)));
        Ok(())
    }

    fn shown(&self) -> Vec<StoredRecord> {
        let mut records = Vec::new();
        let journal = self.journal.as_ref().unwrap();
        let mut visit = |record| {
            records.push(record);
            ControlFlow::Continue(())
        };
        journal.reader.scan(JournalPosition::START, &mut visit).unwrap();
        records
    }

    fn check(&self) -> Result<(), Broken> {
        let journal = self.journal.as_ref().unwrap();
        if !journal.reader.damage().is_empty() {
            return Err(Broken::Damaged);
        }
        let shown = self.shown();
        for told in &self.told {
            if shown.get(told.position.0 as usize - 1) != Some(told) {
                return Err(Broken::Lost(told.position.0));
            }
        }
        let mut numbers: Vec<_> = shown.iter().map(|record| record.received_at_ms.cast_unsigned()).collect();
        for (n, record) in shown.iter().enumerate() {
            if record.position != JournalPosition(n as u64 + 1) {
                return Err(Broken::NotInOrder(record.position.0));
            }
            if self.submitted.get(&numbers[n]) != Some(&NewRecord::from(record.clone())) {
                return Err(Broken::Invented(record.position.0));
            }
        }
        for (n, number) in numbers.iter().enumerate() {
            let before = n.checked_sub(1).map(|before| numbers[before]);
            if !self.groups.contains(number) && before != Some(number - 1) {
                return Err(Broken::TornApart(*number));
            }
        }
        numbers.sort_unstable();
        match numbers.windows(2).find(|pair| pair[0] == pair[1]) {
            Some(pair) => Err(Broken::Invented(pair[0])),
            None if journal.reader.last().0 != shown.len() as u64 => Err(Broken::Lost(journal.reader.last().0)),
            None => Ok(()),
        }
    }
}

/// Runs a script of appends until the power goes off after so many operations; tells whether it came to its end.
fn run_until_off(world: &mut World, operations: u64) -> bool {
    world.disk.switch_off_after(operations);
    let Ok(journal) = Journal::open(Arc::new(world.disk.clone()), SETTINGS) else { return false };
    world.journal = Some(journal);
    let script: [&[usize]; 6] = [&[10], &[600, 20, 900], &[0, 0, 0], &[1_400], &[700, 700], &[30]];
    script.iter().all(|group| world.append(group).is_ok())
}

/// Cuts the power at every step of a script, and checks each time what is found afterwards.
fn check_every_step(new_disk: impl Fn() -> SimulatedDisk, losses: &[Loss]) -> Result<(), Broken> {
    for operations in 1.. {
        let mut has_ended = false;
        for loss in losses {
            let mut world = World::new(new_disk());
            has_ended = run_until_off(&mut world, operations);
            world.disk = world.disk.cut_power(*loss);
            world.open_with_crashes(*loss)?;
            world.append(&[40, 400]).map_err(|error| Broken::DoesNotOpen(error.to_string()))?;
            world.disk = world.disk.cut_power(Loss::All);
            world.open()?;
        }
        if has_ended {
            break;
        }
    }
    Ok(())
}

fn losses() -> Vec<Loss> {
    [Loss::All, Loss::None].into_iter().chain((0..30).map(Loss::Some)).collect()
}

#[test]
fn what_was_acknowledged_survives_a_power_cut_at_every_step() {
    assert_eq!(check_every_step(SimulatedDisk::new, &losses()), Ok(()));
}

#[test]
fn the_same_check_finds_the_loss_when_the_sync_is_missing() {
    let without_sync = || {
        let disk = SimulatedDisk::new();
        disk.ignore_syncs();
        disk
    };
    for loss in [Loss::All, Loss::Some(0)] {
        assert!(matches!(check_every_step(without_sync, &[loss]), Err(Broken::Lost(_))), "{loss:?}");
    }
}

/// What happens to a journal.
#[derive(Debug, Clone)]
enum Event {
    Append(Vec<usize>),
    /// The n-th next operation of a sort fails.
    Fails(Operation, u32),
    /// So much space is left.
    Fills(u64),
    Mends,
    Closes,
    /// After so many more operations.
    CutsPower(u64, Loss),
}

fn an_event() -> impl Strategy<Value = Event> {
    let group = prop::collection::vec(prop_oneof![0..60usize, 400..700usize, 1_200..1_800usize], 0..5);
    let operation = prop::sample::select(vec![
        Operation::Write,
        Operation::SyncBytes,
        Operation::Create,
        Operation::Truncate,
        Operation::SyncNames,
        Operation::Remove,
        Operation::Rename,
    ]);
    let loss = prop_oneof![Just(Loss::All), Just(Loss::None), any::<u64>().prop_map(Loss::Some)];
    prop_oneof![
        8 => group.prop_map(Event::Append),
        3 => (operation, 0..4u32).prop_map(|(operation, n)| Event::Fails(operation, n)),
        1 => (0..4_000u64).prop_map(Event::Fills),
        1 => Just(Event::Mends),
        1 => Just(Event::Closes),
        3 => (0..12u64, loss).prop_map(|(operations, loss)| Event::CutsPower(operations, loss)),
    ]
}

fn live_through(events: &[Event]) -> Result<(), Broken> {
    let mut world = World::new(SimulatedDisk::new());
    world.open()?;
    for event in events {
        match event {
            Event::Append(byte_counts) => {
                let _refused = world.append(byte_counts);
                if !world.disk.is_off() {
                    world.check()?;
                }
            }
            Event::Fails(operation, n) => world.disk.fail(*operation, *n, io::ErrorKind::Other),
            Event::Fills(left) => world.disk.set_capacity(Some(world.disk.used_bytes() + left)),
            Event::Mends => world.disk.mend(),
            Event::Closes => world.open()?,
            Event::CutsPower(operations, loss) => {
                world.disk.switch_off_after(*operations);
                world.loss = *loss;
            }
        }
        if world.disk.is_off() {
            world.open()?;
        }
    }
    world.disk = world.disk.cut_power(world.loss);
    world.open()
}

proptest! {
    #[test]
    fn whatever_happens_what_was_told_stays(events in prop::collection::vec(an_event(), 0..60)) {
        prop_assert_eq!(live_through(&events), Ok(()));
    }
}

#[test]
fn a_mark_that_the_kernel_lost_is_written_again_before_anything_follows_it() {
    let events = [
        Event::Append(vec![10]),
        Event::Fails(Operation::Write, 0),
        Event::Fails(Operation::SyncBytes, 0),
        Event::Append(vec![10]),
        Event::Closes,
        Event::Append(vec![10]),
    ];
    assert_eq!(live_through(&events), Ok(()));
}

#[test]
fn what_a_failed_write_left_does_not_show_up_behind_what_is_written_there_next() {
    let loses_the_mark = Event::CutsPower(3, Loss::All);
    let events =
        [Event::Fails(Operation::Write, 0), Event::Append(vec![10; 4]), loses_the_mark, Event::Append(vec![10])];
    assert_eq!(live_through(&events), Ok(()));
}

#[test]
fn what_a_failed_write_left_is_cut_off_durably() {
    for seed in 0..3_000 {
        let events = [
            Event::Fails(Operation::Write, 0),
            Event::Append(vec![1_000; 4]),
            Event::CutsPower(2, Loss::Some(seed)),
            Event::Append(vec![1_000]),
        ];
        assert_eq!(live_through(&events), Ok(()), "seed {seed}");
    }
}

#[test]
fn a_segment_that_a_dead_process_removed_does_not_come_back() {
    for seed in 0..100 {
        let events = [
            Event::Append(vec![10]),
            // The segment is given up, the next one made, named and removed again.
            Event::Fails(Operation::Write, 0),
            Event::Fails(Operation::SyncBytes, 0),
            Event::Append(vec![10]),
            Event::Fails(Operation::SyncNames, 0),
            Event::Append(vec![10]),
            // The first one looks good to the next process.
            Event::Closes,
            Event::Append(vec![10]),
            Event::CutsPower(1, Loss::Some(seed)),
            Event::Append(vec![10]),
        ];
        assert_eq!(live_through(&events), Ok(()), "seed {seed}");
    }
}

#[test]
fn a_new_journal_on_a_full_disk_does_not_open_and_opens_when_there_is_space() {
    let disk = SimulatedDisk::new();
    disk.set_capacity(Some(20));
    let full = Journal::open(Arc::new(disk.clone()), SETTINGS);
    assert!(matches!(full, Err(JournalOpenError::Io(error)) if error.kind() == io::ErrorKind::StorageFull));
    disk.mend();
    assert!(Journal::open(Arc::new(disk), SETTINGS).unwrap().recovery.is_new);
}
