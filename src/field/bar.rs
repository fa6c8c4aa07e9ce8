//! The bar at the top: where I am, and what waits. On every screen.

use super::desk::{use_desk, use_words};
use super::route::Route;
use super::said;
use crate::text::number;
use lantern_domain::SettlementRef;
use leptos::prelude::*;

/// Draws the bar.
#[component]
pub fn Bar() -> impl IntoView {
    let desk = use_desk();
    let is_enrolled = Memo::new(move |_| desk.phone().is_writer() && desk.phone().enrolment().is_some());
    view! {
        <header class="bar">
            {move || {
                if is_enrolled.get() {
                    view! {
                        <Where />
                        <Badge />
                    }
                        .into_any()
                } else {
                    view! { <p class="where">"Lantern"</p> }.into_any()
                }
            }}
        </header>
    }
}

/// Settlement and round; a tap changes them.
#[component]
fn Where() -> impl IntoView {
    let desk = use_desk();
    let words = use_words();
    let settlement = move || match desk.place() {
        Some(place) => said::settlement(&desk.plan(), &place.settlement).to_owned(),
        None => words.header.no_place.to_owned(),
    };
    let round = move || desk.place().map(|place| said::round(&desk.plan(), &place.round).to_owned());
    let is_provisional =
        move || desk.place().is_some_and(|place| matches!(place.settlement, SettlementRef::Provisional { .. }));
    view! {
        <a class="here" href=Route::Place.hash()>
            <bdi class="where">{settlement}</bdi>
            <bdi class="round">
                {round}
                {move || is_provisional().then(|| format!(" · {}", words.header.not_in_plan))}
            </bdi>
        </a>
    }
}

/// How many records wait; a tap opens what there is to know about it.
#[component]
fn Badge() -> impl IntoView {
    let desk = use_desk();
    let words = use_words();
    let count = Memo::new(move |_| desk.phone().waiting().records);
    view! {
        <a class="badge" href=Route::Safe.hash() aria-label=move || (words.header.badge)(count.get())>
            <b class="num">{move || number::plain(count.get())}</b>
            <span>{move || (words.header.wait)(count.get())}</span>
        </a>
    }
}
