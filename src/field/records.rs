//! The list of records, newest first, a page at a time, each with its state in colour, shape and words.

use super::desk::{Desk, use_desk, use_words};
use super::page::Page;
use super::route::Route;
use super::said;
use super::state::State;
use crate::ui::{Icon, Keys, TextField};
use lantern_device::RecordView;
use lantern_domain::{CardCode, Recipient};
use leptos::prelude::*;

/// How many records are drawn at once, and added by "show older".
const PAGE: usize = 50;
/// How many records are read at once while searching.
const READ: usize = 500;

/// Draws the list.
#[component]
pub fn RecordsPage() -> impl IntoView {
    let (desk, words) = (use_desk(), use_words());
    let search = RwSignal::new(String::new());
    let shown = RwSignal::new(PAGE);
    let found = move || find(desk, &search.read(), shown.get() + 1);
    let records = Signal::derive_local(found);
    let rows = move || {
        let records = records.get().into_iter().take(shown.get());
        records.map(|record| view! { <Row record /> }).collect_view()
    };
    let has_older = move || records.with(Vec::len) > shown.get();
    let count = move || desk.phone().record_count() as u64;
    let is_empty = Memo::new(move |_| count() == 0);
    view! {
        <Page title=words.records.title>
            <p class="small num">{move || (!is_empty.get()).then(|| (words.records.count)(count()))}</p>
            <Show
                when=move || !is_empty.get()
                fallback=move || view! { <p class="empty">{words.records.empty}</p> }
            >
                <TextField
                    id="record-search"
                    label=words.records.search
                    keys=Keys::Code
                    value=search
                    on_input=move |typed| {
                        search.set(typed);
                        shown.set(PAGE);
                    }
                />
                <ul class="records">{rows}</ul>
                <p role="status">
                    {move || records.with(Vec::is_empty).then_some(words.records.none_found)}
                </p>
                <Show when=has_older>
                    <button type="button" class="quiet" on:click=move |_| shown.update(|count| *count += PAGE)>
                        {words.records.older}
                    </button>
                </Show>
            </Show>
        </Page>
    }
}

/// One record in two lines.
#[component]
fn Row(record: RecordView) -> impl IntoView {
    let (desk, words) = (use_desk(), use_words());
    let state = State::of(&record);
    let (plan, language) = (desk.phone_now().plan(), untrack(|| desk.language()));
    let recipient = said::recipient(words, &record.distribution.recipient).to_owned();
    let lines = said::lines(&plan, &record.distribution, language);
    let at = untrack(|| desk.moment(record.at));
    view! {
        <li>
            <a class="rec" class:void=record.void.is_some() href=Route::Record(record.id).hash()>
                <b>
                    <bdi>{recipient}</bdi>
                </b>
                <span class=format!("state {}", state.tone.class())>
                    <Icon picture=state.tone.picture() />
                    <span>{state.said(words)}</span>
                </span>
                <span class="small num">
                    <bdi>{lines}</bdi>
                </span>
                <span class="small num at">{at}</span>
            </a>
        </li>
    }
}

/// The newest records whose card has what was typed, at most so many; all records for nothing typed.
fn find(desk: Desk, typed: &str, count: usize) -> Vec<RecordView> {
    let phone = desk.phone();
    let Ok(wanted) = CardCode::new(typed).map(|code| code.folded()) else { return phone.records(0, count) };
    let is_wanted = |record: &RecordView| match &record.distribution.recipient {
        Recipient::Household(card) => card.folded().as_str().contains(wanted.as_str()),
        _ => false,
    };
    let pages = (0..phone.record_count()).step_by(READ);
    pages.flat_map(|skip| phone.records(skip, READ)).filter(is_wanted).take(count).collect()
}
