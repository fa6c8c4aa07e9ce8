//! Rulings: which version of a record holds when corrections of it were made.
//!
//! Corrections form a tree by what they supersede.
//! Of those with the right to take effect, the ones that no other supersedes stand beside each other: one is the rule,
//! more are concurrent, and then HQ's word goes first, then a void, then the greatest id.

use super::register::Corrected;
use super::{Author, Writer};
use crate::RecordId;

/// Whether a correction by one author takes effect on a record by another.
pub type Right = fn(correction: &Author, target: &Author) -> bool;

/// Returns whether a correction comes from the device that wrote the record, or from HQ.
pub fn same_device_or_hq(correction: &Author, target: &Author) -> bool {
    correction.writer == Writer::Hq || correction == target
}

/// What a record's corrections amount to.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Ruling {
    /// The correction in force; `None`: the first version holds.
    pub(super) in_force: Option<u32>,
    /// Whether the record is void.
    pub(super) is_void: bool,
    /// The replacement that counts or, for a void, that it took away; `None`: the first version.
    pub(super) version: Option<u32>,
    /// Whether concurrent corrections were made.
    pub(super) is_contested: bool,
}

/// One correction, as far as a ruling needs it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Claim {
    index: u32,
    id: RecordId,
    supersedes: RecordId,
    is_hq: bool,
    is_void: bool,
    has_right: bool,
}

impl Claim {
    pub(super) fn new(index: u32, id: RecordId, correction: &Corrected, author: Author, has_right: bool) -> Self {
        let Corrected { supersedes, replacement, .. } = *correction;
        let (is_hq, is_void) = (author.writer == Writer::Hq, replacement.is_none());
        Self { index, id, supersedes, is_hq, is_void, has_right }
    }
}

impl Ruling {
    /// Rules on the corrections of one record.
    pub(super) fn among(claims: &[Claim]) -> Self {
        let entitled = || claims.iter().filter(|claim| claim.has_right);
        let stands = |claim: &&Claim| !entitled().any(|other| other.supersedes == claim.id);
        let Some(winner) = entitled().filter(stands).max_by_key(|claim| (claim.is_hq, claim.is_void, claim.id)) else {
            return Self::default();
        };
        Self {
            in_force: Some(winner.index),
            is_void: winner.is_void,
            version: version_behind(claims, winner).map(|claim| claim.index),
            is_contested: entitled().filter(stands).count() > 1,
        }
    }
}

/// Returns the nearest replacement with the right, from a correction back along what it supersedes.
fn version_behind<'a>(claims: &'a [Claim], from: &'a Claim) -> Option<&'a Claim> {
    let back = |claim: &&'a Claim| claims.iter().find(|earlier| earlier.id == claim.supersedes);
    // No chain is longer than there are corrections; the bound is against ids that are no hashes.
    std::iter::successors(Some(from), back).take(claims.len()).find(|claim| claim.has_right && !claim.is_void)
}
