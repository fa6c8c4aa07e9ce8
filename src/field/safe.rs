//! What only this phone holds, the button that sends it, and how safe it is until then.

use super::desk::{use_desk, use_words};
use super::page::Page;
use super::route::Route;
use super::{failure, said};
use crate::text::Words;
use crate::ui::{Icon, Note, Picture, Tone, drawn, live, maybe_text, nothing, tap, text};
use lantern_device::{Notice, StorageView, SyncStatus};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Under so much free room, a person is warned.
const LOW_ROOM_BYTES: u64 = 200_000_000;

/// Draws what there is to know.
#[component]
pub fn SafePage() -> impl IntoView {
    let (desk, words) = (use_desk(), use_words());
    let is_running = move || desk.phone().sync_status() == SyncStatus::Running;
    let send = move || {
        spawn_local(async move { desk.phone_now().sync_now().await });
    };
    let acts = move || {
        let said = move || if is_running() { words.safe.sending } else { words.safe.send };
        view! {
            <button
                type="button"
                class="go"
                aria-disabled=live(move || is_running().then_some("true"))
                on:click=tap(send)
            >
                {text(said)}
            </button>
        }
    };
    view! {
        <Page title=words.safe.title is_title_unseen=true acts>
            <Waiting />
            <Contact />
            <Notices />
            <Storage />
            <a class="quiet" href=Route::Settings.hash()>
                <Icon picture=Picture::Wheel />
                {words.settings.title}
            </a>
        </Page>
    }
}

/// How much waits, and since when.
#[component]
fn Waiting() -> impl IntoView {
    let (desk, words) = (use_desk(), use_words());
    drawn(move || {
        let phone = desk.phone();
        let waiting = phone.waiting();
        if waiting.records == 0 {
            let said = if phone.record_count() > 0 { words.safe.all_held } else { words.safe.nothing };
            return view! { <Note tone=Tone::Good said /> }.into_any();
        }
        let age = waiting.oldest_at.map(|oldest| phone.now().0.saturating_sub(oldest.0));
        let oldest = age.map(|age| (words.safe.oldest)(&words.units.age(age)));
        let more =
            [Some(words.units.size(waiting.bytes)), oldest].into_iter().flatten().collect::<Vec<_>>().join(" · ");
        view! {
            <div class="note care waiting">
                <p class="big">{(words.safe.only_here)(waiting.records)}</p>
                <p class="num">{more}</p>
            </div>
        }
        .into_any()
    })
}

/// How the last contact went, and the newest receipt.
#[component]
fn Contact() -> impl IntoView {
    let (desk, words) = (use_desk(), use_words());
    let failed = move || match desk.phone().sync_status() {
        SyncStatus::Failed { problem, retry_at } => {
            let again = retry_at.map(|at| (words.sync.retry_at)(&desk.moment(at)));
            let said = failure::sync_problem(words, &problem);
            view! { <Note tone=Tone::Care said more=again.unwrap_or_default() /> }.into_any()
        }
        _ => nothing(),
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
    view! {
        <div role="status">{drawn(failed)}</div>
        <div class="sheet">
            <p class="num">{text(newest)}</p>
            <p class="small">{maybe_text(contact)}</p>
        </div>
    }
}

/// What a person must be told.
#[component]
fn Notices() -> impl IntoView {
    let (desk, words) = (use_desk(), use_words());
    let one = move |notice: Notice| {
        let said = failure::event(words, &notice.event);
        let when = untrack(|| desk.moment(notice.at));
        let dismiss = move || {
            spawn_local(async move { desk.phone_now().dismiss(notice.number).await });
        };
        view! {
            <li class="notice">
                <Note tone=failure::tone(&notice.event) said more=when />
                <button type="button" class="small-button" on:click=tap(dismiss)>
                    {words.safe.seen}
                </button>
            </li>
        }
    };
    drawn(move || {
        let notices = desk.phone().notices();
        if notices.is_empty() {
            return nothing();
        }
        view! {
            <h2 class="label">{words.safe.notices}</h2>
            <ul class="rows">{notices.into_iter().map(one).collect_view()}</ul>
        }
        .into_any()
    })
}

/// What the browser says about keeping the records.
#[component]
fn Storage() -> impl IntoView {
    let (desk, words) = (use_desk(), use_words());
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
        view! {
            <p>{persisted}</p>
            <p class="small">{how}</p>
            <p>{copies}</p>
            <p class="num">{room(words, &storage)}</p>
        }
        .into_any()
    };
    view! {
        <section class="sheet">
            <h2 class="label">{safe.storage}</h2>
            {drawn(storage)}
        </section>
    }
}

fn room(words: &Words, storage: &StorageView) -> Option<String> {
    let free = storage.quota_bytes?.saturating_sub(storage.usage_bytes.unwrap_or_default());
    let say = if free < LOW_ROOM_BYTES { words.safe.low_room } else { words.safe.room };
    Some(say(&words.units.size(free)))
}
