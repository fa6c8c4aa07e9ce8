//! Whole screens for when the app cannot go on, or not yet.

use super::browser;
use super::desk::{use_desk, use_words};
use super::page::Page;
use super::route::Route;
use crate::ui::{El, Tone, button, el, note};
use lantern_device::OpenError;

/// While the phone's records are read.
pub fn opening() -> El {
    let words = use_words();
    el("div")
        .class("drawn")
        .attr("role", "status")
        .child(el("p").class("drawn-name").child("Lantern"))
        .child(el("p").child(words.faces.opening))
}

/// When this browser or page cannot hold records, and why.
pub fn failure(failure: &OpenError) -> El {
    let words = use_words();
    let (title, how) = super::failure::open_error(words, failure);
    el("div")
        .class("plain-card")
        .attr("role", "alert")
        .child(el("h1").child(title))
        .child(el("p").child(how))
        .child(button("").on_tap(browser::reload).child(words.faces.reload))
}

/// When another tab records.
pub fn second_tab() -> El {
    let words = use_words();
    Page::new(words.faces.second_tab).child(note(Tone::Stop, words.faces.second_tab_how)).draw()
}

/// When an address leads nowhere.
pub fn not_found() -> El {
    let desk = use_desk();
    let words = desk.words();
    let back = button("go").on_tap(move || desk.go(Route::Home)).child(words.header.record);
    Page::new(words.faces.not_found).acts(back).draw()
}
