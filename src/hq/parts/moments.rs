//! A moment for people and for machines.

use crate::hq::{days, office::office};
use lantern_domain::Moment;
use leptos::prelude::*;

/// Writes a moment at the offset of the place that it is about.
#[component]
pub fn When(
    /// The moment.
    at: Moment,
    /// The offset east of UTC in minutes; that of the operation when not given.
    #[prop(optional)]
    offset_minutes: Option<i32>,
) -> impl IntoView {
    let office = office();
    let offset = move || offset_minutes.unwrap_or_else(|| office.offset_minutes.get());
    view! {
        <time datetime=days::machine(at)>{move || days::moment(at, offset(), office.words())}</time>
    }
}
