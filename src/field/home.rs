//! The first tab: how far the round is here, the button to record, today, and what waits.

use super::desk::{use_desk, use_words};
use super::form::{HandOver, kinds};
use super::page::Page;
use super::route::Route;
use crate::text::number;
use crate::ui::{Note, Tone, drawn, live, memo, tap, text, when};
use lantern_device::Place;
use lantern_domain::plan::ItemRecipient;
use lantern_domain::tally::{Filter, TotalsQuery, TotalsRow};
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
    let here = memo(move || {
        let Place { round, settlement } = desk.place()?;
        let is_for_households = kinds(&desk.plan(), &round)[0] == ItemRecipient::Household;
        let filter = Filter { round: Some(round), settlement: Some(settlement.key()), ..Filter::default() };
        let row = desk.phone().totals(&TotalsQuery { filter, ..TotalsQuery::default() }).all;
        Some(if is_for_households {
            (row.households + row.walk_ins, row.target_households, true)
        } else {
            (row.services, None, false)
        })
    });
    let done = move || here.get().map_or(0, |(done, ..)| done);
    let target = move || here.get().and_then(|(_, target, _)| target);
    let unit = move || match (here.get(), target()) {
        (_, Some(target)) => (words.home.of_households)(target),
        (Some((done, _, false)), None) => (words.home.hand_overs)(done).to_owned(),
        _ => (words.home.households)(done()).to_owned(),
    };
    let meter = move || {
        let target = live(move || target().unwrap_or_default().to_string());
        let done = live(move || done().to_string());
        view! { <meter class="meter" min="0" max=target value=done aria-label=words.home.progress></meter> }.into_any()
    };
    view! {
        <section class="sheet" aria-label=words.home.progress>
            <p class="row row-end">
                <b class="huge num">{text(move || number::plain(done()))}</b>
                <span class="small">{text(unit)}</span>
            </p>
            {when(move || target().is_some(), meter)}
            <p class="small">{words.totals.only_here_short}</p>
        </section>
    }
}

/// What this phone recorded today, in all rounds and settlements.
#[component]
fn Today() -> impl IntoView {
    let (desk, words) = (use_desk(), use_words());
    let today = memo(move || {
        let phone = desk.phone();
        let today = Some(phone.today(phone.place().map(|place| place.settlement).as_ref()));
        let filter = Filter { from: today, to: today, ..Filter::default() };
        phone.totals(&TotalsQuery { filter, ..TotalsQuery::default() }).all
    });
    let households = move || today.with(|row: &TotalsRow| row.households + row.walk_ins);
    let people = move || today.with(|row| row.individuals);
    view! {
        <section class="sheet">
            <h2 class="small">{words.home.today}</h2>
            <p class="row">
                <span>
                    <b class="big num">{text(move || number::plain(households()))}</b>
                    " "
                    {text(move || (words.home.households)(households()))}
                </span>
                <span>
                    <b class="big num">{text(move || number::plain(people()))}</b>
                    " "
                    {text(move || (words.home.people)(people()))}
                </span>
            </p>
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
    let waiting = memo(move || desk.phone().waiting().records);
    let receipt = memo(move || desk.phone().last_receipt().map(|receipt| receipt.at));
    drawn(move || {
        let held = match receipt.get() {
            Some(at) => (words.home.held_until)(&desk.moment(at)),
            None => words.home.never_held.to_owned(),
        };
        match (waiting.get(), receipt.get()) {
            (0, None) => view! { <Note tone=Tone::Good said=words.home.nothing /> }.into_any(),
            (0, Some(_)) => view! { <Note tone=Tone::Good said=words.home.all_held /> }.into_any(),
            (count, _) => view! { <Note tone=Tone::Waits said=(words.home.waiting)(count) more=held /> }.into_any(),
        }
    })
}
