//! A note: something to know before going on, told by colour, by shape and in words.

use super::{Icon, Picture};
use leptos::prelude::*;

/// How serious a note is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// All is well.
    Good,
    /// Something to keep in mind.
    Care,
    /// Something that waits on this phone.
    Waits,
    /// Look before going on.
    Stop,
}

impl Tone {
    /// Returns the tone's picture.
    pub fn picture(self) -> Picture {
        match self {
            Self::Good => Picture::Check,
            Self::Care => Picture::Care,
            Self::Waits => Picture::Phone,
            Self::Stop => Picture::Stop,
        }
    }

    /// Returns the tone's class.
    pub fn class(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Care | Self::Waits => "care",
            Self::Stop => "stop",
        }
    }
}

/// Draws a note.
#[component]
pub fn Note(
    /// How serious it is.
    tone: Tone,
    /// What it says.
    #[prop(into)]
    said: String,
    /// A second sentence, in plain weight.
    #[prop(optional, into)]
    more: Option<String>,
) -> impl IntoView {
    view! {
        <div class=format!("note {}", tone.class())>
            <Icon picture=tone.picture() />
            <p>{said} {more.map(|more| view! { <span class="note-more">{more}</span> })}</p>
        </div>
    }
}
