//! The bar at the top: where I am, and what waits. On every screen.

use super::desk::{use_desk, use_words};
use super::route::Route;
use super::said;
use crate::text::number;
use crate::ui::{drawn, maybe_text, memo, text};
use lantern_device::Place;
use lantern_domain::SettlementRef;
use leptos::prelude::*;

/// Draws the bar.
#[component]
pub fn Bar() -> impl IntoView {
    let desk = use_desk();
    let is_enrolled = memo(move || desk.phone().is_writer() && desk.phone().enrolment().is_some());
    view! {
        <header class="bar">
            {drawn(move || {
                if is_enrolled.get() {
                    view! {
                        <Where />
                        <Badge />
                    }
                        .into_any()
                } else {
                    view! { <p class="where">"Lantern"</p> }.into_any()
                }
            })}
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
    let round = move || {
        let Place { round, settlement } = desk.place()?;
        let name = said::round(&desk.plan(), &round).to_owned();
        let is_provisional = matches!(settlement, SettlementRef::Provisional { .. });
        Some(if is_provisional { format!("{name} · {}", words.header.not_in_plan) } else { name })
    };
    view! {
        <a class="here" href=Route::Place.hash()>
            <bdi class="where">{text(settlement)}</bdi>
            <bdi class="round">{maybe_text(round)}</bdi>
        </a>
    }
}

/// How many records wait; a tap opens what there is to know about it.
#[component]
fn Badge() -> impl IntoView {
    let desk = use_desk();
    let words = use_words();
    let count = move || desk.phone().waiting().records;
    view! {
        <a class="badge" href=Route::Safe.hash()>
            <b class="num">{text(move || number::plain(count()))}</b>
            <span>{text(move || (words.header.wait)(count()))}</span>
            <span class="unseen">{words.header.badge}</span>
        </a>
    }
}
