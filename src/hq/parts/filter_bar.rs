//! The bar of filters: what is chosen goes into the URL, and from there to every figure.

use crate::hq::{
    address,
    filter::{Field, Filter},
    office::office,
    options,
};
use lantern_ledger::api::PlanContents;
use leptos::prelude::*;

/// Filters for a page.
#[component]
pub fn FilterBar(
    /// The page's own path; changing a filter goes there.
    path: &'static str,
    /// What can be chosen.
    plan: Signal<PlanContents>,
    /// Which fields.
    fields: &'static [Field],
) -> impl IntoView {
    let words = office().words();
    let filter = address::filter();
    let go = address::go();
    let choose = {
        let go = go.clone();
        Callback::new(move |(field, value): (Field, String)| {
            go(&filter.get_untracked().with(field, &value).address(path, &[]));
        })
    };
    view! {
        <form class="filters" class:many={fields.len() > 6} aria-label=words.filters.title on:submit=|event| event.prevent_default()>
            {fields.iter().map(|&field| match field {
                Field::From | Field::To => view! { <Day field filter choose/> }.into_any(),
                _ => view! { <Chooser field filter plan choose/> }.into_any(),
            }).collect_view()}
            <Show when=move || filter.with(|filter| !filter.is_all())>
                <a class="quiet" href=path>{words.filters.clear}</a>
            </Show>
        </form>
    }
}

/// One thing out of those of the plan.
#[component]
fn Chooser(
    /// Which.
    field: Field,
    /// What is chosen.
    filter: Memo<Filter>,
    /// What can be chosen.
    plan: Signal<PlanContents>,
    /// Takes what was chosen.
    choose: Callback<(Field, String)>,
) -> impl IntoView {
    let words = office().words();
    let choices =
        Memo::new(move |_| plan.with(|plan| filter.with(|filter| options::choices(field, plan, filter, words))));
    let is_chosen = move |value: &str| filter.with(|filter| filter.value(field).unwrap_or_default() == value);
    view! {
        <label>
            <span>{label(field)}</span>
            <select on:change=move |event| choose.run((field, event_target_value(&event)))>
                <option value="" prop:selected=move || is_chosen("")>{words.filters.all}</option>
                {move || choices.get().into_iter().map(|choice| {
                    let value = choice.value.clone();
                    view! { <option value=choice.value prop:selected=move || is_chosen(&value)>{choice.label}</option> }
                }).collect_view()}
            </select>
        </label>
    }
}

/// A day.
#[component]
fn Day(
    /// The first or the last.
    field: Field,
    /// What is chosen.
    filter: Memo<Filter>,
    /// Takes what was chosen.
    choose: Callback<(Field, String)>,
) -> impl IntoView {
    let value = move || filter.with(|filter| filter.value(field).unwrap_or_default().to_owned());
    view! {
        <label>
            <span>{label(field)}</span>
            <input type="date" prop:value=value on:change=move |event| choose.run((field, event_target_value(&event)))/>
        </label>
    }
}

fn label(field: Field) -> &'static str {
    let words = office().words().filters;
    match field {
        Field::Round => words.round,
        Field::Settlement => words.settlement,
        Field::Item => words.item,
        Field::Funder => words.funder,
        Field::Implementing => words.implementing,
        Field::From => words.from,
        Field::To => words.to,
        Field::State | Field::Decided => words.state,
        Field::Kind => office().words().flags.kind,
    }
}
