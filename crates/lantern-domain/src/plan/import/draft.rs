//! A draft: an upload that was read without errors, before it becomes changes of a plan.

use super::{Present, Table};
use crate::Code;
use crate::plan::{ByKey, HouseholdList, Plan, PlanChange};
use std::collections::{BTreeMap, BTreeSet};

/// What an upload says, row by row.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    pub(super) rows: Vec<DraftRow>,
    pub(super) tables: BTreeSet<Table>,
    pub(super) warnings: Vec<ImportWarning>,
    /// Rows that could not be read: what refers to them is not wrong for that.
    pub(super) broken_rows: Vec<(Table, Code)>,
    /// Tables that could not be read as a whole.
    pub(super) broken_tables: BTreeSet<Table>,
}

/// A row that was read, and where it stands.
#[derive(Debug, Clone)]
pub(super) struct DraftRow {
    pub(super) file: String,
    pub(super) row: u32,
    pub(super) change: PlanChange,
}

/// Something in an upload that was passed over: a column or a setting that Lantern does not know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportWarning {
    /// The file's name as uploaded.
    pub file: String,
    /// The row as a spreadsheet counts it.
    pub row: u32,
    /// The heading or the setting.
    pub column: String,
}

impl Draft {
    /// Sorts rows so that what is referred to comes before what refers to it.
    pub(super) fn put_in_order(&mut self) {
        self.rows.sort_by_key(|row| table_of(&row.change));
    }

    /// Returns how many rows were read.
    pub fn row_count(&self) -> usize {
        self.rows.len()
    }

    /// Returns what was passed over.
    pub fn warnings(&self) -> &[ImportWarning] {
        &self.warnings
    }

    /// Returns only what differs from what is known, what is referred to before what refers to it.
    pub fn changes(&self, present: Present<'_>) -> Vec<PlanChange> {
        let is_new = |change: &&PlanChange| !is_known(change, present);
        self.rows.iter().map(|row| &row.change).filter(is_new).cloned().collect()
    }

    /// Returns how many known rows of the uploaded tables are missing from the upload; they are kept.
    pub fn kept_count(&self, present: Present<'_>) -> usize {
        let (mut uploaded, mut lists) = (Plan::default(), BTreeMap::<Code, HouseholdList>::new());
        for row in &self.rows {
            match row.change.clone() {
                PlanChange::Household(listed) => lists.entry(listed.settlement.clone()).or_default().put(listed),
                change => uploaded.apply(change),
            }
        }
        let count = |table: &Table| match table {
            Table::Operation => 0,
            Table::Items => missing(&present.plan.items, &uploaded.items),
            Table::Settlements => missing(&present.plan.settlements, &uploaded.settlements),
            Table::Rounds => missing(&present.plan.rounds, &uploaded.rounds),
            Table::Targets => missing(&present.plan.targets, &uploaded.targets),
            Table::Facilities => missing(&present.plan.facilities, &uploaded.facilities),
            Table::Households => missing_households(present.lists, &lists),
        };
        self.tables.iter().map(count).sum()
    }
}

fn missing<K: Ord, V>(present: &ByKey<K, V>, uploaded: &ByKey<K, V>) -> usize {
    present.keys().filter(|key| !uploaded.contains_key(key)).count()
}

fn missing_households(present: &BTreeMap<Code, HouseholdList>, uploaded: &BTreeMap<Code, HouseholdList>) -> usize {
    let has = |settlement, round, card: &crate::CardCode| {
        uploaded.get(settlement).is_some_and(|list| list.get(round, &card.folded()).is_some())
    };
    let all = present.iter().flat_map(|(settlement, list)| list.iter().map(move |it| (settlement, it)));
    all.filter(|(settlement, (round, household))| !has(*settlement, round, &household.card)).count()
}

fn is_known(change: &PlanChange, present: Present<'_>) -> bool {
    let Present { plan, lists } = present;
    match change {
        PlanChange::Operation(operation) => plan.operation.as_ref() == Some(operation),
        PlanChange::Settlement(settlement) => plan.settlements.get(&settlement.code) == Some(settlement),
        PlanChange::Item(item) => plan.items.get(&item.code) == Some(item),
        PlanChange::Round(round) => plan.rounds.get(&round.code) == Some(round),
        PlanChange::Target(target) => plan.targets.get(&target.key()) == Some(target),
        PlanChange::Facility(facility) => plan.facilities.get(&facility.key()) == Some(facility),
        PlanChange::Household(listed) => {
            let known = lists.get(&listed.settlement).and_then(|list| list.get(&listed.round, &listed.card.folded()));
            known.is_some_and(|it| it.card == listed.card && it.size == listed.size && it.note == listed.note)
        }
    }
}

pub(super) fn table_of(change: &PlanChange) -> Table {
    match change {
        PlanChange::Operation(_) => Table::Operation,
        PlanChange::Settlement(_) => Table::Settlements,
        PlanChange::Item(_) => Table::Items,
        PlanChange::Round(_) => Table::Rounds,
        PlanChange::Target(_) => Table::Targets,
        PlanChange::Facility(_) => Table::Facilities,
        PlanChange::Household(_) => Table::Households,
    }
}
