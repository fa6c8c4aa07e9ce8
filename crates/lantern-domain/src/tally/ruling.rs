//! Rulings: which version of a record holds when corrections of it were made.
//!
//! Corrections form a tree by what they supersede.
//! Of those with the right to take effect, the ones that no other supersedes stand beside each other: one is the rule,
//! more are concurrent, and then HQ's word goes first, then a void, then the greatest id.

use super::register::Corrected;
use super::{Author, Writer};
use crate::RecordId;
use std::collections::{BTreeSet, HashMap, HashSet};

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

/// So many corrections of a record are looked at one by one; of more a [`Case`] is kept.
pub(super) const FEW: usize = 8;

/// The corrections of a record that has many, kept so that one more costs no more than the one before.
#[derive(Debug, Clone, Default)]
pub(super) struct Case {
    /// All of them; what each goes back to is shortened as the way back is walked.
    claims: HashMap<RecordId, Claim>,
    /// What those with the right supersede.
    superseded: HashSet<RecordId>,
    /// Those with the right that no other supersedes; the last one is in force.
    standing: BTreeSet<Rank>,
}

/// HQ's word goes first, then a void, then the greatest id.
type Rank = (bool, bool, RecordId);

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

    fn rank(&self) -> Rank {
        (self.is_hq, self.is_void, self.id)
    }
}

impl Ruling {
    /// Rules on the corrections of one record.
    pub(super) fn among(claims: &[Claim]) -> Self {
        if claims.len() > FEW {
            return Case::of(claims).ruling();
        }
        let entitled = || claims.iter().filter(|claim| claim.has_right);
        let stands = |claim: &&Claim| !entitled().any(|other| other.supersedes == claim.id);
        let Some(winner) = entitled().filter(stands).max_by_key(|claim| claim.rank()) else {
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

impl Case {
    pub(super) fn of(claims: &[Claim]) -> Self {
        let mut case = Self::default();
        claims.iter().for_each(|claim| case.add(*claim));
        case
    }

    /// Takes one more in; they come in any order.
    pub(super) fn add(&mut self, claim: Claim) {
        if claim.has_right {
            if let Some(earlier) = self.claims.get(&claim.supersedes) {
                self.standing.remove(&earlier.rank());
            }
            self.superseded.insert(claim.supersedes);
            if !self.superseded.contains(&claim.id) {
                self.standing.insert(claim.rank());
            }
        }
        self.claims.insert(claim.id, claim);
    }

    /// Rules on those that are in.
    pub(super) fn ruling(&mut self) -> Ruling {
        let Some(winner) = self.standing.last().and_then(|(_, _, id)| self.claims.get(id)).copied() else {
            return Ruling::default();
        };
        Ruling {
            in_force: Some(winner.index),
            is_void: winner.is_void,
            version: self.version_behind(winner.id),
            is_contested: self.standing.len() > 1,
        }
    }

    /// As [`version_behind`]; whoever was passed on the way leads to where it ended from now on.
    fn version_behind(&mut self, from: RecordId) -> Option<u32> {
        let (mut at, mut passed) = (from, Vec::new());
        let found = loop {
            match self.claims.get(&at) {
                Some(claim) if claim.has_right && !claim.is_void => break Some(claim.index),
                Some(claim) if passed.len() < self.claims.len() => {
                    passed.push(at);
                    at = claim.supersedes;
                }
                _ => break None,
            }
        };
        for id in passed {
            if let Some(claim) = self.claims.get_mut(&id) {
                claim.supersedes = at;
            }
        }
        found
    }
}

/// Returns the nearest replacement with the right, from a correction back along what it supersedes.
fn version_behind<'a>(claims: &'a [Claim], from: &'a Claim) -> Option<&'a Claim> {
    let back = |claim: &&'a Claim| claims.iter().find(|earlier| earlier.id == claim.supersedes);
    // No chain is longer than there are corrections; the bound is against ids that are no hashes.
    std::iter::successors(Some(from), back).take(claims.len()).find(|claim| claim.has_right && !claim.is_void)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claim(number: u32, supersedes: u32, bits: u64) -> Claim {
        let id = |number: u32| RecordId([(number * 37 % 101) as u8; 32]);
        let [is_hq, is_void, has_right] = [0, 1, 2].map(|bit| bits & (1 << bit) > 0);
        Claim { index: number, id: id(number), supersedes: id(supersedes), is_hq, is_void, has_right }
    }

    #[test]
    fn a_case_rules_as_looking_at_them_one_by_one_in_whatever_order_they_come() {
        let mut random = 7_u64;
        let mut next = |below: u64| {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (random >> 33) % below
        };
        for _ in 0..2_000 {
            let count = 1 + next(FEW as u64) as u32;
            let mut claims: Vec<Claim> =
                (1..=count).map(|it| claim(it, next(u64::from(it)) as u32, next(8) | (4 * next(2)))).collect();
            for _ in 0..3 {
                let (one, other) = (next(claims.len() as u64) as usize, next(claims.len() as u64) as usize);
                claims.swap(one, other);
            }
            let mut case = Case::default();
            for seen in 1..=claims.len() {
                case.add(claims[seen - 1]);
                let told = |ruling: Ruling| (ruling.in_force, ruling.is_void, ruling.version, ruling.is_contested);
                assert_eq!(told(case.ruling()), told(Ruling::among(&claims[..seen])), "{:?}", &claims[..seen]);
            }
        }
    }
}
