//! Texts in a normal form, so that the same letters are equal however they were typed.
//!
//! The tables for this weigh 60 KB in a phone's download, and every browser has them already: there, the browser's own
//! `normalize` is asked; everywhere else a library.

#[cfg(not(target_arch = "wasm32"))]
mod tables {
    use unicode_normalization::UnicodeNormalization;
    use unicode_normalization::char::is_combining_mark;

    pub(crate) fn composed(text: &str) -> String {
        if text.is_ascii() { text.to_owned() } else { text.nfc().collect() }
    }

    pub(crate) fn without_marks(text: &str) -> String {
        text.nfkd().filter(|&c| !is_combining_mark(c)).collect()
    }

    pub(crate) fn is_mark(c: char) -> bool {
        is_combining_mark(c)
    }
}

#[cfg(target_arch = "wasm32")]
mod tables {
    use js_sys::{JsString, RegExp};

    pub(crate) fn composed(text: &str) -> String {
        if text.is_ascii() { text.to_owned() } else { JsString::from(text).normalize("NFC").into() }
    }

    pub(crate) fn without_marks(text: &str) -> String {
        if text.is_ascii() {
            return text.to_owned();
        }
        let marks = RegExp::new(r"\p{M}", "gu");
        JsString::from(text).normalize("NFKD").replace_by_pattern(&marks, "").into()
    }

    pub(crate) fn is_mark(c: char) -> bool {
        !c.is_ascii() && RegExp::new(r"^\p{M}", "u").test(c.encode_utf8(&mut [0; 4]))
    }
}

/// Returns a text with each letter and its marks composed into one character where there is one (NFC).
pub(crate) use tables::composed;
/// Returns whether a character is a mark on the letter before it.
pub(crate) use tables::is_mark;
/// Returns a text in its plainest letters (NFKD) without marks on them.
pub(crate) use tables::without_marks;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_and_their_marks_are_composed_or_taken_apart() {
        assert_eq!(composed("e\u{301}"), "é");
        assert_eq!(without_marks("Éﬁ ①"), "Efi 1");
        assert!(is_mark('\u{64b}') && !is_mark('e'));
    }
}
