//! Setting up the phone with a link from the office. Asking again is always safe: the same link gives the same answer.
//!
//! Leaves keys and the request to the device.

use super::desk::{Desk, use_desk};
use super::failure;
use super::page::Page;
use super::settings::language_choice;
use super::{browser, link};
use crate::text::Words;
use crate::ui::{Drawn, El, Group, Keys, TextField, Tone, button, drawn, el, group, note, note_with_more, when};
use lantern_device::{EnrolError, EnrolmentView};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// How far setting up is.
#[derive(Clone, PartialEq)]
enum Stage {
    /// Nothing is asked: no link was opened yet, or it did not work.
    Idle(Option<String>),
    /// HQ is asked.
    Asking,
    /// The phone is set up.
    Done(EnrolmentView),
}

/// Sets the phone up: asks at once when a link was opened, and offers a field for pasting one otherwise.
pub fn enrol_page() -> El {
    let desk = use_desk();
    let words = desk.words();
    let stage = RwSignal::new(Stage::Idle(None));
    let pasted = RwSignal::new(String::new());
    // A link that is opened while the page is there is asked about at once, like the one that opened it.
    Effect::new(move |before: Option<Option<String>>| {
        let code = desk.link.get();
        if code.is_some() && before != Some(code.clone()) {
            ask(desk, stage);
        }
        code
    });
    let body = move || match stage.get() {
        Stage::Idle(problem) => untrack(|| asks(desk, problem, pasted)),
        Stage::Asking => asking(words),
        Stage::Done(enrolment) => done(words, &enrolment),
    };
    Page::new(words.enrol.title).acts(acts(desk, stage, pasted)).child(drawn(body)).draw()
}

/// The one thing to do at each stage.
fn acts(desk: Desk, stage: RwSignal<Stage>, pasted: RwSignal<String>) -> Drawn {
    let words = desk.words();
    let finish = move || {
        spawn_local(async move { desk.phone_now().ask_to_persist().await });
        desk.link.set(None);
    };
    let submit = move || match link::code(&pasted.read_untracked()) {
        Some(code) if desk.link.read_untracked().is_none() => desk.link.set(Some(code)),
        _ if desk.link.read_untracked().is_some() => ask(desk, stage),
        _ => say(desk, stage, words.enrol_problems.not_a_code.to_owned()),
    };
    drawn(move || match stage.get() {
        Stage::Done(_) => group().child(button("go").on_tap(finish).child(words.enrol.next)),
        Stage::Asking => group().child(button("go").attr("aria-disabled", "true").child(words.enrol.asking)),
        Stage::Idle(_) => {
            let said = if desk.link.read().is_some() { words.common.again } else { words.enrol.go };
            group().child(button("go").on_tap(submit).child(said)).child(leave(desk))
        }
    })
}

/// The way back for a phone that is set up already and does not need the link.
fn leave(desk: Desk) -> Option<El> {
    let is_enrolled = desk.phone_now().enrolment().is_some();
    is_enrolled.then(|| button("quiet").on_tap(move || desk.link.set(None)).child(desk.words().common.back))
}

/// The words for who has no link, the field for pasting one, and what went wrong before.
fn asks(desk: Desk, problem: Option<String>, pasted: RwSignal<String>) -> Group {
    let enrol = &desk.words().enrol;
    let paste = move || {
        TextField::new("set-up-link", enrol.paste, move || pasted.get(), move |typed| pasted.set(typed))
            .hint(enrol.paste_hint)
            .keys(Keys::Code)
            .draw()
    };
    group()
        .child(problem.map(|problem| note(Tone::Stop, problem)))
        .child(el("p").child(enrol.explain))
        .child(when(move || desk.link.read().is_none(), paste))
        .child(language_choice(desk))
}

fn asking(words: &Words) -> Group {
    group()
        .child(el("p").attr("role", "status").child(words.enrol.asking))
        .child(el("p").class("small").child(words.enrol.keep_open))
}

fn done(words: &Words, enrolment: &EnrolmentView) -> Group {
    let called = (words.enrol.done_as)(&enrolment.device_name, &enrolment.operation_name);
    group().child(note_with_more(Tone::Good, words.enrol.done, called))
}

/// Asks HQ. The link is kept until HQ has settled it, one way or the other.
fn ask(desk: Desk, stage: RwSignal<Stage>) {
    let Some(code) = desk.link.get_untracked() else { return };
    stage.set(Stage::Asking);
    spawn_local(async move {
        match desk.phone_now().enrol(&code).await {
            Ok(enrolment) => {
                desk.speak(desk.words().enrol.done);
                let _ = stage.try_set(Stage::Done(enrolment));
                browser::focus_page();
            }
            Err(error) => {
                if is_settled(&error) {
                    desk.link.set(None);
                }
                say(desk, stage, failure::enrol_error(desk.words(), &error));
            }
        }
    });
}

/// Whether asking again with the same link cannot help.
fn is_settled(error: &EnrolError) -> bool {
    matches!(
        error,
        EnrolError::CodeUsed | EnrolError::CodeExpired | EnrolError::CodeUnknown | EnrolError::AlreadyEnrolled
    )
}

fn say(desk: Desk, stage: RwSignal<Stage>, problem: String) {
    desk.speak(&problem);
    let _ = stage.try_set(Stage::Idle(Some(problem)));
}
