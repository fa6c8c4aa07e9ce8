//! What both apps share with the page around them: the place to mount, and what happens when Rust panics.
//!
//! The page's own script, `public/boot.js`, starts the app and speaks when the app cannot.
//! Leaves to others: everything inside the app.

use leptos::prelude::*;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// Shows a plain page with a way to start again, and keeps the message on this device: `public/boot.js` has it.
    #[wasm_bindgen(js_name = lanternPanic)]
    fn show_panic(message: &str);
}

/// Puts an app in place of the drawn page that `index.html` shows before any Rust runs.
pub fn mount<App, Drawn>(app: App)
where
    App: FnOnce() -> Drawn + 'static,
    Drawn: IntoView,
{
    std::panic::set_hook(Box::new(|panic| show_panic(&panic.to_string())));
    let place = place();
    place.set_inner_html("");
    leptos::mount::mount_to(place.unchecked_into(), app).forget();
}

/// Returns the element of the page that the app stands in.
pub fn place() -> web_sys::Element {
    document().get_element_by_id("app").expect("index.html and hq.html have an element #app")
}
