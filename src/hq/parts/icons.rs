//! Small drawings beside words; a screen reader passes over them, because the words say it all.

use leptos::prelude::*;

/// The lamp of the name.
#[component]
pub fn Lamp() -> impl IntoView {
    view! {
        <svg class="icon lamp" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            <path d="M9 3h6M10 3v3M14 3v3M7 6h10l1.5 11h-13zM8 17v3h8v-3"/>
            <path d="M12 9v5"/>
        </svg>
    }
}

/// A state as a shape, so that colour is never alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A check: good.
    Check,
    /// A triangle: care.
    Triangle,
    /// A struck circle: stop.
    Struck,
    /// A clock: still to come.
    Clock,
}

/// Draws a state.
#[component]
pub fn Icon(
    /// Which.
    shape: Shape,
) -> impl IntoView {
    let path = match shape {
        Shape::Check => "M4 12.5l5 5L20 6.5",
        Shape::Triangle => "M12 4l9 16H3zM12 10v5M12 17.6v.4",
        Shape::Struck => "M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18M5.7 5.7l12.6 12.6",
        Shape::Clock => "M12 3a9 9 0 1 0 0 18a9 9 0 1 0 0-18M12 7v5.5l3.5 2",
    };
    view! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            <path d=path/>
        </svg>
    }
}
