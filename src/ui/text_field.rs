//! A field for one line of text, with its label, hint and problem.

use super::{Act, El, Live, Problem, Text, el, problem_line};

/// What keys a phone offers for a field, and how it shows what was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Keys {
    /// Any text.
    #[default]
    Text,
    /// A name of a person.
    Name,
    /// A code: letters and digits from left to right, in capitals, never corrected.
    Code,
    /// A whole number.
    Number,
    /// A calendar day.
    Day,
}

impl Keys {
    fn input_type(self) -> &'static str {
        if self == Self::Day { "date" } else { "text" }
    }

    fn input_mode(self) -> &'static str {
        if self == Self::Number { "numeric" } else { "text" }
    }

    fn capitals(self) -> &'static str {
        match self {
            Self::Code => "characters",
            Self::Name => "words",
            _ => "sentences",
        }
    }

    fn direction(self) -> &'static str {
        if matches!(self, Self::Code | Self::Number | Self::Day) { "ltr" } else { "auto" }
    }
}

/// A field for one line of text.
pub struct TextField {
    id: Text,
    label: Text,
    value: Live<String>,
    on_input: Act<String>,
    keys: Keys,
    is_main: bool,
    hint: Option<&'static str>,
    problem: Problem,
}

impl TextField {
    /// Makes a field: its id, unique on the page, its label, what stands in it, and what is done with that at each
    /// keystroke.
    pub fn new(
        id: impl Into<Text>,
        label: impl Into<Text>,
        value: impl Into<Live<String>>,
        on_input: impl Into<Act<String>>,
    ) -> Self {
        Self {
            id: id.into(),
            label: label.into(),
            value: value.into(),
            on_input: on_input.into(),
            keys: Keys::default(),
            is_main: false,
            hint: None,
            problem: Problem::never(),
        }
    }

    /// Sets what keys the phone offers.
    pub fn keys(self, keys: Keys) -> Self {
        Self { keys, ..self }
    }

    /// Makes it the field that the page is about: drawn big, and focused when the page opens.
    pub fn main(self) -> Self {
        Self { is_main: true, ..self }
    }

    /// Sets a sentence below the label.
    pub fn hint(self, hint: &'static str) -> Self {
        Self { hint: Some(hint), ..self }
    }

    /// Sets what is wrong with it.
    pub fn problem(self, problem: impl Into<Problem>) -> Self {
        Self { problem: problem.into(), ..self }
    }

    /// Draws it.
    #[inline(never)]
    pub fn draw(self) -> El {
        let Self { id, label, value, on_input, keys, is_main, hint, problem } = self;
        let mut input = el("input")
            .attr("id", id.clone())
            .attr("type", keys.input_type())
            .attr("inputmode", keys.input_mode())
            .attr("autocapitalize", keys.capitals())
            .attr("dir", keys.direction())
            .attr("autocomplete", if keys == Keys::Name { "name" } else { "off" })
            .attr("spellcheck", "false")
            .attr("enterkeyhint", "done");
        if is_main {
            input = input.attr("data-first", "");
        }
        let input = problem
            .described(input, &id, hint.is_some())
            .value(move || value.get())
            .on_input(move |typed| on_input.run(typed));
        el("div")
            .class(if is_main { "field main-field" } else { "field" })
            .child(el("label").class("label").attr("for", id.clone()).child(label))
            .child(hint.map(|hint| el("p").class("small").attr("id", format!("{id}-hint")).child(hint)))
            .child(input)
            .child(problem_line(&id, problem))
    }
}
