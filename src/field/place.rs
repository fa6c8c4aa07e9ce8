//! Choosing round and settlement. Rounds outside their dates are offered below the open ones, never refused; a
//! settlement that the plan lacks is typed in.

use super::desk::{Desk, use_desk, use_words};
use super::form::answer::line;
use super::page::Page;
use super::places::{self, Offer};
use super::route::Route;
use super::{failure, said};
use crate::text::{Words, day};
use crate::ui::{Icon, Note, Picture, TextField, Tone, derived, drawn, live, maybe_text, memo, tap, typed};
use chrono::NaiveDate;
use lantern_device::{Place, SaveError};
use lantern_domain::plan::Round;
use lantern_domain::{Code, SettlementRef, ShortText};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// What is chosen so far.
#[derive(Clone, Copy)]
struct Chosen {
    round: RwSignal<Option<Code>>,
    settlement: RwSignal<Option<SettlementRef>>,
    /// The name of a settlement that the plan lacks; `None`: the list is shown.
    typed: RwSignal<Option<String>>,
    problem: RwSignal<Option<&'static str>>,
    failed: RwSignal<Option<String>>,
}

/// Lets round and settlement be chosen.
#[component]
pub fn PlacePage() -> impl IntoView {
    let (desk, words) = (use_desk(), use_words());
    let present = desk.phone_now().place();
    let chosen = Chosen {
        round: RwSignal::new(present.as_ref().map(|place| place.round.clone())),
        settlement: RwSignal::new(present.map(|place| place.settlement)),
        typed: RwSignal::new(None),
        problem: RwSignal::new(None),
        failed: RwSignal::new(None),
    };
    let acts = move || {
        view! {
            <p class="problem-slot" role="alert">
                {maybe_text(move || chosen.problem.get().filter(|_| chosen.typed.read().is_none()))}
            </p>
            <button type="button" class="go" on:click=tap(move || settle(desk, chosen))>
                {words.place.go}
            </button>
        }
    };
    view! {
        <Page title=words.place.title acts>
            <failure::Failed failed=chosen.failed />
            {drawn(move || match chosen.round.get() {
                None => view! { <Rounds chosen /> }.into_any(),
                Some(round) => {
                    view! {
                        <ChosenRound chosen round />
                        <Settlements chosen />
                    }
                        .into_any()
                }
            })}
        </Page>
    }
}

/// All rounds: the open ones first.
#[component]
fn Rounds(chosen: Chosen) -> impl IntoView {
    let (desk, words) = (use_desk(), use_words());
    let list = move |heading: &'static str, rounds: Vec<&Round>, today| {
        let buttons: Vec<_> = rounds.into_iter().map(|round| round_button(chosen, words, round, today)).collect();
        (!buttons.is_empty()).then(|| {
            view! {
                <h2 class="label">{heading}</h2>
                <div class="rows">{buttons}</div>
            }
        })
    };
    drawn(move || {
        let (plan, today) = (desk.plan(), desk.phone().today(None));
        let (open, outside) = places::rounds(&plan, today);
        if open.is_empty() && outside.is_empty() {
            return view! { <Note tone=Tone::Care said=words.place.no_rounds /> }.into_any();
        }
        view! { {list(words.place.open, open, today)} {list(words.place.outside, outside, today)} }.into_any()
    })
}

fn round_button(chosen: Chosen, words: &'static Words, round: &Round, today: NaiveDate) -> impl IntoView + use<> {
    let (code, name, dates) = (round.code.clone(), round.name.to_string(), dates(words, round, today));
    let choose = move || {
        chosen.round.set(Some(code.clone()));
        chosen.problem.set(None);
    };
    view! {
        <button type="button" class="row-button" on:click=tap(choose)>
            <span>
                <b>
                    <bdi>{name}</bdi>
                </b>
                <span class="small">{dates}</span>
            </span>
            <Icon picture=Picture::Onwards />
        </button>
    }
}

fn dates(words: &Words, round: &Round, today: NaiveDate) -> Option<String> {
    let place = &words.place;
    let is_old = |on: NaiveDate| (today - on).num_days().abs() > 300;
    let said = |on: NaiveDate| if is_old(on) { day::full(words, on) } else { day::day(words, on, today) };
    match (round.start_on.map(said), round.end_on.map(said)) {
        (Some(start), Some(end)) => Some((place.dates)(&start, &end)),
        (Some(start), None) => Some((place.from)(&start)),
        (None, Some(end)) => Some((place.until)(&end)),
        (None, None) => None,
    }
}

/// The chosen round, with the way to another one.
#[component]
fn ChosenRound(chosen: Chosen, round: Code) -> impl IntoView {
    let (desk, words) = (use_desk(), use_words());
    let (plan, today) = (desk.plan(), desk.phone_now().today(None));
    let name = said::round(&plan, &round).to_owned();
    let is_outside = plan.rounds.get(&round).is_some_and(|round| !round.is_open_on(today));
    let change = move || {
        chosen.round.set(None);
        chosen.settlement.set(None);
    };
    view! {
        <div class="sheet row">
            <span>
                <span class="small">{words.place.round}</span>
                <b>
                    <bdi>{name}</bdi>
                </b>
            </span>
            <button type="button" class="small-button" on:click=tap(change)>
                {words.common.change}
            </button>
        </div>
        {is_outside.then(|| view! { <Note tone=Tone::Care said=words.place.notice /> })}
    }
}

