//! The list of records, newest first, a page at a time, each with its state in colour, shape and words.

use super::desk::{Desk, use_desk, use_words};
use super::page::Page;
use super::route::Route;
use super::said;
use super::state::State;
use crate::ui::{Icon, Keys, TextField, drawn, memo, tap, text};
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
    let rows = move || {
        let records = found();
        if records.is_empty() {
            return view! { <p role="status">{words.records.none_found}</p> }.into_any();
        }
        let has_older = records.len() > shown.get_untracked();
        let rows = records.into_iter().take(shown.get_untracked()).map(row).collect_view();
        let older = has_older.then(|| {
            view! {
                <button type="button" class="quiet" on:click=tap(move || shown.update(|count| *count += PAGE))>
                    {words.records.older}
                </button>
            }
        });
        view! { <ul class="records">{rows}</ul> {older} }.into_any()
    };
    let list = move || {
        let set = move |typed| {
            search.set(typed);
            shown.set(PAGE);
        };
        view! {
            <p class="small num">{text(move || (words.records.count)(desk.phone().record_count() as u64))}</p>
            <TextField id="record-search" label=words.records.search keys=Keys::Code value=search on_input=set />
            {drawn(rows)}
        }
        .into_any()
    };
    let empty = move || view! { <p class="empty">{words.records.empty}</p> }.into_any();
    let is_empty = memo(move || desk.phone().record_count() == 0);
    view! {
        <Page title=words.records.title>{drawn(move || if is_empty.get() { empty() } else { list() })}</Page>
    }
}

/// One record in two lines.
fn row(record: RecordView) -> impl IntoView {
    let (desk, words) = (use_desk(), use_words());
    let state = State::of(&record);
    let (plan, language) = (desk.phone_now().plan(), untrack(|| desk.language()));
    let recipient = said::recipient(words, &record.distribution.recipient).to_owned();
    let lines = said::lines(&plan, &record.distribution, language);
    let at = untrack(|| desk.short_moment(record.at));
    view! {
        <li>
            <a class="rec" class:void=record.void.is_some() href=Route::Record(record.id).hash()>
                <span class="rec-row">
                    <b>
                        <bdi>{recipient}</bdi>
                    </b>
                    <span class=format!("state {}", state.tone.class())>
                        <Icon picture=state.tone.picture() />
                        {state.drawn(words)}
                    </span>
                </span>
                <span class="rec-row small num">
                    <bdi>{lines}</bdi>
                    <span class="at">{at}</span>
                </span>
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
