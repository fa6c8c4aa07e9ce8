//! The offer of a new version: said quietly, taken only when somebody agrees.

use super::browser;
use super::desk::use_desk;
use crate::ui::{Drawn, button, el, maybe_text, when};
use leptos::prelude::*;

/// Offers a new version once one waits.
pub fn update_offer() -> Drawn {
    let desk = use_desk();
    let faces = &desk.words().faces;
    let has_form = move || desk.form.with(|form| form.as_ref().is_some_and(|form| !form.is_untouched(&desk.plan())));
    let offer = move || {
        let kept = maybe_text(move || has_form().then_some(faces.update_kept));
        el("div")
            .class("update")
            .attr("role", "status")
            .child(el("p").child(faces.update).child(" ").child(kept))
            .child(button("").on_tap(browser::update).child(faces.update_go))
            .child(button("").on_tap(move || desk.has_update.set(false)).child(faces.update_later))
    };
    when(move || desk.has_update.get(), offer)
}
