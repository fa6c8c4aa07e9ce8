//! What this phone knows of the card: served before, on the list or not.
//!
//! "Served" is said at once; the rest only once typing pauses, because every beginning of a number is a number, too.

use super::filling::{Filling, Step};
use crate::field::desk::{use_desk, use_words};
use crate::field::form::{Field, HandOver};
use crate::field::route::Route;
use crate::text::slug;
use crate::ui::{AnswerField, Icon, Note, Picture, Tone, drawn, memo, nothing, when};
use gloo_timers::future::TimeoutFuture;
use lantern_device::ServedBefore;
use lantern_domain::CardCode;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// How long typing has to pause.
const PAUSE_MS: u32 = 400;

/// Says what this phone knows of the card, and asks why a household is served again.
#[component]
pub fn Served() -> impl IntoView {
    let words = use_words();
    let filling: Filling = expect_context();
    let paused = paused_card(filling);
    let note = move || {
        if let Some(before) = filling.served() {
            return view! { <Before before /> }.into_any();
        }
        match paused.get() {
            Some(card) => view! { <Known card /> }.into_any(),
            None => nothing(),
        }
    };
    let is_card_asked = move || filling.get(|form| form.kind == Default::default() && !form.is_walk_in);
    let slot = move || view! { <div class="note-slot" aria-live="polite">{drawn(note)}</div> }.into_any();
    let reason = move || {
        view! {
            <AnswerField
                id="repeat"
                label=words.form.repeat_reason
                words
                list=slug::REPEAT
                answer=filling.signal(|form| form.repeat.clone().unwrap_or_default())
                on_change=move |answer| filling.change(|form| form.repeat = Some(answer))
                problem=filling.problem(Field::Repeat)
            />
        }
        .into_any()
    };
    view! {
        {when(is_card_asked, slot)}
        {when(move || matches!(filling.step(), Step::Explain | Step::Repeat), reason)}
    }
}

/// Says when the card was served, with the way to that record.
#[component]
fn Before(before: ServedBefore) -> impl IntoView {
    let (desk, words) = (use_desk(), use_words());
    let said = (words.form.served)(&untrack(|| desk.moment(before.at)));
    view! {
        <div class="note stop">
            <Icon picture=Picture::Stop />
            <p>
                {said} <span class="note-more">
                    <a href=Route::Record(before.id).hash()>
                        <bdi>{before.short_code}</bdi>
                    </a>
                    ". "
                    {words.form.look}
                </span>
            </p>
        </div>
    }
}

/// Says what the list has of a card that was not served yet.
#[component]
fn Known(card: CardCode) -> impl IntoView {
    let (desk, words) = (use_desk(), use_words());
    let phone = desk.phone();
    let place = phone.place();
    let listed = place.as_ref().and_then(|place| phone.household(&place.round, &place.settlement, &card));
    let has_list = place.is_some_and(|place| phone.has_list(&place.round, &place.settlement));
    match listed {
        None if has_list => view! { <Note tone=Tone::Care said=words.form.not_listed /> },
        _ => view! { <Note tone=Tone::Good said=words.form.nothing_yet /> },
    }
}

/// The card, once typing has paused.
fn paused_card(filling: Filling) -> RwSignal<Option<CardCode>> {
    let paused = RwSignal::new(filling.get(HandOver::known_card));
    let typed = memo(move || filling.get(HandOver::known_card));
    Effect::new(move |before: Option<Option<CardCode>>| {
        let card = typed.get();
        if before.is_some_and(|before| before != card) {
            paused.set(None);
            let card = card.clone();
            spawn_local(async move {
                TimeoutFuture::new(PAUSE_MS).await;
                if typed.try_get_untracked() == Some(card.clone()) {
                    let _ = paused.try_set(card);
                }
            });
        }
        card
    });
    paused
}
