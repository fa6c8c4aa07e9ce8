//! Settings and credits: language, screen, who records, where, installing, about.

use super::browser;
use super::desk::{Desk, use_desk};
use super::page::Page;
use super::route::Route;
use super::said;
use crate::text::Language;
use crate::ui::{Act, Choice, El, Live, Picture, Tone, button, el, icon, maybe_text, note, when};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The themes in the order of the choice; the first one is the phone's own.
const THEMES: [Option<&str>; 4] = [None, Some("light"), Some("dark"), Some("sunlight")];

/// Draws the settings.
pub fn settings_page() -> El {
    let desk = use_desk();
    let settings = &desk.words().settings;
    let theme = move || {
        let chosen = desk.theme.get();
        THEMES.iter().position(|theme| *theme == chosen.as_deref()).unwrap_or_default()
    };
    let themes = Choice {
        name: "theme",
        label: settings.theme,
        is_label_unseen: false,
        options: vec![settings.theme_auto, settings.theme_light, settings.theme_dark, settings.theme_sunlight],
        chosen: Live::from(theme),
        on_choose: Act::from(move |number: usize| desk.choose_theme(THEMES[number])),
    };
    Page::new(settings.title)
        .child(language_choice(desk))
        .child(themes.draw())
        .child(whom(desk))
        .child(install(desk))
        .child(about(desk))
        .draw()
}

/// The choice of a language, each in its own words.
pub fn language_choice(desk: Desk) -> El {
    let number = move || {
        let language = desk.language();
        Language::ALL.iter().position(|known| *known == language).unwrap_or_default()
    };
    let choice = Choice {
        name: "language",
        label: desk.words().settings.language,
        is_label_unseen: false,
        options: Language::ALL.iter().map(|language| language.own_name()).collect(),
        chosen: Live::from(number),
        on_choose: Act::from(move |number: usize| desk.choose_language(Language::ALL[number])),
    };
    choice.draw()
}

/// Who records, and where; a tap changes it.
fn whom(desk: Desk) -> El {
    let settings = &desk.words().settings;
    let operator = move || desk.phone().operator().map(String::from);
    let place = move || {
        let (place, plan) = (desk.place()?, desk.plan());
        Some(format!("{} · {}", said::settlement(&plan, &place.settlement), said::round(&plan, &place.round)))
    };
    let row = |route: Route, label: &'static str, said| {
        let said = el("b").child(el("bdi").child(said));
        el("a")
            .class("row-button")
            .attr("href", route.hash())
            .child(el("span").child(el("span").class("small").child(label)).child(said))
            .child(icon(Picture::Onwards))
    };
    el("div").class("rows").child(row(Route::Operator, settings.operator, maybe_text(operator))).child(row(
        Route::Place,
        settings.place,
        maybe_text(place),
    ))
}

/// How to install, or the browser's own offer.
fn install(desk: Desk) -> El {
    let settings = &desk.words().settings;
    if browser::is_installed() {
        return note(Tone::Good, settings.installed);
    }
    let install = move || {
        if let Some(offer) = desk.install_offer.get_untracked() {
            desk.install_offer.set(None);
            spawn_local(async move {
                browser::install(offer).await;
                desk.phone_now().ask_to_persist().await;
            });
        }
    };
    let has_offer = move || desk.install_offer.with(Option::is_some);
    el("section")
        .class("sheet")
        .child(el("h2").class("label").child(settings.install))
        .child(el("p").class("small").child(settings.install_how))
        .child(when(has_offer, move || button("quiet").on_tap(install).child(settings.install_go)))
}

/// What this is, and what nobody has reviewed yet.
fn about(desk: Desk) -> El {
    let settings = &desk.words().settings;
    let phone = move || {
        desk.phone()
            .enrolment()
            .map(|enrolment| format!("{}: {} · {}", settings.phone, enrolment.device_name, enrolment.operation_name))
    };
    let version = el("bdi").class("num").child(env!("CARGO_PKG_VERSION"));
    let small = |said: &'static str| el("p").class("small").child(said);
    el("section")
        .class("sheet")
        .child(el("h2").class("label").child(settings.about))
        .child(el("p").child(maybe_text(phone)))
        .child(el("p").child(settings.version).child(" ").child(version))
        .child(small(settings.drafts))
        .child(small(settings.credits))
        .child(small(settings.licence))
}
