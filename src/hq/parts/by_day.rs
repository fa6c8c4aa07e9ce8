//! Hand-overs by day: a chart, and the same figures as a table.

use super::{
    chart::DayChart,
    table::{FigureLink, Scroll},
};
use crate::hq::{
    bars, days,
    figures::count,
    filter::{Field, Filter},
    office::office,
    results::value,
};
use chrono::NaiveDate;
use lantern_domain::{Totals, TotalsRow, tally::Dimension};
use leptos::prelude::*;

/// A table up to this many days stands open.
const OPEN_DAYS_MAX: usize = 7;

/// The chart and the table.
#[component]
pub fn ByDay(
    /// Totals by day.
    by_day: Totals,
    /// What everything is narrowed to.
    filter: Filter,
) -> impl IntoView {
    let words = office().words().totals;
    let rows: Vec<(NaiveDate, TotalsRow)> = by_day.rows.into_iter().filter_map(with_day).collect();
    let counts: Vec<(NaiveDate, u64)> = rows.iter().map(|(day, row)| (*day, row.services)).collect();
    let is_open = rows.len() <= OPEN_DAYS_MAX;
    let chart = bars::chart(&counts);
    let left_out = chart.is_broken.then_some(words.days_left_out);
    let row = move |(day, row): (NaiveDate, TotalsRow)| {
        let on = day.to_string();
        let address = filter.with(Field::From, &on).with(Field::To, &on).address("/hq/records", &[]);
        view! {
            <tr>
                <th scope="row"><time datetime=on>{days::day(day, office().words())}</time></th>
                <td class="n"><FigureLink value=count(row.services) address=address.clone()/></td>
                <td class="n"><FigureLink value=count(row.households) address=address.clone()/></td>
                <td class="n"><FigureLink value=count(row.walk_ins) address/></td>
            </tr>
        }
    };
    view! {
        <section class="panel" aria-labelledby="by-day">
            <div class="panel-head"><h2 id="by-day">{words.by_day}</h2><p>{left_out}</p></div>
            <Scroll labelled_by="by-day"><DayChart chart label=words.by_day_chart/></Scroll>
            <details open=is_open>
                <summary>{words.by_day_table}</summary>
                <Scroll labelled_by="by-day">
                    <table>
                        <thead>
                            <tr>
                                <th scope="col">{words.day}</th>
                                <th scope="col" class="n">{words.hand_overs}</th>
                                <th scope="col" class="n">{words.households}</th>
                                <th scope="col" class="n">{office().words().records.walk_in}</th>
                            </tr>
                        </thead>
                        <tbody>{rows.into_iter().map(row).collect_view()}</tbody>
                    </table>
                </Scroll>
            </details>
        </section>
    }
}

fn with_day(row: TotalsRow) -> Option<(NaiveDate, TotalsRow)> {
    let day = value(&row, Dimension::Day)?.code.parse().ok()?;
    Some((day, row))
}
