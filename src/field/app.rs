//! The frame of the field app: bar, page, what was just saved, tabs.
//!
//! Leaves what stands in a page to the page.

use super::bar::Bar;
use super::desk::{Desk, use_desk};
use super::gate::Screen;
use super::route::Route;
use super::tabs::Tabs;
use super::update::UpdateOffer;
use super::{
    browser, enrol, faces, hand_over, home, language, operator, place, record, records, safe, settings, totals,
};
use crate::ui::{drawn, memo, text, when};
use leptos::prelude::*;

/// Starts the field app in the page.
pub fn mount() {
    crate::shell::mount(App);
}

/// The whole field app. A change of language draws it anew; what pages share lives on.
#[component]
fn App() -> impl IntoView {
    let desk = Desk::open();
    provide_context(desk);
    view! {
        <p class="unseen" aria-live="assertive">
            {text(move || desk.spoken.get())}
        </p>
        {drawn(move || {
            desk.language();
            if let Some(failure) = desk.failure.get() {
                view! { <faces::Failure failure /> }.into_any()
            } else if desk.is_open.get() {
                view! { <Frame /> }.into_any()
            } else {
                view! { <faces::Opening /> }.into_any()
            }
        })}
    }
}

/// Bar, page and tabs, once the phone is open.
#[component]
fn Frame() -> impl IntoView {
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
    view! {
        <div class="frame">
            <Bar />
            <UpdateOffer />
            {drawn(move || page(screen.get()))}
            {when(has_tabs, move || view! { <Tabs screen /> }.into_any())}
        </div>
    }
}

/// Draws a screen.
fn page(screen: Screen) -> AnyView {
    match screen {
        Screen::SecondTab => view! { <faces::SecondTab /> }.into_any(),
        Screen::Language => view! { <language::LanguagePage /> }.into_any(),
        Screen::Enrol => view! { <enrol::EnrolPage /> }.into_any(),
        Screen::Page(route) => match route {
            Route::Home => view! { <home::HomePage /> }.into_any(),
            Route::HandOver => view! { <hand_over::HandOverPage /> }.into_any(),
            Route::Records => view! { <records::RecordsPage /> }.into_any(),
            Route::Record(id) => view! { <record::RecordPage id /> }.into_any(),
            Route::Totals => view! { <totals::TotalsPage /> }.into_any(),
            Route::Safe => view! { <safe::SafePage /> }.into_any(),
            Route::Settings => view! { <settings::SettingsPage /> }.into_any(),
            Route::Operator => view! { <operator::OperatorPage /> }.into_any(),
            Route::Place => view! { <place::PlacePage /> }.into_any(),
            Route::Unknown => view! { <faces::NotFound /> }.into_any(),
        },
    }
}
