//! The frame of the HQ app.

use leptos::prelude::*;

/// Starts the HQ app in the page.
pub fn mount() {
    crate::shell::mount(App);
}

/// The whole HQ app.
#[component]
fn App() -> impl IntoView {
    view! { <h1>"Lantern"</h1> }
}
