//! Staging: changes are shown together or not at all, so that half a plan never shows.
//!
//! One staging folds one log: the operation log into a [`Plan`], a list log into a [`HouseholdList`].

use super::{HouseholdList, Plan, PlanChange};

/// What a plan change can be applied to; changes that are meant for something else are passed over.
pub trait Upsert {
    /// Applies one change.
    fn apply(&mut self, change: PlanChange);
}

impl Upsert for Plan {
    fn apply(&mut self, change: PlanChange) {
        Plan::apply(self, change);
    }
}

/// The fold of an operation log.
pub type PlanFold = Staging<Plan>;
/// The fold of a list log.
pub type ListFold = Staging<HouseholdList>;

/// What is shown, and the changes that wait for their commit.
#[derive(Debug, Clone, Default)]
pub struct Staging<T> {
    shown: T,
    staged: Vec<PlanChange>,
}

impl<T: Upsert> Staging<T> {
    /// Takes a change in; nothing of it shows before the commit.
    pub fn change(&mut self, change: PlanChange) {
        self.staged.push(change);
    }

    /// Shows everything that was staged, in the order in which it came.
    pub fn commit(&mut self) {
        self.staged.drain(..).for_each(|change| self.shown.apply(change));
    }

    /// Returns what the last commit left.
    pub fn shown(&self) -> &T {
        &self.shown
    }

    /// Returns how many changes wait for a commit.
    pub fn staged_count(&self) -> usize {
        self.staged.len()
    }
}
