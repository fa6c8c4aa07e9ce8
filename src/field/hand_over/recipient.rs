//! Who receives: the card as typed, no card in one tap, or a facility of the plan.

use super::filling::Filling;
use crate::field::desk::{use_desk, use_words};
use crate::field::form::answer::OWN;
use crate::field::form::{Field, kinds};
use crate::text::Words;
use crate::ui::{Choice, Icon, Keys, Picture, ProblemLine, TextField, derived, drawn, live, memo, tap, typed, when};
use lantern_domain::SettlementRef;
use lantern_domain::plan::ItemRecipient;
use leptos::prelude::*;

/// Asks who receives.
#[component]
pub fn Recipient() -> impl IntoView {
    let filling: Filling = expect_context();
    let kind = memo(move || filling.get(|form| form.kind));
    view! {
        <Kind />
        {drawn(move || match kind.get() {
            ItemRecipient::Household => view! { <Card /> }.into_any(),
            ItemRecipient::Facility => view! { <Facility /> }.into_any(),
            ItemRecipient::Community => view! { <Community /> }.into_any(),
        })}
    }
}

/// Asks who the goods are for, where the round has goods for more than one kind of recipient.
#[component]
fn Kind() -> impl IntoView {
    let (desk, words) = (use_desk(), use_words());
    let filling: Filling = expect_context();
    let plan = desk.phone_now().plan();
    let kinds =
        desk.form.with_untracked(|form| form.as_ref().map(|form| kinds(&plan, &form.round)).unwrap_or_default());
    let names = kinds.iter().map(|kind| kind_name(words, *kind).to_owned()).collect::<Vec<_>>();
    let is_needed = kinds.len() > 1;
    let kinds = StoredValue::new(kinds);
    let chosen = derived(move || {
        let kind = filling.get(|form| form.kind);
        kinds.with_value(|kinds| kinds.iter().position(|known| *known == kind)).unwrap_or_default()
    });
    let choose = move |number: usize| {
        let plan = desk.phone_now().plan();
        filling.change(|form| form.set_kind(&plan, kinds.with_value(|kinds| kinds[number])));
    };
    is_needed.then(|| {
        view! { <Choice name="kind" label=words.detail.recipient options=names chosen on_choose=choose /> }
    })
}

fn kind_name(words: &Words, kind: ItemRecipient) -> &'static str {
    match kind {
        ItemRecipient::Household => words.detail.size,
        ItemRecipient::Facility => words.form.facility,
        ItemRecipient::Community => words.form.community,
    }
}

/// The card, or none.
#[component]
fn Card() -> impl IntoView {
    let (desk, words) = (use_desk(), use_words());
    let filling: Filling = expect_context();
    let is_walk_in = memo(move || filling.get(|form| form.is_walk_in));
    let typed = move |card: String| {
        let phone = desk.phone_now();
        let plan = phone.plan();
        filling.change(|form| {
            form.card = card;
            form.repeat = None;
            let listed = form.known_card().and_then(|card| phone.household(&form.round, &form.settlement, &card));
            form.set_listed_size(&plan, listed.and_then(|household| household.size));
        });
    };
    let set_walk_in = move |is_walk_in: bool| {
        let plan = desk.phone_now().plan();
        filling.change(|form| {
            (form.is_walk_in, form.card, form.repeat) = (is_walk_in, String::new(), None);
            form.set_listed_size(&plan, None);
        });
    };
    drawn(move || {
        if is_walk_in.get() {
            return view! {
                <div class="card-in">
                    <p class="no-card" role="status">
                        <Icon picture=Picture::NoCard />
                        {words.form.walk_in}
                    </p>
                    <button type="button" class="side" on:click=tap(move || set_walk_in(false))>
                        {words.form.has_card}
                    </button>
                </div>
            }
            .into_any();
        }
        view! {
            <div class="card-in">
                <TextField
                    id="card"
                    label=words.form.card
                    keys=Keys::Code
                    is_main=true
                    value=filling.signal(|form| form.card.clone())
                    on_input=typed
                    problem=filling.problem(Field::Card)
                />
                <button type="button" class="side" on:click=tap(move || set_walk_in(true))>
                    <Icon picture=Picture::NoCard />
                    {words.common.no_card}
                </button>
            </div>
        }
        .into_any()
    })
}

/// A facility of the plan at this settlement, or another one.
#[component]
fn Facility() -> impl IntoView {
    let (desk, words) = (use_desk(), use_words());
    let filling: Filling = expect_context();
    let names = facilities_here(desk.phone_now());
    let chosen = filling.get(|form| form.facility.clone());
    let is_other = RwSignal::new(names.is_empty() || !(chosen.is_empty() || names.contains(&chosen)));
    let has_list = !names.is_empty();
    let choose = move |value: String| {
        is_other.set(value == OWN);
        filling.change(|form| form.facility = if value == OWN { String::new() } else { value });
    };
    let options = names.into_iter().map(|name| {
        let (value, said) = (name.clone(), name.clone());
        let is_chosen = move || filling.get(|form| form.facility == name);
        view! { <option value=value prop:selected=live(is_chosen)>{said}</option> }
    });
    let options = options.collect_view();
    let problem = filling.problem(Field::Facility);
    let listed_problem = derived(move || problem.get().filter(|_| !is_other.get()));
    let name_field = move || {
        let value = filling.signal(|form| form.facility.clone());
        let set = move |name| filling.change(|form| form.facility = name);
        view! { <TextField id="facility-name" label=words.form.facility_name value on_input=set problem /> }.into_any()
    };
    view! {
        {has_list
            .then(|| {
                view! {
                    <div class="field">
                        <label class="label" for="facility">
                            {words.form.facility}
                        </label>
                        <select
                            id="facility"
                            aria-invalid=live(move || listed_problem.get().map(|_| "true"))
                            aria-describedby=live(move || listed_problem.get().map(|_| "facility-problem"))
                            on:change=typed(choose)
                        >
                            <option value="">{words.common.choose}</option>
                            {options}
                            <option value=OWN prop:selected=live(move || is_other.get())>
                                {words.form.facility_other}
                            </option>
                        </select>
                        <ProblemLine id="facility-problem" problem=listed_problem />
                    </div>
                }
            })}
        {when(move || is_other.get(), name_field)}
    }
}

/// The names of the facilities that the plan has at the chosen settlement.
fn facilities_here(phone: lantern_device::Phone) -> Vec<String> {
    let plan = phone.plan();
    match phone.place().map(|place| place.settlement) {
        Some(SettlementRef::Planned(code)) => plan
            .facilities
            .values()
            .filter(|known| known.settlement == code)
            .map(|known| known.name.to_string())
            .collect(),
        _ => Vec::new(),
    }
}

/// A community, by its name.
#[component]
fn Community() -> impl IntoView {
    let words = use_words();
    let filling: Filling = expect_context();
    view! {
        <TextField
            id="community"
            label=words.form.community
            value=filling.signal(|form| form.facility.clone())
            on_input=move |name| filling.change(|form| form.facility = name)
            problem=filling.problem(Field::Facility)
        />
    }
}
