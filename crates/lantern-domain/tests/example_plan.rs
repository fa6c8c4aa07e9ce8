//! The example plan of Somalia, read the way a user's upload is.
#![cfg(test)]

use lantern_domain::plan::import::{Draft, Present, read};
use lantern_domain::plan::{HouseholdList, ItemRecipient, Plan, PlanChange};
use lantern_domain::{CardCode, Code, HouseholdSize};
use std::collections::BTreeMap;
use std::path::Path;

#[derive(Default)]
struct Office {
    plan: Plan,
    lists: BTreeMap<Code, HouseholdList>,
}

impl Office {
    fn present(&self) -> Present<'_> {
        Present { plan: &self.plan, lists: &self.lists }
    }

    fn reads(&self) -> Draft {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/somalia");
        let names = ["households", "targets", "rounds", "facilities", "items", "settlements", "operation"];
        let files = names.map(|name| {
            let file = format!("{name}.csv");
            let bytes = std::fs::read(folder.join(&file)).unwrap();
            (file, bytes)
        });
        read(&files, self.present()).unwrap()
    }

    fn imports(&mut self) -> usize {
        let changes = self.reads().changes(self.present());
        let count = changes.len();
        for change in changes {
            match change {
                PlanChange::Household(listed) => self.lists.entry(listed.settlement.clone()).or_default().put(listed),
                change => self.plan.apply(change),
            }
        }
        count
    }

    fn with_the_example() -> Self {
        let mut office = Self::default();
        office.imports();
        office
    }
}

fn code(text: &str) -> Code {
    Code::new(text).unwrap()
}

#[test]
fn every_row_of_the_example_is_read() {
    let mut office = Office::default();
    assert_eq!(office.reads().warnings(), []);
    assert_eq!(office.imports(), 1 + 11 + 16 + 5 + 13 + 2 + 531);
    let plan = &office.plan;
    assert_eq!((plan.settlements.len(), plan.items.len(), plan.rounds.len()), (11, 16, 5));
    assert_eq!((plan.targets.len(), plan.facilities.len()), (13, 2));
    let operation = plan.operation.as_ref().unwrap();
    assert_eq!((operation.name.as_str(), operation.utc_offset_minutes), ("Somalia solar lanterns and relief", 180));
    assert_eq!(operation.languages, ["en", "fr", "ar", "so"]);
    let listed: usize = office.lists.values().map(|list| list.iter().count()).sum();
    assert_eq!(listed, 531);
}

#[test]
fn a_second_import_of_the_example_changes_nothing() {
    let mut office = Office::with_the_example();
    assert_eq!(office.imports(), 0);
    assert_eq!(office.reads().kept_count(office.present()), 0);
}

#[test]
fn what_the_example_leaves_blank_is_unknown() {
    let Office { plan, .. } = Office::with_the_example();
    let kur_libah = &plan.settlements[&code("DEMO-SO1301-0002")];
    assert_eq!((kur_libah.households, kur_libah.individuals, kur_libah.place), (Some(600), None, None));
    let blankets = (code("BURCO-SHELTER-1"), code("DEMO-SO1301-0002"), code("BLANKET"));
    assert_eq!(plan.targets[&blankets].target_households, Some(420));
    assert_eq!(plan.targets[&blankets].target_quantity, None);
    assert_eq!(plan.rounds[&code("TOGDHEER-HEALTH-1")].brackets, None);
    assert_eq!(plan.rounds[&code("KOSAAR-1")].brackets.as_deref(), Some(&[0, 5, 12, 18, 60][..]));
}

#[test]
fn the_rounds_of_the_example_entitle_to_what_their_cells_say() {
    let Office { plan, .. } = Office::with_the_example();
    let due = |round: &str, size, recipient| -> Vec<String> {
        let due = plan.entitled(&code(round), HouseholdSize::new(size).ok(), recipient);
        due.iter().map(|(item, quantity)| format!("{} {item}", quantity.pieces())).collect()
    };
    assert_eq!(due("KOSAAR-1", 6, ItemRecipient::Household), ["1 SOLAR-LANTERN", "1 NFI-KIT"]);
    assert_eq!(due("BURCO-SHELTER-1", 7, ItemRecipient::Household), ["1 EMERGENCY-SHELTER-KIT", "4 BLANKET"]);
    assert_eq!(due("TOGDHEER-HEALTH-1", 7, ItemRecipient::Household), [""; 0]);
    assert_eq!(due("TOGDHEER-HEALTH-1", 7, ItemRecipient::Facility), ["1 MEDICAL-KIT-IEHK", "1 CHOLERA-KIT"]);
}

#[test]
fn cards_of_the_example_are_on_the_list_of_their_settlement() {
    let Office { lists, .. } = Office::with_the_example();
    let list = &lists[&code("DEMO-SO1301-0001")];
    assert_eq!(list.household_count(&code("KOSAAR-1")), 341);
    let card = CardCode::new("kos 0005").unwrap().folded();
    assert_eq!(list.get(&code("KOSAAR-1"), &card).unwrap().size.unwrap().people(), 7);
    assert!(!list.has_list(&code("IOM-LANTERNS-2014")), "open to whoever comes");
}

#[test]
fn settlements_of_the_example_are_found_by_their_other_spellings() {
    let Office { plan, .. } = Office::with_the_example();
    for (typed, name) in
        [("koosar", "Kosaar"), ("jawle", "Jowle"), ("Boosaaso", "Bossaso sites"), ("tula", "Tuulo Farhan")]
    {
        assert_eq!(plan.search(typed)[0].name.as_str(), name, "{typed}");
    }
    assert_eq!(plan.search("Garowe").len(), 3, "the settlements of a district are found by its name");
}
