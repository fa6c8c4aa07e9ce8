//! The head of a page: what it is, as of when, and what can be done with all of it.

use crate::hq::{
    days, figures,
    office::{Office, office},
};
use leptos::prelude::*;

/// A page's title, the moment its figures are of, and its actions.
#[component]
pub fn Head(
    /// What the page is.
    #[prop(into)]
    title: Signal<String>,
    /// Buttons and links that concern the whole page.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let office = office();
    let app = office.words().frame.app;
    Effect::new(move |_| document().set_title(&format!("{} · {app}", title.get())));
    view! {
        <header class="head">
            <div>
                <h1>{title}</h1>
                <p class="as-of">{move || as_of(office)}</p>
            </div>
            {children.map(|children| view! { <div class="actions">{children()}</div> })}
        </header>
    }
}

/// Says as of when, and up to where in the journal; nothing before the first answer.
fn as_of(office: Office) -> String {
    let words = office.words().frame;
    let Some(at) = office.as_of.get() else { return String::new() };
    let offset = office.offset_minutes.get();
    let moment = days::short_moment(at, offset, office.words());
    let mut said = vec![(words.as_of)(&moment, &days::offset(offset))];
    if let Some(position) = office.position.get() {
        said.push((words.cursor)(&figures::count(position)));
    }
    said.join(" · ")
}
