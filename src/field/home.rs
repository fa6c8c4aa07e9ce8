//! The first tab: how far the round is here, the button to record, today, and what waits.

use super::desk::{Desk, use_desk};
use super::failure;
use super::form::{HandOver, kinds};
use super::page::Page;
use super::route::Route;
use crate::text::number;
use crate::ui::{Drawn, El, Tone, button, drawn, el, group, note, note_with_more, when};
use lantern_device::Place;
use lantern_domain::plan::ItemRecipient;
use lantern_domain::tally::{Filter, TotalsQuery};

/// Draws the first tab.
pub fn home_page() -> El {
    let desk = use_desk();
    let words = desk.words();
    let has_draft = move || {
        let Some(place) = desk.place() else { return false };
        desk.phone().draft(&HandOver::draft_key(&place.round, &place.settlement)).is_some()
    };
    let record = button("go go-huge").on_tap(move || desk.go(Route::HandOver)).child(words.home.record);
    Page::new(words.home.record)
        .unseen_title()
        .acts(record)
        .child(progress(desk))
        .child(today(desk))
        .child(when(has_draft, move || note(Tone::Care, words.home.draft)))
        .child(waiting(desk))
        .child(notices(desk))
        .draw()
}

/// What this phone handed over here in this round, of what is meant to be.
fn progress(desk: Desk) -> El {
    let words = desk.words();
    let figures = move || {
        let (done, target, unit) = done_here(desk);
        let meter = target.map(|target| {
            el("meter")
                .class("meter")
                .attr("min", "0")
                .attr("max", target.to_string())
                .attr("value", done.min(target).to_string())
                .attr("aria-label", words.home.progress)
        });
        let figure = el("p")
            .class("row row-end")
            .child(el("b").class("huge num").child(number::plain(done)))
            .child(el("span").class("small").child(unit));
        group().child(figure).child(meter)
    };
    el("section")
        .class("sheet")
        .attr("aria-label", words.home.progress)
        .child(drawn(figures))
        .child(el("p").class("small").child(words.totals.only_here_short))
}

/// Returns what was done here in this round, what is meant to be, and of what.
fn done_here(desk: Desk) -> (u64, Option<u64>, String) {
    let home = &desk.words().home;
    let Some(Place { round, settlement }) = desk.place() else { return (0, None, String::new()) };
    let is_for_households = kinds(&desk.plan(), &round)[0] == ItemRecipient::Household;
    let filter = Filter { round: Some(round), settlement: Some(settlement.key()), ..Filter::default() };
    let row = desk.phone().totals(&TotalsQuery { filter, ..TotalsQuery::default() }).all;
    let households = row.households + row.walk_ins;
    match row.target_households {
        _ if !is_for_households => (row.services, None, (home.hand_overs)(row.services).to_owned()),
        Some(target) => (households, Some(target), (home.of_households)(target)),
        None => (households, None, (home.households)(households).to_owned()),
    }
}

/// What this phone recorded today, in all rounds and settlements.
fn today(desk: Desk) -> El {
    let words = desk.words();
    let figures = move || {
        let phone = desk.phone();
        let today = Some(phone.today(phone.place().map(|place| place.settlement).as_ref()));
        let filter = Filter { from: today, to: today, ..Filter::default() };
        let row = phone.totals(&TotalsQuery { filter, ..TotalsQuery::default() }).all;
        let (households, people) = (row.households + row.walk_ins, row.individuals);
        let figure = |count, unit: &'static str| {
            el("span").child(el("b").class("big num").child(number::plain(count))).child(" ").child(unit)
        };
        group()
            .child(figure(households, (words.home.households)(households)))
            .child(figure(people, (words.home.people)(people)))
    };
    el("section")
        .class("sheet")
        .child(el("h2").class("small").child(words.home.today))
        .child(el("p").class("row").child(drawn(figures)))
}

/// Says how much there is to be told, the newest of it, and where the rest is.
fn notices(desk: Desk) -> Drawn {
    let words = desk.words();
    drawn(move || {
        let notices = desk.phone().notices();
        let newest = &notices.first()?.event;
        let said = match notices.len() {
            1 => words.safe.notices.to_owned(),
            many => format!("{} · {many}", words.safe.notices),
        };
        let said = note_with_more(failure::tone(newest), said, failure::event(words, newest));
        Some(el("a").class("note-link").attr("href", Route::Safe.hash()).child(said))
    })
}

/// What waits, and until when HQ holds everything.
fn waiting(desk: Desk) -> Drawn {
    let home = &desk.words().home;
    drawn(move || {
        let receipt = desk.phone().last_receipt();
        let held = match receipt {
            Some(receipt) => (home.held_until)(&desk.moment(receipt.at)),
            None => home.never_held.to_owned(),
        };
        match (desk.phone().waiting().records, receipt) {
            (0, None) => note(Tone::Good, home.nothing),
            (0, Some(_)) => note(Tone::Good, home.all_held),
            (count, _) => note_with_more(Tone::Waits, (home.waiting)(count), held),
        }
    })
}
