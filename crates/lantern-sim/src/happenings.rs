//! What happened, counted by device-days, so that a run can show that it tried everything.

use std::fmt;

/// Something that can happen to a phone on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Happening {
    /// An upload or a page was asked for.
    Contact,
    /// The app or the phone was killed in the middle of something.
    PhoneCrash,
    /// HQ lost its power or was killed while or before it answered this phone.
    HqCrash,
    /// The phone was put back to an older state, in whole or in part.
    PhoneRestore,
    /// HQ was put back to an old backup.
    HqRestore,
    /// The phone was copied to another one, or wrote on from an old state: a log may have two histories.
    Fork,
    /// One of the phone's stores was lost.
    Wipe,
    /// The phone's key was lost.
    KeyLost,
    /// A request or its answer was dropped.
    Dropped,
    /// A request arrived twice.
    Doubled,
    /// A request arrived late, after others.
    Delayed,
    /// A body was cut.
    Cut,
    /// A bit of a body or an answer was changed.
    Damaged,
    /// Another phone or a hub carried a bundle.
    Carried,
    /// The phone's clock was set.
    ClockStep,
    /// The phone's storage was full.
    PhoneFull,
    /// HQ's disk was full or failed.
    HqTrouble,
    /// A person voided or replaced a record.
    Correction,
    /// A bit of a stored entry was changed.
    EntryDamaged,
    /// A bit of HQ's journal was changed.
    JournalDamaged,
    /// The plan was changed at HQ.
    PlanChanged,
    /// HQ revoked the phone.
    Revoked,
    /// HQ said whose a key is.
    KeyWord,
    /// The app was opened in a second tab.
    SecondTab,
}

impl Happening {
    /// All that every run has to try.
    pub const ALL: [Self; 24] = [
        Self::Contact,
        Self::PhoneCrash,
        Self::HqCrash,
        Self::PhoneRestore,
        Self::HqRestore,
        Self::Fork,
        Self::Wipe,
        Self::KeyLost,
        Self::Dropped,
        Self::Doubled,
        Self::Delayed,
        Self::Cut,
        Self::Damaged,
        Self::Carried,
        Self::ClockStep,
        Self::PhoneFull,
        Self::HqTrouble,
        Self::Correction,
        Self::EntryDamaged,
        Self::JournalDamaged,
        Self::PlanChanged,
        Self::Revoked,
        Self::KeyWord,
        Self::SecondTab,
    ];

    fn bit(self) -> u32 {
        1 << self as u32
    }
}

/// What happened on one device-day.
#[derive(Debug, Clone, Copy, Default)]
pub struct DeviceDay {
    happened: u32,
    /// Entries that the phone's store took.
    pub entry_count: u32,
}

impl DeviceDay {
    /// Returns whether something happened.
    pub fn has(&self, happening: Happening) -> bool {
        self.happened & happening.bit() != 0
    }

    /// Takes note that something happened.
    pub fn note(&mut self, happening: Happening) {
        self.happened |= happening.bit();
    }
}

/// Sums over device-days.
#[derive(Debug, Clone, Default)]
pub struct Counts {
    /// How many days of how many phones.
    pub device_days: u64,
    /// Entries in all.
    pub entries: u64,
    /// The least entries of a device-day.
    pub entries_least: Option<u32>,
    /// Steps after each of which the invariants were looked at.
    pub steps: u64,
    on_days: [u64; Happening::ALL.len()],
}

impl Counts {
    /// Adds a device-day.
    pub fn add_day(&mut self, day: DeviceDay) {
        self.device_days += 1;
        self.entries += u64::from(day.entry_count);
        self.entries_least = Some(self.entries_least.unwrap_or(u32::MAX).min(day.entry_count));
        for happening in Happening::ALL {
            self.on_days[happening as usize] += u64::from(day.happened & happening.bit() != 0);
        }
    }

    /// Adds the counts of another run.
    pub fn add(&mut self, other: &Self) {
        self.device_days += other.device_days;
        self.entries += other.entries;
        self.steps += other.steps;
        self.entries_least = match (self.entries_least, other.entries_least) {
            (Some(one), Some(other)) => Some(one.min(other)),
            (one, other) => one.or(other),
        };
        self.on_days.iter_mut().zip(other.on_days).for_each(|(sum, count)| *sum += count);
    }

    /// Returns on how many of a hundred device-days something happened.
    pub fn percent(&self, happening: Happening) -> f64 {
        100.0 * self.on_days[happening as usize] as f64 / self.device_days.max(1) as f64
    }

    /// Returns what happened on too few days for the run to prove much: everything is tried on more than one of a
    /// hundred, and a contact on all of them.
    pub fn too_rare(&self) -> Vec<Happening> {
        let least = |happening| if happening == Happening::Contact { 99.99 } else { 1.0 };
        Happening::ALL.into_iter().filter(|&happening| self.percent(happening) < least(happening)).collect()
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let per_day = self.entries as f64 / self.device_days.max(1) as f64;
        let least = self.entries_least.unwrap_or(0);
        writeln!(f, "{:>12}  device-days", self.device_days)?;
        writeln!(f, "{:>12}  entries, {per_day:.1} a device-day, at least {least}", self.entries)?;
        writeln!(f, "{:>12}  steps, the invariants looked at after each", self.steps)?;
        for happening in Happening::ALL {
            writeln!(f, "{:>11.2} % of device-days: {happening:?}", self.percent(happening))?;
        }
        Ok(())
    }
}
