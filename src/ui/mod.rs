//! Components that know neither the phone nor the network: words, values and signals in, events out.
//!
//! Leaves words to `text`, and what happens next to the pages.

mod answer;
mod choice;
mod icon;
mod live;
mod note;
mod stepper;
mod text_field;

pub use answer::AnswerField;
pub use choice::Choice;
pub use icon::{Icon, Picture};
pub use live::{Act, derived, drawn, live, maybe_text, memo, nothing, tap, text, typed, when};
pub use note::{Note, Tone};
pub use stepper::Stepper;
pub use text_field::{Keys, TextField};

use leptos::prelude::*;

/// What is wrong with a field, as its component takes it.
pub type Problem = Signal<Option<&'static str>>;

/// The sentence below a field that says what is wrong with it.
#[component]
pub fn ProblemLine(
    /// The element's id, which the field names in `aria-describedby`.
    #[prop(into)]
    id: String,
    /// What is wrong; nothing is drawn for `None`.
    problem: Problem,
) -> impl IntoView {
    let is_wrong = move || problem.with(Option::is_some);
    let line = move || {
        view! {
            <p class="problem" id=id.clone()>
                <Icon picture=Picture::Stop />
                <span>{maybe_text(move || problem.get())}</span>
            </p>
        }
        .into_any()
    };
    when(is_wrong, line)
}

/// Returns the value for `aria-describedby`: the ids of hint and problem, as far as they are there.
fn described_by(id: &str, has_hint: bool, problem: Option<&'static str>) -> Option<String> {
    match (has_hint, problem.is_some()) {
        (true, true) => Some(format!("{id}-hint {id}-problem")),
        (true, false) => Some(format!("{id}-hint")),
        (false, true) => Some(format!("{id}-problem")),
        (false, false) => None,
    }
}
