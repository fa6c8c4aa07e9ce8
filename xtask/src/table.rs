//! Figures as one plain table: name, figure, unit, goal, and whether the goal is met.

use anyhow::{Context, Result};
use serde_json::Value;

const HEADING: [&str; 5] = ["", "figure", "unit", "goal", "met?"];

/// One measured figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    /// What was measured.
    pub name: String,
    /// The figure.
    pub figure: f64,
    /// Its unit.
    pub unit: String,
    /// What it should be; `None`: nothing is aimed at.
    pub goal: Option<Goal>,
}

/// What a figure should be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Goal {
    /// Less is better.
    AtMost(f64),
    /// More is better.
    AtLeast(f64),
}

impl Figure {
    /// Reads one line that a measuring program printed, such as `{"name":"…","figure":6.4,"unit":"bytes","goal":{"at_most":13}}`.
    ///
    /// # Errors
    ///
    /// When the line is something else.
    pub fn read(line: &str) -> Result<Self> {
        let value: Value = serde_json::from_str(line).with_context(|| format!("no figure: {line}"))?;
        let text = |key: &str| value[key].as_str().map(str::to_owned).with_context(|| format!("no {key}: {line}"));
        let figure = value["figure"].as_f64().with_context(|| format!("no number: {line}"))?;
        let goal = value["goal"]["at_most"].as_f64().map(Goal::AtMost);
        let goal = goal.or_else(|| value["goal"]["at_least"].as_f64().map(Goal::AtLeast));
        Ok(Self { name: text("name")?, figure, unit: text("unit")?, goal })
    }

    fn cells(&self) -> [String; 5] {
        let (goal, met) = match self.goal {
            None => (String::new(), ""),
            Some(Goal::AtMost(most)) => (format!("≤ {}", number(most)), yes_or_no(self.figure <= most)),
            Some(Goal::AtLeast(least)) => (format!("≥ {}", number(least)), yes_or_no(self.figure >= least)),
        };
        [self.name.clone(), number(self.figure), self.unit.clone(), goal, met.to_owned()]
    }
}

/// Prints all figures, one line each.
pub fn print(figures: &[Figure]) {
    println!();
    lines(figures).iter().for_each(|line| println!("{line}"));
}

fn lines(figures: &[Figure]) -> Vec<String> {
    let heading = HEADING.map(str::to_owned);
    let rows: Vec<[String; 5]> = std::iter::once(heading).chain(figures.iter().map(Figure::cells)).collect();
    let mut widths = [0; 5];
    for row in &rows {
        row.iter().zip(&mut widths).for_each(|(cell, width)| *width = cell.chars().count().max(*width));
    }
    rows.iter().map(|row| line(row, widths)).collect()
}

/// Numbers end under one another; words begin under one another.
fn line([name, figure, unit, goal, met]: &[String; 5], [a, b, c, d, _]: [usize; 5]) -> String {
    format!("{name:<a$}  {figure:>b$}  {unit:<c$}  {goal:>d$}  {met}").trim_end().to_owned()
}

/// Three digits at least unless it is whole, thousands set apart.
fn number(number: f64) -> String {
    let decimals = match number.abs() {
        whole if whole.fract() == 0.0 => 0,
        below if below < 10.0 => 2,
        below if below < 1000.0 => 1,
        _ => 0,
    };
    let text = format!("{number:.decimals$}");
    let (whole, fraction) =
        text.split_once('.').map_or((text.as_str(), String::new()), |(it, rest)| (it, format!(".{rest}")));
    let digits = whole.len();
    let apart = whole.chars().enumerate().flat_map(|(at, digit)| {
        let is_thousand = at > 0 && (digits - at).is_multiple_of(3) && digit.is_ascii_digit();
        is_thousand.then_some(',').into_iter().chain(std::iter::once(digit))
    });
    apart.chain(fraction.chars()).collect()
}

fn yes_or_no(is_met: bool) -> &'static str {
    if is_met { "yes" } else { "no" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_a_measuring_program_becomes_a_line_of_the_table() {
        let line = r#"{"name":"a record","figure":6.4335,"unit":"bytes","goal":{"at_most":13.0}}"#;
        let rate = r#"{"name":"durable","figure":98765.4,"unit":"records/s","goal":{"at_least":100000}}"#;
        let plain = r#"{"name":"waits","figure":210.5,"unit":"ms"}"#;
        let figures = [line, rate, plain].map(|line| Figure::read(line).unwrap());
        let table = [
            "          figure  unit            goal  met?",
            "a record    6.43  bytes           ≤ 13  yes",
            "durable   98,765  records/s  ≥ 100,000  no",
            "waits      210.5  ms",
        ];
        assert_eq!(lines(&figures), table);
    }

    #[test]
    fn anything_else_is_no_figure() {
        assert!(Figure::read("packing").is_err());
        assert!(Figure::read(r#"{"name":"x","unit":"ms"}"#).is_err());
    }
}
