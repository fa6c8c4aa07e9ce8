//! Flags as rows: what is odd, on which records, and whether somebody decided.

use super::{
    icons::{Icon, Shape},
    table::{
        Column::{Number, Words},
        FigureLink, Table,
    },
};
use crate::hq::{figures::count, flagged, office::office, planned::planned};
use lantern_ledger::api::{DecisionRow, FlagRow};
use leptos::prelude::*;
use std::collections::BTreeSet;

/// How many short codes a row names.
const CODES: usize = 3;

/// The table of flags; the heading with the id `count` names it.
#[component]
pub fn FlagTable(
    /// The flags.
    rows: Vec<FlagRow>,
) -> impl IntoView {
    let words = office().words();
    let columns = [
        Words(words.flags.kind),
        Words(words.flags.why),
        Words(words.record.settlement),
        Number(words.records.title),
        Words(words.records.code),
        Words(words.flags.decision),
    ];
    view! {
        <Table labelled_by="count" class="records" columns>
            <tbody>{rows.into_iter().map(row).collect_view()}</tbody>
        </Table>
    }
}

/// One flag.
fn row(row: FlagRow) -> impl IntoView {
    let words = office().words();
    let address = format!("/hq/flags/{}", row.id);
    let why = flagged::why(&row.reason, words, |code| planned().item_name(code));
    let card = row.card.clone().map(|card| view! { <bdi class="code unit">{card}</bdi> });
    let settlements: BTreeSet<&str> = row.records.iter().map(|record| record.settlement_name.as_str()).collect();
    let settlements = settlements.into_iter().collect::<Vec<_>>().join(", ");
    let code = |(at, record): (usize, &lantern_ledger::api::FlagRecord)| {
        let address = format!("/hq/records/{}", record.id);
        view! { {(at > 0).then_some(", ")}<a class="code name" href=address>{record.short_code.clone()}</a> }
    };
    let codes = row.records.iter().take(CODES).enumerate().map(code).collect_view();
    view! {
        <tr>
            <th scope="row"><a href=address.clone()>{flagged::kind(row.reason.kind(), words)}</a></th>
            <td>{why} " " {card}</td>
            <td><bdi>{settlements}</bdi></td>
            <td class="n"><FigureLink value=count(row.record_count as u64) address/></td>
            <td>{codes}{(row.record_count > CODES).then_some("…")}</td>
            <td><Verdict decision=row.decision/></td>
        </tr>
    }
}

/// What was decided, in words and shape.
#[component]
pub fn Verdict(
    /// The decision; `None`: nobody has decided.
    decision: Option<DecisionRow>,
) -> impl IntoView {
    let words = office().words();
    let (class, shape, said) = match &decision {
        None => ("state care", Shape::Triangle, words.flags.open.to_owned()),
        Some(decision) => ("state good", Shape::Check, flagged::verdict(&decision.verdict, words).to_owned()),
    };
    view! { <span class=class><Icon shape/><span>{said}</span></span> }
}
