//! The four tabs at the bottom: Record, Records, Totals, Safe. Nothing else competes.

use super::desk::use_words;
use super::gate::Screen;
use super::route::{Route, Tab};
use crate::ui::{El, Picture, el, icon};
use leptos::prelude::*;

/// Draws the tabs below a screen.
pub fn tabs(screen: Memo<Screen>) -> El {
    let header = &use_words().header;
    let tab = |tab, route: Route, picture, said: &'static str| {
        let is_here = move || matches!(screen.get(), Screen::Page(route) if route.tab() == Some(tab));
        el("a")
            .attr("href", route.hash())
            .live_attr("aria-current", move || is_here().then_some("page"))
            .child(icon(picture))
            .child(said)
    };
    el("nav")
        .class("tabs")
        .attr("aria-label", header.tabs)
        .child(tab(Tab::Record, Route::Home, Picture::Lantern, header.record))
        .child(tab(Tab::Records, Route::Records, Picture::List, header.records))
        .child(tab(Tab::Totals, Route::Totals, Picture::Columns, header.totals))
        .child(tab(Tab::Safe, Route::Safe, Picture::Shield, header.safe))
}
