//! A choice of a few: radio buttons that look like what they are, large enough for a thumb.

use super::{Act, live, typed};
use leptos::prelude::*;

/// Lets one of a few things be chosen.
#[component]
pub fn Choice(
    /// The group's name, unique on the page.
    name: &'static str,
    /// What is being chosen.
    #[prop(into)]
    label: String,
    /// Whether the label is for those who hear the page only.
    #[prop(optional)]
    is_label_unseen: bool,
    /// What there is to choose from.
    options: Vec<String>,
    /// The number of the chosen one; out of range: none.
    #[prop(into)]
    chosen: Signal<usize>,
    /// Called with the number of the one that was tapped.
    #[prop(into)]
    on_choose: Act<usize>,
) -> impl IntoView {
    let option = move |(index, said): (usize, String)| {
        let on_choose = on_choose.clone();
        view! {
            <label class="option">
                <input
                    type="radio"
                    name=name
                    prop:checked=live(move || chosen.get() == index)
                    on:change=typed(move |_| on_choose.run(index))
                />
                <span>{said}</span>
            </label>
        }
    };
    view! {
        <fieldset class="choice">
            <legend class=if is_label_unseen { "unseen" } else { "label" }>{label}</legend>
            <div class="options">{options.into_iter().enumerate().map(option).collect_view()}</div>
        </fieldset>
    }
}
