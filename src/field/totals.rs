//! Sums over this phone's records: by settlement and item, today and all.
//!
//! Leaves adding up to the domain's tally.

use super::desk::{Desk, use_desk, use_words};
use super::page::Page;
use super::said;
use crate::text::{Words, number};
use crate::ui::{Choice, drawn};
use lantern_domain::Code;
use lantern_domain::tally::{Dimension, Filter, Totals, TotalsQuery, TotalsRow};
use leptos::prelude::*;

/// Draws the sums.
#[component]
pub fn TotalsPage() -> impl IntoView {
    let (desk, words) = (use_desk(), use_words());
    let period = RwSignal::new(0_usize);
    let sums = move || {
        let is_today = period.get() == 0;
        let totals = query(desk, is_today);
        let voided = voided(words, totals.all.voided);
        if totals.rows.is_empty() {
            let empty = if is_today { words.totals.empty_today } else { words.totals.empty };
            view! { <p class="empty">{empty}</p> {voided} }.into_any()
        } else {
            view! { {everything(words, &totals.all)} {settlements(desk, words, &totals)} {voided} }.into_any()
        }
    };
    view! {
        <Page title=words.totals.title>
            <Choice
                name="period"
                label=words.totals.title
                is_label_unseen=true
                options=vec![words.totals.today.to_owned(), words.totals.all.to_owned()]
                chosen=period
                on_choose=move |number| period.set(number)
            />
            <div aria-live="polite" class="stack">
                {drawn(sums)}
            </div>
            <p class="small">{words.totals.only_here}</p>
        </Page>
    }
}

fn query(desk: Desk, is_today: bool) -> Totals {
    let phone = desk.phone();
    let today = is_today.then(|| phone.today(phone.place().map(|place| place.settlement).as_ref()));
    let filter = Filter { from: today, to: today, ..Filter::default() };
    let group = vec![Dimension::Settlement, Dimension::Item];
    phone.totals(&TotalsQuery { group, filter, with_untouched_targets: false })
}

/// Households, people, hand-overs.
fn everything(words: &Words, all: &TotalsRow) -> impl IntoView + use<> {
    let home = &words.home;
    let figures = [
        (all.households + all.walk_ins, (home.households)(all.households + all.walk_ins)),
        (all.individuals, (home.people)(all.individuals)),
        (all.services, (home.hand_overs)(all.services)),
    ];
    let figure = |(count, unit): (u64, &'static str)| {
        view! {
            <p>
                <b class="big num">{number::plain(count)}</b>
                <span class="small">{unit}</span>
            </p>
        }
    };
    view! { <div class="sheet figures">{figures.into_iter().map(figure).collect_view()}</div> }
}

/// A table for each settlement: items handed over as such, and below them what was inside the kits.
fn settlements(desk: Desk, words: &'static Words, totals: &Totals) -> impl IntoView + use<> {
    let tables = totals.rows.chunk_by(|one, other| one.key[0] == other.key[0]);
    let table = |rows: &[TotalsRow]| {
        let name = rows[0].key[0].name.clone();
        view! {
            <table class="totals">
                <caption>
                    <bdi>{name}</bdi>
                </caption>
                <thead>
                    <tr>
                        <th scope="col">{words.totals.item}</th>
                        <th scope="col" class="end">
                            {words.totals.quantity}
                        </th>
                    </tr>
                </thead>
                {items(desk, None, rows, |row| row.quantity)}
                {items(desk, Some(words.totals.in_kits), rows, |row| row.in_kits)}
            </table>
        }
    };
    tables.map(table).collect_view()
}

/// The rows whose count is above 0, below a heading; nothing without such rows.
fn items(
    desk: Desk,
    heading: Option<&'static str>,
    rows: &[TotalsRow],
    count: fn(&TotalsRow) -> Option<u64>,
) -> Option<impl IntoView + use<>> {
    let counted = rows.iter().filter_map(|row| Some((row, count(row).filter(|&count| count > 0)?)));
    let rows: Vec<_> = counted.map(|(row, count)| item(desk, row, count)).collect();
    let heading = heading.map(|said| view! { <tr><th scope="rowgroup" colspan="2">{said}</th></tr> });
    (!rows.is_empty()).then(|| view! { <tbody>{heading} {rows}</tbody> })
}

fn item(desk: Desk, row: &TotalsRow, count: u64) -> impl IntoView + use<> {
    let (plan, language) = (desk.phone_now().plan(), untrack(|| desk.language()));
    let name = match Code::new(&row.key[1].code) {
        Ok(code) => said::item(&plan, &code, language).to_owned(),
        Err(_) => row.key[1].name.clone(),
    };
    view! {
        <tr>
            <th scope="row">
                <bdi>{name}</bdi>
            </th>
            <td class="end num">{number::plain(count)}</td>
        </tr>
    }
}

fn voided(words: &Words, count: u64) -> Option<impl IntoView + use<>> {
    let said = (words.totals.voided)(count);
    (count > 0).then(|| view! { <p class="small num">{said}</p> })
}
