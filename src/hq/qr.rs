//! A link as a QR code: one SVG path that a phone's camera reads.
//!
//! Leaves the white ground and the quiet zone's colour to the view: always dark on white, in each theme.

use qrcodegen::{QrCode, QrCodeEcc};
use std::fmt::Write as _;

/// Blank modules around the code, as ISO/IEC 18004 asks.
const QUIET: i32 = 4;

/// A drawn code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawing {
    /// Modules along one side, quiet zone included: the SVG's view box.
    pub side: i32,
    /// The dark modules as one path.
    pub path: String,
}

/// Draws a link; `None` when it is longer than a code can hold.
pub fn draw(link: &str) -> Option<Drawing> {
    let code = QrCode::encode_text(link, QrCodeEcc::Medium).ok()?;
    let mut path = String::new();
    for y in 0..code.size() {
        let mut x = 0;
        while x < code.size() {
            let run = (x..code.size()).take_while(|&at| code.get_module(at, y)).count() as i32;
            if run > 0 {
                write!(path, "M{} {}h{run}v1h-{run}z", x + QUIET, y + QUIET).ok()?;
            }
            x += run.max(1);
        }
    }
    Some(Drawing { side: code.size() + 2 * QUIET, path })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_becomes_a_code_with_its_quiet_zone() {
        let drawing = draw("https://lantern.example/#enrol=AAAAAAAAAAAAAAAAAAAAAA").unwrap();
        assert_eq!((drawing.side - 2 * QUIET - 17) % 4, 0, "a version's side is 17 + 4 v");
        assert!(drawing.path.starts_with("M4 4h7v1h-7z"), "the upper left finder begins after the quiet zone");
    }

    #[test]
    fn what_is_too_long_is_not_drawn() {
        assert_eq!(draw(&"x".repeat(4000)), None);
    }
}
