//! Who collects, and a remark: what most hand-overs leave as it is.

use super::filling::Filling;
use crate::field::form::{Answer, Field};
use crate::text::slug;
use crate::ui::{Act, AnswerField, Choice, Drawn, El, Live, TextField, el, when};
use lantern_domain::plan::ItemRecipient;

/// Asks who collects for a household.
pub fn collector(filling: Filling) -> Drawn {
    let words = filling.desk.words();
    let is_household = move || filling.get(|form| form.kind == ItemRecipient::Household);
    let is_proxy = move || filling.get(|form| form.proxy.is_some());
    let choose = move |number: usize| filling.change(|form| form.proxy = (number == 1).then(Answer::default));
    let relation = move || {
        let field = AnswerField {
            id: "relation".into(),
            label: words.form.relation.into(),
            words,
            list: slug::RELATION,
            answer: filling.live(|form| form.proxy.clone().unwrap_or_default()),
            on_change: Act::from(move |answer| filling.change(|form| form.proxy = Some(answer))),
            problem: filling.problem(Field::Relation),
        };
        field.draw()
    };
    let field = move || {
        let who = Choice {
            name: "collector",
            label: words.form.collector,
            is_label_unseen: false,
            options: vec![words.form.recipient, words.form.proxy],
            chosen: Live::from(move || usize::from(is_proxy())),
            on_choose: Act::from(choose),
        };
        el("div").class("sheet").child(who.draw()).child(when(is_proxy, relation))
    };
    when(is_household, field)
}

/// Takes a remark.
pub fn remark(filling: Filling) -> El {
    let words = filling.desk.words();
    let label = format!("{} ({})", words.form.note, words.common.optional);
    let take = move |typed| filling.change(|form| form.note = typed);
    TextField::new("note", label, filling.live(|form| form.note.clone()), take)
        .problem(filling.problem(Field::Note))
        .draw()
}
