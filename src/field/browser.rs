//! What the field app asks of the browser beside drawing: the address, preferences, focus, installing, updating.
//!
//! Leaves storage of records, keys and the network to the device.

use super::route::Route;
use leptos::prelude::*;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// Takes the new version that waits: `public/boot.js` has it.
    #[wasm_bindgen(js_name = lanternUpdate)]
    fn take_update();

    /// The browser's offer to install the app, kept until somebody accepts it.
    #[derive(Clone)]
    pub type InstallOffer;
    #[wasm_bindgen(method, js_name = prompt, catch)]
    fn ask(this: &InstallOffer) -> Result<js_sys::Promise, JsValue>;
}

/// Returns the page of the present address.
pub fn present_route() -> Route {
    Route::from_hash(&hash())
}

/// Returns what stands behind the path in the address, with its `#`.
pub fn hash() -> String {
    window().location().hash().unwrap_or_default()
}

/// Goes to a page, as a link would.
pub fn go(route: Route) {
    // A browser that refuses has the old page still there: nothing is lost.
    let _ = window().location().set_hash(&route.hash());
}

/// Puts a page's address in place of the present one, so that "back" does not lead to that one.
pub fn replace_address(route: Route) {
    if let Ok(history) = window().history() {
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&route.hash()));
    }
}

/// Reads a preference, such as the language.
pub fn preference(name: &str) -> Option<String> {
    window().local_storage().ok()??.get_item(name).ok()?
}

/// Keeps a preference; `None` forgets it. Nothing depends on it being kept.
pub fn prefer(name: &str, value: Option<&str>) {
    if let Ok(Some(storage)) = window().local_storage() {
        let _ = match value {
            Some(value) => storage.set_item(name, value),
            None => storage.remove_item(name),
        };
    }
}

/// Returns the languages of the phone, the preferred one first.
pub fn languages() -> Vec<String> {
    window().navigator().languages().iter().filter_map(|tag| tag.as_string()).collect()
}

/// Says on the page itself in which language and direction it is.
pub fn set_language(tag: &str, direction: &str) {
    set_on_page("lang", Some(tag));
    set_on_page("dir", Some(direction));
}

/// Sets an attribute of the page, or takes it away.
pub fn set_on_page(name: &str, value: Option<&str>) {
    if let Some(page) = document().document_element() {
        let _ = match value {
            Some(value) => page.set_attribute(name, value),
            None => page.remove_attribute(name),
        };
    }
}

/// Shows a page from its top, and moves the focus to what it is about: its main field, or else its heading.
pub fn focus_page() {
    request_animation_frame(|| {
        if let Ok(Some(scroll)) = document().query_selector("main .scroll") {
            scroll.set_scroll_top(0);
        }
        focus("main [data-first]").or_else(|| focus("main h1"));
    });
}

/// Moves the focus to the first field that says it is wrong.
pub fn focus_first_problem() {
    request_animation_frame(|| {
        focus("main [aria-invalid=true]").or_else(|| focus("main .problem"));
    });
}

/// Moves the focus to what a selector finds, once it is drawn.
pub fn focus_in(selector: &'static str) {
    request_animation_frame(move || {
        focus(selector);
    });
}

fn focus(selector: &str) -> Option<()> {
    let found = document().query_selector(selector).ok()??;
    let element: web_sys::HtmlElement = found.dyn_into().ok()?;
    element.focus().ok()
}

/// Returns whether a new version waits already.
pub fn has_update() -> bool {
    document().document_element().is_some_and(|page| page.get_attribute("data-update").as_deref() == Some("ready"))
}

/// Calls back when a new version waits.
pub fn on_update(callback: impl Fn() + 'static) {
    listen("lantern-update-ready", move |_| callback());
}

/// Takes the new version that waits; the page loads again.
pub fn update() {
    take_update();
}

/// Loads the page again.
pub fn reload() {
    let _ = window().location().reload();
}

/// Calls back when the address changes behind its `#`.
pub fn on_address(callback: impl Fn() + 'static) {
    listen("hashchange", move |_| callback());
}

/// Calls back with the browser's offer to install the app, and without one once it is installed.
pub fn on_install_offer(callback: impl Fn(Option<InstallOffer>) + Clone + 'static) {
    let installed = callback.clone();
    listen("beforeinstallprompt", move |event| {
        event.prevent_default();
        callback(Some(event.unchecked_into()));
    });
    listen("appinstalled", move |_| installed(None));
}

/// Accepts the browser's offer to install: the browser asks the person.
pub async fn install(offer: InstallOffer) {
    if let Ok(answer) = offer.ask() {
        let _ = wasm_bindgen_futures::JsFuture::from(answer).await;
    }
}

/// Returns whether the app runs from the home screen.
pub fn is_installed() -> bool {
    window().match_media("(display-mode: standalone)").ok().flatten().is_some_and(|query| query.matches())
}

/// Listens for as long as the page is there.
fn listen(event: &'static str, callback: impl Fn(web_sys::Event) + 'static) {
    // Never removed: the app lives as long as its page.
    let _ = window_event_listener_untyped(event, callback);
}
