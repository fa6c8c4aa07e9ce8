//! The choice of a language, at the first start.

use super::desk::use_desk;
use super::page::Page;
use crate::text::Language;
use crate::ui::{Icon, Picture, tap};
use leptos::prelude::*;

/// Asks for the language: each in its own words, the phone's own one first.
#[component]
pub fn LanguagePage() -> impl IntoView {
    let desk = use_desk();
    let of_phone = desk.language();
    let mut languages = Language::ALL.to_vec();
    languages.sort_by_key(|language| *language != of_phone);
    let button = move |language: Language| {
        view! {
            <button
                type="button"
                class="row-button"
                lang=language.tag()
                dir=language.direction()
                on:click=tap(move || desk.choose_language(language))
            >
                <b>{language.own_name()}</b>
                <Icon picture=Picture::Onwards />
            </button>
        }
    };
    view! {
        <Page title=desk.words().settings.language>
            <div class="rows">{languages.into_iter().map(button).collect_view()}</div>
        </Page>
    }
}
