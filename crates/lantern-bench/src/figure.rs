//! One measured figure, with its unit and what we aim at.

use serde::Serialize;

/// One line of the table.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Figure {
    name: String,
    figure: f64,
    unit: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    goal: Option<Goal>,
}

/// What a figure should be.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Goal {
    /// Less is better.
    AtMost(f64),
    /// More is better.
    AtLeast(f64),
}

impl Figure {
    /// A figure that nothing is aimed at.
    pub fn new(name: impl Into<String>, figure: f64, unit: &'static str) -> Self {
        Self { name: name.into(), figure, unit, goal: None }
    }

    /// The same figure with what it should be.
    #[must_use]
    pub fn aiming(self, goal: Goal) -> Self {
        Self { goal: Some(goal), ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_one_line_of_json() {
        let figure = Figure::new("bytes a record", 6.5, "bytes");
        let plain = r#"{"name":"bytes a record","figure":6.5,"unit":"bytes"}"#;
        assert_eq!(serde_json::to_string(&figure).unwrap(), plain);
        let aimed = serde_json::to_string(&figure.aiming(Goal::AtMost(13.0))).unwrap();
        assert!(aimed.ends_with(r#""goal":{"at_most":13.0}}"#), "{aimed}");
    }
}
