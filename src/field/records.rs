//! The list of records, newest first, a page at a time, each with its state in colour, shape and words.

use super::desk::{Desk, use_desk};
use super::page::Page;
use super::route::Route;
use super::said;
use super::state::State;
use crate::ui::{El, Keys, TextField, button, drawn, el, group, icon, memo, text};
use lantern_device::RecordView;
use lantern_domain::{CardCode, Recipient};
use leptos::prelude::*;

/// How many records are drawn at once, and added by "show older".
const PAGE: usize = 50;
/// How many records are read at once while searching.
const READ: usize = 500;

/// Draws the list.
pub fn records_page() -> El {
    let desk = use_desk();
    let words = desk.words();
    let search = RwSignal::new(String::new());
    let shown = RwSignal::new(PAGE);
    let found = move || find(desk, &search.read(), shown.get() + 1);
    let rows = move || {
        let records = found();
        if records.is_empty() {
            return group().child(el("p").attr("role", "status").child(words.records.none_found));
        }
        let has_older = records.len() > shown.get_untracked();
        let rows = records.iter().take(shown.get_untracked()).map(|record| row(desk, record));
        let older = || button("quiet").on_tap(move || shown.update(|count| *count += PAGE)).child(words.records.older);
        group().child(el("ul").class("records").children(rows)).child(has_older.then(older))
    };
    let list = move || {
        let set = move |typed| {
            search.set(typed);
            shown.set(PAGE);
        };
        let count = text(move || (words.records.count)(desk.phone().record_count() as u64));
        let field = TextField::new("record-search", words.records.search, move || search.get(), set).keys(Keys::Code);
        group().child(el("p").class("small num").child(count)).child(field.draw()).child(drawn(rows))
    };
    let empty = move || group().child(el("p").class("empty").child(words.records.empty));
    let is_empty = memo(move || desk.phone().record_count() == 0);
    Page::new(words.records.title).child(drawn(move || if is_empty.get() { empty() } else { list() })).draw()
}

/// One record in two lines.
fn row(desk: Desk, record: &RecordView) -> El {
    let words = desk.words();
    let state = State::of(record);
    let (plan, language) = (desk.phone_now().plan(), untrack(|| desk.language()));
    let recipient = said::recipient(words, &record.distribution.recipient).to_owned();
    let lines = said::lines(&plan, &record.distribution, language);
    let at = untrack(|| desk.short_moment(record.at));
    let held = el("span")
        .class(format!("state {}", state.tone.class()))
        .child(icon(state.tone.picture()))
        .child(state.drawn(words));
    let first = el("span").class("rec-row").child(el("b").child(el("bdi").child(recipient))).child(held);
    let second =
        el("span").class("rec-row small num").child(el("bdi").child(lines)).child(el("span").class("at").child(at));
    let link = el("a")
        .class(if record.void.is_some() { "rec void" } else { "rec" })
        .attr("href", Route::Record(record.id).hash())
        .child(first)
        .child(second);
    el("li").child(link)
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
