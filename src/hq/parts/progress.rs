//! Progress towards a target: a bar, and the words for it.

use crate::hq::{figures, office::office, results::Target};
use leptos::prelude::*;

const WIDTH: u64 = 72;

/// A bar with its share in words; says so where there is no target.
#[component]
pub fn Progress(
    /// What is meant to be reached; `None`: nothing is known.
    target: Option<Target>,
) -> impl IntoView {
    let words = office().words();
    let share = target.and_then(|target| target.per_cent);
    share.map_or_else(
        || view! { <span class="ink-2">{words.totals.no_target}</span> }.into_any(),
        |share| {
            let filled = share.min(100) * WIDTH / 100;
            let written = figures::per_cent_written(share, words.language);
            let is_over = share > 100;
            view! {
                <span class="progress" class:done={share >= 100}>
                    <svg viewBox=format!("0 0 {WIDTH} 8") aria-hidden="true" focusable="false">
                        <rect class="track" width=WIDTH.to_string() height="8" rx="4"/>
                        <rect class="filled" width=filled.to_string() height="8" rx="4"/>
                    </svg>
                    <span class="num">{written}</span>
                    {is_over.then(|| view! { <span class="over">{words.totals.over_target}</span> })}
                </span>
            }
            .into_any()
        },
    )
}
