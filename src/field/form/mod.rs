//! The hand-over form: everything a person may have half-typed, and what becomes of it.
//!
//! The form keeps text as typed, so that a draft brings back exactly what was there; reading it makes a
//! [`Distribution`](lantern_domain::Distribution) or says what is wrong, field by field.
//! Leaves drawing it to the pages, and keeping it to the phone.

pub mod answer;
mod check;
mod draft;
pub mod line;
pub mod people;
mod problem;

pub use answer::Answer;
pub use check::Facts;
pub use line::LineForm;
pub use people::SexAgeForm;
pub use problem::{Field, Problem, Problems};

use crate::text::number;
use lantern_domain::plan::{ItemRecipient, Plan};
use lantern_domain::{CardCode, Code, HouseholdSize, SettlementRef};

/// A hand-over as far as it is filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(test, derive(serde::Serialize, serde::Deserialize))]
pub struct HandOver {
    /// The round's code.
    pub round: Code,
    /// Where.
    pub settlement: SettlementRef,
    /// Who the goods are for.
    pub kind: ItemRecipient,
    /// The card's number.
    pub card: String,
    /// Whether the household has no card.
    pub is_walk_in: bool,
    /// The facility or community.
    pub facility: String,
    /// People in the household.
    pub size: String,
    /// Whether somebody typed the size: what the list says then leaves it alone.
    pub is_size_touched: bool,
    /// The items.
    pub lines: Vec<LineForm>,
    /// People by sex and age; `None`: not asked.
    pub sex_age: Option<SexAgeForm>,
    /// Who collects for the household; `None`: the household does.
    pub proxy: Option<Answer>,
    /// Why the household is served again; `None`: nobody decided to.
    pub repeat: Option<Answer>,
    /// A remark.
    pub note: String,
}

impl HandOver {
    /// Makes an empty form for a round at a settlement, with the lines that the plan entitles to.
    pub fn new(plan: &Plan, round: Code, settlement: SettlementRef) -> Self {
        let kind = kinds(plan, &round)[0];
        let mut form = Self {
            round,
            settlement,
            kind,
            card: String::new(),
            is_walk_in: false,
            facility: String::new(),
            size: String::new(),
            is_size_touched: false,
            lines: Vec::new(),
            sex_age: None,
            proxy: None,
            repeat: None,
            note: String::new(),
        };
        form.follow(plan);
        form
    }

    /// Returns the key under which a half-typed form of a place is kept.
    pub fn draft_key(round: &Code, settlement: &SettlementRef) -> String {
        format!("hand-over/{}/{}", round.as_str(), settlement.key().as_str())
    }

    /// Returns whether nobody has typed anything yet.
    pub fn is_untouched(&self, plan: &Plan) -> bool {
        let mut fresh = Self::new(plan, self.round.clone(), self.settlement.clone());
        fresh.set_kind(plan, self.kind);
        *self == fresh
    }

    /// Brings the entitlements up to the plan, the household's size and the kind of recipient.
    ///
    /// Quantities that somebody changed stay; lines that are no longer due go unless somebody touched them.
    pub fn follow(&mut self, plan: &Plan) {
        let due = plan.entitled(&self.round, self.known_size(), self.kind);
        for line in &mut self.lines {
            match due.iter().find(|(item, _)| *item == line.item) {
                Some((_, quantity)) => line.follow(quantity.pieces()),
                None if line.is_touched => line.entitled = None,
                None => {}
            }
        }
        self.lines.retain(|line| {
            line.is_touched || line.entitled.is_none() || due.iter().any(|(item, _)| *item == line.item)
        });
        for (item, quantity) in due {
            if !self.lines.iter().any(|line| line.item == item) {
                self.lines.push(LineForm::due(item, quantity));
            }
        }
    }

    /// Changes who the goods are for; the lines begin anew.
    pub fn set_kind(&mut self, plan: &Plan, kind: ItemRecipient) {
        if self.kind != kind {
            self.kind = kind;
            self.lines.clear();
            self.follow(plan);
        }
    }

