//! Records as rows. What is void stays to be seen, struck out, with its reason.

use super::{
    icons::{Icon, Shape},
    moments::When,
    table::{
        Column::{Number, Words},
        Table,
    },
};
use crate::hq::{
    figures::{count, count_or_unknown},
    naming,
    office::office,
    planned::planned,
};
use crate::text::slug;
use lantern_domain::{Line, SettlementRef};
use lantern_ledger::api::{RecordRow, RecordStatus};
use leptos::prelude::*;

/// The table of records; the heading with the id `count` names it.
#[component]
pub fn RecordTable(
    /// The records, the latest first.
    rows: Vec<RecordRow>,
) -> impl IntoView {
    let words = office().words().records;
    let totals = office().words().totals;
    let columns = [
        Words(words.code),
        Words(words.at),
        Words(totals.settlement),
        Words(words.recipient),
        Number(words.size),
        Words(words.handed_over),
        Words(words.operator_and_phone),
        Words(words.state),
        Words(words.received),
    ];
    view! {
        <Table labelled_by="count" class="records" columns>
            <tbody>{rows.into_iter().map(row).collect_view()}</tbody>
        </Table>
    }
}

/// One record.
fn row(row: RecordRow) -> impl IntoView {
    let words = office().words();
    let offset_minutes = planned().contents.with(|plan| naming::offset_minutes(plan, Some(&row.settlement)));
    let is_void = row.status == RecordStatus::Void;
    let address = format!("/hq/records/{}", row.id);
    view! {
        <tr class:void=is_void>
            <th scope="row"><a class="code" href=address>{row.short_code.clone()}</a></th>
            <td><When at=row.at offset_minutes/> <ClockMark is_confirmed=row.is_clock_confirmed/></td>
            <td><SettlementName settlement=row.settlement.clone() name=row.settlement_name.clone()/></td>
            <td><bdi class="strikable">{naming::recipient(&row.recipient, words)}</bdi></td>
            <td class="n"><span class="strikable">{count_or_unknown(row.size.map(u64::from))}</span></td>
            <td>{row.lines.iter().map(|line| view! { <span class="name strikable">{line_said(line)}</span> }).collect_view()}</td>
            <td><bdi class="name">{row.operator.clone()}</bdi><bdi class="ink-2">{row.device_name.clone()}</bdi></td>
            <td><State status=row.status reason=row.void_reason.clone()/></td>
            <td>{row.received_at.map(|at| view! { <When at offset_minutes/> })}</td>
        </tr>
    }
}

/// The name of a settlement, marked when somebody in the field typed it in.
#[component]
pub fn SettlementName(
    /// Which.
    settlement: SettlementRef,
    /// Its name.
    name: String,
) -> impl IntoView {
    let is_provisional = matches!(settlement, SettlementRef::Provisional { .. });
    let mark = office().words().totals.provisional;
    view! {
        <bdi>{name}</bdi>
        {is_provisional.then(|| view! { " " <span class="tag">{mark}</span> })}
    }
}

/// Says so when the phone's clock was not compared with HQ's.
#[component]
pub fn ClockMark(
    /// Whether it was.
    is_confirmed: bool,
) -> impl IntoView {
    let said = office().words().records.clock_unconfirmed;
    (!is_confirmed).then(|| view! { <span class="tag care"><Icon shape=Shape::Clock/>{said}</span> })
}

/// What a record counts as, in words and shape.
#[component]
pub fn State(
    /// What it counts as.
    status: RecordStatus,
    /// Why it is void, as stored.
    reason: Option<String>,
) -> impl IntoView {
    let words = office().words();
    let (class, shape, said) = match status {
        RecordStatus::Counted => ("state good", Shape::Check, words.records.counted),
        RecordStatus::Replaced => ("state care", Shape::Triangle, words.records.replaced),
        RecordStatus::Void => ("state stop", Shape::Struck, words.records.void),
    };
    let reason = reason.map(|reason| format!(" · {}", slug::said(words.language.words(), &reason)));
    view! { <span class=class><Icon shape/><span>{said}{reason}</span></span> }
}

/// Says what was handed over: `1 × Solar lantern, 2 × Blanket`.
pub fn lines_said(lines: &[Line]) -> String {
    lines.iter().map(line_said).collect::<Vec<_>>().join(", ")
}

fn line_said(line: &Line) -> String {
    format!("{} × {}", count(line.quantity.pieces().into()), planned().item_name(line.item.as_str()))
}
