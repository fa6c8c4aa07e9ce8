//! One record: all that was recorded, who holds it, and the way to make it void.

use super::desk::{Desk, use_desk};
use super::failure::{self, failed};
use super::form::{Answer, Problem as Wrong};
use super::page::Page;
use super::state::State;
use super::{browser, said};
use crate::text::{Words, slug};
use crate::ui::{
    Act, AnswerField, Drawn, El, Group, Live, Problem, Tone, button, drawn, el, group, memo, note, note_with_more, when,
};
use lantern_device::{Amendment, RecordState, RecordView};
use lantern_domain::{Decision, Recipient, RecordId};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Draws one record.
pub fn record_page(id: RecordId) -> El {
    let desk = use_desk();
    let words = desk.words();
    let record = move || desk.phone().record_view(id);
    let voiding = Voiding::default();
    let can_void = memo(move || record().is_some_and(|record| record.void.is_none()));
    let acts = when(move || can_void.get(), move || void_acts(desk, id, voiding));
    let details = move || match record() {
        Some(record) => untrack(|| group().child(standing(desk, &record)).child(details(desk, &record))),
        None => group().child(el("p").class("empty").child(words.detail.unknown)),
    };
    let is_voiding = move || can_void.get() && voiding.is_open.get();
    Page::new(words.detail.title)
        .acts(acts)
        .child(drawn(details))
        .child(when(is_voiding, move || void_form(desk, voiding)))
        .child(failed(voiding.failed))
        .draw()
}

/// Who holds it, and what became of it.
fn standing(desk: Desk, record: &RecordView) -> Group {
    let words = desk.words();
    let state = State::of(record);
    let amended = |amendment: &Amendment, say: crate::text::words::AboutTwo| {
        let when = desk.moment(amendment.at);
        let known = match amendment.state {
            RecordState::OnThisPhone => words.detail.void_waits,
            RecordState::HqHolds(_) => words.detail.void_held,
        };
        format!("{}. {known}", say(&when, amendment.operator.as_str()))
    };
    let said = state.drawn(words);
    let held = match &record.void {
        Some(void) => note_with_more(state.tone, said, amended(void, words.detail.void_at)),
        None => note(state.tone, said),
    };
    let replaced = record.replacement.as_ref().map(|word| amended(word, words.detail.replaced_at));
    let replaced = replaced.map(|replaced| note_with_more(Tone::Care, words.records.replaced, replaced));
    let decided = desk.phone().decisions(record.id).into_iter().map(|decision| decided(desk, &decision));
    group().child(held).child(replaced).children(decided)
}

/// What HQ decided on it.
fn decided(desk: Desk, decision: &Decision) -> El {
    let words = desk.words();
    let (tone, said) = match decision.verdict.as_str() {
        Decision::RIGHT => (Tone::Good, words.detail.decided_right.to_owned()),
        Decision::TO_CORRECT => (Tone::Stop, words.detail.decided_to_correct.to_owned()),
        Decision::SET_ASIDE => (Tone::Good, words.detail.decided_set_aside.to_owned()),
        // A word of a later version is shown as it is.
        later => (Tone::Care, later.to_owned()),
    };
    let when = desk.moment(decision.at);
    note_with_more(tone, said, (words.detail.decided_by)(decision.reason.as_str(), &when, decision.by.as_str()))
}

/// All that was recorded.
fn details(desk: Desk, record: &RecordView) -> El {
    let row = |(term, said): (&'static str, String)| {
        el("div").child(el("dt").child(term)).child(el("dd").child(el("bdi").child(said)))
    };
    el("dl").class("details").children(rows(desk, desk.words(), record).into_iter().map(row))
}

