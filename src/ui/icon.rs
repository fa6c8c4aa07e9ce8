//! Pictures: one path each, drawn in the colour of the text beside them.
//!
//! A picture never stands for words; screen readers pass it over.

use super::{El, el};

/// What a picture shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Picture {
    /// A lantern: recording.
    Lantern,
    /// A list: records.
    List,
    /// Columns: totals.
    Columns,
    /// A shield: safe.
    Shield,
    /// A check mark: good.
    Check,
    /// A phone: only here.
    Phone,
    /// A triangle: care.
    Care,
    /// A struck circle: stop.
    Stop,
    /// A wheel: settings.
    Wheel,
    /// A card with a stroke through it: no card.
    NoCard,
    /// An arrow onwards; mirrors in Arabic.
    Onwards,
    /// Two arrows in a circle: under way.
    Turning,
}

impl Picture {
    fn path(self) -> &'static str {
        match self {
            Self::Lantern => "M8 9h8l1.5 10h-11zM9 9V7a3 3 0 0 1 6 0v2M12 12.5v3M5 21.5h14M12 4V2",
            Self::List => "M8 6h12M8 12h12M8 18h12M4 6h.1M4 12h.1M4 18h.1",
            Self::Columns => "M5 20v-9M12 20V4M19 20v-6",
            Self::Shield => "M12 3l8 3v6c0 5-3.5 8-8 9-4.5-1-8-4-8-9V6zM8.5 12l2.5 2.5 4.5-5",
            Self::Check => "M5 13l4 4L19 7",
            Self::Phone => "M9 3h6a2 2 0 0 1 2 2v14a2 2 0 0 1-2 2H9a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2zM11 18h2",
            Self::Care => "M12 4l9 16H3zM12 10v4M12 17h.1",
            Self::Stop => "M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18M6 6l12 12",
            Self::Wheel => {
                "M12 9a3 3 0 1 0 0 6a3 3 0 1 0 0-6M12 3v3M12 18v3M3 12h3M18 12h3M5.6 5.6l2.2 2.2M16.2 16.2l2.2 2.2M18.4 5.6l-2.2 2.2M7.8 16.2l-2.2 2.2"
            }
            Self::NoCard => "M3 7h18v11H3zM3 11h18M5 21L19 4",
            Self::Onwards => "M9 5l7 7-7 7",
            Self::Turning => "M4 12a8 8 0 0 1 14-5l2 2M20 4v5h-5M20 12a8 8 0 0 1-14 5l-2-2M4 20v-5h5",
        }
    }
}

/// Draws a picture.
#[inline(never)]
pub fn icon(picture: Picture) -> El {
    let class = if picture == Picture::Onwards { "icon mirrors" } else { "icon" };
    el("svg")
        .class(class)
        .attr("viewBox", "0 0 24 24")
        .attr("aria-hidden", "true")
        .child(el("path").attr("d", picture.path()))
}
