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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Code;

    fn settlement(code: &str, name: &str) -> PlanChange {
        serde_json::from_value(serde_json::json!({"settlement": {"code": code, "name": name}})).unwrap()
    }

    #[test]
    fn nothing_shows_before_the_commit_and_everything_after() {
        let mut fold = PlanFold::default();
        fold.change(settlement("A", "Kosar"));
        fold.change(settlement("A", "Kosaar"));
        assert_eq!((fold.shown(), fold.staged_count()), (&Plan::default(), 2));
        fold.commit();
        assert_eq!(fold.shown().settlements[&Code::new("A").unwrap()].name.as_str(), "Kosaar");
        assert_eq!(fold.staged_count(), 0);
    }

    #[test]
    fn a_plan_passes_households_over_and_a_list_all_the_rest() {
        let household = serde_json::json!({"household": {"round": "R", "settlement": "A", "card": "KOS-1"}});
        let household: PlanChange = serde_json::from_value(household).unwrap();
        let (mut plan, mut list) = (PlanFold::default(), ListFold::default());
        for change in [settlement("A", "Kosaar"), household] {
            plan.change(change.clone());
            list.change(change);
        }
        plan.commit();
        list.commit();
        assert_eq!(plan.shown().settlements.len(), 1);
        assert_eq!(list.shown().household_count(&Code::new("R").unwrap()), 1);
    }
}
