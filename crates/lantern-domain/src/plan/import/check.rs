//! What no single row shows: references, duplicates, kits inside themselves, rows that no entry can hold.

use super::draft::DraftRow;
use super::{Draft, ImportError, ImportProblem, Table};
use crate::plan::{FacilityKey, Item, Plan, PlanChange};
use crate::{Code, FoldedCard};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// Checks the draft as a whole, against itself and the present plan.
pub(super) fn check(draft: &Draft, plan: &Plan, errors: &mut Vec<ImportError>) {
    check_references(draft, plan, errors);
    check_duplicates(draft, errors);
    check_facilities(draft, errors);
    check_kits(draft, plan, errors);
    check_lengths(draft, errors);
}

impl DraftRow {
    fn error(&self, column: Option<&str>, problem: ImportProblem) -> ImportError {
        ImportError { file: self.file.clone(), row: self.row, column: column.map(str::to_owned), problem }
    }
}

fn check_references(draft: &Draft, plan: &Plan, errors: &mut Vec<ImportError>) {
    let mut known: HashSet<(Table, &Code)> = HashSet::new();
    known.extend(plan.items.keys().map(|code| (Table::Items, code)));
    known.extend(plan.settlements.keys().map(|code| (Table::Settlements, code)));
    known.extend(plan.rounds.keys().map(|code| (Table::Rounds, code)));
    known.extend(draft.rows.iter().filter_map(|row| match &row.change {
        PlanChange::Item(item) => Some((Table::Items, &item.code)),
        PlanChange::Settlement(settlement) => Some((Table::Settlements, &settlement.code)),
        PlanChange::Round(round) => Some((Table::Rounds, &round.code)),
        _ => None,
    }));
    known.extend(draft.broken_rows.iter().map(|(table, code)| (*table, code)));
    for row in &draft.rows {
        for (column, table, code) in references(&row.change) {
            if !draft.broken_tables.contains(&table) && !known.contains(&(table, code)) {
                let problem = unknown(&row.change, table, code);
                errors.push(row.error(Some(column), problem));
            }
        }
    }
}

/// In a list of households a cell that is no code may be a card or a name that slipped in from beside: it is not repeated.
fn unknown(change: &PlanChange, table: Table, code: &Code) -> ImportProblem {
    let is_listed = matches!(change, PlanChange::Household(_));
    let code = if is_listed { "…".to_owned() } else { code.to_string() };
    ImportProblem::Unknown { table: table.name(), code }
}

/// Returns what a row refers to: in which column, to which table, by which code.
fn references(change: &PlanChange) -> Vec<(&'static str, Table, &Code)> {
    match change {
        PlanChange::Operation(_) | PlanChange::Settlement(_) => Vec::new(),
        PlanChange::Item(item) => item.components.iter().map(|part| ("components", Table::Items, &part.item)).collect(),
        PlanChange::Round(round) => {
            let settlements = round.settlements.iter().map(|code| ("settlements", Table::Settlements, code));
            let items = round.entitlements.iter().map(|due| ("entitlements", Table::Items, &due.item));
            settlements.chain(items).collect()
        }
        PlanChange::Target(target) => vec![
            ("round", Table::Rounds, &target.round),
            ("settlement", Table::Settlements, &target.settlement),
            ("item", Table::Items, &target.item),
        ],
        PlanChange::Facility(facility) => vec![("settlement", Table::Settlements, &facility.settlement)],
        PlanChange::Household(listed) => {
            vec![("round", Table::Rounds, &listed.round), ("settlement", Table::Settlements, &listed.settlement)]
        }
    }
}

/// What two rows of an upload may not share.
#[derive(PartialEq, Eq, Hash)]
enum Key<'a> {
    Operation,
    Code(Table, &'a Code),
    Target(&'a Code, &'a Code, &'a Code),
    Facility(FacilityKey),
    /// Cards tell households apart in the whole round, so they are on one list of it only.
    Card(&'a Code, FoldedCard),
}

fn check_duplicates(draft: &Draft, errors: &mut Vec<ImportError>) {
    let mut seen: HashMap<Key<'_>, &DraftRow> = HashMap::new();
    for row in &draft.rows {
        let (column, key) = key(&row.change);
        match seen.get(&key) {
            Some(first) => {
                let problem = ImportProblem::Duplicate { file: first.file.clone(), row: first.row };
                errors.push(row.error(column, problem));
            }
            None => {
                seen.insert(key, row);
            }
        }
    }
}

/// A facility by its name alone, beside one of that name with a code, is the same one: the plan keeps only the second.
fn check_facilities(draft: &Draft, errors: &mut Vec<ImportError>) {
    let facilities = || {
        draft.rows.iter().filter_map(|row| match &row.change {
            PlanChange::Facility(facility) => Some((row, facility)),
            _ => None,
        })
    };
    let coded = facilities().filter(|(_, facility)| facility.code.is_some());
    let coded: HashMap<_, _> = coded.map(|(row, facility)| (facility.key_by_name(), row)).collect();
    for (row, facility) in facilities().filter(|(_, facility)| facility.code.is_none()) {
        if let Some(other) = coded.get(&facility.key_by_name()) {
            let problem = ImportProblem::Duplicate { file: other.file.clone(), row: other.row };
            errors.push(row.error(Some("name"), problem));
        }
    }
}

fn key(change: &PlanChange) -> (Option<&'static str>, Key<'_>) {
    match change {
        PlanChange::Operation(_) => (None, Key::Operation),
        PlanChange::Settlement(it) => (Some("code"), Key::Code(Table::Settlements, &it.code)),
        PlanChange::Item(it) => (Some("code"), Key::Code(Table::Items, &it.code)),
        PlanChange::Round(it) => (Some("code"), Key::Code(Table::Rounds, &it.code)),
        PlanChange::Target(it) => (Some("item"), Key::Target(&it.round, &it.settlement, &it.item)),
        PlanChange::Facility(it) => (Some(if it.code.is_some() { "code" } else { "name" }), Key::Facility(it.key())),
        PlanChange::Household(it) => (Some("card"), Key::Card(&it.round, it.card.folded())),
    }
}

fn check_kits(draft: &Draft, plan: &Plan, errors: &mut Vec<ImportError>) {
    let mut items: BTreeMap<&Code, &Item> = plan.items.iter().collect();
    items.extend(draft.rows.iter().filter_map(|row| match &row.change {
        PlanChange::Item(item) => Some((&item.code, item)),
        _ => None,
    }));
    for row in &draft.rows {
        if let PlanChange::Item(item) = &row.change
            && contains(&items, item, &item.code)
        {
            errors.push(row.error(Some("components"), ImportProblem::KitInItself));
        }
    }
}

/// Returns whether a kit contains an item, at any depth.
fn contains(items: &BTreeMap<&Code, &Item>, kit: &Item, wanted: &Code) -> bool {
    let mut opened = BTreeSet::new();
    let mut closed: Vec<&Code> = kit.components.iter().map(|part| &part.item).collect();
    while let Some(code) = closed.pop() {
        if code == wanted {
            return true;
        }
        if opened.insert(code) {
            closed.extend(items.get(code).into_iter().flat_map(|item| &item.components).map(|part| &part.item));
        }
    }
    false
}

fn check_lengths(draft: &Draft, errors: &mut Vec<ImportError>) {
    let is_long = |row: &&DraftRow| row.change.json_bytes() > PlanChange::JSON_BYTES_MAX;
    errors.extend(draft.rows.iter().filter(is_long).map(|row| row.error(None, ImportProblem::RowTooLong)));
}
