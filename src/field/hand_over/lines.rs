//! The items of the hand-over: prefilled from the entitlement, stepped or typed, with a reason when off it.

use super::filling::Filling;
use crate::field::desk::{use_desk, use_words};
use crate::field::form::{Field, LineForm};
use crate::field::said;
use crate::text::slug;
use crate::ui::{
    AnswerField, Keys, ProblemLine, Stepper, TextField, derived, drawn, live, maybe_text, memo, nothing, typed, when,
};
use lantern_domain::Code;
use leptos::prelude::*;

/// All lines, and the way to add one.
#[component]
pub fn Lines() -> impl IntoView {
    let filling: Filling = expect_context();
    let items = memo(move || filling.get(|form| form.lines.iter().map(|line| line.item.clone()).collect::<Vec<_>>()));
    view! {
        {drawn(move || items.get().into_iter().map(|item| view! { <LineRow item /> }).collect_view().into_any())}
        <AddItem />
    }
}

/// A line of the form, found by its item.
#[derive(Clone, Copy)]
struct Row {
    filling: Filling,
    item: StoredValue<Code>,
}

impl Row {
    fn index(self) -> usize {
        self.item.with_value(|item| {
            self.filling.get(|form| form.lines.iter().position(|line| line.item == *item)).unwrap_or_default()
        })
    }

    fn get<T: Default>(self, of: impl FnOnce(&LineForm) -> T) -> T {
        let index = self.index();
        self.filling.get(|form| form.lines.get(index).map(of).unwrap_or_default())
    }

    fn signal<T: Default + Send + Sync + 'static>(
        self,
        of: impl Fn(&LineForm) -> T + Send + Sync + 'static,
    ) -> Signal<T> {
        derived(move || self.get(&of))
    }

    fn change(self, how: impl FnOnce(&mut LineForm)) {
        let index = untrack(|| self.index());
        self.filling.change(|form| {
            if let Some(line) = form.lines.get_mut(index) {
                how(line);
            }
        });
    }

    fn problem(self, field: impl Fn(usize) -> Field + Send + Sync + 'static) -> crate::ui::Problem {
        derived(move || self.filling.said_of(field(self.index())))
    }
}

/// One item: its name, what is due, the quantity, and the reason when they differ.
#[component]
fn LineRow(item: Code) -> impl IntoView {
    let (desk, words) = (use_desk(), use_words());
    let row = Row { filling: expect_context(), item: StoredValue::new(item.clone()) };
    let plan = desk.phone_now().plan();
    let name = said::item(&plan, &item, untrack(|| desk.language())).to_owned();
    let tracks_batch = plan.items.get(&item).is_some_and(|item| item.tracks_batch);
    let id = format!("line-{}", untrack(|| row.index()));
    let entitled = move || match row.get(|line| line.entitled) {
        Some(due) => (words.form.entitled)(due.into()),
        None => words.form.not_entitled.to_owned(),
    };
    let is_open_round = move || row.filling.get(|form| form.is_open_round());
    let needs_reason = move || row.get(LineForm::is_off_entitlement) && !is_open_round();
    let has_entitlement = move || (!is_open_round()).then(entitled);
    let problem = row.problem(Field::Quantity);
    let (reason_label, reason_id) = ((words.form.line_reason)(&name), format!("{id}-reason"));
    let problem_id = format!("{id}-problem");
    let reason = move || {
        view! {
            <AnswerField
                id=reason_id.clone()
                label=reason_label.clone()
                words
                list=slug::OFF_ENTITLEMENT
                answer=row.signal(|line| line.reason.clone())
                on_change=move |reason| row.change(|line| line.reason = reason)
                problem=row.problem(Field::LineReason)
            />
        }
        .into_any()
    };
    view! {
        <div class="line">
            <div class="row">
                <p>
                    <b>
                        <bdi>{name.clone()}</bdi>
                    </b>
                    <span class="small num">{maybe_text(has_entitlement)}</span>
                </p>
                <Stepper
                    id=id.clone()
                    value=row.signal(|line| line.quantity.clone())
                    label=(words.form.quantity)(&name)
                    fewer=(words.form.fewer)(&name)
                    more=(words.form.more)(&name)
                    on_step=move |by| row.change(|line| line.step(by))
                    on_input=move |typed| row.change(|line| line.set_quantity(typed))
                    problem
                />
            </div>
            <ProblemLine id=problem_id problem />
            <InsteadOf row id=id.clone() />
            {when(needs_reason, reason)}
            {tracks_batch.then(|| view! { <Batch row id /> })}
        </div>
    }
}

