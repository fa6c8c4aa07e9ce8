//! A quantity: one fewer, the number itself, one more.

use super::{Act, El, Live, Problem, Text, button, el};

/// Lets a quantity be stepped or typed.
pub struct Stepper {
    /// The number field's id, unique on the page.
    pub id: Text,
    /// What stands in the number field.
    pub value: Live<String>,
    /// The number field's label, for those who hear it.
    pub label: Text,
    /// The label of the button for one fewer.
    pub fewer: Text,
    /// The label of the button for one more.
    pub more: Text,
    /// Called with -1 or 1.
    pub on_step: Act<i32>,
    /// Called at each keystroke with what stands in the field then.
    pub on_input: Act<String>,
    /// What is wrong; the line that says so has this component's id and `-problem`.
    pub problem: Problem,
}

impl Stepper {
    /// Draws it.
    #[inline(never)]
    pub fn draw(self) -> El {
        let Self { id, value, label, fewer, more, on_step, on_input, problem } = self;
        let step = |by, label, sign: &'static str| {
            let on_step = on_step.clone();
            button("").attr("aria-label", label).on_tap(move || on_step.run(by)).child(sign)
        };
        let number = problem.marked(number_field(label).attr("id", id.clone()), &id);
        let number = number.value(move || value.get()).on_input(move |typed| on_input.run(typed));
        el("div").class("stepper").child(step(-1, fewer, "\u{2212}")).child(number).child(step(1, more, "+"))
    }
}

/// Begins a field for a count, with the phone's keys for digits.
#[inline(never)]
pub fn number_field(label: impl Into<Text>) -> El {
    el("input")
        .class("num")
        .attr("type", "text")
        .attr("inputmode", "numeric")
        .attr("autocomplete", "off")
        .attr("dir", "ltr")
        .attr("aria-label", label)
}
