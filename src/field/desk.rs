//! The desk: what all pages share. Made once, at the root, and never dropped.
//!
//! Leaves what only one page needs to that page.

use super::browser::{self, InstallOffer};
use super::form::HandOver;
use super::gate::{Screen, Standing};
use super::link;
use super::route::Route;
use super::snack::Snack;
use crate::text::{Language, Words};
use lantern_device::{OpenError, Phone, Place};
use lantern_domain::{Moment, Plan, ShortText};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::rc::Rc;

/// Where the browser remembers the language until the phone is open.
const LANGUAGE: &str = "lantern.language";
/// Where the theme is kept.
const THEME: &str = "lantern.theme";

/// What all pages share.
#[derive(Clone, Copy)]
pub struct Desk {
    phone: StoredValue<Option<Phone>, LocalStorage>,
    /// Grows with each change of anything that the phone answers, and each minute.
    changes: RwSignal<u64>,
    /// Why the phone could not be opened; `None` while it opens, and once it is open.
    pub failure: RwSignal<Option<OpenError>>,
    /// Whether the phone is open.
    pub is_open: RwSignal<bool>,
    /// The chosen language; `None` before the first choice.
    pub chosen_language: RwSignal<Option<Language>>,
    /// The chosen theme; `None`: like the phone.
    pub theme: RwSignal<Option<String>>,
    /// The page of the address.
    pub route: RwSignal<Route>,
    /// The code of a set-up link that is not settled yet.
    pub link: RwSignal<Option<String>>,
    /// The hand-over under way.
    pub form: RwSignal<Option<HandOver>>,
    /// Whether it is being stored: also while another page is shown, so that nobody saves it a second time.
    pub is_saving: RwSignal<bool>,
    /// What was just saved and can be undone.
    pub snack: RwSignal<Option<Snack>>,
    /// The latest sentence for those who hear the page.
    pub spoken: RwSignal<String>,
    /// Whether a new version waits.
    pub has_update: RwSignal<bool>,
    /// The browser's offer to install the app.
    pub install_offer: RwSignal<Option<InstallOffer>, LocalStorage>,
}

/// Returns the desk.
pub fn use_desk() -> Desk {
    expect_context()
}

/// Returns the words of the chosen language. A change of language draws everything anew, so this need not be watched.
pub fn use_words() -> &'static Words {
    use_desk().words()
}

impl Desk {
    /// Makes the desk, takes a set-up link out of the address, and opens the phone.
    pub fn open() -> Self {
        let desk = Self {
            phone: StoredValue::new_local(None),
            changes: RwSignal::new(0),
            failure: RwSignal::new(None),
            is_open: RwSignal::new(false),
            chosen_language: RwSignal::new(browser::preference(LANGUAGE).and_then(|tag| Language::from_tag(&tag))),
            theme: RwSignal::new(browser::preference(THEME)),
            route: RwSignal::new(browser::present_route()),
            link: RwSignal::new(None),
            form: RwSignal::new(None),
            is_saving: RwSignal::new(false),
            snack: RwSignal::new(None),
            spoken: RwSignal::new(String::new()),
            has_update: RwSignal::new(browser::has_update()),
            install_offer: RwSignal::new_local(None),
        };
        desk.take_address();
        browser::on_address(move || desk.take_address());
        browser::on_update(move || desk.has_update.set(true));
        browser::on_install_offer(move |offer| desk.install_offer.set(offer));
        desk.show_preferences();
        spawn_local(desk.open_phone());
        desk
    }

    /// Follows the address. A set-up link leaves it at once: its code is a secret.
    fn take_address(self) {
        if let Some(code) = link::code(&browser::hash()) {
            browser::replace_address(Route::Home);
            self.link.set(Some(code));
        }
        self.route.set(browser::present_route());
    }

