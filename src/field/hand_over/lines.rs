//! The items of the hand-over: prefilled from the entitlement, stepped or typed, with a reason when off it.

use super::filling::Filling;
use crate::field::form::{Field, LineForm};
use crate::field::said;
use crate::text::slug;
use crate::ui::{
    Act, AnswerField, Drawn, El, Group, Keys, Live, Problem, Stepper, TextField, drawn, el, group, maybe_text, memo,
    problem_line, when,
};
use lantern_domain::Code;
use leptos::prelude::*;

/// All lines, and the way to add one.
pub fn lines(filling: Filling) -> Group {
    let items = memo(move || filling.get(|form| form.lines.iter().map(|line| line.item.clone()).collect::<Vec<_>>()));
    let rows = move || {
        let items = items.get();
        untrack(|| group().children(items.iter().map(|item| line_row(filling, item))))
    };
    group().child(drawn(rows)).child(add_item(filling))
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

    fn live<T: Default + 'static>(self, of: impl Fn(&LineForm) -> T + Send + Sync + 'static) -> Live<T> {
        Live::from(move || self.get(&of))
    }

    fn change(self, how: impl FnOnce(&mut LineForm)) {
        let index = untrack(|| self.index());
        self.filling.change(|form| {
            if let Some(line) = form.lines.get_mut(index) {
                how(line);
            }
        });
    }

    fn problem(self, field: fn(usize) -> Field) -> Problem {
        Problem::from(move || self.filling.said_of(field(self.index())))
    }
}

/// One item: its name, what is due, the quantity, and the reason when they differ.
fn line_row(filling: Filling, item: &Code) -> El {
    let (desk, words) = (filling.desk, filling.desk.words());
    let row = Row { filling, item: StoredValue::new(item.clone()) };
    let plan = desk.phone_now().plan();
    let name = said::item(&plan, item, desk.language()).to_owned();
    let tracks_batch = plan.items.get(item).is_some_and(|item| item.tracks_batch);
    let id = format!("line-{}", row.index());
    let entitled = move || match row.get(|line| line.entitled) {
        Some(due) => (words.form.entitled)(due.into()),
        None => words.form.not_entitled.to_owned(),
    };
    let is_open_round = move || filling.get(|form| form.is_open_round());
    let needs_reason = move || row.get(LineForm::is_off_entitlement) && !is_open_round();
    let has_entitlement = move || (!is_open_round()).then(entitled);
    let stepper = Stepper {
        id: id.clone().into(),
        value: row.live(|line| line.quantity.clone()),
        label: (words.form.quantity)(&name).into(),
        fewer: (words.form.fewer)(&name).into(),
        more: (words.form.more)(&name).into(),
        on_step: Act::from(move |by| row.change(|line| line.step(by))),
        on_input: Act::from(move |typed| row.change(|line| line.set_quantity(typed))),
        problem: row.problem(Field::Quantity),
    };
    let (reason_id, reason_label) = (format!("{id}-reason"), (words.form.line_reason)(&name));
    let reason = move || {
        let field = AnswerField {
            id: reason_id.clone().into(),
            label: reason_label.clone().into(),
            words,
            list: slug::OFF_ENTITLEMENT,
            answer: row.live(|line| line.reason.clone()),
            on_change: Act::from(move |reason| row.change(|line| line.reason = reason)),
            problem: row.problem(Field::LineReason),
        };
        field.draw()
    };
    let said = el("p")
        .child(el("b").child(el("bdi").child(name)))
        .child(el("span").class("small num").child(maybe_text(has_entitlement)));
    el("div")
        .class("line")
        .child(el("div").class("row").child(said).child(stepper.draw()))
        .child(problem_line(&id, row.problem(Field::Quantity)))
        .child(instead_of(row, &id))
        .child(when(needs_reason, reason))
        .child(tracks_batch.then(|| batch(row, &id)))
}

/// The item that an added one is given instead of.
fn instead_of(row: Row, id: &str) -> Drawn {
    let (desk, words) = (row.filling.desk, row.filling.desk.words());
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
            return None;
        }
        let (plan, language) = (desk.phone_now().plan(), untrack(|| desk.language()));
        let option = |code: Code| {
            let name = said::item(&plan, &code, language).to_owned();
            let option = el("option").attr("value", code.to_string());
            option.holds("selected", move || row.get(|line| line.instead_of.as_ref() == Some(&code))).child(name)
        };
        let select = el("select")
            .attr("id", id.clone())
            .on_change(choose)
            .child(el("option").attr("value", "").child(words.form.nothing))
            .children(due.into_iter().map(option));
        let label = el("label").class("label").attr("for", id.clone()).child(words.form.instead_of);
        Some(el("div").class("field").child(label).child(select))
    })
}

/// Batch number and expiry of what is handed over.
fn batch(row: Row, id: &str) -> Group {
    let (desk, words) = (row.filling.desk, row.filling.desk.words());
    let is_expired = move || {
        let today = desk.phone().today(desk.place().map(|place| place.settlement).as_ref());
        row.get(|line| line.is_expired(today))
    };
    let number = TextField::new(
        format!("{id}-batch"),
        words.form.batch_no,
        row.live(|line| line.batch_no.clone()),
        move |typed| row.change(|line| line.batch_no = typed),
    );
    let expiry = TextField::new(
        format!("{id}-expiry"),
        words.form.expires_on,
        row.live(|line| line.expires_on.clone()),
        move |typed| row.change(|line| line.expires_on = typed),
    );
    let hint = maybe_text(move || is_expired().then_some(words.form.expired));
    group()
        .child(number.keys(Keys::Code).problem(row.problem(Field::BatchNo)).draw())
        .child(expiry.keys(Keys::Day).problem(row.problem(Field::ExpiresOn)).draw())
        .child(el("p").class("hint").attr("role", "status").child(hint))
}

/// Adds an item that the entitlement does not have.
fn add_item(filling: Filling) -> Drawn {
    let (desk, words) = (filling.desk, filling.desk.words());
    let offered = memo(move || {
        let plan = desk.plan();
        let (kind, present) =
            filling.get(|form| (form.kind, form.lines.iter().map(|line| line.item.clone()).collect::<Vec<_>>()));
        let items = plan.items.values().filter(|item| item.recipient == kind && !present.contains(&item.code));
        let language = untrack(|| desk.language());
        items.map(|item| (item.code.to_string(), item.name(language.tag()).to_owned())).collect::<Vec<_>>()
    });
    let add = move |value: String| {
        if let Ok(code) = Code::new(&value) {
            filling.change(|form| form.lines.push(LineForm::extra(code)));
        }
    };
    drawn(move || {
        let offered = offered.get();
        let option = |(code, name): (String, String)| el("option").attr("value", code).child(name);
        (!offered.is_empty()).then(|| {
            el("select")
                .class("add")
                .attr("aria-label", words.form.add_item)
                .on_change(add)
                .child(el("option").attr("value", "").holds("selected", || true).child(words.form.add_item))
                .children(offered.into_iter().map(option))
        })
    })
}
