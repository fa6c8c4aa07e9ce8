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
use super::desk::use_desk;
use super::failure::failed;
use super::form::Field;
use super::page::Page;
use crate::ui::{Drawn, El, button, drawn, el, group, problem_line, text, when};
use filling::Filling;
use leptos::prelude::*;

/// Draws the form for the chosen place: the half-typed one if there is one.
pub fn hand_over_page() -> El {
    let desk = use_desk();
    let words = desk.words();
    let filling = Filling::begin(desk);
    filling.keep_draft();
    let clear = move || button("quiet").on_tap(move || filling.begin_anew()).child(words.form.clear);
    let goods = el("div")
        .class("sheet")
        .child(people::size(filling))
        .child(lines::lines(filling))
        .child(problem_line("lines", filling.problem(Field::Lines)));
    let form = el("form")
        .class("form")
        .attr("novalidate", "")
        .on_submit(|| {})
        .child(recipient::recipient(filling))
        .child(served::served(filling))
        .child(goods)
        .child(people::sex_age(filling))
        .child(extras::collector(filling))
        .child(extras::remark(filling))
        .child(when(move || filling.is_touched(), clear));
    Page::new(words.form.title).unseen_title().acts(acts(filling)).child(form).child(failed(filling.failed)).draw()
}

/// What is to be done: amber stands on what is right to do now.
fn acts(filling: Filling) -> Drawn {
    let form = &filling.desk.words().form;
    let hand_over = move |class: &'static str| {
        let said = move || if filling.desk.is_saving.get() { form.saving } else { form.go };
        button(class).on_tap(move || filling.save()).child(text(said))
    };
    let next = move |class: &'static str| {
        let next = move || {
            filling.begin_anew();
            browser::focus_page();
        };
        button(class).on_tap(next).child(form.next)
    };
    let anyway = move || button("quiet").on_tap(move || filling.decide_to_repeat()).child(form.anyway);
    drawn(move || match filling.step() {
        filling::Step::HandOver => group().child(hand_over("go")),
        filling::Step::Stop => group().child(next("go")).child(anyway()),
        filling::Step::Explain => group().child(next("go")),
        filling::Step::Repeat => group().child(hand_over("go")).child(next("quiet")),
    })
}
