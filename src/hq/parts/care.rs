//! What happened to the journal itself, for whoever reads the figures: put back to a copy, or damaged.
//!
//! Leaves what to do at the server to `docs/operate.md`.

use crate::hq::{days, office::office};
use lantern_ledger::api::JournalCare;
use leptos::prelude::*;

/// Says it plainly; nothing where nothing happened.
#[component]
pub fn Care() -> impl IntoView {
    let office = office();
    move || office.care.get().map(|care| view! { <Said care/> })
}

/// What happened.
#[component]
fn Said(
    /// It.
    care: JournalCare,
) -> impl IntoView {
    let office = office();
    let words = office.words();
    let restored = care.restored.map(|from| {
        let moment = move || days::moment(from.at, office.offset_minutes.get(), words);
        view! { <p><b>{move || (words.care.restored)(&moment())}</b> " " {words.care.restored_means}</p> }
    });
    let lost = (care.lost_records > 0).then(|| {
        view! { <p><b>{(words.care.lost)(care.lost_records)}</b> " " {words.care.lost_means}</p> }
    });
    view! { <section class="notice plain" aria-label=words.care.title>{restored}{lost}</section> }
}
