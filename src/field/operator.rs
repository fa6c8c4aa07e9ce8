//! Who records: asked once, changed in the settings.

use super::browser;
use super::desk::{use_desk, use_words};
use super::failure;
use super::form::answer::line;
use super::page::Page;
use super::route::Route;
use crate::ui::{Keys, TextField};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Asks for the name of who records.
#[component]
pub fn OperatorPage() -> impl IntoView {
    let (desk, words) = (use_desk(), use_words());
    let present = desk.phone_now().operator();
    let is_change = present.is_some();
    let name = RwSignal::new(present.map(String::from).unwrap_or_default());
    let problem = RwSignal::new(None::<&'static str>);
    let failed = RwSignal::new(None::<String>);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let operator = match line(&name.read_untracked()) {
            Ok(Some(operator)) => operator,
            Ok(None) => return refuse(problem, words.operator.empty),
            Err(other) => return refuse(problem, other.said(words)),
        };
        spawn_local(async move {
            match desk.phone_now().set_operator(operator).await {
                Ok(()) if is_change => desk.go(Route::Settings),
                Ok(()) => {}
                Err(error) => {
                    let _ = failed.try_set(Some(failure::save_error(words, &error)));
                }
            }
        });
    };
    let go = move || {
        view! {
            <button type="submit" class="go" form="operator">
                {words.operator.go}
            </button>
        }
    };
    view! {
        <Page title=words.operator.title acts=go>
            <form id="operator" novalidate on:submit=submit>
                <TextField
                    id="operator-name"
                    label=words.operator.label
                    hint=words.operator.hint
                    keys=Keys::Name
                    is_main=true
                    value=name
                    on_input=move |typed| name.set(typed)
                    problem=problem
                />
            </form>
            <failure::Failed failed />
        </Page>
    }
}

fn refuse(problem: RwSignal<Option<&'static str>>, said: &'static str) {
    problem.set(Some(said));
    browser::focus_first_problem();
}
