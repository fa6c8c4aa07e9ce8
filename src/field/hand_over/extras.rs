//! Who collects, and a remark: what most hand-overs leave as it is.

use super::filling::Filling;
use crate::field::desk::use_words;
use crate::field::form::{Answer, Field};
use crate::text::slug;
use crate::ui::{AnswerField, Choice, TextField, derived, when};
use lantern_domain::plan::ItemRecipient;
use leptos::prelude::*;

/// Asks who collects for a household.
#[component]
pub fn Collector() -> impl IntoView {
    let words = use_words();
    let filling: Filling = expect_context();
    let is_household = move || filling.get(|form| form.kind == ItemRecipient::Household);
    let is_proxy = move || filling.get(|form| form.proxy.is_some());
    let choose = move |number: usize| filling.change(|form| form.proxy = (number == 1).then(Answer::default));
    let relation = move || {
        view! {
            <AnswerField
                id="relation"
                label=words.form.relation
                words
                list=slug::RELATION
                answer=filling.signal(|form| form.proxy.clone().unwrap_or_default())
                on_change=move |answer| filling.change(|form| form.proxy = Some(answer))
                problem=filling.problem(Field::Relation)
            />
        }
        .into_any()
    };
    let field = move || {
        view! {
            <div class="sheet">
                <Choice
                    name="collector"
                    label=words.form.collector
                    options=vec![words.form.recipient.to_owned(), words.form.proxy.to_owned()]
                    chosen=derived(move || usize::from(is_proxy()))
                    on_choose=choose
                />
                {when(is_proxy, relation)}
            </div>
        }
        .into_any()
    };
    when(is_household, field)
}

/// Takes a remark.
#[component]
pub fn Remark() -> impl IntoView {
    let words = use_words();
    let filling: Filling = expect_context();
    view! {
        <TextField
            id="note"
            label=format!("{} ({})", words.form.note, words.common.optional)
            value=filling.signal(|form| form.note.clone())
            on_input=move |typed| filling.change(|form| form.note = typed)
            problem=filling.problem(Field::Note)
        />
    }
}
