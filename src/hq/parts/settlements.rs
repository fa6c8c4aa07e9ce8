//! Settlements with what was handed over there, targets, progress, and which phones the figures still wait for.

use super::{
    icons::{Icon, Shape},
    progress::Progress,
    table::{
        Column::{Number, Words},
        FigureLink, Table,
    },
};
use crate::hq::{
    days,
    figures::{UNKNOWN, count, count_or_unknown},
    filter::{Field, Filter},
    naming,
    office::office,
    planned::planned,
    reporting::Reporting,
    results::{Block, ItemLine},
};
use lantern_ledger::api::DeviceRow;
use leptos::{either::Either, prelude::*};

/// The table of settlements and their items.
#[component]
pub fn Settlements(
    /// The settlements, by name.
    blocks: Vec<Block>,
    /// The phones.
    devices: Vec<DeviceRow>,
    /// What everything is narrowed to.
    filter: Filter,
) -> impl IntoView {
    let words = office().words().totals;
    let body = blocks.into_iter().map(move |block| {
        let reporting = Reporting::of_settlement(&devices, &block.key);
        view! { <SettlementRows filter=filter.with(Field::Settlement, &block.key) block reporting/> }
    });
    let columns = [
        Words(words.settlement),
        Number(words.households),
        Words(words.phones_reported),
        Words(words.waiting_for),
        Words(words.item),
        Number(words.quantity),
        Number(words.target),
        Words(words.progress),
    ];
    view! {
        <section class="panel" aria-labelledby="settlements">
            <div class="panel-head"><h2 id="settlements">{words.settlements}</h2><p>{words.opens_records}</p></div>
            <Table labelled_by="settlements" class="settlements" columns>
                {body.collect_view()}
            </Table>
        </section>
    }
}

/// One settlement: its own cells once, beside a row for each item.
#[component]
fn SettlementRows(
    /// The settlement.
    block: Block,
    /// Its phones.
    reporting: Reporting,
    /// What everything is narrowed to, this settlement included.
    filter: Filter,
) -> impl IntoView {
    let words = office().words();
    let span = block.items.len().max(1).to_string();
    let area = planned().contents.with(|plan| naming::area(plan, &block.key));
    let records = filter.address("/hq/records", &[]);
    let more = [(block.walk_ins, words.figures.more_walk_ins), (block.bodies, words.figures.more_bodies)];
    let more = more.into_iter().filter(|(number, _)| *number > 0);
    let more = more.map(|(number, say)| view! { <span class="unit">{say(number)}</span> }).collect_view();
    let mut items = block.items.iter().map(|line| item_cells(line, &filter));
    let first = items.next();
    view! {
        <tbody>
            <tr>
                <th scope="rowgroup" rowspan=span.clone()>
                    <span class="name">{block.name.clone()}</span>
                    {block.is_provisional.then(|| view! { <span class="tag">{words.totals.provisional}</span> })}
                    {area.map(|area| view! { <span class="ink-2">{area}</span> })}
                </th>
                <td class="n" rowspan=span.clone()><FigureLink value=count(block.households) address=records/>{more}</td>
                <td rowspan=span.clone()><Reported reporting key=block.key.clone()/></td>
                <td class="ink-2" rowspan=span>{waiting_for(&reporting)}</td>
                {first.unwrap_or_else(|| view! { <td></td><td></td><td></td><td></td> }.into_any())}
            </tr>
            {items.map(|cells| view! { <tr>{cells}</tr> }).collect_view()}
        </tbody>
    }
}

/// The cells of an item in a settlement's row.
fn item_cells(line: &ItemLine, filter: &Filter) -> AnyView {
    let address = filter.with(Field::Item, &line.code).address("/hq/records", &[]);
    let words = office().words();
    let households = line.target.filter(|target| target.is_households);
    view! {
        <td>{planned().item_name(&line.code)}</td>
        <td class="n"><FigureLink value=count(line.quantity) address/></td>
        <td class="n">
            {count_or_unknown(line.target.map(|target| target.wanted))}
            {households.map(|_| view! { <span class="unit">{words.totals.households_unit}</span> })}
        </td>
        <td><Progress target=line.target/></td>
    }
    .into_any()
}

/// How many phones have reported for a settlement; opens them.
#[component]
fn Reported(
    /// How many.
    reporting: Reporting,
    /// The settlement's key.
    key: String,
) -> impl IntoView {
    let words = office().words();
    let (class, shape) = match (reporting.is_complete(), reporting.reported) {
        (true, _) => ("reported good", Shape::Check),
        (false, 0) => ("reported stop", Shape::Struck),
        _ => ("reported care", Shape::Triangle),
    };
    let said = (words.figures.of)(&count(reporting.reported as u64), &count(reporting.phones as u64));
    let address = Filter::default().with(Field::Settlement, &key).address("/hq/phones", &[]);
    if reporting.phones == 0 {
        return Either::Left(UNKNOWN);
    }
    Either::Right(view! { <a class=class href=address><Icon shape/>{said}</a> })
}

fn waiting_for(reporting: &Reporting) -> String {
    let office = office();
    let words = office.words();
    match (reporting.phones, reporting.silent_since) {
        (0, _) => words.totals.not_opened.to_owned(),
        (_, Some(since)) => {
            let moment = days::short_moment(since, office.offset_minutes.get_untracked(), words);
            (words.totals.since)(reporting.silent() as u64, &moment)
        }
        (_, None) if reporting.never > 0 => (words.figures.silent_never)(reporting.never as u64),
        _ => String::new(),
    }
}
