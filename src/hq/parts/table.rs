//! What tables share: a frame that scrolls sideways on a narrow screen, and figures that open their records.

use leptos::prelude::*;

/// A frame around a table that may be wider than the screen; the keyboard can scroll it.
#[component]
pub fn Scroll(
    /// The id of the heading that names the table.
    labelled_by: &'static str,
    /// The table.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="scroll" role="group" tabindex="0" aria-labelledby=labelled_by>{children()}</div>
    }
}

/// A figure that opens its records.
#[component]
pub fn FigureLink(
    /// The figure, written.
    value: String,
    /// Its records.
    address: String,
) -> impl IntoView {
    view! { <a class="figure-link num" href=address>{value}</a> }
}
