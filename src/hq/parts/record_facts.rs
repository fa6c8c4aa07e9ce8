//! What a record says, field by field, as it counts; of a void one, what it said.

use super::{
    moments::When,
    record_table::{ClockMark, SettlementName},
    table::Scroll,
};
use crate::hq::{
    days,
    figures::{UNKNOWN, count},
    naming,
    office::office,
    planned::planned,
    sadd,
};
use crate::text::slug;
use lantern_domain::{Collector, Distribution, Line, SexAge, ShortText, tally::SexAgeSum};
use lantern_ledger::api::RecordDetail;
use leptos::prelude::*;

/// The facts and the lines of a record.
#[component]
pub fn RecordFacts(
    /// The record.
    detail: RecordDetail,
    /// The offset of its settlement's clock.
    offset_minutes: i32,
) -> impl IntoView {
    let words = office().words();
    let RecordDetail { row, first, effective, .. } = detail;
    let said = effective.unwrap_or(first);
    let more = more_facts(&said);
    let collector = collector_said(&said.collector);
    let recipient = naming::recipient(&said.recipient, words);
    let sex_age = sex_age_said(said.sex_age.as_ref());
    let size = row.size.map_or(words.record.not_known.to_owned(), |size| count(size.into()));
    view! {
        <dl class="facts">
            <Fact name=words.records.at><When at=row.at offset_minutes/> " " <ClockMark is_confirmed=row.is_clock_confirmed/></Fact>
            <Fact name=words.record.settlement><SettlementName settlement=row.settlement name=row.settlement_name/></Fact>
            <Fact name=words.record.round>{row.round_name} " " <span class="ink-2 code">{row.round}</span></Fact>
            <Fact name=words.records.recipient><bdi>{recipient}</bdi></Fact>
            <Fact name=words.record.collector>{collector}</Fact>
            <Fact name=words.records.size>{size}</Fact>
            <Fact name=words.record.sex_age>{sex_age}</Fact>
            <Fact name=words.records.operator><bdi>{row.operator}</bdi></Fact>
            <Fact name=words.records.phone><bdi>{row.device_name}</bdi></Fact>
            {more}
        </dl>
        <Lines lines=said.lines/>
    }
}

/// One fact.
#[component]
fn Fact(
    /// Of what.
    name: &'static str,
    /// What it is.
    children: Children,
) -> impl IntoView {
    view! { <div><dt>{name}</dt><dd>{children()}</dd></div> }
}

/// Facts that most records do not have.
fn more_facts(said: &Distribution) -> impl IntoView + use<> {
    let words = office().words();
    let stored = |text: &ShortText| slug::said(words.language.words(), text.as_str()).to_owned();
    let position = said.position.map(|it| {
        let degrees = |e5: i32| format!("{:.5}", f64::from(e5) / 100_000.0);
        (words.record.position_at)(&degrees(it.latitude_e5), &degrees(it.longitude_e5), it.accuracy_m)
    });
    let facts = [
        (words.record.repeat_reason, said.repeat_reason.as_ref().map(stored)),
        (words.record.proof, said.proof.as_ref().map(stored)),
        (words.record.note, said.note.as_ref().map(ToString::to_string)),
        (words.record.position, position),
    ];
    facts
        .into_iter()
        .filter_map(|(name, fact)| fact.map(|fact| view! { <Fact name><bdi>{fact}</bdi></Fact> }))
        .collect_view()
}

/// What was handed over, with what was due.
#[component]
fn Lines(
    /// The lines.
    lines: Vec<Line>,
) -> impl IntoView {
    let words = office().words();
    let item_name = |code: &lantern_domain::Code| planned().item_name(code.as_str());
    let row = move |line: Line| {
        let reason = line.reason.map(|it| slug::said(words.language.words(), it.as_str()).to_owned());
        let due = line.entitled.map_or(UNKNOWN.to_owned(), |due| count(due.pieces().into()));
        view! {
            <tr>
                <th scope="row">{item_name(&line.item)}</th>
                <td class="n">{count(line.quantity.pieces().into())}</td>
                <td class="n">{due}</td>
                <td><bdi>{reason}</bdi></td>
                <td>{line.substitute_for.as_ref().map(item_name)}</td>
                <td><bdi>{line.batch_no.map(|it| it.to_string())}</bdi></td>
                <td>{line.expires_on.map(|on| days::day(on, words))}</td>
            </tr>
        }
    };
    view! {
        <Scroll labelled_by="what">
            <table>
                <thead>
                    <tr>
                        <th scope="col">{words.totals.item}</th>
                        <th scope="col" class="n">{words.records.handed_over}</th>
                        <th scope="col" class="n">{words.record.due}</th>
                        <th scope="col">{words.record.reason}</th>
                        <th scope="col">{words.record.substitute_for}</th>
                        <th scope="col">{words.record.batch_no}</th>
                        <th scope="col">{words.record.expires_on}</th>
                    </tr>
                </thead>
                <tbody>{lines.into_iter().map(row).collect_view()}</tbody>
            </table>
        </Scroll>
    }
}

fn collector_said(collector: &Collector) -> String {
    let words = office().words();
    match collector {
        Collector::Recipient => words.record.collector_self.to_owned(),
        Collector::Proxy(relation) => (words.record.proxy)(slug::said(words.language.words(), relation.as_str())),
    }
}

fn sex_age_said(counts: Option<&SexAge>) -> String {
    let words = office().words();
    let Some(counts) = counts else { return words.record.not_asked.to_owned() };
    let sums = |counts: &[u32]| counts.iter().map(|&count| u64::from(count)).collect();
    let sum = SexAgeSum {
        from_years: counts.from_years().to_vec(),
        female: sums(counts.female()),
        male: sums(counts.male()),
        asked_for: 1,
    };
    let asked = sadd::brackets(&sum).into_iter().filter(|it| it.female + it.male > 0);
    let one = |it: sadd::Bracket| {
        let (female, male) = (words.totals.female, words.totals.male);
        format!("{}: {female} {}, {male} {}", it.said(words), it.female, it.male)
    };
    asked.map(one).collect::<Vec<_>>().join(" · ")
}
