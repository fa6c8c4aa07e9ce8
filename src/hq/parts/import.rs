//! Importing a plan: choose files, check them, and only then import; all of it or nothing.

use super::import_answer::{Errors, Preview, Warnings};
use crate::hq::{client, failure::Failure, office::office};
use lantern_ledger::api::ImportAnswer;
use leptos::{ev::SubmitEvent, html, prelude::*, task::spawn_local};
use web_sys::FormData;

/// How far an import has come.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    /// Files are chosen.
    Choosing,
    /// Files are on their way; `true`: to be imported.
    Sending(bool),
    /// The server looked at them and kept nothing.
    Checked(ImportAnswer),
    /// The server took them over.
    Imported(ImportAnswer),
    /// No answer that helps.
    Failed(Failure),
}

/// The whole import.
#[component]
pub fn Import(
    /// Called when the plan changed.
    done: Callback<()>,
) -> impl IntoView {
    let office = office();
    let words = office.words();
    let files = NodeRef::<html::Input>::new();
    let step = RwSignal::new(Step::Choosing);
    let problem = RwSignal::new(None::<&'static str>);
    let send = move |is_import: bool| {
        let Some(form) = files.get().and_then(|input| form_of(&input)) else {
            problem.set(Some(words.plan.no_files));
            return;
        };
        problem.set(None);
        step.set(Step::Sending(is_import));
        spawn_local(async move {
            let address = if is_import { "/api/v1/plan" } else { "/api/v1/plan?dry_run=1" };
            let answer = client::upload::<ImportAnswer>(address, form).await;
            if answer == Err(Failure::SignInNeeded) {
                office.session_ended();
            }
            if is_import && answer.as_ref().is_ok_and(|answer| answer.errors.is_empty()) {
                done.try_run(());
            }
            step.try_set(Step::after(answer, is_import));
        });
    };
    let check = move |event: SubmitEvent| {
        event.prevent_default();
        send(false);
    };
    let is_sending = move || matches!(step.get(), Step::Sending(_));
    view! {
        <section class="panel stack" aria-labelledby="import">
            <h2 id="import">{words.plan.import}</h2>
            <p>{words.plan.import_how}</p>
            <form class="row" on:submit=check novalidate>
                <div class="field">
                    <label for="files">{words.plan.files}</label>
                    <input id="files" type="file" multiple accept=".csv,text/csv" node_ref=files
                        aria-describedby="files-hint files-problem" on:change=move |_| step.set(Step::Choosing)/>
                    <p id="files-hint" class="ink-2">{words.plan.files_hint}</p>
                    <p id="files-problem" class="problem" role="alert">{problem}</p>
                </div>
                <button type="submit" class="button" aria-disabled=move || is_sending().to_string()>{words.plan.check}</button>
            </form>
            <div class="outcome" role="status">{move || outcome(step.get(), Callback::new(move |()| send(true)))}</div>
        </section>
    }
}

impl Step {
    fn after(answer: Result<ImportAnswer, Failure>, is_import: bool) -> Self {
        match answer {
            Ok(answer) if is_import && answer.errors.is_empty() => Self::Imported(answer),
            Ok(answer) => Self::Checked(answer),
            Err(failure) => Self::Failed(failure),
        }
    }
}

/// What came of it so far, and the next step.
fn outcome(step: Step, import: Callback<()>) -> AnyView {
    let office = office();
    let words = office.words();
    match step {
        Step::Choosing => ().into_any(),
        Step::Sending(false) => view! { <p class="face waiting">{words.plan.checking}</p> }.into_any(),
        Step::Sending(true) => view! { <p class="face waiting">{words.plan.applying}</p> }.into_any(),
        Step::Failed(failure) => view! { <p class="notice stop">{failure.said(words)}</p> }.into_any(),
        Step::Imported(answer) => {
            let said = format!("{} {}", (words.plan.applied)(answer.changes as u64), words.plan.reaches_phones);
            view! { <p class="notice good">{said}</p> }.into_any()
        }
        Step::Checked(answer) if !answer.errors.is_empty() => view! {
            <Errors rows=answer.errors/>
        }
        .into_any(),
        Step::Checked(answer) => view! {
            <Preview answer=answer.clone() import/>
            <Warnings rows=answer.warnings/>
        }
        .into_any(),
    }
}

/// Returns the chosen files as a form; `None`: nothing is chosen.
fn form_of(input: &web_sys::HtmlInputElement) -> Option<FormData> {
    let files = input.files().filter(|files| files.length() > 0)?;
    let form = FormData::new().ok()?;
    for file in (0..files.length()).filter_map(|at| files.get(at)) {
        form.append_with_blob_and_filename("file", &file, &file.name()).ok()?;
    }
    Some(form)
}
