//! Intake: what a batch is to somebody who holds part of its log already.
//!
//! The same decision for HQ, a hub, and a phone that takes in what it follows. Nothing is refused: what is new is taken, what is
//! known is known, what leaves a hole is asked for, and another history is kept beside the first.
//! Leaves signatures, keys and storage to the caller.

use crate::{Head, LogRef, Opened};
use std::collections::HashSet;

/// What is held of one log: the last entry of each of its histories. Nearly always there is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogState {
    log: LogRef,
    tips: Vec<Head>,
}

/// Looks up what is held of a log, besides its tips.
pub trait KnownEntries {
    /// Returns whether an entry with this number and this hash is held, on whichever history.
    ///
    /// If one is held, so is everything before it. Asked only about numbers from 1 to that of the highest tip.
    fn holds(&self, head: &Head) -> bool;
}

impl KnownEntries for HashSet<Head> {
    fn holds(&self, head: &Head) -> bool {
        self.contains(head)
    }
}

/// What a batch is to its holder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// It goes on from a tip: take its entries from this index on; those before are held already.
    Accept {
        /// The index of the first new entry.
        new_from: usize,
    },
    /// All of it is held.
    Duplicate,
    /// Entries before it are missing: it advances nothing, send from after this point.
    Gap {
        /// The highest point held.
        have: Head,
    },
    /// It goes on from the middle of what is held: a second history. Take it, keep both, tell a person.
    Fork {
        /// The number of the last entry that both histories share.
        at: u64,
        /// The index of the first new entry.
        new_from: usize,
    },
}

/// Where a holder stands on a log, as it answers to somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// A point that is held: on the asker's own history, wherever that is known.
    pub head: Head,
    /// Whether another history than the asker's is held.
    pub is_forked: bool,
}

impl LogState {
    /// Returns the state of somebody who holds nothing of a log.
    pub fn nothing_of(log: LogRef) -> Self {
        Self { log, tips: Vec::new() }
    }

    /// Returns the state of somebody who holds these tips, in any order.
    pub fn new(log: LogRef, mut tips: Vec<Head>) -> Self {
        tips.retain(|tip| tip.seq > 0);
        tips.sort_unstable_by_key(|tip| (tip.seq, tip.hash));
        Self { log, tips }
    }

    /// Returns the tips, the highest last.
    pub fn tips(&self) -> &[Head] {
        &self.tips
    }

    /// Returns the highest tip, or the start of the log.
    pub fn highest(&self) -> Head {
        self.tips.last().copied().unwrap_or_else(|| Head::start(self.log))
    }

    /// Says what an opened batch of this log is, given what is held.
    pub fn decide(&self, known: &dyn KnownEntries, opened: &Opened) -> Decision {
        if !self.holds(known, &opened.before) {
            return Decision::Gap { have: self.highest() };
        }
        let new_from = self.first_new(known, opened);
        let parent = point(opened, new_from);
        if new_from == opened.entries.len() {
            Decision::Duplicate
        } else if self.tips.contains(&parent) || self.tips.is_empty() {
            Decision::Accept { new_from }
        } else {
            Decision::Fork { at: parent.seq, new_from }
        }
    }

    /// Takes note that the batch's entries from this index on are held from now on.
    pub fn take(&mut self, opened: &Opened, new_from: usize) {
        let parent = point(opened, new_from);
        self.tips.retain(|tip| *tip != parent);
        self.tips.push(opened.after());
        self.tips.sort_unstable_by_key(|tip| (tip.seq, tip.hash));
    }

    /// Says where the holder stands, to somebody who claims to be at a point of the log; `None`: who claims nothing.
    pub fn standing(&self, known: &dyn KnownEntries, claimed: Option<&Head>) -> Standing {
        let highest = self.highest();
        match claimed {
            Some(claimed) if self.holds(known, claimed) && self.tips.len() > 1 => {
                Standing { head: *claimed, is_forked: true }
            }
            Some(claimed) if !self.holds(known, claimed) && claimed.seq <= highest.seq => {
                Standing { head: highest, is_forked: true }
            }
            _ => Standing { head: highest, is_forked: self.tips.len() > 1 },
        }
    }

    /// Returns whether a point of the log is held, on whichever history.
    pub fn holds(&self, known: &dyn KnownEntries, head: &Head) -> bool {
        head.log == self.log
            && (*head == Head::start(self.log)
                || self.tips.contains(head)
                || (head.seq > 0 && head.seq <= self.highest().seq && known.holds(head)))
    }

    /// Held entries come before new ones, so the border is found by halving.
    fn first_new(&self, known: &dyn KnownEntries, opened: &Opened) -> usize {
        if self.tips.contains(&opened.before) {
            return 0;
        }
        let indexes: Vec<usize> = (1..=opened.entries.len()).collect();
        indexes.partition_point(|&index| self.holds(known, &point(opened, index)))
    }
}

/// Returns the point of the log after so many entries of the batch.
fn point(opened: &Opened, entry_count: usize) -> Head {
    match entry_count.checked_sub(1) {
        None => opened.before,
        Some(last) => {
            Head { log: opened.before.log, seq: opened.before.seq + entry_count as u64, hash: opened.entries[last].1 }
        }
    }
}
