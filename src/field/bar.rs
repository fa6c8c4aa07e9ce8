//! The bar at the top: where I am, and what waits. On every screen.

use super::desk::{Desk, use_desk};
use super::route::Route;
use super::said;
use crate::text::number;
use crate::ui::{El, drawn, el, group, maybe_text, memo, text};
use lantern_device::Place;
use lantern_domain::SettlementRef;
use leptos::prelude::*;

/// Draws the bar.
pub fn bar() -> El {
    let desk = use_desk();
    let is_enrolled = memo(move || desk.phone().is_writer() && desk.phone().enrolment().is_some());
    let inside = move || match is_enrolled.get() {
        true => group().child(here(desk)).child(badge(desk)),
        false => group().child(el("p").class("where").child("Lantern")),
    };
    el("header").class("bar").child(drawn(inside))
}

/// Settlement and round; a tap changes them.
fn here(desk: Desk) -> El {
    let words = desk.words();
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
    el("a")
        .class("here")
        .attr("href", Route::Place.hash())
        .child(el("bdi").class("where").child(text(settlement)))
        .child(el("bdi").class("round").child(maybe_text(round)))
}

/// How many records wait; a tap opens what there is to know about it.
fn badge(desk: Desk) -> El {
    let words = desk.words();
    let count = move || desk.phone().waiting().records;
    el("a")
        .class("badge")
        .attr("href", Route::Safe.hash())
        .child(el("b").class("num").child(text(move || number::plain(count()))))
        .child(el("span").child(text(move || (words.header.wait)(count()))))
        .child(el("span").class("unseen").child(words.header.badge))
}
