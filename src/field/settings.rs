//! Settings and credits: language, screen, who records, where, installing, about.

use super::browser;
use super::desk::{use_desk, use_words};
use super::page::Page;
use super::route::Route;
use super::said;
use crate::text::Language;
use crate::ui::{Choice, Icon, Note, Picture, Tone, derived, maybe_text, tap, when};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The themes in the order of the choice; the first one is the phone's own.
const THEMES: [Option<&str>; 4] = [None, Some("light"), Some("dark"), Some("sunlight")];

/// Draws the settings.
#[component]
pub fn SettingsPage() -> impl IntoView {
    let (desk, words) = (use_desk(), use_words());
    let settings = &words.settings;
    let language = desk.language();
    let number = Language::ALL.iter().position(|known| *known == language).unwrap_or_default();
    let themes = [settings.theme_auto, settings.theme_light, settings.theme_dark, settings.theme_sunlight];
    let theme = move || {
        let chosen = desk.theme.get();
        THEMES.iter().position(|theme| *theme == chosen.as_deref()).unwrap_or_default()
    };
    view! {
        <Page title=settings.title>
            <Choice
                name="language"
                label=settings.language
                options=Language::ALL.map(|language| language.own_name().to_owned()).into()
                chosen=number
                on_choose=move |number: usize| desk.choose_language(Language::ALL[number])
            />
            <Choice
                name="theme"
                label=settings.theme
                options=themes.map(str::to_owned).into()
                chosen=derived(theme)
                on_choose=move |number: usize| desk.choose_theme(THEMES[number])
            />
            <Whom />
            <Install />
            <About />
        </Page>
    }
}

/// Who records, and where; a tap changes it.
#[component]
fn Whom() -> impl IntoView {
    let (desk, words) = (use_desk(), use_words());
    let operator = move || desk.phone().operator().map(String::from);
    let place = move || {
        let (place, plan) = (desk.place()?, desk.plan());
        Some(format!("{} · {}", said::settlement(&plan, &place.settlement), said::round(&plan, &place.round)))
    };
    view! {
        <div class="rows">
            <a class="row-button" href=Route::Operator.hash()>
                <span>
                    <span class="small">{words.settings.operator}</span>
                    <b>
                        <bdi>{maybe_text(operator)}</bdi>
                    </b>
                </span>
                <Icon picture=Picture::Onwards />
            </a>
            <a class="row-button" href=Route::Place.hash()>
                <span>
                    <span class="small">{words.settings.place}</span>
                    <b>
                        <bdi>{maybe_text(place)}</bdi>
                    </b>
                </span>
                <Icon picture=Picture::Onwards />
            </a>
        </div>
    }
}

/// How to install, or the browser's own offer.
#[component]
fn Install() -> impl IntoView {
    let (desk, words) = (use_desk(), use_words());
    let settings = &words.settings;
    if browser::is_installed() {
        return view! { <Note tone=Tone::Good said=settings.installed /> }.into_any();
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
    let button = move || {
        view! {
            <button type="button" class="quiet" on:click=tap(install)>
                {settings.install_go}
            </button>
        }
        .into_any()
    };
    view! {
        <section class="sheet">
            <h2 class="label">{settings.install}</h2>
            <p class="small">{settings.install_how}</p>
            {when(move || desk.install_offer.with(Option::is_some), button)}
        </section>
    }
    .into_any()
}

/// What this is, and what nobody has reviewed yet.
#[component]
fn About() -> impl IntoView {
    let (desk, words) = (use_desk(), use_words());
    let settings = &words.settings;
    let phone = move || {
        desk.phone()
            .enrolment()
            .map(|enrolment| format!("{}: {} · {}", settings.phone, enrolment.device_name, enrolment.operation_name))
    };
    view! {
        <section class="sheet">
            <h2 class="label">{settings.about}</h2>
            <p>{maybe_text(phone)}</p>
            <p>{settings.version} " " <bdi class="num">{env!("CARGO_PKG_VERSION")}</bdi></p>
            <p class="small">{settings.drafts}</p>
            <p class="small">{settings.credits}</p>
            <p class="small">{settings.licence}</p>
        </section>
    }
}
