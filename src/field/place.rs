//! Choosing round and settlement. Rounds outside their dates are offered below the open ones, never refused; a
//! settlement that the plan lacks is typed in.

use super::desk::{Desk, use_desk};
use super::form::answer::line;
use super::page::Page;
use super::places::{self, Offer};
use super::route::Route;
use super::{failure, said};
use crate::text::{Words, day};
use crate::ui::{Drawn, El, Group, Picture, TextField, Tone, button, drawn, el, group, icon, maybe_text, memo, note};
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
pub fn place_page() -> El {
    let desk = use_desk();
    let words = desk.words();
    let present = desk.phone_now().place();
    let chosen = Chosen {
        round: RwSignal::new(present.as_ref().map(|place| place.round.clone())),
        settlement: RwSignal::new(present.map(|place| place.settlement)),
        typed: RwSignal::new(None),
        problem: RwSignal::new(None),
        failed: RwSignal::new(None),
    };
    let missing = maybe_text(move || chosen.problem.get().filter(|_| chosen.typed.read().is_none()));
    let acts = group()
        .child(el("p").class("problem-slot").attr("role", "alert").child(missing))
        .child(button("go").on_tap(move || settle(desk, chosen)).child(words.place.go));
    let body = move || match chosen.round.get() {
        None => group().child(rounds(desk, chosen)),
        Some(round) => untrack(|| group().child(chosen_round(desk, chosen, &round)).child(settlements(desk, chosen))),
    };
    Page::new(words.place.title).acts(acts).child(failure::failed(chosen.failed)).child(drawn(body)).draw()
}

/// All rounds: the open ones first.
fn rounds(desk: Desk, chosen: Chosen) -> Drawn {
    let words = desk.words();
    let list = move |heading: &'static str, rounds: Vec<&Round>, today| {
        (!rounds.is_empty()).then(|| {
            let buttons = rounds.into_iter().map(|round| round_button(chosen, words, round, today));
            let rows = el("div").class("rows").children(buttons);
            group().child(el("h2").class("label").child(heading)).child(rows)
        })
    };
    drawn(move || {
        let (plan, today) = (desk.plan(), desk.phone().today(None));
        let (open, outside) = places::rounds(&plan, today);
        if open.is_empty() && outside.is_empty() {
            return group().child(note(Tone::Care, words.place.no_rounds));
        }
        group().child(list(words.place.open, open, today)).child(list(words.place.outside, outside, today))
    })
}

fn round_button(chosen: Chosen, words: &'static Words, round: &Round, today: NaiveDate) -> El {
    let (code, name, dates) = (round.code.clone(), round.name.to_string(), dates(words, round, today));
    let choose = move || {
        chosen.round.set(Some(code.clone()));
        chosen.problem.set(None);
    };
    let said = el("span").child(el("b").child(el("bdi").child(name))).child(el("span").class("small").child(dates));
    button("row-button").on_tap(choose).child(said).child(icon(Picture::Onwards))
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
fn chosen_round(desk: Desk, chosen: Chosen, round: &Code) -> Group {
    let words = desk.words();
    let (plan, today) = (desk.plan(), desk.phone_now().today(None));
    let name = said::round(&plan, round).to_owned();
    let is_outside = plan.rounds.get(round).is_some_and(|round| !round.is_open_on(today));
    let change = move || {
        chosen.round.set(None);
        chosen.settlement.set(None);
    };
    let said = el("span")
        .child(el("span").class("small").child(words.place.round))
        .child(el("b").child(el("bdi").child(name)));
    let change = button("small-button").on_tap(change).child(words.common.change);
    group()
        .child(el("div").class("sheet row").child(said).child(change))
        .child(is_outside.then(|| note(Tone::Care, words.place.notice)))
}

/// The settlements that fit what is typed into the search, and the way to type one in.
fn settlements(desk: Desk, chosen: Chosen) -> Drawn {
    let words = desk.words();
    let search = RwSignal::new(String::new());
    let lists = move || {
        let (plan, provisional) = (desk.plan(), desk.phone().provisional_settlements());
        let round = chosen.round.get().and_then(|code| plan.rounds.get(&code).cloned());
        let (here, elsewhere) = places::settlements(&plan, &provisional, round.as_ref(), &search.read());
        let is_empty = here.is_empty() && elsewhere.is_empty();
        group()
            .child(offers(chosen, words.place.in_round, here))
            .child(offers(chosen, words.place.elsewhere, elsewhere))
            .child(is_empty.then(|| el("p").attr("role", "status").child(words.place.none_found)))
    };
    let list = move || {
        let set = move |typed| search.set(typed);
        let type_in = move || chosen.typed.set(Some(search.get_untracked()));
        group()
            .child(TextField::new("settlement-search", words.place.search, move || search.get(), set).draw())
            .child(drawn(lists))
            .child(button("quiet").on_tap(type_in).child(words.place.not_listed))
    };
    let is_typed = memo(move || chosen.typed.read().is_some());
    drawn(move || if is_typed.get() { typed_in(words, chosen) } else { list() })
}

/// One heading with its settlements as radio buttons; nothing for an empty list.
fn offers(chosen: Chosen, heading: &'static str, offers: Vec<Offer>) -> Option<El> {
    let option = move |offer: Offer| {
        let (settlement, name, area) = (offer.settlement.clone(), offer.name, offer.area);
        let is_chosen = move || chosen.settlement.read().as_ref() == Some(&offer.settlement);
        let choose = move |_: String| {
            chosen.settlement.set(Some(settlement.clone()));
            chosen.problem.set(None);
        };
        let radio =
            el("input").attr("type", "radio").attr("name", "settlement").holds("checked", is_chosen).on_change(choose);
        let said = el("span")
            .child(el("b").child(el("bdi").child(name)))
            .child(area.map(|area| el("bdi").class("small").child(area)));
        el("label").class("row-button option").child(radio).child(said)
    };
    (!offers.is_empty()).then(|| {
        el("fieldset")
            .child(el("legend").class("label").child(heading))
            .child(el("div").class("rows").children(offers.into_iter().map(option)))
    })
}

/// The field for a settlement that the plan lacks.
fn typed_in(words: &'static Words, chosen: Chosen) -> Group {
    let value = move || chosen.typed.get().unwrap_or_default();
    let field = TextField::new("settlement-name", words.place.typed_label, value, move |typed| {
        chosen.typed.set(Some(typed));
    });
    group()
        .child(field.hint(words.place.typed_hint).problem(move || chosen.problem.get()).draw())
        .child(button("quiet").on_tap(move || chosen.typed.set(None)).child(words.common.back))
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