    /// Takes over what the round's list says of the card, unless somebody typed a size.
    pub fn set_listed_size(&mut self, plan: &Plan, size: Option<HouseholdSize>) {
        if self.is_size_touched {
            return;
        }
        self.size = size.map(|size| size.people().to_string()).unwrap_or_default();
        self.follow(plan);
    }

    /// Takes over a size that somebody typed.
    pub fn set_size(&mut self, plan: &Plan, typed: String) {
        self.size = typed;
        self.is_size_touched = true;
        self.follow(plan);
    }

    /// Returns the size, if one is filled in.
    pub fn known_size(&self) -> Option<HouseholdSize> {
        number::typed(&self.size).and_then(|people| HouseholdSize::new(people).ok())
    }

    /// Returns the card as far as it can be one.
    pub fn known_card(&self) -> Option<CardCode> {
        let has_card = self.kind == ItemRecipient::Household && !self.is_walk_in;
        has_card.then(|| CardCode::new(&self.card).ok()).flatten()
    }

    /// Returns whether the plan entitles to nothing here, so that any quantity goes without a reason.
    pub fn is_open_round(&self) -> bool {
        self.lines.iter().all(|line| line.entitled.is_none())
    }

    /// Returns the sums by sex and age and the size, where both are known and they differ: a hint, never a refusal.
    pub fn sum_differs(&self) -> Option<(u32, u32)> {
        let sum = self.sex_age.as_ref()?.sum().filter(|&sum| sum > 0)?;
        let size = self.known_size()?.people();
        (sum != size).then_some((sum, size))
    }
}

