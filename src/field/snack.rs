//! What was just saved: said for ten seconds, and undone with one tap.
//!
//! An undo is a void like any other; after ten seconds the record's own page has it.

use super::desk::{Desk, use_desk};
use crate::text::slug;
use crate::ui::{Drawn, Picture, button, el, icon, maybe_text, when};
use gloo_timers::future::TimeoutFuture;
use lantern_domain::{RecordId, ShortText};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// For how long an undo is offered.
const UNDO_SECONDS: u64 = 10;

/// What was just saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snack {
    /// The record; `None`: only words, nothing to undo.
    pub record: Option<RecordId>,
    /// What happened.
    pub said: String,
    /// For how many seconds it is still shown.
    pub seconds_left: u64,
}

/// Says that a record was saved, and offers the undo.
pub fn offer_undo(desk: Desk, record: RecordId) {
    show(desk, Some(record), desk.words().save.saved.to_owned());
}

fn show(desk: Desk, record: Option<RecordId>, said: String) {
    let snack = Snack { record, said, seconds_left: UNDO_SECONDS };
    desk.speak(&snack.said);
    desk.snack.set(Some(snack.clone()));
    spawn_local(count_down(desk, snack));
}

/// Counts down until the time is over, or until another snack has taken the place.
async fn count_down(desk: Desk, mut snack: Snack) {
    while snack.seconds_left > 0 {
        TimeoutFuture::new(1_000).await;
        if desk.snack.read_untracked().as_ref() != Some(&snack) {
            return;
        }
        snack.seconds_left -= 1;
        desk.snack.set((snack.seconds_left > 0).then(|| snack.clone()));
    }
}

fn undo(desk: Desk, record: RecordId) {
    desk.snack.set(None);
    spawn_local(async move {
        let reason = ShortText::new(slug::UNDO).expect("a slug is a short text");
        // Undone or not, the words say which; the record's own page offers the void again.
        let words = desk.words();
        let said = match desk.phone_now().void(record, reason).await {
            Ok(_) => words.save.undone.to_owned(),
            Err(error) => super::failure::save_error(words, &error),
        };
        show(desk, None, said);
    });
}

/// Shows what was just saved.
pub fn snack_bar() -> Drawn {
    let desk = use_desk();
    let words = desk.words();
    let snack = move || desk.snack.get();
    let undo_button = move || {
        let undo = move || {
            if let Some(record) = desk.snack.get_untracked().and_then(|snack| snack.record) {
                undo(desk, record);
            }
        };
        let said = move || snack().map(|snack| (words.save.undo)(snack.seconds_left));
        button("").on_tap(undo).child(maybe_text(said))
    };
    let bar = move || {
        el("div")
            .class("snack")
            .child(icon(Picture::Check))
            .child(el("span").child(maybe_text(move || snack().map(|snack| snack.said))))
            .child(when(move || snack().is_some_and(|snack| snack.record.is_some()), undo_button))
    };
    when(move || snack().is_some(), bar)
}
