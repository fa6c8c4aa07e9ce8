//! The frame of the field app: bar, page, what was just saved, tabs.
//!
//! Leaves what stands in a page to the page.

use super::bar::bar;
use super::desk::{Desk, use_desk};
use super::gate::Screen;
use super::route::Route;
use super::tabs::tabs;
use super::update::update_offer;
use super::{
    browser, enrol, faces, hand_over, home, language, operator, place, record, records, safe, settings, totals,
};
use crate::ui::{El, View, apart, drawn, el, group, memo, put, text, when};
use leptos::prelude::*;

/// Starts the field app in the page.
pub fn mount() {
    crate::shell::mount(|| put(app(), &crate::shell::place()));
}

/// The whole field app. A change of language draws it anew; what pages share lives on.
fn app() -> View {
    let desk = Desk::open();
    provide_context(desk);
    let inside = move || {
        desk.language();
        if let Some(failure) = desk.failure.get() {
            untrack(|| faces::failure(&failure))
        } else if desk.is_open.get() {
            untrack(frame)
        } else {
            untrack(faces::opening)
        }
    };
    let spoken = el("p").class("unseen").attr("aria-live", "assertive").child(text(move || desk.spoken.get()));
    group().child(spoken).child(drawn(inside)).into()
}

/// Bar, page and tabs, once the phone is open.
fn frame() -> El {
    let desk = use_desk();
    let screen = memo(move || desk.screen());
    let has_tabs = move || match screen.get() {
        Screen::Page(Route::Operator | Route::Place) => desk.place().is_some(),
        screen => matches!(screen, Screen::Page(_)),
    };
    Effect::new(move |before: Option<Screen>| {
        let now = screen.get();
        if before.is_some_and(|before| before != now) {
            browser::focus_page();
        }
        now
    });
    let page = move || {
        let screen = screen.get();
        apart(move || page(screen))
    };
    el("div")
        .class("frame")
        .child(bar())
        .child(update_offer())
        .child(drawn(page))
        .child(when(has_tabs, move || tabs(screen)))
}

/// Draws a screen.
fn page(screen: Screen) -> El {
    match screen {
        Screen::SecondTab => faces::second_tab(),
        Screen::Language => language::language_page(),
        Screen::Enrol => enrol::enrol_page(),
        Screen::Page(route) => match route {
            Route::Home => home::home_page(),
            Route::HandOver => hand_over::hand_over_page(),
            Route::Records => records::records_page(),
            Route::Record(id) => record::record_page(id),
            Route::Totals => totals::totals_page(),
            Route::Safe => safe::safe_page(),
            Route::Settings => settings::settings_page(),
            Route::Operator => operator::operator_page(),
            Route::Place => place::place_page(),
            Route::Unknown => faces::not_found(),
        },
    }
}
