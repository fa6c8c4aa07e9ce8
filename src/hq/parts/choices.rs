//! What a person chooses for this browser: language and appearance.

use crate::hq::office::{Theme, office};
use crate::text::{Language, hq};
use leptos::prelude::*;

/// Language and appearance.
#[component]
pub fn Choices() -> impl IntoView {
    let office = office();
    let words = office.words().frame;
    let theme_name = move |theme| match theme {
        Theme::Auto => words.theme_auto,
        Theme::Light => words.theme_light,
        Theme::Dark => words.theme_dark,
    };
    view! {
        <div class="choices">
            <label>
                {words.language}
                <select on:change=move |event| {
                    if let Some(language) = Language::from_tag(&event_target_value(&event)) {
                        office.language.set(language);
                    }
                }>
                    {hq::LANGUAGES.map(|language| view! {
                        <option value=language.tag() lang=language.tag()
                            selected=move || office.language.get() == language>{language.own_name()}</option>
                    }).collect_view()}
                </select>
            </label>
            <label>
                {words.theme}
                <select on:change=move |event| office.theme.set(Theme::of_name(&event_target_value(&event)))>
                    {Theme::ALL.map(|theme| view! {
                        <option value=theme.name() selected=move || office.theme.get() == theme>{theme_name(theme)}</option>
                    }).collect_view()}
                </select>
            </label>
        </div>
    }
}
