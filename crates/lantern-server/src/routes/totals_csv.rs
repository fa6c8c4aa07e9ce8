//! Totals as CSV: a row for each group, the columns as in `docs/exports.md`.

use crate::csv_out::Table;
use axum::response::Response;
use lantern_domain::tally::{Dimension, KeyValue, Totals, TotalsRow, UNKNOWN_VALUE};
use std::collections::BTreeSet;

const MEASURES: [&str; 14] = [
    "quantity",
    "in_kits",
    "services",
    "households",
    "walk_ins",
    "facilities",
    "communities",
    "individuals",
    "size_known_for",
    "asked_for_sex_age",
    "target_households",
    "target_quantity",
    "voided",
    "served_of_target_percent",
];

pub(super) fn answer(group: &[Dimension], totals: &Totals) -> Response {
    // Without a group, the total of all is the one row.
    let rows = if group.is_empty() { std::slice::from_ref(&totals.all) } else { &totals.rows[..] };
    let brackets: BTreeSet<Bracket> = rows.iter().flat_map(brackets).collect();
    let columns = group.iter().flat_map(|dimension| key_columns(*dimension)).collect::<Vec<_>>();
    let sexes = ["female", "male"].iter().flat_map(|sex| brackets.iter().map(move |bracket| bracket.column(sex)));
    let columns: Vec<String> =
        columns.into_iter().chain(MEASURES.iter().map(|&measure| measure.to_owned())).chain(sexes).collect();
    let mut table = Table::new(columns.iter().map(String::as_str));
    for row in rows {
        let cells: Vec<String> =
            row.key.iter().flat_map(key_cells).chain(measures(row)).chain(people(row, &brackets)).collect();
        table.row(cells.iter().map(String::as_str));
    }
    table.answer("lantern-totals.csv")
}

/// Whether a dimension has names beside its codes.
fn is_named(dimension: Dimension) -> bool {
    matches!(dimension, Dimension::Round | Dimension::Settlement | Dimension::Item)
}

fn key_columns(dimension: Dimension) -> Vec<String> {
    let name = dimension.name();
    if is_named(dimension) { vec![name.to_owned(), format!("{name}_name")] } else { vec![name.to_owned()] }
}

fn key_cells(key: &KeyValue) -> Vec<String> {
    let known = |value: &str| if value == UNKNOWN_VALUE { String::new() } else { value.to_owned() };
    let code = known(&key.code);
    if is_named(key.dimension) { vec![code, known(&key.name)] } else { vec![code] }
}

fn measures(row: &TotalsRow) -> Vec<String> {
    let optional = |value: Option<u64>| value.map_or(String::new(), |value| value.to_string());
    vec![
        optional(row.quantity),
        optional(row.in_kits),
        row.services.to_string(),
        row.households.to_string(),
        row.walk_ins.to_string(),
        row.facilities.to_string(),
        row.communities.to_string(),
        row.individuals.to_string(),
        row.size_known_for.to_string(),
        row.asked_for.to_string(),
        optional(row.target_households),
        optional(row.target_quantity),
        row.voided.to_string(),
        percent(row),
    ]
}

/// Households and walk-ins of the households meant to be served, in percent with one decimal.
fn percent(row: &TotalsRow) -> String {
    let served = row.households + row.walk_ins;
    match row.target_households {
        Some(target) if target > 0 => format!("{:.1}", served as f64 * 100.0 / target as f64),
        _ => String::new(),
    }
}

/// A bracket of ages: from this year to before that one; the last has no end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Bracket {
    from: u8,
    below: Option<u8>,
}

impl Bracket {
    fn all(from_years: &[u8]) -> impl Iterator<Item = Self> {
        from_years.iter().enumerate().map(|(at, &from)| Self { from, below: from_years.get(at + 1).copied() })
    }

    fn column(self, sex: &str) -> String {
        match self.below {
            Some(below) => format!("{sex}_{}_{}", self.from, below - 1),
            None => format!("{sex}_{}_plus", self.from),
        }
    }
}

fn brackets(row: &TotalsRow) -> Vec<Bracket> {
    row.sex_age.iter().flat_map(|sum| Bracket::all(&sum.from_years)).collect()
}

/// Girls and women, then boys and men; a bracket that rounds share is one column, blank where nobody was asked.
fn people(row: &TotalsRow, brackets: &BTreeSet<Bracket>) -> Vec<String> {
    let count = |is_female: bool, bracket: Bracket| {
        let of_sums = row.sex_age.iter().filter_map(|sum| {
            let at = Bracket::all(&sum.from_years).position(|own| own == bracket)?;
            if is_female { sum.female.get(at) } else { sum.male.get(at) }
        });
        of_sums.copied().reduce(|one, other| one + other).map_or(String::new(), |people| people.to_string())
    };
    [true, false]
        .iter()
        .flat_map(|&sex| brackets.iter().map(move |&bracket| (sex, bracket)))
        .map(|(sex, bracket)| count(sex, bracket))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_is_explained() {
        let docs = include_str!("../../../../docs/exports.md");
        for column in MEASURES {
            assert!(docs.contains(&format!("`{column}`")), "{column}");
        }
    }
}
