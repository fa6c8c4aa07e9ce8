//! Which screen comes first: what has to be settled before a page can be shown.
//!
//! Leaves drawing to the pages.

use super::route::Route;

/// What the app knows when it decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Whether this tab may write.
    pub is_writer: bool,
    /// Whether somebody chose a language.
    pub has_language: bool,
    /// Whether a set-up link was opened or pasted and is not settled yet.
    pub has_link: bool,
    /// Whether the phone is set up.
    pub is_enrolled: bool,
    /// Whether somebody said who records.
    pub has_operator: bool,
    /// Whether round and settlement are chosen.
    pub has_place: bool,
}

/// The screen to show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Screen {
    /// Another tab records.
    SecondTab,
    /// The choice of a language.
    Language,
    /// Setting the phone up.
    Enrol,
    /// The page of the address; before a place is chosen only those that need none.
    Page(Route),
}

impl Standing {
    /// Returns the screen for an address.
    pub fn screen(self, route: Route) -> Screen {
        if !self.is_writer {
            return Screen::SecondTab;
        }
        if !self.has_language {
            return Screen::Language;
        }
        if self.has_link || !self.is_enrolled {
            return Screen::Enrol;
        }
        if !self.has_operator && route != Route::Settings {
            return Screen::Page(Route::Operator);
        }
        let needs_place = matches!(route, Route::Home | Route::HandOver | Route::Unknown);
        if !self.has_place && needs_place {
            return Screen::Page(Route::Place);
        }
        Screen::Page(route)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const READY: Standing = Standing {
        is_writer: true,
        has_language: true,
        has_link: false,
        is_enrolled: true,
        has_operator: true,
        has_place: true,
    };

    #[test]
    fn a_new_phone_is_led_from_language_to_place() {
        let new = Standing {
            is_writer: true,
            has_language: false,
            has_link: true,
            is_enrolled: false,
            has_operator: false,
            has_place: false,
        };
        assert_eq!(new.screen(Route::Home), Screen::Language);
        let spoken = Standing { has_language: true, ..new };
        assert_eq!(spoken.screen(Route::Home), Screen::Enrol);
        let enrolled = Standing { has_link: false, is_enrolled: true, ..spoken };
        assert_eq!(enrolled.screen(Route::Home), Screen::Page(Route::Operator));
        let named = Standing { has_operator: true, ..enrolled };
        assert_eq!(named.screen(Route::Home), Screen::Page(Route::Place));
        assert_eq!(named.screen(Route::Safe), Screen::Page(Route::Safe));
        assert_eq!(READY.screen(Route::Home), Screen::Page(Route::Home));
    }

    #[test]
    fn a_second_tab_shows_nothing_else() {
        assert_eq!(Standing { is_writer: false, ..READY }.screen(Route::HandOver), Screen::SecondTab);
    }

    #[test]
    fn a_new_link_is_asked_even_on_a_phone_that_is_set_up() {
        assert_eq!(Standing { has_link: true, ..READY }.screen(Route::Records), Screen::Enrol);
    }
}
