//! An answer from a short list, or in one's own words.

use super::{Act, Keys, Problem, ProblemLine, TextField, derived, live, typed, when};
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
    on_change: Act<Answer>,
    /// What is wrong with it.
    #[prop(optional, into)]
    problem: Problem,
) -> impl IntoView {
    let choice = move || answer.with(|answer| answer.choice.clone());
    let on_own_words = on_change.clone();
    let own_words = Act::from(move |typed| on_own_words.run(Answer { typed, ..answer.get_untracked() }));
    let choose = move |choice| on_change.run(Answer { choice, ..answer.get_untracked() });
    let in_own_words = derived(move || answer.with(|answer| answer.typed.clone()));
    let options = list.iter().map(|&(slug, say)| {
        let is_chosen = move || choice() == slug;
        view! { <option value=slug prop:selected=live(is_chosen)>{say(words)}</option> }
    });
    let (own_id, problem_id) = (format!("{id}-own"), format!("{id}-problem"));
    let described = problem_id.clone();
    let own_field = move || {
        let (id, label, own_words) = (own_id.clone(), words.form.own_reason, own_words.clone());
        view! { <TextField id label value=in_own_words on_input=own_words keys=Keys::Text /> }.into_any()
    };
    view! {
        <div class="field">
            <label class="label" for=id.clone()>
                {label}
            </label>
            <select
                id=id
                aria-invalid=live(move || problem.get().map(|_| "true"))
                aria-describedby=live(move || problem.get().map(|_| described.clone()))
                on:change=typed(choose)
            >
                <option value="" prop:selected=live(move || choice().is_empty())>
                    {words.common.choose}
                </option>
                {options.collect_view()}
                <option value=OWN prop:selected=live(move || choice() == OWN)>
                    {words.common.other}
                </option>
            </select>
            {when(move || choice() == OWN, own_field)}
            <ProblemLine id=problem_id problem />
        </div>
    }
}
