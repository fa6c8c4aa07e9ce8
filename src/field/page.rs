//! A page: a heading, what scrolls, and what to do, in reach of the thumb.

use super::snack::snack_bar;
use crate::ui::{El, Group, View, el, group};
use leptos::prelude::document;

/// A page. What is to be done stays on the screen and in its place, however long the rest is; what was just saved is
/// said above it.
pub struct Page {
    title: &'static str,
    is_title_unseen: bool,
    acts: View,
    body: Group,
}

impl Page {
    /// Begins a page with its heading.
    pub fn new(title: &'static str) -> Self {
        Self { title, is_title_unseen: false, acts: View::Nothing, body: group() }
    }

    /// Leaves the heading to those who hear the page.
    pub fn unseen_title(self) -> Self {
        Self { is_title_unseen: true, ..self }
    }

    /// Sets the actions at the bottom, the amber one first.
    pub fn acts(self, acts: impl Into<View>) -> Self {
        Self { acts: acts.into(), ..self }
    }

    /// Adds something that scrolls.
    pub fn child(mut self, child: impl Into<View>) -> Self {
        self.body = self.body.child(child);
        self
    }

    /// Draws it.
    #[inline(never)]
    pub fn draw(self) -> El {
        let Self { title, is_title_unseen, acts, body } = self;
        document().set_title(&format!("{title} · Lantern"));
        let mut heading = el("h1").attr("tabindex", "-1");
        if is_title_unseen {
            heading = heading.class("unseen");
        }
        el("main")
            .class("page")
            .child(el("div").class("scroll").child(heading.child(title)).child(body))
            .child(snack_bar())
            .child(el("div").class("acts").child(acts))
    }
}