    async fn open_phone(self) {
        match Phone::open(env!("CARGO_PKG_VERSION")).await {
            Ok(phone) => {
                if self.link.read_untracked().is_none() {
                    self.link.set(phone.unanswered_enrolment());
                }
                if let Some(language) = phone.language().and_then(|tag| Language::from_tag(tag.as_str())) {
                    self.speak_in(language);
                }
                phone.watch(move || self.touch());
                phone.start_auto_sync();
                self.phone.set_value(Some(phone));
                self.is_open.set(true);
                set_interval(move || self.touch(), std::time::Duration::from_secs(60));
            }
            Err(failure) => self.failure.set(Some(failure)),
        }
    }

    fn touch(self) {
        self.changes.update(|count| *count += 1);
    }

    /// Returns the phone, and watches everything that it answers.
    pub fn phone(self) -> Phone {
        self.changes.track();
        self.phone_now()
    }

    /// Returns the phone for something that happens once.
    pub fn phone_now(self) -> Phone {
        self.phone.with_value(|phone| phone.clone()).expect("pages are drawn once the phone is open")
    }

    /// Returns the plan, and watches it.
    pub fn plan(self) -> Rc<Plan> {
        self.phone().plan()
    }

    /// Returns the chosen place, and watches it.
    pub fn place(self) -> Option<Place> {
        self.phone().place()
    }

    /// Returns the offset that makes the days of the chosen settlement, in minutes.
    pub fn utc_offset_minutes(self) -> i32 {
        let settlement = self.place().map(|place| place.settlement.key());
        self.plan().utc_offset_minutes(settlement.as_ref())
    }

    /// Says a moment by the clock of the chosen settlement.
    pub fn moment(self, at: Moment) -> String {
        crate::text::day::moment(self.words(), at, self.phone().now(), self.utc_offset_minutes())
    }

    /// Says a moment of a list by the clock of the chosen settlement.
    pub fn short_moment(self, at: Moment) -> String {
        crate::text::day::short(self.words(), at, self.phone().now(), self.utc_offset_minutes())
    }

    /// Returns the screen to show, and watches what it depends on.
    pub fn screen(self) -> Screen {
        let phone = self.phone();
        let standing = Standing {
            is_writer: phone.is_writer(),
            has_language: self.chosen_language.read().is_some(),
            has_link: self.link.read().is_some(),
            is_enrolled: phone.enrolment().is_some(),
            has_operator: phone.operator().is_some(),
            has_place: phone.place().is_some(),
        };
        standing.screen(self.route.get())
    }

    /// Returns the chosen language, or before the first choice the phone's.
    pub fn language(self) -> Language {
        let of_phone = || browser::languages().iter().find_map(|tag| Language::from_tag(tag));
        self.chosen_language.get().or_else(of_phone).unwrap_or(Language::English)
    }

    /// Returns the words of the language.
    pub fn words(self) -> &'static Words {
        untrack(|| self.language()).words()
    }

    /// Chooses the language, and keeps the choice.
    pub fn choose_language(self, language: Language) {
        self.speak_in(language);
        let tag = ShortText::new(language.tag()).expect("a tag is a short text");
        // Where the phone cannot keep it, the choice holds for as long as the browser remembers.
        spawn_local(async move {
            let _ = self.phone_now().set_language(tag).await;
        });
    }

    /// Speaks a language, also next time until the phone is open: a hint that browsers write late.
    fn speak_in(self, language: Language) {
        browser::prefer(LANGUAGE, Some(language.tag()));
        self.chosen_language.set(Some(language));
    }

    /// Chooses the theme, and keeps the choice; `None`: like the phone.
    pub fn choose_theme(self, theme: Option<&str>) {
        browser::prefer(THEME, theme);
        self.theme.set(theme.map(str::to_owned));
    }

    /// Keeps language, direction and theme of the page itself as chosen.
    fn show_preferences(self) {
        Effect::new(move || {
            let language = self.language();
            browser::set_language(language.tag(), language.direction());
        });
        Effect::new(move || browser::set_on_page("data-theme", self.theme.read().as_deref()));
    }

    /// Says a sentence to those who hear the page.
    pub fn speak(self, sentence: &str) {
        self.spoken.set(sentence.to_owned());
    }

    /// Goes to a page.
    pub fn go(self, route: Route) {
        browser::go(route);
    }
}
