//! A note: something to know before going on, told by colour, by shape and in words.

use super::{El, Picture, View, el, icon};

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
pub fn note(tone: Tone, said: impl Into<View>) -> El {
    noted(tone, said.into(), View::Nothing)
}

/// Draws a note with a second sentence, in plain weight.
pub fn note_with_more(tone: Tone, said: impl Into<View>, more: impl Into<View>) -> El {
    noted(tone, said.into(), el("span").class("note-more").child(more).into())
}

#[inline(never)]
fn noted(tone: Tone, said: View, more: View) -> El {
    el("div").class(format!("note {}", tone.class())).child(icon(tone.picture())).child(el("p").child(said).child(more))
}
