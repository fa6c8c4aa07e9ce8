//! The first tab: how far the round is here, the button to record, today, and what waits.

use super::desk::{Desk, use_desk, use_words};
use super::form::{HandOver, kinds};
use super::page::Page;
use super::route::Route;
use crate::text::number;
use crate::ui::{Note, Tone, drawn, tap, when};
use lantern_device::Place;
use lantern_domain::plan::ItemRecipient;
use lantern_domain::tally::{Filter, TotalsQuery};
use leptos::prelude::*;

/// Draws the first tab.
#[component]
pub fn HomePage() -> impl IntoView {
    let (desk, words) = (use_desk(), use_words());
    let has_draft = move || {
        let Some(place) = desk.place() else { return false };
        desk.phone().draft(&HandOver::draft_key(&place.round, &place.settlement)).is_some()
    };
    let acts = move || {
        view! {
            <button type="button" class="go go-huge" on:click=tap(move || desk.go(Route::HandOver))>
                {words.home.record}
            </button>
        }
    };
    view! {
        <Page title=words.home.record is_title_unseen=true acts>
            <Progress />
            <Today />
            {when(has_draft, move || view! { <Note tone=Tone::Care said=words.home.draft /> }.into_any())}
            <Notices />
            <Waiting />
        </Page>
    }
}

/// What this phone handed over here in this round, of what is meant to be.
#[component]
fn Progress() -> impl IntoView {
    let (desk, words) = (use_desk(), use_words());
    let figures = move || {
        let (done, target, unit) = done_here(desk);
        let meter = target.map(|target| {
            let done = done.min(target).to_string();
            view! { <meter class="meter" min="0" max=target.to_string() value=done aria-label=words.home.progress></meter> }
        });
        view! {
            <p class="row row-end">
                <b class="huge num">{number::plain(done)}</b>
                <span class="small">{unit}</span>
            </p>
            {meter}
        }
        .into_any()
    };
    view! {
        <section class="sheet" aria-label=words.home.progress>
            {drawn(figures)}
            <p class="small">{words.totals.only_here_short}</p>
        </section>
    }
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
#[component]
fn Today() -> impl IntoView {
    let (desk, words) = (use_desk(), use_words());
    let figures = move || {
        let phone = desk.phone();
        let today = Some(phone.today(phone.place().map(|place| place.settlement).as_ref()));
        let filter = Filter { from: today, to: today, ..Filter::default() };
        let row = phone.totals(&TotalsQuery { filter, ..TotalsQuery::default() }).all;
        let (households, people) = (row.households + row.walk_ins, row.individuals);
        let figure = |count, unit: &'static str| {
            view! {
                <span>
                    <b class="big num">{number::plain(count)}</b>
                    " "
                    {unit}
                </span>
            }
        };
        let households = figure(households, (words.home.households)(households));
        view! { {households} {figure(people, (words.home.people)(people))} }.into_any()
    };
    view! {
        <section class="sheet">
            <h2 class="small">{words.home.today}</h2>
            <p class="row">{drawn(figures)}</p>
        </section>
    }
}

/// Says that there is something to be told, and where.
#[component]
fn Notices() -> impl IntoView {
    let (desk, words) = (use_desk(), use_words());
    let note = move || {
        view! {
            <a class="note-link" href=Route::Safe.hash()>
                <Note tone=Tone::Care said=words.safe.notices />
            </a>
        }
        .into_any()
    };
    when(move || !desk.phone().notices().is_empty(), note)
}

/// What waits, and until when HQ holds everything.
#[component]
fn Waiting() -> impl IntoView {
    let (desk, words) = (use_desk(), use_words());
    drawn(move || {
        let receipt = desk.phone().last_receipt();
        let held = match receipt {
            Some(receipt) => (words.home.held_until)(&desk.moment(receipt.at)),
            None => words.home.never_held.to_owned(),
        };
        match (desk.phone().waiting().records, receipt) {
            (0, None) => view! { <Note tone=Tone::Good said=words.home.nothing /> }.into_any(),
            (0, Some(_)) => view! { <Note tone=Tone::Good said=words.home.all_held /> }.into_any(),
            (count, _) => view! { <Note tone=Tone::Waits said=(words.home.waiting)(count) more=held /> }.into_any(),
        }
    })
}
