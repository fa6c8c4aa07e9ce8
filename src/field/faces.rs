//! Whole screens for when the app cannot go on, or not yet.

use super::browser;
use super::desk::{use_desk, use_words};
use super::failure;
use super::page::Page;
use super::route::Route;
use crate::ui::{Note, Tone, tap};
use lantern_device::OpenError;
use leptos::prelude::*;

/// While the phone's records are read.
#[component]
pub fn Opening() -> impl IntoView {
    let words = use_words();
    view! {
        <div class="drawn" role="status">
            <p class="drawn-name">"Lantern"</p>
            <p>{words.faces.opening}</p>
        </div>
    }
}

/// When this browser or page cannot hold records.
#[component]
pub fn Failure(
    /// Why.
    failure: OpenError,
) -> impl IntoView {
    let words = use_words();
    let (title, how) = failure::open_error(words, &failure);
    view! {
        <div class="plain-card" role="alert">
            <h1>{title}</h1>
            <p>{how}</p>
            <button type="button" on:click=tap(browser::reload)>
                {words.faces.reload}
            </button>
        </div>
    }
}

/// When another tab records.
#[component]
pub fn SecondTab() -> impl IntoView {
    let words = use_words();
    view! {
        <Page title=words.faces.second_tab>
            <Note tone=Tone::Stop said=words.faces.second_tab_how />
        </Page>
    }
}

/// When an address leads nowhere.
#[component]
pub fn NotFound() -> impl IntoView {
    let (desk, words) = (use_desk(), use_words());
    let back = move || {
        view! {
            <button type="button" class="go" on:click=tap(move || desk.go(Route::Home))>
                {words.header.record}
            </button>
        }
    };
    view! {
        <Page title=words.faces.not_found acts=back>
            ""
        </Page>
    }
}
