//! The offer of a new version: said quietly, taken only when somebody agrees.

use super::browser;
use super::desk::{use_desk, use_words};
use leptos::prelude::*;

/// Offers a new version once one waits.
#[component]
pub fn UpdateOffer() -> impl IntoView {
    let desk = use_desk();
    let words = use_words();
    let faces = &words.faces;
    let has_form = move || desk.form.with(|form| form.as_ref().is_some_and(|form| !form.is_untouched(&desk.plan())));
    move || {
        desk.has_update.get().then(|| {
            view! {
                <div class="update" role="status">
                    <p>{faces.update} {move || has_form().then(|| format!(" {}", faces.update_kept))}</p>
                    <button type="button" on:click=move |_| browser::update()>
                        {faces.update_go}
                    </button>
                    <button type="button" on:click=move |_| desk.has_update.set(false)>
                        {faces.update_later}
                    </button>
                </div>
            }
        })
    }
}
