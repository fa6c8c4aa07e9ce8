//! The offer of a new version: said quietly, taken only when somebody agrees.

use super::browser;
use super::desk::{use_desk, use_words};
use crate::ui::{maybe_text, tap, when};
use leptos::prelude::*;

/// Offers a new version once one waits.
#[component]
pub fn UpdateOffer() -> impl IntoView {
    let desk = use_desk();
    let words = use_words();
    let faces = &words.faces;
    let has_form = move || desk.form.with(|form| form.as_ref().is_some_and(|form| !form.is_untouched(&desk.plan())));
    let offer = move || {
        view! {
            <div class="update" role="status">
                <p>{faces.update} " " {maybe_text(move || has_form().then_some(faces.update_kept))}</p>
                <button type="button" on:click=tap(browser::update)>
                    {faces.update_go}
                </button>
                <button type="button" on:click=tap(move || desk.has_update.set(false))>
                    {faces.update_later}
                </button>
            </div>
        }
        .into_any()
    };
    when(move || desk.has_update.get(), offer)
}
