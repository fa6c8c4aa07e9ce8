//! What surrounds every page: the way to the others, language, appearance, signing out, and whether the server answers.

use super::{
    choices::Choices,
    icons::{Icon, Lamp, Shape},
};
use crate::hq::{
    client,
    office::{Office, Session, Why, office},
};
use gloo_net::http::Method;
use leptos::{prelude::*, task::spawn_local};
use leptos_router::hooks::use_location;

/// The frame around a page.
#[component]
pub fn Frame(
    /// The page.
    children: Children,
) -> impl IntoView {
    let office = office();
    let words = office.words();
    move_focus_with_the_page();
    view! {
        <a class="skip" href="#page">{words.frame.skip}</a>
        <div class="hq">
            <header class="side"><div>
                <p class="brand"><Lamp/>{words.frame.app}</p>
                <Navigation/>
                <Choices/>
                <button type="button" class="side-button" on:click=move |_| sign_out(office)>
                    {words.frame.sign_out}
                </button>
            </div></header>
            <main id="page" tabindex="-1">
                <Connection/>
                {children()}
            </main>
        </div>
        <p class="told" role="status">{office.told}</p>
    }
}

/// The pages.
#[component]
fn Navigation() -> impl IntoView {
    let words = office().words().frame;
    let path = use_location().pathname;
    let pages = [
        ("/hq", words.overview),
        ("/hq/records", words.records),
        ("/hq/flags", words.flags),
        ("/hq/phones", words.phones),
        ("/hq/plan", words.plan),
    ];
    let link = move |(address, name): (&'static str, &'static str)| {
        let here = move || path.with(|path| standing(path, address));
        let address = if address == "/hq" { "/hq/" } else { address };
        view! { <li><a href=address aria-current=here>{name}</a></li> }
    };
    view! {
        <nav aria-label=words.pages>
            <ul>{pages.map(link).collect_view()}</ul>
        </nav>
    }
}

/// `page` on the page itself, `true` on one below it.
fn standing(path: &str, address: &str) -> Option<&'static str> {
    match path.trim_end_matches('/').strip_prefix(address) {
        Some("") => Some("page"),
        Some(below) if address != "/hq" && below.starts_with('/') => Some("true"),
        _ => None,
    }
}

/// Says so while the server does not answer.
#[component]
fn Connection() -> impl IntoView {
    let office = office();
    view! {
        <Show when=move || !office.is_reachable.get()>
            <p class="notice care" role="status"><Icon shape=Shape::Triangle/>{office.words().frame.no_connection}</p>
        </Show>
    }
}

fn sign_out(office: Office) {
    spawn_local(async move {
        // Signed out on this screen even when the server cannot be told: whoever leaves must not leave figures behind.
        let _told_or_not = client::act(Method::DELETE, "/api/v1/session").await;
        office.session.set(Session::Out(Why::SignedOut));
    });
}

/// A new page begins where reading begins; the first page after loading keeps the browser's own start.
fn move_focus_with_the_page() {
    let path = use_location().pathname;
    Effect::new(move |before: Option<String>| {
        let path = path.get();
        if before.is_some_and(|before| before != path)
            && let Some(page) = document().get_element_by_id("page")
        {
            use wasm_bindgen::JsCast as _;
            let _is_focusable = page.unchecked_into::<web_sys::HtmlElement>().focus();
        }
        path
    });
}
