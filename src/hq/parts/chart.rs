//! A bar chart by day. One picture for a screen reader, because the same figures stand in the table under it.

use crate::hq::{
    bars::{self, Chart},
    days,
    figures::count,
    office::office,
};
use leptos::prelude::*;

/// Draws the chart; nothing for no day.
#[component]
pub fn DayChart(
    /// Where everything stands.
    chart: Chart,
    /// What the picture shows.
    label: &'static str,
) -> impl IntoView {
    let words = office().words();
    let written = if chart.has_years() { days::day } else { days::short_day };
    let labelled = chart.bars.iter().step_by(chart.label_every()).map(|bar| {
        view! {
            <text class="day" x=chart.label_x(bar) y=bars::HEIGHT - 8.0>{written(bar.day, words)}</text>
        }
    });
    let ticks = chart.ticks.iter().map(|tick| {
        view! {
            <path class="line" d=format!("M56 {y}H{w}", y = tick.y, w = bars::WIDTH)/>
            <text class="count" x="48" y=tick.y + 5.0>{count(tick.count)}</text>
        }
    });
    let bars = chart.bars.iter().map(|bar| {
        view! {
            <rect class="bar" x=bar.x y=bar.y width=bar.width height=bar.height rx="2">
                <title>{format!("{}: {}", days::day(bar.day, words), count(bar.count))}</title>
            </rect>
        }
    });
    let view_box = format!("0 0 {} {}", bars::WIDTH, bars::HEIGHT);
    (!chart.bars.is_empty()).then(|| {
        view! {
            <svg class="chart" viewBox=view_box role="img" aria-label=label>
                {ticks.collect_view()}
                {bars.collect_view()}
                {labelled.collect_view()}
            </svg>
        }
    })
}
