//! The frame of the field app.

use leptos::prelude::*;

/// Starts the field app in the page.
pub fn mount() {
    crate::shell::mount(App);
}

/// The whole field app.
#[component]
fn App() -> impl IntoView {
    view! { <h1>"Lantern"</h1> }
}
