//! What this phone knows of the card: served before, on the list or not.
//!
//! "Served" is said at once; the rest only once typing pauses, because every beginning of a number is a number, too.

use super::filling::{Filling, Step};
use crate::field::desk::Desk;
use crate::field::form::{Field, HandOver};
use crate::field::route::Route;
use crate::text::slug;
use crate::ui::{Act, AnswerField, El, Group, Tone, drawn, el, group, memo, note, note_with_more, when};
use gloo_timers::future::TimeoutFuture;
use lantern_device::ServedBefore;
use lantern_domain::CardCode;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// How long typing has to pause.
const PAUSE_MS: u32 = 400;

/// Says what this phone knows of the card, and asks why a household is served again.
pub fn served(filling: Filling) -> Group {
    let (desk, words) = (filling.desk, filling.desk.words());
    let paused = paused_card(filling);
    let known = move || match filling.served() {
        Some(before) => Some(untrack(|| served_before(desk, before))),
        None => paused.get().map(|card| untrack(|| not_served(desk, &card))),
    };
    let is_card_asked = move || filling.get(|form| form.kind == Default::default() && !form.is_walk_in);
    let slot = move || el("div").class("note-slot").attr("aria-live", "polite").child(drawn(known));
    let reason = move || {
        let field = AnswerField {
            id: "repeat".into(),
            label: words.form.repeat_reason.into(),
            words,
            list: slug::REPEAT,
            answer: filling.live(|form| form.repeat.clone().unwrap_or_default()),
            on_change: Act::from(move |answer| filling.change(|form| form.repeat = Some(answer))),
            problem: filling.problem(Field::Repeat),
        };
        field.draw()
    };
    group()
        .child(when(is_card_asked, slot))
        .child(when(move || matches!(filling.step(), Step::Explain | Step::Repeat), reason))
}

/// Says when the card was served, with the way to that record.
fn served_before(desk: Desk, before: ServedBefore) -> El {
    let form = &desk.words().form;
    let link = el("a").attr("href", Route::Record(before.id).hash()).child(el("bdi").child(before.short_code));
    let look = group().child(link).child(". ").child(form.look);
    note_with_more(Tone::Stop, (form.served)(&desk.moment(before.at)), look)
}

/// Says what the list has of a card that was not served yet.
fn not_served(desk: Desk, card: &CardCode) -> El {
    let form = &desk.words().form;
    let phone = desk.phone();
    let place = phone.place();
    let listed = place.as_ref().and_then(|place| phone.household(&place.round, &place.settlement, card));
    let has_list = place.is_some_and(|place| phone.has_list(&place.round, &place.settlement));
    match listed {
        None if has_list => note(Tone::Care, form.not_listed),
        _ => note(Tone::Good, form.nothing_yet),
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
