//! What all pages of the HQ app share: language, theme, session, and how far the journal has come.
//!
//! Made once, at the root. What a link should bring back is in the URL instead; the rest is local to its page.

use super::days;
use crate::text::{
    Language,
    hq::{self, HqWords},
};
use gloo_storage::{LocalStorage, Storage as _};
use lantern_domain::Moment;
use lantern_ledger::api::JournalCare;
use leptos::prelude::*;

const LANGUAGE_KEY: &str = "lantern.hq.language";
const THEME_KEY: &str = "lantern.hq.theme";

/// Whether somebody is signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Session {
    /// Not asked yet.
    Unknown,
    /// Nobody is, and why.
    Out(Why),
    /// Somebody is.
    In,
}

/// Why nobody is signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// Nobody was.
    Fresh,
    /// The session ended by itself; the page in the URL stays.
    Expired,
    /// Somebody signed out.
    SignedOut,
}

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Theme {
    /// What the computer says.
    Auto,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// All, in the order of the picker.
    pub const ALL: [Self; 3] = [Self::Auto, Self::Light, Self::Dark];

    /// Returns the name that `tokens.css` and the picker know.
    pub fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// Returns the theme of a name; what is not known is left to the computer.
    pub fn of_name(name: &str) -> Self {
        Self::ALL.into_iter().find(|theme| theme.name() == name).unwrap_or(Self::Auto)
    }
}

/// The signals that pages share.
#[derive(Clone, Copy)]
pub struct Office {
    /// The language of the words.
    pub language: RwSignal<Language>,
    /// Light or dark.
    pub theme: RwSignal<Theme>,
    /// Whether somebody is signed in.
    pub session: RwSignal<Session>,
    /// How far the journal has come, as the server says it; pages pull again when it changes.
    pub cursor: RwSignal<Option<String>>,
    /// The journal's last position at that cursor.
    pub position: RwSignal<Option<u64>>,
    /// The server's clock when it last answered.
    pub as_of: RwSignal<Option<Moment>>,
    /// What happened to the journal itself; `None`: nothing, as far as is known.
    pub care: RwSignal<Option<JournalCare>>,
    /// The operation's offset east of UTC in minutes, from the plan.
    pub offset_minutes: RwSignal<i32>,
    /// Whether the last question reached the server.
    pub is_reachable: RwSignal<bool>,
    /// What a screen reader is told politely.
    pub told: RwSignal<String>,
}

impl Office {
    /// Makes the signals, with what this browser remembers of the person's choice.
    pub fn new() -> Self {
        let office = Self {
            language: RwSignal::new(remembered_language()),
            theme: RwSignal::new(Theme::of_name(&LocalStorage::get::<String>(THEME_KEY).unwrap_or_default())),
            session: RwSignal::new(Session::Unknown),
            cursor: RwSignal::new(None),
            position: RwSignal::new(None),
            as_of: RwSignal::new(None),
            care: RwSignal::new(None),
            offset_minutes: RwSignal::new(0),
            is_reachable: RwSignal::new(true),
            told: RwSignal::new(String::new()),
        };
        Effect::new(move |_| show_language(office.language.get()));
        Effect::new(move |_| show_theme(office.theme.get()));
        office
    }

    /// Returns the words of the present language; a page is drawn anew when it changes.
    pub fn words(self) -> &'static HqWords {
        hq::words(self.language.get_untracked())
    }

    /// Tells a screen reader, politely, that figures changed by themselves.
    pub fn tell_changed(self) {
        let Some(at) = self.as_of.try_get_untracked().flatten() else { return };
        let words = self.words();
        let moment = days::short_moment(at, self.offset_minutes.get_untracked(), words);
        self.told.try_set((words.frame.changed)(&moment));
    }

    /// Takes note that the server no longer knows the session; the page in the URL stays.
    pub fn session_ended(self) {
        if self.session.try_get_untracked() == Some(Session::In) {
            self.session.try_set(Session::Out(Why::Expired));
        }
    }
}

/// Returns the shared signals.
pub fn office() -> Office {
    expect_context::<Office>()
}

fn remembered_language() -> Language {
    let stored = LocalStorage::get::<String>(LANGUAGE_KEY).ok();
    let browsers = window().navigator().language();
    let spoken = |tag: String| Language::from_tag(&tag).filter(|language| hq::LANGUAGES.contains(language));
    stored.and_then(spoken).or_else(|| browsers.and_then(spoken)).unwrap_or(Language::English)
}

/// A browser that keeps nothing still shows the choice for as long as the page is open.
fn show_language(language: Language) {
    let _not_kept = LocalStorage::set(LANGUAGE_KEY, language.tag());
    if let Some(root) = document().document_element() {
        let _always_settable = root.set_attribute("lang", language.tag());
        let _always_settable = root.set_attribute("dir", language.direction());
    }
}

fn show_theme(theme: Theme) {
    let _not_kept = LocalStorage::set(THEME_KEY, theme.name());
    let Some(root) = document().document_element() else { return };
    let _always_settable = match theme {
        Theme::Auto => root.remove_attribute("data-theme"),
        _ => root.set_attribute("data-theme", theme.name()),
    };
}
