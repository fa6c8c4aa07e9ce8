//! The four tabs at the bottom: Record, Records, Totals, Safe. Nothing else competes.

use super::desk::use_words;
use super::gate::Screen;
use super::route::{Route, Tab};
use crate::ui::{Icon, Picture, live};
use leptos::prelude::*;

/// Draws the tabs.
#[component]
pub fn Tabs(
    /// The screen that is shown.
    screen: Memo<Screen>,
) -> impl IntoView {
    let words = use_words();
    let header = &words.header;
    let is_at = move |tab| matches!(screen.get(), Screen::Page(route) if route.tab() == Some(tab));
    let tab = move |tab, route: Route, picture, said| {
        view! {
            <a href=route.hash() aria-current=live(move || is_at(tab).then_some("page"))>
                <Icon picture />
                {said}
            </a>
        }
    };
    view! {
        <nav class="tabs" aria-label=header.tabs>
            {tab(Tab::Record, Route::Home, Picture::Lantern, header.record)}
            {tab(Tab::Records, Route::Records, Picture::List, header.records)}
            {tab(Tab::Totals, Route::Totals, Picture::Columns, header.totals)}
            {tab(Tab::Safe, Route::Safe, Picture::Shield, header.safe)}
        </nav>
    }
}
