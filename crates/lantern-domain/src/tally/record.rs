//! Records as a person looks at them: what was said first, and what was said of it since.
//!
//! Leaves all that is known besides to [`Outline`].

use super::Tally;
use super::outline::{CorrectionOutline, Outline};
use crate::{Correction, Distribution};
use std::fmt;
use std::ops::Deref;

/// A record: a hand-over with everything that was said about it since.
#[derive(Clone, Copy)]
pub struct Record<'a> {
    /// What was recorded first.
    pub first: &'a Distribution,
    /// What counts; `None`: it is void.
    pub effective: Option<&'a Distribution>,
    /// What counts or, for a void, what it took away.
    pub last: &'a Distribution,
    outline: Outline<'a>,
    tally: &'a Tally,
}

/// A correction of a record.
#[derive(Debug, Clone, Copy)]
pub struct CorrectionView<'a> {
    /// What it says.
    pub correction: &'a Correction,
    outline: CorrectionOutline,
}

impl<'a> Record<'a> {
    pub(super) fn new(tally: &'a Tally, outline: Outline<'a>) -> Self {
        let first = &*tally.firsts[outline.number() as usize];
        let replacement = outline.replacement_number().and_then(|correction| tally.replacement(correction));
        let last = replacement.unwrap_or(first);
        Self { first, effective: (!outline.is_void()).then_some(last), last, outline, tally }
    }

    /// Returns all corrections of it, by corrected time, then by id.
    pub fn corrections(&self) -> Vec<CorrectionView<'a>> {
        let of_outline = self.outline.corrections().into_iter();
        of_outline.map(|outline| CorrectionView { correction: self.tally.correction(&outline), outline }).collect()
    }
}

/// A record has an outline, and what it says besides.
impl<'a> Deref for Record<'a> {
    type Target = Outline<'a>;
    fn deref(&self) -> &Outline<'a> {
        &self.outline
    }
}

/// A correction has an outline, and what it says besides.
impl Deref for CorrectionView<'_> {
    type Target = CorrectionOutline;
    fn deref(&self) -> &CorrectionOutline {
        &self.outline
    }
}

impl fmt::Debug for Record<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Record")
            .field("id", &self.id)
            .field("seq", &self.seq)
            .field("at", &self.at)
            .finish_non_exhaustive()
    }
}
