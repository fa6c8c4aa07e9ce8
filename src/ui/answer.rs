//! An answer from a short list, or in one's own words.

use super::{Keys, Problem, ProblemLine, TextField};
use crate::field::form::Answer;
use crate::field::form::answer::OWN;
use crate::text::Words;
use crate::text::slug::Known;
use leptos::prelude::*;

/// Lets a well-known answer be chosen, or another one be typed.
#[component]
pub fn AnswerField(
    /// The field's id, unique on the page.
    #[prop(into)]
    id: String,
    /// Its label.
    #[prop(into)]
    label: String,
    /// The words of the app.
    words: &'static Words,
    /// The well-known answers.
    list: &'static [Known],
    /// The answer so far.
    #[prop(into)]
    answer: Signal<Answer>,
    /// Called with the answer after each change.
    #[prop(into)]
    on_change: Callback<Answer>,
    /// What is wrong with it.
    #[prop(optional, into)]
    problem: Problem,
) -> impl IntoView {
    let choice = move || answer.with(|answer| answer.choice.clone());
    let choose = move |event| {
        on_change.run(Answer { choice: event_target_value(&event), ..answer.get_untracked() });
    };
    let own_words = move |typed: String| on_change.run(Answer { typed, ..answer.get_untracked() });
    let typed = Signal::derive(move || answer.with(|answer| answer.typed.clone()));
    let options = list.iter().map(|&(slug, say)| {
        let is_chosen = move || choice() == slug;
        view! { <option value=slug prop:selected=is_chosen>{say(words)}</option> }
    });
    let (own_id, problem_id) = (format!("{id}-own"), format!("{id}-problem"));
    let described = problem_id.clone();
    view! {
        <div class="field">
            <label class="label" for=id.clone()>
                {label}
            </label>
            <select
                id=id
                aria-invalid=move || problem.get().map(|_| "true")
                aria-describedby=move || problem.get().map(|_| described.clone())
                on:change=choose
            >
                <option value="" prop:selected=move || choice().is_empty()>
                    {words.common.choose}
                </option>
                {options.collect_view()}
                <option value=OWN prop:selected=move || choice() == OWN>
                    {words.common.other}
                </option>
            </select>
            <Show when=move || choice() == OWN>
                <TextField
                    id=own_id.clone()
                    label=words.form.own_reason
                    value=typed
                    on_input=own_words
                    keys=Keys::Text
                />
            </Show>
            <ProblemLine id=problem_id problem />
        </div>
    }
}
