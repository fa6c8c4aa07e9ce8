//! Setting up the phone with a link from the office. Asking again is always safe: the same link gives the same answer.
//!
//! Leaves keys and the request to the device.

use super::desk::{Desk, use_desk, use_words};
use super::failure;
use super::page::Page;
use super::{browser, link};
use crate::text::{Language, Words};
use crate::ui::{Act, Choice, Keys, Note, TextField, Tone, derived, drawn, tap, when};
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
#[component]
pub fn EnrolPage() -> impl IntoView {
    let (desk, words) = (use_desk(), use_words());
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
    let submit = move || match link::code(&pasted.read_untracked()) {
        Some(code) if desk.link.read_untracked().is_none() => desk.link.set(Some(code)),
        _ if desk.link.read_untracked().is_some() => ask(desk, stage),
        _ => say(desk, stage, words.enrol_problems.not_a_code.to_owned()),
    };
    let acts = move || view! { <Acts stage on_go=move |()| submit() /> };
    view! {
        <Page title=words.enrol.title acts>
            {drawn(move || match stage.get() {
                Stage::Idle(problem) => view! { <Asks problem pasted /> }.into_any(),
                Stage::Asking => asking(words).into_any(),
                Stage::Done(enrolment) => done(words, &enrolment).into_any(),
            })}
        </Page>
    }
}

/// The one thing to do at each stage.
#[component]
fn Acts(stage: RwSignal<Stage>, #[prop(into)] on_go: Act<()>) -> impl IntoView {
    let (desk, words) = (use_desk(), use_words());
    let finish = move || {
        spawn_local(async move { desk.phone_now().ask_to_persist().await });
        desk.link.set(None);
    };
    drawn(move || match stage.get() {
        Stage::Done(_) => view! {
            <button type="button" class="go" on:click=tap(finish)>
                {words.enrol.next}
            </button>
        }
        .into_any(),
        Stage::Asking => view! {
            <button type="button" class="go" aria-disabled="true">
                {words.enrol.asking}
            </button>
        }
        .into_any(),
        Stage::Idle(_) => {
            let go = on_go.clone();
            let said = if desk.link.read().is_some() { words.common.again } else { words.enrol.go };
            view! {
                <button type="button" class="go" on:click=tap(move || go.run(()))>
                    {said}
                </button>
                <Leave />
            }
            .into_any()
        }
    })
}

/// The way back for a phone that is set up already and does not need the link.
#[component]
fn Leave() -> impl IntoView {
    let (desk, words) = (use_desk(), use_words());
    let is_enrolled = desk.phone_now().enrolment().is_some();
    is_enrolled.then(|| {
        view! {
            <button type="button" class="quiet" on:click=tap(move || desk.link.set(None))>
                {words.common.back}
            </button>
        }
    })
}

/// The words for who has no link, the field for pasting one, and what went wrong before.
#[component]
fn Asks(problem: Option<String>, pasted: RwSignal<String>) -> impl IntoView {
    let (desk, words) = (use_desk(), use_words());
    let language = derived(move || language_number(desk.language()));
    let paste = move || {
        view! {
            <TextField
                id="set-up-link"
                label=words.enrol.paste
                hint=words.enrol.paste_hint
                keys=Keys::Code
                value=pasted
                on_input=move |typed| pasted.set(typed)
            />
        }
        .into_any()
    };
    view! {
        {problem.map(|problem| view! { <Note tone=Tone::Stop said=problem /> })}
        <p>{words.enrol.explain}</p>
        {when(move || desk.link.read().is_none(), paste)}
        <Choice
            name="language"
            label=words.settings.language
            options=Language::ALL.map(|language| language.own_name().to_owned()).into()
            chosen=language
            on_choose=move |number: usize| desk.choose_language(Language::ALL[number])
        />
    }
}

fn language_number(language: Language) -> usize {
    Language::ALL.iter().position(|known| *known == language).unwrap_or_default()
}

fn asking(words: &'static Words) -> impl IntoView {
    view! {
        <p role="status">{words.enrol.asking}</p>
        <p class="small">{words.enrol.keep_open}</p>
    }
}

fn done(words: &'static Words, enrolment: &EnrolmentView) -> impl IntoView {
    let called = (words.enrol.done_as)(&enrolment.device_name, &enrolment.operation_name);
    view! { <Note tone=Tone::Good said=words.enrol.done more=called /> }
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
