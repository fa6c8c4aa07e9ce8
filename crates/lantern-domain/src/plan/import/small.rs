//! The small languages inside cells: components, entitlements, brackets.

use super::ImportProblem;
use super::cells::{code, number, parts};
use crate::plan::{Basis, Component, Entitlement, Round};
use crate::{Code, Quantity, SexAge};

/// Reads `ITEM:count|ITEM:count`.
pub(super) fn components(text: &str) -> Result<Vec<Component>, ImportProblem> {
    let component = |part: &str| {
        let (item, count) = part.rsplit_once(':').ok_or(ImportProblem::Components)?;
        let count = number(count.trim(), 1, Quantity::MAX).map_err(|_| ImportProblem::Components)?;
        Ok(Component { item: code(item)?, count })
    };
    let components: Vec<Component> = parts(text).map(component).collect::<Result<_, ImportProblem>>()?;
    each_once(components.iter().map(|component| &component.item))?;
    Ok(components)
}

/// Reads `ITEM:quantity/basis|…`.
pub(super) fn entitlements(text: &str) -> Result<Vec<Entitlement>, ImportProblem> {
    let entitlements: Vec<Entitlement> = parts(text).map(entitlement).collect::<Result<_, ImportProblem>>()?;
    each_once(entitlements.iter().map(|due| &due.item))?;
    Ok(entitlements)
}

fn entitlement(part: &str) -> Result<Entitlement, ImportProblem> {
    let (due, basis) = part.rsplit_once('/').ok_or(ImportProblem::Entitlements)?;
    let (item, quantity) = due.rsplit_once(':').ok_or(ImportProblem::Entitlements)?;
    let pieces = number(quantity.trim(), 1, Quantity::MAX).map_err(|_| ImportProblem::Entitlements)?;
    let quantity = Quantity::new(pieces).map_err(|_| ImportProblem::Entitlements)?;
    Ok(Entitlement { item: code(item)?, quantity, basis: basis_of(basis.trim())? })
}

fn basis_of(text: &str) -> Result<Basis, ImportProblem> {
    match text.to_lowercase().as_str() {
        "household" => Ok(Basis::Household),
        "person" => Ok(Basis::Person),
        "facility" | "community" => Ok(Basis::Facility),
        other => {
            let people = other.strip_suffix("people").ok_or(ImportProblem::Entitlements)?;
            number(people.trim(), 1, Quantity::MAX).map(Basis::PerPeople).map_err(|_| ImportProblem::Entitlements)
        }
    }
}

/// Reads `standard`, `none` or the first years of the brackets; `None`: not asked.
pub(super) fn brackets(text: &str) -> Result<Option<Vec<u8>>, ImportProblem> {
    match text.to_lowercase().as_str() {
        "none" => Ok(None),
        "standard" => Ok(Some(Round::STANDARD_BRACKETS.to_vec())),
        _ => {
            let year = |part| number(part, 0, 120).map(|year| year as u8).map_err(|_| ImportProblem::Brackets);
            let years: Vec<u8> = parts(text).map(year).collect::<Result<_, _>>()?;
            let zeros = vec![0; years.len()];
            let fits = SexAge::new(years.clone(), zeros.clone(), zeros).is_ok() && years[0] == 0;
            fits.then_some(Some(years)).ok_or(ImportProblem::Brackets)
        }
    }
}

fn each_once<'a>(items: impl Iterator<Item = &'a Code> + Clone) -> Result<(), ImportProblem> {
    let twice = items.clone().enumerate().find(|(place, item)| items.clone().take(*place).any(|other| other == *item));
    twice.map_or(Ok(()), |(_, item)| Err(ImportProblem::ItemTwice { item: item.to_string() }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_basis_of_an_entitlement_is_read() {
        let read = entitlements("A:1/household|B:2 / person | C:1/2 people|D:3/facility").unwrap();
        let bases: Vec<Basis> = read.iter().map(|due| due.basis).collect();
        assert_eq!(bases, [Basis::Household, Basis::Person, Basis::PerPeople(2), Basis::Facility]);
        assert_eq!(read[1].quantity.pieces(), 2);
    }

    #[test]
    fn what_is_no_entitlement_is_refused() {
        for wrong in ["A", "A:1", "A:0/household", "A:1/camel", "A:1/0 people", ":1/household", "A:x/person"] {
            assert!(entitlements(wrong).is_err(), "{wrong}");
        }
        let twice = entitlements("A:1/household|A:1/person");
        assert_eq!(twice, Err(ImportProblem::ItemTwice { item: "A".to_owned() }));
    }

    #[test]
    fn components_have_a_count_from_1() {
        assert_eq!(components("POLE:6|ROPE-30M:1").unwrap()[0].count, 6);
        for wrong in ["POLE", "POLE:0", "POLE:-1", "POLE:1|POLE:2"] {
            assert!(components(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn brackets_are_standard_none_or_rising_from_0() {
        assert_eq!(brackets("standard"), Ok(Some(vec![0, 5, 12, 18, 60])));
        assert_eq!(brackets("None"), Ok(None));
        assert_eq!(brackets("0|18|60"), Ok(Some(vec![0, 18, 60])));
        for wrong in ["5|18", "0|18|18", "0|60|18", "0-4", "|", "0|200"] {
            assert_eq!(brackets(wrong), Err(ImportProblem::Brackets), "{wrong}");
        }
    }
}
