//! The choice of a language, at the first start.

use super::desk::use_desk;
use super::page::Page;
use crate::text::Language;
use crate::ui::{El, Picture, button, el, icon};

/// Asks for the language: each in its own words, the phone's own one first.
pub fn language_page() -> El {
    let desk = use_desk();
    let of_phone = desk.language();
    let mut languages = Language::ALL.to_vec();
    languages.sort_by_key(|language| *language != of_phone);
    let row = |language: Language| {
        button("row-button")
            .attr("lang", language.tag())
            .attr("dir", language.direction())
            .on_tap(move || desk.choose_language(language))
            .child(el("b").child(language.own_name()))
            .child(icon(Picture::Onwards))
    };
    let rows = el("div").class("rows").children(languages.into_iter().map(row));
    Page::new(desk.words().settings.language).child(rows).draw()
}
