//! The rounds of the plan: who hands out what, from when to when, and for whom.

use super::{
    plan_tables::Part,
    table::{
        Column::{Number, Words},
        FigureLink, Table,
    },
};
use crate::hq::{
    days,
    figures::{count, count_or_unknown},
    filter::{Field, Filter},
    naming,
    office::office,
};
use lantern_domain::plan::{Basis, Entitlement, Round};
use lantern_ledger::api::PlanContents;
use leptos::prelude::*;

/// The table of rounds.
#[component]
pub fn Rounds(
    /// The plan.
    plan: PlanContents,
) -> impl IntoView {
    let words = office().words().plan;
    let rows = plan.rounds.iter().map(|round| view! { <Row round=round.clone() plan=plan.clone()/> }).collect_view();
    let columns = [
        Words(words.name),
        Words(words.dates),
        Words(words.implementing),
        Words(words.funder),
        Words(words.entitlements),
        Words(words.settlements),
        Number(words.target_households),
    ];
    view! {
        <Part id="rounds" name=words.rounds count=plan.rounds.len() is_open=true>
            <Table labelled_by="rounds" columns>
                <tbody>{rows}</tbody>
            </Table>
        </Part>
    }
}

/// One round.
#[component]
fn Row(
    /// The round.
    round: Round,
    /// The plan, for names.
    plan: PlanContents,
) -> impl IntoView {
    let words = office().words();
    let due = round.entitlements.iter().map(|due| view! { <span class="name">{due_said(due, &plan)}</span> });
    let due = due.collect_view();
    let places = match round.settlements.len() {
        0 => words.plan.everywhere.to_owned(),
        many => count(many as u64),
    };
    let records = Filter::default().with(Field::Round, round.code.as_str()).address("/hq/records", &[]);
    let organisation = |name: Option<String>| name.unwrap_or_else(|| words.filters.unknown.to_owned());
    view! {
        <tr>
            <th scope="row">
                <span class="name">{round.name.to_string()}</span>
                <FigureLink value=round.code.to_string() address=records/>
            </th>
            <td>{dates_said(&round)}</td>
            <td>{organisation(round.implementing_org.as_ref().map(ToString::to_string))}</td>
            <td>{organisation(round.funder())}</td>
            <td>{due}</td>
            <td>{places}</td>
            <td class="n">{count_or_unknown(round.target_households.map(u64::from))}</td>
        </tr>
    }
}

fn dates_said(round: &Round) -> String {
    let words = office().words();
    let start = round.start_on.map_or(words.plan.from_ever.to_owned(), |on| days::day(on, words));
    let end = round.end_on.map_or(words.plan.until_further.to_owned(), |on| days::day(on, words));
    format!("{start} – {end}")
}

/// Says what is due: `1 × Blanket per 2 people`.
fn due_said(due: &Entitlement, plan: &PlanContents) -> String {
    let words = office().words();
    let basis = match due.basis {
        Basis::Household => words.plan.per_household.to_owned(),
        Basis::Person => words.plan.per_person.to_owned(),
        Basis::PerPeople(people) => (words.plan.per_people)(&count(people.into())),
        Basis::Facility => words.plan.per_facility.to_owned(),
    };
    let item = naming::item(plan, due.item.as_str(), words.language);
    format!("{} × {item} {basis}", count(due.quantity.pieces().into()))
}
