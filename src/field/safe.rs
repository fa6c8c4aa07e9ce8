//! What only this phone holds, the button that sends it, and how safe it is until then.

use super::desk::{Desk, use_desk};
use super::page::Page;
use super::route::Route;
use super::{failure, said};
use crate::text::Words;
use crate::ui::{
    Drawn, El, Group, Picture, Tone, button, drawn, el, group, icon, maybe_text, note, note_with_more, text,
};
use lantern_device::{Notice, StorageView, SyncStatus};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Under so much free room, a person is warned.
const LOW_ROOM_BYTES: u64 = 200_000_000;

/// Draws what there is to know.
pub fn safe_page() -> El {
    let desk = use_desk();
    let words = desk.words();
    let is_running = move || desk.phone().sync_status() == SyncStatus::Running;
    let send = move || {
        spawn_local(async move { desk.phone_now().sync_now().await });
    };
    let said = move || if is_running() { words.safe.sending } else { words.safe.send };
    let send =
        button("go").live_attr("aria-disabled", move || is_running().then_some("true")).on_tap(send).child(text(said));
    let settings = el("a")
        .class("quiet")
        .attr("href", Route::Settings.hash())
        .child(icon(Picture::Wheel))
        .child(words.settings.title);
    Page::new(words.safe.title)
        .unseen_title()
        .acts(send)
        .child(waiting(desk))
        .child(contact(desk))
        .child(notices(desk))
        .child(storage(desk))
        .child(settings)
        .draw()
}

/// How much waits, and since when.
fn waiting(desk: Desk) -> Drawn {
    let words = desk.words();
    drawn(move || {
        let phone = desk.phone();
        let waiting = phone.waiting();
        if waiting.records == 0 {
            let said = if phone.record_count() > 0 { words.safe.all_held } else { words.safe.nothing };
            return note(Tone::Good, said);
        }
        let age = waiting.oldest_at.map(|oldest| phone.now().0.saturating_sub(oldest.0));
        let mut more = words.units.size(waiting.bytes);
        if let Some(age) = age {
            more = format!("{more} · {}", (words.safe.oldest)(&words.units.age(age)));
        }
        el("div")
            .class("note care waiting")
            .child(el("p").class("big").child((words.safe.only_here)(waiting.records)))
            .child(el("p").class("num").child(more))
    })
}

/// How the last contact went, and the newest receipt.
fn contact(desk: Desk) -> Group {
    let words = desk.words();
    let failed = move || match desk.phone().sync_status() {
        SyncStatus::Failed { problem, retry_at } => {
            let again = retry_at.map(|at| (words.sync.retry_at)(&desk.moment(at)));
            let said = failure::sync_problem(words, &problem);
            Some(note_with_more(Tone::Care, said, again.unwrap_or_default()))
        }
        _ => None,
    };
    let contact = move || match desk.phone().sync_status() {
        SyncStatus::Idle { contact_at: Some(at) } => Some((words.safe.contact)(&desk.moment(at))),
        SyncStatus::Idle { contact_at: None } => Some(words.safe.no_contact.to_owned()),
        _ => None,
    };
    let newest = move || match desk.phone().last_receipt() {
        Some(receipt) => {
            let number = said::receipt(receipt.journal, receipt.position);
            (words.safe.receipt)(&number, &desk.moment(receipt.at))
        }
        None => words.safe.no_receipt.to_owned(),
    };
    let sheet = el("div")
        .class("sheet")
        .child(el("p").class("num").child(text(newest)))
        .child(el("p").class("small").child(maybe_text(contact)));
    group().child(el("div").attr("role", "status").child(drawn(failed))).child(sheet)
}

/// What a person must be told.
fn notices(desk: Desk) -> Drawn {
    let words = desk.words();
    let one = move |notice: Notice| {
        let said = failure::event(words, &notice.event);
        let when = untrack(|| desk.moment(notice.at));
        let dismiss = move || {
            spawn_local(async move { desk.phone_now().dismiss(notice.number).await });
        };
        el("li")
            .class("notice")
            .child(note_with_more(failure::tone(&notice.event), said, when))
            .child(button("small-button").on_tap(dismiss).child(words.safe.seen))
    };
    drawn(move || {
        let notices = desk.phone().notices();
        (!notices.is_empty()).then(|| {
            let list = el("ul").class("rows").children(notices.into_iter().map(one));
            group().child(el("h2").class("label").child(words.safe.notices)).child(list)
        })
    })
}

/// What the browser says about keeping the records.
fn storage(desk: Desk) -> El {
    let words = desk.words();
    spawn_local(async move { desk.phone_now().ask_to_persist().await });
    let safe = &words.safe;
    let storage = move || {
        let storage = desk.phone().storage_state();
        let persisted = match storage.is_persisted {
            Some(true) => safe.persisted,
            Some(false) => safe.not_persisted,
            None => safe.not_asked,
        };
        let how = (storage.is_persisted == Some(false)).then_some(safe.persist_how);
        let copies = if storage.is_second_copy_sound { safe.copies_sound } else { safe.copies_unsound };
        group()
            .child(el("p").child(persisted))
            .child(el("p").class("small").child(how))
            .child(el("p").child(copies))
            .child(el("p").class("num").child(room(words, &storage)))
    };
    el("section").class("sheet").child(el("h2").class("label").child(safe.storage)).child(drawn(storage))
}

fn room(words: &Words, storage: &StorageView) -> Option<String> {
    let free = storage.quota_bytes?.saturating_sub(storage.usage_bytes.unwrap_or_default());
    let say = if free < LOW_ROOM_BYTES { words.safe.low_room } else { words.safe.room };
    Some(say(&words.units.size(free)))
}
