//! Looking at a data folder: what is damaged, what stands behind it, what can fill it, and what to do; changes nothing.
//!
//! Leaves doing it to [`mod@super::repair`] and [`super::folders`].

use std::fmt;
use std::io;
use std::path::Path;

use super::repair::{RepairError, found_in, lost};
use crate::disk::{Disk as _, Folder};
use crate::keys::{self, KEYS_FOLDER};
use crate::signatures::{self, Problem};
use crate::storage::durable::{INDEX_FOLDER, JOURNAL_FOLDER};
use crate::storage::verify::verify;
use crate::storage::{JournalPosition, Report, VerifyError};

/// What a doctor found.
#[derive(Debug)]
pub struct Examination {
    /// What the journal holds.
    pub report: Report,
    /// The positions that cannot be read.
    pub lost: Vec<JournalPosition>,
    /// How many records can be read behind the first damage.
    pub behind_count: u64,
    /// How many of the lost ones the other copy has; `None`: no copy was shown.
    pub fillable_count: Option<usize>,
    /// How many batches go on from entries that are not there.
    pub gap_count: usize,
    /// How many batches nobody stands for.
    pub unproven_count: usize,
    /// What is wrong with the keys, in words.
    pub keys: Vec<String>,
    /// What else is odd, in words.
    pub others: Vec<String>,
}

/// Looks at a data folder, and at another copy of its journal where there is one: a backup, or another data folder.
///
/// # Errors
///
/// When there is no journal, or it or the copy cannot be gone through.
pub fn examine(data: &Path, copy: Option<&Path>) -> Result<Examination, VerifyError> {
    let report = verify(data)?;
    let disk = Folder::open(&data.join(JOURNAL_FOLDER)).map_err(crate::journal::SurveyError::Io)?;
    let (lost, found) = lost(&disk)?;
    let mut others = others(data, &disk);
    let fillable_count = copy.and_then(|copy| match fillable(copy, found.journal_id, &lost) {
        Ok(count) => Some(count),
        Err(error) => {
            others.push(format!("the other copy cannot be used: {error}"));
            None
        }
    });
    let unproven = signatures::check(data)?;
    let gap_count = unproven.iter().filter(|found| found.problem == Problem::Gap).count();
    let first = report.damage.iter().map(|damage| damage.position).min();
    let behind = |first: JournalPosition| {
        let lost_behind = lost.iter().filter(|position| **position >= first).count() as u64;
        (report.last_position.0 + 1).saturating_sub(first.0).saturating_sub(lost_behind)
    };
    Ok(Examination {
        behind_count: first.map_or(0, behind),
        keys: key_problems(data, &report),
        unproven_count: unproven.len() - gap_count,
        report,
        lost,
        fillable_count,
        gap_count,
        others,
    })
}

fn fillable(copy: &Path, journal: uuid::Uuid, lost: &[JournalPosition]) -> Result<usize, RepairError> {
    let copy = Folder::open(&copy.join(JOURNAL_FOLDER))?;
    Ok(found_in(&copy, journal, lost)?.len())
}

fn key_problems(data: &Path, report: &Report) -> Vec<String> {
    let folder = data.join(KEYS_FOLDER);
    let key = match keys::public_key(&folder) {
        Ok(key) if report.hq_key.is_some_and(|own| own != key) => {
            Some("keys/server-key.pk8 is not the key of this journal: put the right one back from a backup".to_owned())
        }
        Ok(_) => None,
        Err(error) => Some(format!("{error}: put it back from a backup")),
    };
    key.into_iter().chain(keys::problem_of_others(&folder)).collect()
}

fn others(data: &Path, disk: &Folder) -> Vec<String> {
    let mut others = Vec::new();
    let index = data.join(INDEX_FOLDER);
    if index.exists() && !index.is_dir() {
        others.push(
            "index is a file, where a folder belongs: the next start removes it and makes the index anew".to_owned(),
        );
    }
    let reserve = disk.open("reserve").and_then(|file| file.length());
    if reserve.is_err_and(|error| error.kind() == io::ErrorKind::NotFound) {
        others.push("the space set aside for the office is not there: the disk is full, or was".to_owned());
    }
    others
}

impl Examination {
    /// Returns whether there is nothing to do.
    pub fn is_well(&self) -> bool {
        self.report.is_sound() && self.keys.is_empty() && self.gap_count + self.unproven_count == 0
    }
}

/// Says it in lines of words, what to do last.
impl fmt::Display for Examination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { report, lost, .. } = self;
        writeln!(f, "{report}")?;
        for run in lost.chunk_by(|one, next| one.next() == *next) {
            let (first, last) = (run[0], run[run.len() - 1]);
            writeln!(f, "cannot be read: {} records, positions {first} to {last}", run.len())?;
        }
        if !report.damage.is_empty() {
            writeln!(f, "behind the damage {} records can be read", self.behind_count)?;
        }
        if let Some(count) = self.fillable_count {
            writeln!(f, "the other copy has {count} of the {} records that cannot be read", lost.len())?;
        }
        if self.gap_count > 0 {
            let count = self.gap_count;
            writeln!(
                f,
                "{count} batches go on from entries that are missing: they count when phones have sent these again"
            )?;
        }
        if self.unproven_count > 0 {
            writeln!(f, "{} batches are signed by nobody: `lantern-server verify` lists them", self.unproven_count)?;
        }
        self.keys.iter().chain(&self.others).try_for_each(|line| writeln!(f, "{line}"))?;
        f.write_str(match () {
            () if !report.damage.is_empty() => {
                "Stop the server, copy the whole data folder, then run `doctor --repair`, with `--with` and a backup if there is \
                 one. What no copy has, phones send again at their next contact."
            }
            () if self.is_well() => "All is well.",
            () => "The journal itself needs no repair.",
        })
    }
}
