//! The household's size, and its people by sex and age where the round asks for that.

use super::filling::Filling;
use crate::field::desk::{use_desk, use_words};
use crate::field::form::people::bracket;
use crate::field::form::{Field, SexAgeForm};
use crate::text::number;
use crate::ui::{Choice, ProblemLine, Stepper, derived, live, maybe_text, memo, typed, when};
use lantern_domain::plan::ItemRecipient;
use leptos::prelude::*;

/// Asks how many people the household has.
#[component]
pub fn Size() -> impl IntoView {
    let (desk, words) = (use_desk(), use_words());
    let filling: Filling = expect_context();
    let is_household = move || filling.get(|form| form.kind == ItemRecipient::Household);
    let problem = filling.problem(Field::Size);
    let set = move |typed: String| {
        let plan = desk.phone_now().plan();
        filling.change(|form| form.set_size(&plan, typed));
    };
    let step = move |by: i32| {
        let people = untrack(|| filling.get(|form| form.known_size().map_or(0, |size| size.people())));
        let people = people.saturating_add_signed(by).min(lantern_domain::HouseholdSize::MAX);
        set(if people == 0 { String::new() } else { people.to_string() });
    };
    let field = move || {
        view! {
            <div class="line">
                <div class="row">
                    <label class="size-label" for="size">
                        {words.form.size}
                    </label>
                    <Stepper
                        id="size"
                        value=filling.signal(|form| form.size.clone())
                        label=words.form.size.to_owned()
                        fewer=words.form.fewer_people
                        more=words.form.more_people
                        on_step=step
                        on_input=set
                        problem
                    />
                </div>
                <ProblemLine id="size-problem" problem />
            </div>
        }
        .into_any()
    };
    when(is_household, field)
}

/// Asks for sex and age by the round's brackets, or notes that it was not asked.
#[component]
pub fn SexAge() -> impl IntoView {
    let (desk, words) = (use_desk(), use_words());
    let filling: Filling = expect_context();
    let brackets = memo(move || {
        let round = desk.form.with(|form| form.as_ref().map(|form| form.round.clone()))?;
        desk.plan().rounds.get(&round)?.brackets.clone()
    });
    let is_for_household = move || filling.get(|form| form.kind == ItemRecipient::Household);
    let is_asked = move || filling.get(|form| form.sex_age.is_some());
    let choose = move |number: usize| {
        let form = brackets.get_untracked().filter(|_| number == 1).map(|years| SexAgeForm::new(&years));
        filling.change(|hand_over| hand_over.sex_age = form);
    };
    let field = move || {
        view! {
            <div class="sheet">
                <Choice
                    name="sex-age"
                    label=words.form.sex_age
                    options=vec![words.form.not_asked.to_owned(), words.form.asked.to_owned()]
                    chosen=derived(move || usize::from(is_asked()))
                    on_choose=choose
                />
                {when(is_asked, move || view! { <Cells /> }.into_any())}
            </div>
        }
        .into_any()
    };
    when(move || is_for_household() && brackets.read().is_some(), field)
}

/// One field a bracket and sex, and what they add up to.
#[component]
fn Cells() -> impl IntoView {
    let words = use_words();
    let filling: Filling = expect_context();
    let years = filling.get(|form| form.sex_age.as_ref().map(|cells| cells.from_years.clone()).unwrap_or_default());
    let problem = filling.problem(Field::SexAge);
    let rows = (0..years.len()).map(|index| {
        let ages = bracket(&years, index);
        view! {
            <tr>
                <th scope="row" class="num">
                    <bdi>{ages.clone()}</bdi>
                </th>
                <td>
                    <Cell index is_female=true ages=ages.clone() />
                </td>
                <td>
                    <Cell index is_female=false ages />
                </td>
            </tr>
        }
    });
    let differs = move || {
        let (sum, size) = filling.get(|form| form.sum_differs())?;
        Some((words.form.sum_differs)(&number::plain(sum.into()), &number::plain(size.into())))
    };
    view! {
        <table class="cells">
            <thead>
                <tr>
                    <th scope="col">{words.form.ages}</th>
                    <th scope="col">{words.form.female}</th>
                    <th scope="col">{words.form.male}</th>
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </table>
        <ProblemLine id="sex-age-problem" problem />
        <p class="hint" role="status">
            {maybe_text(differs)}
        </p>
    }
}

/// One field: people of one sex in one bracket.
#[component]
fn Cell(index: usize, is_female: bool, ages: String) -> impl IntoView {
    let words = use_words();
    let filling: Filling = expect_context();
    let sex = if is_female { words.form.female } else { words.form.male };
    let value = filling.signal(move |form| {
        let cells = form.sex_age.as_ref().map(|cells| if is_female { &cells.female } else { &cells.male });
        cells.and_then(|cells| cells.get(index)).cloned().unwrap_or_default()
    });
    let set = move |typed: String| {
        filling.change(|form| {
            let cells = form.sex_age.as_mut().map(|cells| if is_female { &mut cells.female } else { &mut cells.male });
            if let Some(cell) = cells.and_then(|cells| cells.get_mut(index)) {
                *cell = typed;
            }
        });
    };
    let is_wrong = move || {
        filling.get(|form| form.sex_age.as_ref().is_some_and(|_| number::typed(&value.get()).is_none()))
            && !value.get().is_empty()
    };
    view! {
        <input
            class="num"
            type="text"
            inputmode="numeric"
            autocomplete="off"
            dir="ltr"
            aria-label=format!("{sex}, {ages}")
            aria-invalid=live(move || is_wrong().then_some("true"))
            aria-describedby=live(move || filling.said_of(Field::SexAge).map(|_| "sex-age-problem"))
            prop:value=value
            on:input=typed(set)
        />
    }
}
