//! Who records: asked once, changed in the settings.

use super::browser;
use super::desk::use_desk;
use super::failure;
use super::form::answer::line;
use super::page::Page;
use super::route::Route;
use crate::ui::{El, Keys, TextField, el};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Asks for the name of who records.
pub fn operator_page() -> El {
    let desk = use_desk();
    let words = desk.words();
    let present = desk.phone_now().operator();
    let is_change = present.is_some();
    let name = RwSignal::new(present.map(String::from).unwrap_or_default());
    let problem = RwSignal::new(None::<&'static str>);
    let failed = RwSignal::new(None::<String>);
    let submit = move || {
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
    let go = el("button").attr("type", "submit").class("go").attr("form", "operator").child(words.operator.go);
    let field = TextField::new("operator-name", words.operator.label, move || name.get(), move |typed| name.set(typed))
        .hint(words.operator.hint)
        .keys(Keys::Name)
        .main()
        .problem(move || problem.get());
    let form = el("form").attr("id", "operator").attr("novalidate", "").on_submit(submit).child(field.draw());
    Page::new(words.operator.title).acts(go).child(form).child(failure::failed(failed)).draw()
}

fn refuse(problem: RwSignal<Option<&'static str>>, said: &'static str) {
    problem.set(Some(said));
    browser::focus_first_problem();
}