/// Term and value of everything that the record says.
fn rows(desk: Desk, words: &Words, record: &RecordView) -> Vec<(&'static str, String)> {
    let (detail, given, plan) = (&words.detail, &record.distribution, desk.plan());
    let card = if matches!(given.recipient, Recipient::Household(_)) { detail.card } else { detail.recipient };
    let mut rows = vec![
        (card, said::recipient(words, &given.recipient).to_owned()),
        (detail.code, record.short_code.clone()),
        (detail.at, at(desk, words, record)),
    ];
    rows.push((detail.items, said::line_details(words, &plan, given, desk.language()).join("\n")));
    let size = given.size.map(|size| (words.form.listed_size)(size.people().into()));
    let sex_age = given.sex_age.as_ref().map(|counts| said::sex_age(words, counts));
    rows.push((detail.size, size.unwrap_or_else(|| words.common.not_known.to_owned())));
    rows.push((detail.sex_age, sex_age.unwrap_or_else(|| words.form.not_asked.to_owned())));
    rows.push((detail.collector, said::collector(words, &given.collector).to_owned()));
    let repeat = given.repeat_reason.as_ref().map(|reason| slug::said(words, reason.as_str()).to_owned());
    rows.extend(repeat.map(|reason| (detail.repeat_reason, reason)));
    rows.extend(given.note.as_ref().map(|note| (detail.note, note.to_string())));
    rows.push((detail.round, said::round(&plan, &given.round).to_owned()));
    rows.push((detail.settlement, said::settlement(&plan, &record.settlement).to_owned()));
    rows.push((detail.operator, given.operator.to_string()));
    rows.push((detail.receipt, receipt(desk, words, &record.state)));
    rows
}

fn at(desk: Desk, words: &Words, record: &RecordView) -> String {
    let at = desk.moment(record.at);
    if record.is_clock_confirmed { at } else { format!("{at} ({})", words.detail.clock_unconfirmed) }
}

fn receipt(desk: Desk, words: &Words, state: &RecordState) -> String {
    match state {
        RecordState::OnThisPhone => words.detail.no_receipt.to_owned(),
        RecordState::HqHolds(receipt) => {
            let number = said::receipt(receipt.journal, receipt.position);
            (words.detail.receipt_of)(&number, &desk.moment(receipt.at))
        }
    }
}

/// A void that is being considered.
#[derive(Clone, Copy)]
struct Voiding {
    is_open: RwSignal<bool>,
    reason: RwSignal<Answer>,
    problem: RwSignal<Option<&'static str>>,
    failed: RwSignal<Option<String>>,
}

impl Default for Voiding {
    fn default() -> Self {
        Self {
            is_open: RwSignal::new(false),
            reason: RwSignal::default(),
            problem: RwSignal::new(None),
            failed: RwSignal::new(None),
        }
    }
}

/// Asks why the record is void.
fn void_form(desk: Desk, voiding: Voiding) -> El {
    let words = desk.words();
    let change = move |reason| {
        voiding.reason.set(reason);
        voiding.problem.set(None);
    };
    let field = AnswerField {
        id: "void-reason".into(),
        label: words.detail.void_why.into(),
        words,
        list: slug::VOID,
        answer: Live::from(move || voiding.reason.get()),
        on_change: Act::from(change),
        problem: Problem::from(move || voiding.problem.get()),
    };
    el("div").class("sheet").child(el("p").child(words.detail.void_explain)).child(field.draw())
}

/// The way to make it void: first asked for, then confirmed with a reason.
fn void_acts(desk: Desk, id: RecordId, voiding: Voiding) -> Drawn {
    let words = desk.words();
    let open = move || {
        voiding.is_open.set(true);
        browser::focus_in("#void-reason");
    };
    drawn(move || {
        if voiding.is_open.get() {
            group()
                .child(button("go").on_tap(move || make_void(desk, id, voiding)).child(words.detail.void_confirm))
                .child(button("quiet").on_tap(move || voiding.is_open.set(false)).child(words.common.back))
        } else {
            group().child(button("quiet").on_tap(open).child(words.detail.void_go))
        }
    })
}

fn make_void(desk: Desk, id: RecordId, voiding: Voiding) {
    let words = desk.words();
    let reason = match voiding.reason.read_untracked().text(Wrong::LineReason) {
        Ok(reason) => reason,
        Err(Wrong::TextLong) => return voiding.problem.set(Some(words.problems.text_long)),
        Err(_) => return voiding.problem.set(Some(words.problems.reason)),
    };
    spawn_local(async move {
        match desk.phone_now().void(id, reason).await {
            Ok(_) => {
                // The undo of this record, if it still stands there, has nothing left to undo.
                desk.snack.set(None);
                desk.speak(words.save.saved);
                browser::focus_page();
            }
            Err(error) => {
                let said = failure::save_error(words, &error);
                desk.speak(&said);
                let _ = voiding.failed.try_set(Some(said));
            }
        }
    });
}
