//! What a recipient was given of each item in a round, beside what the plan says is due.
//!
//! An item given instead of another counts as that other.

use super::super::count::RecipientKind;
use super::super::register::Register;
use super::super::view::View;
use super::rules::Rules;
use super::{Found, Substitutes};
use crate::flag::{Group, Reason, Who};
use crate::plan::{Basis, ItemRecipient, Plan};
use crate::{Code, HouseholdSize, RecordId};

/// All that one recipient was given in a round.
struct Given<'a> {
    round: &'a Code,
    to: ItemRecipient,
    /// The largest size that a record of the household names.
    size: Option<HouseholdSize>,
    /// Item, number of the record, pieces.
    lines: Vec<(Code, u32, u64)>,
}

/// Flags each item of which one recipient was given more than was due by services in one round, one at least.
///
/// Where the plan does not know the round, or has nothing due to such recipients, it cannot say.
pub(super) fn see(
    rules: &mut Rules<'_>,
    found: &mut Found,
    register: &Register,
    substitutes: &Substitutes<'_>,
    services: &[u32],
    who: impl Fn() -> Who,
) {
    let view = View::now(register);
    let said = view.said(services[0]);
    let kind = register.counter.kind_of(said);
    let given = || {
        let round = &register.counter.rounds()[said.round as usize];
        let to = match kind {
            RecipientKind::Household | RecipientKind::WalkIn => ItemRecipient::Household,
            RecipientKind::Facility => ItemRecipient::Facility,
            RecipientKind::Community => ItemRecipient::Community,
        };
        let mut given = Given { round, to, size: None, lines: Vec::new() };
        services.iter().for_each(|&record| given.add(register, substitutes, record));
        given
    };
    if let [only] = services
        && substitutes(&version(register, *only)).is_empty()
    {
        let service = (said.round, said.goods, said.household().size, kind);
        let plan = rules.plan;
        if *rules.is_within.entry(service).or_insert_with(|| given().over(plan).is_empty()) {
            return;
        }
    }
    let given = given();
    let round = given.round;
    for (item, quantity, entitled, records) in given.over(rules.plan) {
        let group = Group::Due { round: round.clone(), who: who(), item: item.clone() };
        found.put(register, group, Reason::OverEntitlement { item, quantity, entitled }, records);
    }
}

/// Returns the id of the version of a record that counts.
fn version(register: &Register, record: u32) -> RecordId {
    let outline = register.outline(record);
    outline.replacement().unwrap_or(outline.id)
}

impl Given<'_> {
    fn add(&mut self, register: &Register, substitutes: &Substitutes<'_>, record: u32) {
        let said = View::now(register).said(record);
        self.size = self.size.max(HouseholdSize::new(said.household().size.into()).ok());
        let instead_of = substitutes(&version(register, record));
        for &(item, pieces) in register.counter.goods(said.goods) {
            let item = &register.counter.items()[item as usize];
            let stands_for = instead_of.iter().find(|(given, _)| given == item).map_or(item, |(_, it)| it);
            self.lines.push((stands_for.clone(), record, pieces.into()));
        }
    }

    /// Returns each item of which more was given than was due: pieces given, pieces due, numbers of the records.
    fn over(mut self, plan: &Plan) -> Vec<(Code, u64, u64, Vec<u32>)> {
        let due = plan.entitled(self.round, self.size, self.to);
        let Some(round) = plan.rounds.get(self.round).filter(|_| !due.is_empty()) else { return Vec::new() };
        let by_people = |basis: Basis| matches!(basis, Basis::Person | Basis::PerPeople(_));
        // What goes by people cannot be judged where nobody counted them.
        let is_open = |item: &Code| {
            self.size.is_none() && round.entitlements.iter().any(|due| due.item == *item && by_people(due.basis))
        };
        self.lines.sort_unstable();
        let of_items = self.lines.chunk_by(|one, other| one.0 == other.0).filter(|lines| !is_open(&lines[0].0));
        let judged = of_items.map(|lines| {
            let item = lines[0].0.clone();
            let entitled = due.iter().filter(|(of, _)| *of == item).map(|(_, pieces)| u64::from(pieces.pieces())).sum();
            let mut records: Vec<u32> = lines.iter().map(|(_, record, _)| *record).collect();
            records.dedup();
            (item, lines.iter().map(|(.., pieces)| pieces).sum(), entitled, records)
        });
        judged.filter(|(_, quantity, entitled, _)| quantity > entitled).collect()
    }
}
