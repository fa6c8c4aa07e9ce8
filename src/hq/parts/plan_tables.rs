//! Settlements, items, targets and lists of the plan.

use super::table::Scroll;
use crate::hq::{
    figures::{count, count_or_unknown},
    naming,
    office::office,
};
use lantern_ledger::api::PlanContents;
use leptos::prelude::*;

/// A part of the plan that can be folded away.
#[component]
pub fn Part(
    /// Its id.
    id: &'static str,
    /// Its name.
    name: &'static str,
    /// How many there are.
    count: usize,
    /// Whether it stands open at first.
    #[prop(optional)]
    is_open: bool,
    /// Its table.
    children: Children,
) -> impl IntoView {
    let number = crate::hq::figures::count(count as u64);
    view! {
        <details open=is_open>
            <summary><h3 id=id>{name} " " <span class="ink-2 num">{number}</span></h3></summary>
            {children()}
        </details>
    }
}

/// A table of plain cells: headings, whether each column holds numbers, and rows whose first cell names the row.
#[component]
fn Plain(
    /// The id of the heading that names the table.
    labelled_by: &'static str,
    /// Headings, and whether the column holds numbers.
    columns: Vec<(&'static str, bool)>,
    /// The rows.
    rows: Vec<Vec<String>>,
) -> impl IntoView {
    let kinds: Vec<bool> = columns.iter().map(|(_, is_number)| *is_number).collect();
    let head = columns.into_iter().map(|(name, is_number)| view! { <th scope="col" class:n=is_number>{name}</th> });
    let row = move |cells: Vec<String>| {
        let mut cells = cells.into_iter();
        let first = cells.next();
        let rest = cells.zip(kinds.clone().into_iter().skip(1));
        let rest = rest.map(|(cell, is_number)| view! { <td class:n=is_number><bdi>{cell}</bdi></td> }).collect_view();
        view! { <tr><th scope="row"><bdi>{first}</bdi></th>{rest}</tr> }
    };
    view! {
        <Scroll labelled_by>
            <table>
                <thead><tr>{head.collect_view()}</tr></thead>
                <tbody>{rows.into_iter().map(row).collect_view()}</tbody>
            </table>
        </Scroll>
    }
}

/// The table of settlements; the population beside them is never a target.
#[component]
pub fn Settlements(
    /// The plan.
    plan: PlanContents,
) -> impl IntoView {
    let words = office().words().plan;
    let text = |text: &Option<lantern_domain::ShortText>| text.as_ref().map(ToString::to_string).unwrap_or_default();
    let row = |it: &lantern_domain::plan::Settlement| {
        let area = naming::area(&plan, it.code.as_str()).unwrap_or_default();
        let population = count_or_unknown(it.households.map(u64::from));
        vec![it.name.to_string(), it.code.to_string(), area, text(&it.kind), population]
    };
    let rows = plan.settlements.iter().map(row).collect();
    let columns = vec![
        (words.name, false),
        (words.code, false),
        (words.area, false),
        (words.kind_of_site, false),
        (words.population, true),
    ];
    view! {
        <Part id="plan-settlements" name=words.settlements count=plan.settlements.len()>
            <Plain labelled_by="plan-settlements" columns rows/>
        </Part>
    }
}

/// The table of items and what kits are made of.
#[component]
pub fn Items(
    /// The plan.
    plan: PlanContents,
) -> impl IntoView {
    let words = office().words().plan;
    let language = office().words().language;
    let row = |it: &lantern_domain::plan::Item| {
        let component = |part: &lantern_domain::plan::Component| {
            format!("{} × {}", count(part.count.into()), naming::item(&plan, part.item.as_str(), language))
        };
        let parts = it.components.iter().map(component).collect::<Vec<_>>().join(", ");
        let category = it.category.as_ref().map(ToString::to_string).unwrap_or_default();
        vec![it.name(language.tag()).to_owned(), it.code.to_string(), category, parts]
    };
    let rows = plan.items.iter().map(row).collect();
    let columns = vec![(words.name, false), (words.code, false), (words.category, false), (words.components, false)];
    view! {
        <Part id="plan-items" name=words.items count=plan.items.len()>
            <Plain labelled_by="plan-items" columns rows/>
        </Part>
    }
}

/// The table of targets.
#[component]
pub fn Targets(
    /// The plan.
    plan: PlanContents,
) -> impl IntoView {
    let words = office().words();
    let row = |it: &lantern_domain::plan::Target| {
        let settlement = plan.settlements.iter().find(|known| known.code == it.settlement);
        vec![
            it.round.to_string(),
            settlement.map_or_else(|| it.settlement.to_string(), |known| known.name.to_string()),
            naming::item(&plan, it.item.as_str(), words.language),
            count_or_unknown(it.target_households.map(u64::from)),
            count_or_unknown(it.target_quantity.map(u64::from)),
        ]
    };
    let rows = plan.targets.iter().map(row).collect();
    let columns = vec![
        (words.filters.round, false),
        (words.totals.settlement, false),
        (words.totals.item, false),
        (words.plan.target_households, true),
        (words.plan.target_quantity, true),
    ];
    view! {
        <Part id="plan-targets" name=words.plan.targets count=plan.targets.len()>
            <Plain labelled_by="plan-targets" columns rows/>
        </Part>
    }
}

/// The lists of households, by their lengths: who is on them is for the phones that need it.
#[component]
pub fn Lists(
    /// The plan.
    plan: PlanContents,
) -> impl IntoView {
    let words = office().words();
    let row = |it: &lantern_ledger::api::ListLength| {
        let settlement = plan.settlements.iter().find(|known| known.code == it.settlement);
        vec![
            settlement.map_or_else(|| it.settlement.to_string(), |known| known.name.to_string()),
            it.round.to_string(),
            count(it.households as u64),
        ]
    };
    let rows = plan.lists.iter().map(row).collect();
    let columns =
        vec![(words.totals.settlement, false), (words.filters.round, false), (words.plan.listed_households, true)];
    view! {
        <Part id="plan-lists" name=words.plan.lists count=plan.lists.len()>
            <Plain labelled_by="plan-lists" columns rows/>
        </Part>
    }
}
