//! Flags as rows: what is odd, on which records, and whether somebody decided.

use super::{
    icons::{Icon, Shape},
    table::{FigureLink, Scroll},
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
    view! {
        <Scroll labelled_by="count">
            <table class="records">
                <thead>
                    <tr>
                        <th scope="col">{words.flags.kind}</th>
                        <th scope="col">{words.flags.why}</th>
                        <th scope="col">{words.record.settlement}</th>
                        <th scope="col" class="n">{words.records.title}</th>
                        <th scope="col">{words.records.code}</th>
                        <th scope="col">{words.flags.decision}</th>
                    </tr>
                </thead>
                <tbody>{rows.into_iter().map(|row| view! { <Row row/> }).collect_view()}</tbody>
            </table>
        </Scroll>
    }
}

/// One flag.
#[component]
fn Row(
    /// The flag.
    row: FlagRow,
) -> impl IntoView {
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
