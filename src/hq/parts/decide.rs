//! Deciding on a flag: what, why, and who says so.

use super::{flag_table::Verdict, moments::When};
use crate::hq::{client, failure::Failure, flagged, office::office};
use lantern_domain::{Decision, ShortText};
use lantern_ledger::api::{DecisionRow, FlagRow, NewDecision, code};
use leptos::{ev::SubmitEvent, html, prelude::*, task::spawn_local};

/// What was decided, why, when and by whom.
#[component]
pub fn Decided(
    /// The decision.
    decision: DecisionRow,
) -> impl IntoView {
    let (reason, by, at) = (decision.reason.clone(), decision.by.clone(), decision.at);
    view! {
        <p><Verdict decision=Some(decision)/> " " <bdi>{reason}</bdi> " · " <bdi>{by}</bdi> " · " <When at/></p>
    }
}

/// The form of a decision. It goes by the flag as it is shown: with other records since, nothing is decided.
#[component]
pub fn Decide(
    /// The flag.
    flag: FlagRow,
    /// Called when it is decided, or when the flag is another by now.
    done: Callback<()>,
) -> impl IntoView {
    let office = office();
    let words = office.words();
    let (verdict, reason, by) =
        (NodeRef::<html::Select>::new(), NodeRef::<html::Input>::new(), NodeRef::<html::Input>::new());
    let problem = RwSignal::new(None::<String>);
    let is_sending = RwSignal::new(false);
    let (id, record_count) = (flag.id, flag.record_count);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let typed = verdict.get().zip(reason.get()).zip(by.get()).filter(|_| !is_sending.get_untracked());
        let Some(((verdict, reason), by)) = typed else { return };
        problem.set(None);
        for input in [&reason, &by] {
            if ShortText::new(&input.value()).is_err() {
                problem.set(Some(words.flags.incomplete.to_owned()));
                let _is_focusable = input.focus();
                return;
            }
        }
        let decision = NewDecision { verdict: verdict.value(), reason: reason.value(), by: by.value(), record_count };
        is_sending.set(true);
        spawn_local(async move {
            match client::send(&format!("/api/v1/flags/{id}/decision"), &decision).await {
                Ok(()) => {
                    office.told.set(words.flags.done.to_owned());
                    done.try_run(());
                }
                Err(Failure::SignInNeeded) => office.session_ended(),
                Err(Failure::Other(other)) if other == code::FLAG_CHANGED => {
                    problem.try_set(Some(words.flags.changed.to_owned()));
                    done.try_run(());
                }
                Err(failure) => {
                    problem.try_set(Some(failure.said(words)));
                }
            }
            is_sending.try_set(false);
        });
    };
    let option = |slug: &'static str| view! { <option value=slug>{flagged::verdict(slug, words)}</option> };
    view! {
        <form class="row" on:submit=submit novalidate>
            <div class="field">
                <label for="verdict">{words.flags.decision}</label>
                <select id="verdict" node_ref=verdict>{Decision::VERDICTS.map(option).collect_view()}</select>
            </div>
            <div class="field">
                <label for="why-decided">{words.flags.because}</label>
                <input id="why-decided" autocomplete="off" node_ref=reason aria-describedby="decision-problem decision-means"/>
            </div>
            <div class="field">
                <label for="who-decides">{words.flags.by}</label>
                <input id="who-decides" autocomplete="name" node_ref=by aria-describedby="decision-problem"/>
            </div>
            <button type="submit" class="go" aria-disabled=move || is_sending.get().to_string()>{words.flags.decide}</button>
        </form>
        <p id="decision-problem" class="problem" role="alert">{problem}</p>
        <p id="decision-means" class="ink-2">{words.flags.travels}</p>
    }
}
