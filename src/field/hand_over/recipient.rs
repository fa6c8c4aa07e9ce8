//! Who receives: the card as typed, no card in one tap, or a facility of the plan.

use super::filling::Filling;
use crate::field::form::answer::OWN;
use crate::field::form::{Field, kinds};
use crate::text::Words;
use crate::ui::{
    Act, Choice, Drawn, El, Group, Keys, Live, Picture, Problem, TextField, button, drawn, el, group, icon, memo,
    problem_line, when,
};
use lantern_domain::SettlementRef;
use lantern_domain::plan::ItemRecipient;
use leptos::prelude::*;

/// Asks who receives.
pub fn recipient(filling: Filling) -> Group {
    let kind = memo(move || filling.get(|form| form.kind));
    let asked = move || match kind.get() {
        ItemRecipient::Household => group().child(card(filling)),
        ItemRecipient::Facility => untrack(|| facility(filling)),
        ItemRecipient::Community => group().child(community(filling)),
    };
    group().child(kind_choice(filling)).child(drawn(asked))
}

/// Asks who the goods are for, where the round has goods for more than one kind of recipient.
fn kind_choice(filling: Filling) -> Option<El> {
    let (desk, words) = (filling.desk, filling.desk.words());
    let plan = desk.phone_now().plan();
    let kinds =
        desk.form.with_untracked(|form| form.as_ref().map(|form| kinds(&plan, &form.round)).unwrap_or_default());
    if kinds.len() < 2 {
        return None;
    }
    let options = kinds.iter().map(|kind| kind_name(words, *kind)).collect();
    let kinds = StoredValue::new(kinds);
    let chosen = move || {
        let kind = filling.get(|form| form.kind);
        kinds.with_value(|kinds| kinds.iter().position(|known| *known == kind)).unwrap_or_default()
    };
    let choose = move |number: usize| {
        let plan = desk.phone_now().plan();
        filling.change(|form| form.set_kind(&plan, kinds.with_value(|kinds| kinds[number])));
    };
    let choice = Choice {
        name: "kind",
        label: words.detail.recipient,
        is_label_unseen: false,
        options,
        chosen: Live::from(chosen),
        on_choose: Act::from(choose),
    };
    Some(choice.draw())
}

fn kind_name(words: &Words, kind: ItemRecipient) -> &'static str {
    match kind {
        ItemRecipient::Household => words.detail.size,
        ItemRecipient::Facility => words.form.facility,
        ItemRecipient::Community => words.form.community,
    }
}

/// The card, or none.
fn card(filling: Filling) -> Drawn {
    let (desk, words) = (filling.desk, filling.desk.words());
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
        let (asked, other) = if is_walk_in.get() {
            let said = el("p").class("no-card").attr("role", "status").child(icon(Picture::NoCard));
            let has_card = button("side").on_tap(move || set_walk_in(false)).child(words.form.has_card);
            (said.child(words.form.walk_in), has_card)
        } else {
            let field = TextField::new("card", words.form.card, filling.live(|form| form.card.clone()), typed);
            let no_card = button("side").on_tap(move || set_walk_in(true)).child(icon(Picture::NoCard));
            let field = field.keys(Keys::Code).main().problem(filling.problem(Field::Card));
            (field.draw(), no_card.child(words.common.no_card))
        };
        el("div").class("card-in").child(asked).child(other)
    })
}

/// A facility of the plan at this settlement, or another one.
fn facility(filling: Filling) -> Group {
    let (desk, words) = (filling.desk, filling.desk.words());
    let names = facilities_here(desk.phone_now());
    let chosen = filling.get(|form| form.facility.clone());
    let is_other = RwSignal::new(names.is_empty() || !(chosen.is_empty() || names.contains(&chosen)));
    let choose = move |value: String| {
        is_other.set(value == OWN);
        filling.change(|form| form.facility = if value == OWN { String::new() } else { value });
    };
    let option = |name: String| {
        let (value, said) = (name.clone(), name.clone());
        let is_chosen = move || filling.get(|form| form.facility == name);
        el("option").attr("value", value).holds("selected", is_chosen).child(said)
    };
    let list = (!names.is_empty()).then(|| {
        let problem = Problem::from(move || filling.said_of(Field::Facility).filter(|_| !is_other.get()));
        let other = el("option").attr("value", OWN).holds("selected", move || is_other.get());
        let select = problem
            .marked(el("select").attr("id", "facility"), "facility")
            .on_change(choose)
            .child(el("option").attr("value", "").child(words.common.choose))
            .children(names.into_iter().map(option))
            .child(other.child(words.form.facility_other));
        el("div")
            .class("field")
            .child(el("label").class("label").attr("for", "facility").child(words.form.facility))
            .child(select)
            .child(problem_line("facility", problem))
    });
    let name_field = move || named(filling, "facility-name", words.form.facility_name);
    group().child(list).child(when(move || is_other.get(), name_field))
}

/// The field for the name of a facility or a community.
fn named(filling: Filling, id: &'static str, label: &'static str) -> El {
    let set = move |name| filling.change(|form| form.facility = name);
    TextField::new(id, label, filling.live(|form| form.facility.clone()), set)
        .problem(filling.problem(Field::Facility))
        .draw()
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
fn community(filling: Filling) -> El {
    named(filling, "community", filling.desk.words().form.community)
}
