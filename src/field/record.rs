//! One record: all that was recorded, who holds it, and the way to make it void.

use super::desk::{Desk, use_desk, use_words};
use super::failure::{self, Failed};
use super::form::{Answer, Problem};
use super::page::Page;
use super::state::State;
use super::{browser, said};
use crate::text::{Words, slug};
use crate::ui::{AnswerField, Icon, Note, Tone, drawn, memo, tap, when};
use lantern_device::{Amendment, RecordState, RecordView};
use lantern_domain::{Recipient, RecordId};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Draws one record.
#[component]
pub fn RecordPage(
    /// Which one.
    id: RecordId,
) -> impl IntoView {
    let (desk, words) = (use_desk(), use_words());
    let record = move || desk.phone().record_view(id);
    let voiding = Voiding::default();
    let can_void = memo(move || record().is_some_and(|record| record.void.is_none()));
    let acts = move || when(move || can_void.get(), move || view! { <VoidActs id voiding /> }.into_any());
    let details = move || match record() {
        Some(record) => view! { <Standing record=record.clone() /> <Details record /> }.into_any(),
        None => view! { <p class="empty">{words.detail.unknown}</p> }.into_any(),
    };
    let is_voiding = move || can_void.get() && voiding.is_open.get();
    view! {
        <Page title=words.detail.title acts>
            {drawn(details)}
            {when(is_voiding, move || view! { <VoidForm voiding /> }.into_any())}
            <Failed failed=voiding.failed />
        </Page>
    }
}

/// Who holds it, and what became of it.
#[component]
fn Standing(record: RecordView) -> impl IntoView {
    let (desk, words) = (use_desk(), use_words());
    let state = State::of(&record);
    let amended = |amendment: &Amendment, say: crate::text::words::AboutTwo| {
        let when = untrack(|| desk.moment(amendment.at));
        let known = match amendment.state {
            RecordState::OnThisPhone => words.detail.void_waits,
            RecordState::HqHolds(_) => words.detail.void_held,
        };
        format!("{}. {known}", say(&when, amendment.operator.as_str()))
    };
    let void = record.void.as_ref().map(|void| amended(void, words.detail.void_at));
    let replaced = record.replacement.as_ref().map(|word| amended(word, words.detail.replaced_at));
    view! {
        <div class=format!("note {}", state.tone.class())>
            <Icon picture=state.tone.picture() />
            <p>{state.drawn(words)} {void.map(|void| view! { <span class="note-more">{void}</span> })}</p>
        </div>
        {replaced.map(|replaced| view! { <Note tone=Tone::Care said=words.records.replaced more=replaced /> })}
    }
}

/// All that was recorded.
#[component]
fn Details(record: RecordView) -> impl IntoView {
    let (desk, words) = (use_desk(), use_words());
    let rows = untrack(|| rows(desk, words, &record));
    let row = |(term, said): (&'static str, String)| {
        view! {
            <div>
                <dt>{term}</dt>
                <dd>
                    <bdi>{said}</bdi>
                </dd>
            </div>
        }
    };
    view! { <dl class="details">{rows.into_iter().map(row).collect_view()}</dl> }
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
#[component]
fn VoidForm(voiding: Voiding) -> impl IntoView {
    let words = use_words();
    let change = move |reason| {
        voiding.reason.set(reason);
        voiding.problem.set(None);
    };
    view! {
        <div class="sheet">
            <p>{words.detail.void_explain}</p>
            <AnswerField
                id="void-reason"
                label=words.detail.void_why
                words
                list=slug::VOID
                answer=voiding.reason
                on_change=change
                problem=voiding.problem
            />
        </div>
    }
}

/// The way to make it void: first asked for, then confirmed with a reason.
#[component]
fn VoidActs(id: RecordId, voiding: Voiding) -> impl IntoView {
    let (desk, words) = (use_desk(), use_words());
    let open = move || {
        voiding.is_open.set(true);
        browser::focus_in("#void-reason");
    };
    drawn(move || {
        if voiding.is_open.get() {
            view! {
                <button type="button" class="go" on:click=tap(move || make_void(desk, id, voiding))>
                    {words.detail.void_confirm}
                </button>
                <button type="button" class="quiet" on:click=tap(move || voiding.is_open.set(false))>
                    {words.common.back}
                </button>
            }
            .into_any()
        } else {
            view! {
                <button type="button" class="quiet" on:click=tap(open)>
                    {words.detail.void_go}
                </button>
            }
            .into_any()
        }
    })
}

fn make_void(desk: Desk, id: RecordId, voiding: Voiding) {
    let words = desk.words();
    let reason = match voiding.reason.read_untracked().text(Problem::LineReason) {
        Ok(reason) => reason,
        Err(Problem::TextLong) => return voiding.problem.set(Some(words.problems.text_long)),
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
