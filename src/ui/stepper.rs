//! A quantity: one fewer, the number itself, one more.

use super::{Act, Problem, live, tap, typed};
use leptos::prelude::*;

/// Lets a quantity be stepped or typed.
#[component]
pub fn Stepper(
    /// The number field's id, unique on the page.
    #[prop(into)]
    id: String,
    /// What stands in the number field.
    #[prop(into)]
    value: Signal<String>,
    /// The number field's label, for those who hear it.
    #[prop(into)]
    label: String,
    /// The label of the button for one fewer.
    #[prop(into)]
    fewer: String,
    /// The label of the button for one more.
    #[prop(into)]
    more: String,
    /// Called with -1 or 1.
    #[prop(into)]
    on_step: Act<i32>,
    /// Called at each keystroke with what stands in the field then.
    #[prop(into)]
    on_input: Act<String>,
    /// What is wrong; the line that says so has this component's id and `-problem`.
    #[prop(optional, into)]
    problem: Problem,
) -> impl IntoView {
    let problem_id = format!("{id}-problem");
    let (fewer_step, more_step) = (on_step.clone(), on_step);
    view! {
        <div class="stepper">
            <button type="button" aria-label=fewer on:click=tap(move || fewer_step.run(-1))>
                "\u{2212}"
            </button>
            <input
                class="num"
                id=id
                type="text"
                inputmode="numeric"
                autocomplete="off"
                dir="ltr"
                aria-label=label
                aria-invalid=live(move || problem.get().map(|_| "true"))
                aria-describedby=live(move || problem.get().map(|_| problem_id.clone()))
                prop:value=value
                on:input=typed(move |value| on_input.run(value))
            />
            <button type="button" aria-label=more on:click=tap(move || more_step.run(1))>
                "+"
            </button>
        </div>
    }
}
