//! An answer from a short list, or in one's own words.

use super::{Act, El, Live, Problem, Text, TextField, el, problem_line, when};
use crate::field::form::Answer;
use crate::field::form::answer::OWN;
use crate::text::Words;
use crate::text::slug::Known;
use leptos::prelude::untrack;

/// Lets a well-known answer be chosen, or another one be typed.
pub struct AnswerField {
    /// The field's id, unique on the page.
    pub id: Text,
    /// Its label.
    pub label: Text,
    /// The words of the app.
    pub words: &'static Words,
    /// The well-known answers.
    pub list: &'static [Known],
    /// The answer so far.
    pub answer: Live<Answer>,
    /// Called with the answer after each change.
    pub on_change: Act<Answer>,
    /// What is wrong with it.
    pub problem: Problem,
}

impl AnswerField {
    /// Draws it.
    #[inline(never)]
    pub fn draw(self) -> El {
        let Self { id, label, words, list, answer, on_change, problem } = self;
        let (on_choice, present) = (on_change.clone(), answer.clone());
        let choose = move |choice| on_choice.run(Answer { choice, ..untrack(|| present.get()) });
        let option = |slug: &'static str, said: &'static str| {
            let answer = answer.clone();
            el("option").attr("value", slug).holds("selected", move || answer.get().choice == slug).child(said)
        };
        let select = problem
            .marked(el("select").attr("id", id.clone()), &id)
            .on_change(choose)
            .child(option("", words.common.choose))
            .children(list.iter().map(|&(slug, say)| option(slug, say(words))))
            .child(option(OWN, words.common.other));
        let is_own = answer.clone();
        let own_id = format!("{id}-own");
        let own_field = move || {
            let (typed, present, on_change) = (answer.clone(), answer.clone(), on_change.clone());
            let take = move |typed| on_change.run(Answer { typed, ..untrack(|| present.get()) });
            TextField::new(own_id.clone(), words.form.own_reason, move || typed.get().typed, take).draw()
        };
        el("div")
            .class("field")
            .child(el("label").class("label").attr("for", id.clone()).child(label))
            .child(select)
            .child(when(move || is_own.get().choice == OWN, own_field))
            .child(problem_line(&id, problem))
    }
}