/// Returns who the goods of a round are for: at least one kind, in the order of the round.
pub fn kinds(plan: &Plan, round: &Code) -> Vec<ItemRecipient> {
    let all = [ItemRecipient::Household, ItemRecipient::Facility, ItemRecipient::Community];
    let mut kinds: Vec<_> = all.into_iter().filter(|&kind| !plan.entitled(round, None, kind).is_empty()).collect();
    if kinds.is_empty() {
        kinds.push(ItemRecipient::Household);
    }
    kinds
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use lantern_domain::plan::{Basis, Entitlement, Item, Names, PlanChange, Round};
    use lantern_domain::{Quantity, ShortText};

    pub(crate) fn code(text: &str) -> Code {
        Code::new(text).unwrap()
    }

    fn item(text: &str, recipient: ItemRecipient) -> Item {
        Item {
            code: code(text),
            code_scheme: None,
            names: Names::default(),
            category: None,
            unit: None,
            recipient,
            components: Vec::new(),
            covers_people: None,
            covers_months: None,
            tracks_batch: recipient == ItemRecipient::Facility,
        }
    }

    fn due(item: &str, quantity: u32, basis: Basis) -> Entitlement {
        Entitlement { item: code(item), quantity: Quantity::new(quantity).unwrap(), basis }
    }

    fn round(text: &str, entitlements: Vec<Entitlement>) -> Round {
        Round {
            code: code(text),
            name: ShortText::new(text).unwrap(),
            implementing_org: None,
            funding_orgs: Vec::new(),
            cluster: None,
            modality: None,
            targeting: None,
            start_on: None,
            end_on: None,
            settlements: Vec::new(),
            entitlements,
            target_households: None,
            target_individuals: None,
            brackets: Some(vec![0, 18]),
            min_interval_days: None,
            note: None,
        }
    }

    /// A shelter round (one kit a household, a blanket for every two people), a clinic round, and an open one.
    pub(crate) fn plan() -> Plan {
        let mut plan = Plan::default();
        plan.apply(PlanChange::Item(item("SHELTER-KIT", ItemRecipient::Household)));
        plan.apply(PlanChange::Item(item("BLANKET", ItemRecipient::Household)));
        plan.apply(PlanChange::Item(item("MEDICAL-KIT", ItemRecipient::Facility)));
        let shelter = vec![due("SHELTER-KIT", 1, Basis::Household), due("BLANKET", 1, Basis::PerPeople(2))];
        plan.apply(PlanChange::Round(round("SHELTER", shelter)));
        plan.apply(PlanChange::Round(round("CLINIC", vec![due("MEDICAL-KIT", 1, Basis::Facility)])));
        plan.apply(PlanChange::Round(round("OPEN", Vec::new())));
        plan
    }

    pub(crate) fn form(plan: &Plan, round: &str) -> HandOver {
        HandOver::new(plan, code(round), SettlementRef::Planned(code("S-1")))
    }

    fn quantities(form: &HandOver) -> Vec<&str> {
        form.lines.iter().map(|line| line.quantity.as_str()).collect()
    }

    #[test]
    fn lines_are_prefilled_from_the_entitlement_and_follow_the_size() {
        let plan = plan();
        let mut form = form(&plan, "SHELTER");
        assert_eq!(quantities(&form), ["1", "1"]);
        form.set_size(&plan, "٥".into());
        assert_eq!(quantities(&form), ["1", "3"]);
    }

    #[test]
    fn a_quantity_that_somebody_changed_stays_when_the_size_changes() {
        let plan = plan();
        let mut form = form(&plan, "SHELTER");
        form.lines[1].step(4);
        form.set_size(&plan, "6".into());
        assert_eq!((form.lines[1].quantity.as_str(), form.lines[1].entitled), ("5", Some(3)));
    }

    #[test]
    fn the_list_fills_in_the_size_until_somebody_types_one() {
        let plan = plan();
        let mut form = form(&plan, "SHELTER");
        form.set_listed_size(&plan, HouseholdSize::new(6).ok());
        assert_eq!((form.size.as_str(), quantities(&form)), ("6", vec!["1", "3"]));
        form.set_size(&plan, "4".into());
        form.set_listed_size(&plan, HouseholdSize::new(8).ok());
        assert_eq!(form.size, "4");
    }

    #[test]
    fn a_clinic_round_asks_for_the_facility() {
        let plan = plan();
        let form = form(&plan, "CLINIC");
        assert_eq!(form.kind, ItemRecipient::Facility);
        assert_eq!(form.lines[0].item, code("MEDICAL-KIT"));
    }

    #[test]
    fn a_round_that_the_plan_lost_is_still_recorded_in() {
        let form = form(&Plan::default(), "GONE");
        assert_eq!((form.kind, form.lines.len(), form.is_open_round()), (ItemRecipient::Household, 0, true));
    }

    #[test]
    fn an_added_item_survives_a_change_of_size() {
        let plan = plan();
        let mut form = form(&plan, "SHELTER");
        form.lines.push(LineForm::extra(code("SOAP")));
        form.set_size(&plan, "2".into());
        assert_eq!(form.lines.len(), 3);
        assert_eq!(form.lines[2].entitled, None);
    }

    #[test]
    fn a_form_is_untouched_until_something_is_typed_and_a_draft_brings_it_back() {
        let plan = plan();
        let mut form = form(&plan, "SHELTER");
        assert!(form.is_untouched(&plan));
        form.card = "KOS-0".into();
        assert!(!form.is_untouched(&plan));
        assert_eq!(HandOver::from_draft(&form.to_draft()), Some(form));
    }

    #[test]
    fn a_sum_that_differs_from_the_size_is_a_hint() {
        let plan = plan();
        let mut form = form(&plan, "SHELTER");
        form.set_size(&plan, "6".into());
        let mut counts = SexAgeForm::new(&[0, 18]);
        counts.female[0] = "2".into();
        form.sex_age = Some(counts);
        assert_eq!(form.sum_differs(), Some((2, 6)));
        form.set_size(&plan, "2".into());
        assert_eq!(form.sum_differs(), None);
    }
}
