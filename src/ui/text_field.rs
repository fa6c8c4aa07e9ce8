//! A field for one line of text, with its label, hint and problem.

use super::{Act, Problem, ProblemLine, described_by, live, typed};
use leptos::prelude::*;

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
#[component]
pub fn TextField(
    /// The field's id, unique on the page.
    #[prop(into)]
    id: String,
    /// Its label.
    #[prop(into)]
    label: String,
    /// What stands in it.
    #[prop(into)]
    value: Signal<String>,
    /// Called at each keystroke with what stands in it then.
    #[prop(into)]
    on_input: Act<String>,
    /// What keys the phone offers.
    #[prop(optional)]
    keys: Keys,
    /// Whether it is the field that the page is about: drawn big, and focused when the page opens.
    #[prop(optional)]
    is_main: bool,
    /// A sentence below the label.
    #[prop(optional, into)]
    hint: Option<String>,
    /// What is wrong with it.
    #[prop(optional, into)]
    problem: Problem,
) -> impl IntoView {
    let described = {
        let (id, has_hint) = (id.clone(), hint.is_some());
        live(move || described_by(&id, has_hint, problem.get()))
    };
    let hint_id = format!("{id}-hint");
    let problem_id = format!("{id}-problem");
    view! {
        <div class="field" class:main-field=is_main>
            <label class="label" for=id.clone()>
                {label}
            </label>
            {hint.map(|hint| view! { <p class="small" id=hint_id>{hint}</p> })}
            <input
                id=id
                type=keys.input_type()
                inputmode=keys.input_mode()
                autocapitalize=keys.capitals()
                dir=keys.direction()
                autocomplete=if keys == Keys::Name { "name" } else { "off" }
                spellcheck="false"
                enterkeyhint="done"
                data-first=is_main.then_some("")
                aria-invalid=live(move || problem.get().map(|_| "true"))
                aria-describedby=described
                prop:value=value
                on:input=typed(move |value| on_input.run(value))
            />
            <ProblemLine id=problem_id problem />
        </div>
    }
}
