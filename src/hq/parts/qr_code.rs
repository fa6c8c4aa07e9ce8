//! A link as a QR code on the screen.

use crate::hq::qr;
use leptos::prelude::*;

/// Draws a link: dark on white in each theme, because cameras expect it. Nothing for a link that is too long.
#[component]
pub fn QrCode(
    /// The link.
    link: String,
    /// What the picture is.
    label: &'static str,
) -> impl IntoView {
    qr::draw(&link).map(|drawing| {
        let side = drawing.side.to_string();
        let view_box = format!("0 0 {side} {side}");
        view! {
            <svg class="qr" viewBox=view_box role="img" aria-label=label shape-rendering="crispEdges">
                <rect class="qr-ground" width=side.clone() height=side/>
                <path class="qr-code" d=drawing.path/>
            </svg>
        }
    })
}
