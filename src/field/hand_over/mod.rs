//! The hand-over form on the screen: ten seconds from a card to *saved*.
//!
//! Leaves what a form means to [`super::form`], and storing to the device. Every keystroke is kept as a draft.

mod extras;
mod filling;
mod lines;
mod people;
mod recipient;
mod served;

use super::browser;
use super::desk::{use_desk, use_words};
use super::failure::Failed;
use super::form::Field;
use super::page::Page;
use crate::ui::{ProblemLine, drawn, tap, text, when};
use filling::Filling;
use leptos::prelude::*;

/// Draws the form for the chosen place: the half-typed one if there is one.
#[component]
pub fn HandOverPage() -> impl IntoView {
    let (desk, words) = (use_desk(), use_words());
    let filling = Filling::begin(desk);
    provide_context(filling);
    filling.keep_draft();
    let acts = move || view! { <Acts /> };
    let problem = filling.problem(Field::Lines);
    let clear = move || {
        view! {
            <button type="button" class="quiet" on:click=tap(move || filling.begin_anew())>
                {words.form.clear}
            </button>
        }
        .into_any()
    };
    view! {
        <Page title=words.form.title is_title_unseen=true acts>
            <form class="form" novalidate on:submit=move |event| event.prevent_default()>
                <recipient::Recipient />
                <served::Served />
                <div class="sheet">
                    <people::Size />
                    <lines::Lines />
                    <ProblemLine id="lines-problem" problem />
                </div>
                <people::SexAge />
                <extras::Collector />
                <extras::Remark />
                {when(move || filling.is_touched(), clear)}
            </form>
            <Failed failed=filling.failed />
        </Page>
    }
}

/// What is to be done: amber stands on what is right to do now.
#[component]
fn Acts() -> impl IntoView {
    let words = use_words();
    let filling: Filling = expect_context();
    let form = &words.form;
    let hand_over = move |class: &'static str| {
        let said = move || if filling.is_saving.get() { form.saving } else { form.go };
        view! {
            <button type="button" class=class on:click=tap(move || filling.save())>
                {text(said)}
            </button>
        }
    };
    let next = move |class: &'static str| {
        let next = move || {
            filling.begin_anew();
            browser::focus_page();
        };
        view! {
            <button type="button" class=class on:click=tap(next)>
                {form.next}
            </button>
        }
    };
    let anyway = move || {
        view! {
            <button type="button" class="quiet" on:click=tap(move || filling.decide_to_repeat())>
                {form.anyway}
            </button>
        }
    };
    drawn(move || match filling.step() {
        filling::Step::HandOver => hand_over("go").into_any(),
        filling::Step::Stop => view! { {next("go")} {anyway()} }.into_any(),
        filling::Step::Explain => next("go").into_any(),
        filling::Step::Repeat => view! { {hand_over("go")} {next("quiet")} }.into_any(),
    })
}