/// The settlements that fit what is typed into the search, and the way to type one in.
#[component]
fn Settlements(chosen: Chosen) -> impl IntoView {
    let (desk, words) = (use_desk(), use_words());
    let search = RwSignal::new(String::new());
    let lists = move || {
        let (plan, provisional) = (desk.plan(), desk.phone().provisional_settlements());
        let round = chosen.round.get().and_then(|code| plan.rounds.get(&code).cloned());
        let (here, elsewhere) = places::settlements(&plan, &provisional, round.as_ref(), &search.read());
        let is_empty = here.is_empty() && elsewhere.is_empty();
        view! {
            {offers(chosen, words.place.in_round, here)}
            {offers(chosen, words.place.elsewhere, elsewhere)}
            {is_empty.then(|| view! { <p role="status">{words.place.none_found}</p> })}
        }
        .into_any()
    };
    let is_typed = memo(move || chosen.typed.read().is_some());
    drawn(move || match is_typed.get() {
        true => view! { <TypedIn chosen /> }.into_any(),
        false => view! {
            <TextField
                id="settlement-search"
                label=words.place.search
                value=search
                on_input=move |typed| search.set(typed)
            />
            {drawn(lists)}
            <button type="button" class="quiet" on:click=tap(move || chosen.typed.set(Some(search.get_untracked())))>
                {words.place.not_listed}
            </button>
        }
        .into_any(),
    })
}

/// One heading with its settlements as radio buttons; nothing for an empty list.
fn offers(chosen: Chosen, heading: &'static str, offers: Vec<Offer>) -> impl IntoView {
    let option = move |offer: Offer| {
        let (settlement, name, area) = (offer.settlement.clone(), offer.name, offer.area);
        let is_chosen = move || chosen.settlement.read().as_ref() == Some(&offer.settlement);
        let choose = move |_: String| {
            chosen.settlement.set(Some(settlement.clone()));
            chosen.problem.set(None);
        };
        view! {
            <label class="row-button option">
                <input type="radio" name="settlement" prop:checked=live(is_chosen) on:change=typed(choose) />
                <span>
                    <b>
                        <bdi>{name}</bdi>
                    </b>
                    {area.map(|area| view! { <bdi class="small">{area}</bdi> })}
                </span>
            </label>
        }
    };
    (!offers.is_empty()).then(|| {
        view! {
            <fieldset>
                <legend class="label">{heading}</legend>
                <div class="rows">{offers.into_iter().map(option).collect_view()}</div>
            </fieldset>
        }
    })
}

/// The field for a settlement that the plan lacks.
#[component]
fn TypedIn(chosen: Chosen) -> impl IntoView {
    let words = use_words();
    let value = derived(move || chosen.typed.get().unwrap_or_default());
    view! {
        <TextField
            id="settlement-name"
            label=words.place.typed_label
            hint=words.place.typed_hint
            value
            on_input=move |typed| chosen.typed.set(Some(typed))
            problem=chosen.problem
        />
        <button type="button" class="quiet" on:click=tap(move || chosen.typed.set(None))>
            {words.common.back}
        </button>
    }
}

/// Stores the choice and goes to work, or says what is missing.
fn settle(desk: Desk, chosen: Chosen) {
    let words = desk.words();
    let Some(round) = chosen.round.get_untracked() else {
        return chosen.problem.set(Some(words.place.choose_round));
    };
    let name = chosen.typed.get_untracked().map(|typed| line(&typed));
    let name = match name {
        Some(Ok(None)) => return chosen.problem.set(Some(words.problems.text_empty)),
        Some(Err(problem)) => return chosen.problem.set(Some(problem.said(words))),
        Some(Ok(Some(name))) => Some(name),
        None => None,
    };
    let settlement = chosen.settlement.get_untracked();
    if name.is_none() && settlement.is_none() {
        return chosen.problem.set(Some(words.place.choose_settlement));
    }
    spawn_local(async move {
        match store(desk, round, name, settlement).await {
            Ok(()) => desk.go(Route::Home),
            Err(error) => {
                let _ = chosen.failed.try_set(Some(failure::save_error(words, &error)));
            }
        }
    });
}

async fn store(
    desk: Desk,
    round: Code,
    name: Option<ShortText>,
    settlement: Option<SettlementRef>,
) -> Result<(), SaveError> {
    let phone = desk.phone_now();
    let settlement = match (name, settlement) {
        (Some(name), _) => phone.add_provisional(name).await?,
        (None, Some(settlement)) => settlement,
        (None, None) => return Ok(()),
    };
    phone.set_place(Place { round, settlement }).await
}
