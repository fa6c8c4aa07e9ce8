//! The household's size, and its people by sex and age where the round asks for that.

use super::filling::Filling;
use crate::field::form::people::bracket;
use crate::field::form::{Field, SexAgeForm};
use crate::text::number;
use crate::ui::{
    Act, Choice, Drawn, El, Group, Live, Stepper, el, group, maybe_text, memo, number_field, problem_line, when,
};
use lantern_domain::plan::ItemRecipient;
use leptos::prelude::*;

/// Asks how many people the household has.
pub fn size(filling: Filling) -> Drawn {
    let (desk, words) = (filling.desk, filling.desk.words());
    let is_household = move || filling.get(|form| form.kind == ItemRecipient::Household);
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
        let stepper = Stepper {
            id: "size".into(),
            value: filling.live(|form| form.size.clone()),
            label: words.form.size.into(),
            fewer: words.form.fewer_people.into(),
            more: words.form.more_people.into(),
            on_step: Act::from(step),
            on_input: Act::from(set),
            problem: filling.problem(Field::Size),
        };
        let label = el("label").class("size-label").attr("for", "size").child(words.form.size);
        el("div")
            .class("line")
            .child(el("div").class("row").child(label).child(stepper.draw()))
            .child(problem_line("size", filling.problem(Field::Size)))
    };
    when(is_household, field)
}

/// Asks for sex and age by the round's brackets, or notes that it was not asked.
pub fn sex_age(filling: Filling) -> Drawn {
    let (desk, words) = (filling.desk, filling.desk.words());
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
        let asked = Choice {
            name: "sex-age",
            label: words.form.sex_age,
            is_label_unseen: false,
            options: vec![words.form.not_asked, words.form.asked],
            chosen: Live::from(move || usize::from(is_asked())),
            on_choose: Act::from(choose),
        };
        el("div").class("sheet").child(asked.draw()).child(when(is_asked, move || cells(filling)))
    };
    when(move || is_for_household() && brackets.read().is_some(), field)
}

/// One field a bracket and sex, and what they add up to.
fn cells(filling: Filling) -> Group {
    let form = &filling.desk.words().form;
    let years = filling.get(|form| form.sex_age.as_ref().map(|cells| cells.from_years.clone()).unwrap_or_default());
    let row = |index| {
        let ages = bracket(&years, index);
        el("tr")
            .child(el("th").attr("scope", "row").class("num").child(el("bdi").child(ages.clone())))
            .child(el("td").child(cell(filling, index, true, &ages)))
            .child(el("td").child(cell(filling, index, false, &ages)))
    };
    let differs = move || {
        let (sum, size) = filling.get(|form| form.sum_differs())?;
        Some((form.sum_differs)(&number::plain(sum.into()), &number::plain(size.into())))
    };
    let head = |said: &'static str| el("th").attr("scope", "col").child(said);
    let heads = el("tr").child(head(form.ages)).child(head(form.female)).child(head(form.male));
    let table = el("table")
        .class("cells")
        .child(el("thead").child(heads))
        .child(el("tbody").children((0..years.len()).map(row)));
    group()
        .child(table)
        .child(problem_line("sex-age", filling.problem(Field::SexAge)))
        .child(el("p").class("hint").attr("role", "status").child(maybe_text(differs)))
}

/// One field: people of one sex in one bracket.
fn cell(filling: Filling, index: usize, is_female: bool, ages: &str) -> El {
    let form = &filling.desk.words().form;
    let sex = if is_female { form.female } else { form.male };
    let value = move || {
        filling.get(|form| {
            let cells = form.sex_age.as_ref().map(|cells| if is_female { &cells.female } else { &cells.male });
            cells.and_then(|cells| cells.get(index)).cloned().unwrap_or_default()
        })
    };
    let set = move |typed: String| {
        filling.change(|form| {
            let cells = form.sex_age.as_mut().map(|cells| if is_female { &mut cells.female } else { &mut cells.male });
            if let Some(cell) = cells.and_then(|cells| cells.get_mut(index)) {
                *cell = typed;
            }
        });
    };
    let is_wrong = move || {
        let typed = value();
        !typed.is_empty() && number::typed(&typed).is_none()
    };
    number_field(format!("{sex}, {ages}"))
        .live_attr("aria-invalid", move || is_wrong().then_some("true"))
        .live_attr("aria-describedby", move || filling.said_of(Field::SexAge).map(|_| "sex-age-problem"))
        .value(value)
        .on_input(set)
}