/// The item that an added one is given instead of.
#[component]
fn InsteadOf(row: Row, id: String) -> impl IntoView {
    let (desk, words) = (use_desk(), use_words());
    let is_extra = move || row.get(|line| line.entitled.is_none());
    let due = move || {
        row.filling.get(|form| {
            form.lines.iter().filter(|line| line.entitled.is_some()).map(|line| line.item.clone()).collect::<Vec<_>>()
        })
    };
    let choose = move |value: String| {
        let code = Code::new(&value).ok();
        row.change(|line| line.instead_of = code);
    };
    let id = format!("{id}-instead");
    drawn(move || {
        let due = due();
        if !is_extra() || due.is_empty() {
            return nothing();
        }
        let (plan, language) = (desk.phone_now().plan(), untrack(|| desk.language()));
        let options = due.into_iter().map(|code| {
            let name = said::item(&plan, &code, language).to_owned();
            let value = code.to_string();
            let is_chosen = move || row.get(|line| line.instead_of.as_ref() == Some(&code));
            view! { <option value=value prop:selected=live(is_chosen)>{name}</option> }
        });
        view! {
            <div class="field">
                <label class="label" for=id.clone()>
                    {words.form.instead_of}
                </label>
                <select id=id.clone() on:change=typed(choose)>
                    <option value="">{words.form.nothing}</option>
                    {options.collect_view()}
                </select>
            </div>
        }
        .into_any()
    })
}

/// Batch number and expiry of what is handed over.
#[component]
fn Batch(row: Row, id: String) -> impl IntoView {
    let (desk, words) = (use_desk(), use_words());
    let is_expired = move || {
        let today = desk.phone().today(desk.place().map(|place| place.settlement).as_ref());
        row.get(|line| line.is_expired(today))
    };
    view! {
        <TextField
            id=format!("{id}-batch")
            label=words.form.batch_no
            keys=Keys::Code
            value=row.signal(|line| line.batch_no.clone())
            on_input=move |typed| row.change(|line| line.batch_no = typed)
            problem=row.problem(Field::BatchNo)
        />
        <TextField
            id=format!("{id}-expiry")
            label=words.form.expires_on
            keys=Keys::Day
            value=row.signal(|line| line.expires_on.clone())
            on_input=move |typed| row.change(|line| line.expires_on = typed)
            problem=row.problem(Field::ExpiresOn)
        />
        <p class="hint" role="status">
            {maybe_text(move || is_expired().then_some(words.form.expired))}
        </p>
    }
}

/// Adds an item that the entitlement does not have.
#[component]
fn AddItem() -> impl IntoView {
    let (desk, words) = (use_desk(), use_words());
    let filling: Filling = expect_context();
    let offered = move || {
        let plan = desk.plan();
        let (kind, present) =
            filling.get(|form| (form.kind, form.lines.iter().map(|line| line.item.clone()).collect::<Vec<_>>()));
        let items = plan.items.values().filter(|item| item.recipient == kind && !present.contains(&item.code));
        let language = untrack(|| desk.language());
        items.map(|item| (item.code.to_string(), item.name(language.tag()).to_owned())).collect::<Vec<_>>()
    };
    let offered = memo(offered);
    let add = move |value: String| {
        if let Ok(code) = Code::new(&value) {
            filling.change(|form| form.lines.push(LineForm::extra(code)));
        }
    };
    drawn(move || {
        let offered = offered.get();
        if offered.is_empty() {
            return nothing();
        }
        let option = |(code, name): (String, String)| view! { <option value=code>{name}</option> };
        view! {
            <select class="add" aria-label=words.form.add_item on:change=typed(add)>
                <option value="" selected>
                    {words.form.add_item}
                </option>
                {offered.into_iter().map(option).collect_view()}
            </select>
        }
        .into_any()
    })
}
