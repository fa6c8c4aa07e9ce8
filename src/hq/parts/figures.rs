//! The figures at the top: households, people, the main items, and how many phones have reported.
//!
//! The reporting stands beside the results, because a total without its completeness is a rumour.

use crate::hq::{
    days,
    figures::{count, per_cent_written},
    filter::{Field, Filter},
    office::office,
    planned::planned,
    reporting::Reporting,
    results::ItemLine,
    sadd,
};
use lantern_domain::TotalsRow;
use lantern_ledger::api::DeviceRow;
use leptos::prelude::*;

/// How many items get a figure of their own.
const MAIN_ITEMS: usize = 2;

/// The figures.
#[component]
pub fn Figures(
    /// The total of all.
    all: TotalsRow,
    /// Items, the most first.
    lines: Vec<ItemLine>,
    /// The phones.
    devices: Vec<DeviceRow>,
    /// What everything is narrowed to.
    filter: Filter,
) -> impl IntoView {
    let words = office().words();
    let main = lines.into_iter().filter(|line| line.quantity > 0).take(MAIN_ITEMS);
    let items = main.map(|line| view! { <ItemFigure line filter=filter.clone()/> }).collect_view();
    let records = filter.address("/hq/records", &[]);
    let (households, people) = (households_said(&all, &filter), people_said(&all));
    view! {
        <section class="figures" aria-label=words.figures.title>
            <Figure name=words.figures.households.to_owned() value=count(all.households) address=records.clone()>
                {households}
            </Figure>
            <Figure name=words.figures.people.to_owned() value=count(all.individuals) address=records>
                {people}
            </Figure>
            {items}
            <PhonesFigure reporting=Reporting::of_all(&devices)/>
        </section>
    }
}

/// One figure; its value opens what it is made of.
#[component]
fn Figure(
    /// What it is.
    name: String,
    /// How much.
    value: String,
    /// What its value opens.
    address: String,
    /// Whether it wants care.
    #[prop(optional)]
    wants_care: bool,
    /// What must be read with it.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="figure" class:care=wants_care>
            <p class="figure-name">{name.clone()}</p>
            <p><a class="figure-value num" href=address aria-label=format!("{value}, {name}")>{value.clone()}</a></p>
            <p class="figure-more">{children()}</p>
        </div>
    }
}

/// How much of an item was handed over.
#[component]
fn ItemFigure(
    /// The item.
    line: ItemLine,
    /// What everything is narrowed to.
    filter: Filter,
) -> impl IntoView {
    let words = office().words().figures;
    let address = filter.with(Field::Item, &line.code).address("/hq/records", &[]);
    let target = line.target.filter(|target| !target.is_households);
    let mut said = vec![match target {
        Some(target) => (words.target)(&count(target.wanted)),
        None => words.pieces.to_owned(),
    }];
    if line.in_kits > 0 {
        said.push((words.in_kits)(&count(line.in_kits)));
    }
    view! {
        <Figure name=planned().item_name(&line.code) value=count(line.quantity) address>{said.join(" · ")}</Figure>
    }
}

/// How many phones have reported.
#[component]
fn PhonesFigure(
    /// How many, and since when the others have not.
    reporting: Reporting,
) -> impl IntoView {
    let office = office();
    let words = office.words().figures;
    let moment = |at| days::short_moment(at, office.offset_minutes.get_untracked(), office.words());
    let silent = reporting.silent() as u64;
    let said = match (reporting.phones, silent, reporting.silent_since) {
        (0, ..) => words.no_phones.to_owned(),
        (_, 0, _) => words.all_reported.to_owned(),
        (_, _, Some(since)) => (words.silent)(silent, &moment(since)),
        (_, _, None) => (words.silent_never)(silent),
    };
    let value = (words.of)(&count(reporting.reported as u64), &count(reporting.phones as u64));
    view! {
        <Figure
            name=words.phones.to_owned()
            value
            address="/hq/phones".to_owned()
            wants_care=!reporting.is_complete()
        >
            {said}
        </Figure>
    }
}

/// Says what must be read with the households: the target, and what is counted apart.
fn households_said(all: &TotalsRow, filter: &Filter) -> impl IntoView + use<> {
    let words = office().words().figures;
    let target = all.target_households.map_or(words.no_target.to_owned(), |target| (words.target)(&count(target)));
    let apart =
        [(all.walk_ins, words.more_walk_ins), (all.facilities, words.facilities), (all.communities, words.communities)];
    let apart = apart.into_iter().filter(|(number, _)| *number > 0);
    let apart = apart.map(|(number, say)| view! { <span class="unit">{say(number)}</span> }).collect_view();
    let void = filter.with(Field::State, "void").address("/hq/records", &[]);
    let void =
        (all.voided > 0).then(|| view! { <a class="unit figure-link" href=void>{(words.voided)(all.voided)}</a> });
    view! { {words.households_distinct} " · " {target} {apart} {void} }
}

fn people_said(all: &TotalsRow) -> String {
    let words = office().words();
    let written = |share| per_cent_written(share, words.language);
    let all_households = all.households + all.walk_ins;
    let shares = match (sadd::female_per_cent(all), sadd::asked_per_cent(all)) {
        (Some(female), Some(asked)) => (words.figures.female)(&written(female), &written(asked)),
        _ => words.figures.not_asked.to_owned(),
    };
    if all.size_known_for == all_households {
        return shares;
    }
    format!("{shares} · {}", (words.figures.size_known)(&count(all.size_known_for), &count(all_households)))
}
