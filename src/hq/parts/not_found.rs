//! An address that leads nowhere.

use super::head::Head;
use crate::hq::office::office;
use leptos::prelude::*;

/// Says so, and shows the way back.
#[component]
pub fn NotFound() -> impl IntoView {
    let words = office().words();
    view! {
        <Head title=words.frame.not_found/>
        <section class="panel">
            <p>{words.frame.not_found_why}</p>
            <p><a href="/hq/">{words.frame.to_overview}</a></p>
        </section>
    }
}
