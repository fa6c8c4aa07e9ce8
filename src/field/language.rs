//! The choice of a language, at the first start.

use super::desk::use_desk;
use super::page::Page;
use crate::text::Language;
use crate::ui::{El, Picture, button, el, icon};

/// Asks for the language: each in its own words, the phone's own one first.
pub fn language_page() -> El {
    let desk = use_desk();
    let of_phone = desk.language();
    let row = |language: Language| {
        button("row-button")
            .attr("lang", language.tag())
            .attr("dir", language.direction())
            .on_tap(move || desk.choose_language(language))
            .child(el("b").child(language.own_name()))
            .child(icon(Picture::Onwards))
    };
    let others = Language::ALL.into_iter().filter(|language| *language != of_phone);
    let rows = el("div").class("rows").child(row(of_phone)).children(others.map(row));
    Page::new(desk.words().settings.language).child(rows).draw()
}
