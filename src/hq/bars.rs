//! Where the bars of a chart by day stand: scale, ticks and rectangles in the drawing's own units.
//!
//! Leaves colours, labels and links to the view.

use chrono::{Datelike as _, NaiveDate};

/// The drawing, in its own units; the page scales it.
pub const WIDTH: f64 = 560.0;
/// The drawing's height.
pub const HEIGHT: f64 = 190.0;

const LEFT: f64 = 56.0;
const TOP: f64 = 12.0;
const BOTTOM: f64 = 28.0;
const BAR_WIDTH_MAX: f64 = 28.0;
const TICKS: u64 = 4;

/// One bar.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    /// The day, in the settlements' own calendar.
    pub day: NaiveDate,
    /// What was counted.
    pub count: u64,
    /// Left edge.
    pub x: f64,
    /// Upper edge.
    pub y: f64,
    /// Width.
    pub width: f64,
    /// Height; 0 for a day without anything.
    pub height: f64,
}

/// A line across the drawing and what it stands for.
#[derive(Debug, Clone, PartialEq)]
pub struct Tick {
    /// The count at this line.
    pub count: u64,
    /// Its height in the drawing.
    pub y: f64,
}

/// A chart ready to draw.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Chart {
    /// One bar a day, in order, days without anything included where the stretch is short enough.
    pub bars: Vec<Bar>,
    /// From 0 upwards.
    pub ticks: Vec<Tick>,
    /// Whether days without anything are left out, because the stretch is long.
    pub is_broken: bool,
}

/// The longest stretch, in days, that is drawn with its empty days; longer ones show the days with records only.
const STRETCH_DAYS_MAX: i64 = 62;

/// Lays a chart out of counts by day, sorted by day.
pub fn chart(by_day: &[(NaiveDate, u64)]) -> Chart {
    let is_broken = is_long(by_day);
    let days = if is_broken { by_day.to_vec() } else { with_empty_days(by_day) };
    let Some(most) = days.iter().map(|(_, count)| *count).max() else {
        return Chart::default();
    };
    let step = tick_step(most);
    let top = step * most.div_ceil(step).max(1);
    let span = HEIGHT - TOP - BOTTOM;
    let y_of = |count: u64| TOP + span * (1.0 - count as f64 / top as f64);
    let slot = (WIDTH - LEFT) / days.len() as f64;
    let width = (slot * 0.68).min(BAR_WIDTH_MAX);
    let bar = |(at, (day, count)): (usize, &(NaiveDate, u64))| Bar {
        day: *day,
        count: *count,
        x: LEFT + slot * at as f64 + (slot - width) / 2.0,
        y: y_of(*count),
        width,
        height: span * *count as f64 / top as f64,
    };
    Chart {
        bars: days.iter().enumerate().map(bar).collect(),
        ticks: (0..=top / step).map(|n| Tick { count: n * step, y: y_of(n * step) }).collect(),
        is_broken,
    }
}

impl Chart {
    /// Tells whether its days are of several years, so that a day needs its year.
    pub fn has_years(&self) -> bool {
        let year = |bar: Option<&Bar>| bar.map(|bar| bar.day.year());
        year(self.bars.first()) != year(self.bars.last())
    }

    /// Returns where the day under a bar is centred: below its bar, but never cut off at the end.
    pub fn label_x(&self, bar: &Bar) -> f64 {
        let half = if self.has_years() { 46.0 } else { 28.0 };
        (bar.x + bar.width / 2.0).min(WIDTH - half)
    }

    /// Returns every how manieth bar carries its day beneath, so that labels do not touch.
    pub fn label_every(&self) -> usize {
        let labels = if self.has_years() { 5 } else { 7 };
        self.bars.len().div_ceil(labels).max(1)
    }
}

fn is_long(by_day: &[(NaiveDate, u64)]) -> bool {
    matches!((by_day.first(), by_day.last()), (Some((first, _)), Some((last, _)))
        if (*last - *first).num_days() >= STRETCH_DAYS_MAX)
}

fn with_empty_days(by_day: &[(NaiveDate, u64)]) -> Vec<(NaiveDate, u64)> {
    let (Some((first, _)), Some((last, _))) = (by_day.first(), by_day.last()) else {
        return Vec::new();
    };
    let count_on = |day| by_day.iter().filter(|(on, _)| *on == day).map(|(_, count)| count).sum();
    first.iter_days().take_while(|day| day <= last).map(|day| (day, count_on(day))).collect()
}

/// Returns 1, 2 or 5 times a power of ten, so that about [`TICKS`] lines reach the highest bar.
fn tick_step(most: u64) -> u64 {
    let wanted = most.div_ceil(TICKS).max(1);
    let mut unit: u64 = 1;
    loop {
        for times in [1, 2, 5] {
            if unit.saturating_mul(times) >= wanted {
                return unit.saturating_mul(times);
            }
        }
        unit = unit.saturating_mul(10);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn no_day_gives_no_bar() {
        assert_eq!(chart(&[]), Chart::default());
    }

    #[test]
    fn a_day_without_records_keeps_its_place() {
        let chart = chart(&[(day("2026-11-01"), 3), (day("2026-11-03"), 4)]);
        let counts: Vec<_> = chart.bars.iter().map(|bar| bar.count).collect();
        assert_eq!(counts, [3, 0, 4]);
        assert!(chart.bars[1].height.abs() < f64::EPSILON);
    }

    #[test]
    fn a_long_stretch_shows_only_days_with_records() {
        let chart = chart(&[(day("2014-01-02"), 3), (day("2016-06-30"), 4)]);
        assert_eq!((chart.bars.len(), chart.is_broken), (2, true));
    }

    #[test]
    fn the_highest_bar_stays_inside_and_bars_stand_on_the_ground() {
        let chart = chart(&[(day("2026-11-01"), 43), (day("2026-11-02"), 7)]);
        let ground = chart.ticks[0].y;
        assert!(chart.ticks.last().unwrap().count >= 43);
        for bar in &chart.bars {
            assert!(bar.y >= TOP - 1e-9 && (bar.y + bar.height - ground).abs() < 1e-9);
            assert!(bar.x >= LEFT && bar.x + bar.width <= WIDTH);
        }
    }

    #[test]
    fn ticks_are_round_and_few() {
        for most in [0, 1, 2, 7, 43, 100, 341, 872, 25_600] {
            let counts: Vec<_> = chart(&[(day("2026-11-01"), most)]).ticks.iter().map(|tick| tick.count).collect();
            assert!((2..=6).contains(&counts.len()), "{most}: {counts:?}");
            assert!(counts.windows(2).all(|pair| pair[0] < pair[1]));
        }
    }

    #[test]
    fn labels_thin_out_and_say_the_year_where_there_are_several() {
        let month = chart(&[(day("2026-11-01"), 3), (day("2026-12-01"), 4)]);
        assert_eq!((month.bars.len(), month.label_every(), month.has_years()), (31, 5, false));
        assert!(chart(&[(day("2026-12-31"), 3), (day("2027-01-01"), 4)]).has_years());
        assert!(month.label_x(&month.bars[30]) < WIDTH - 20.0);
    }
}
