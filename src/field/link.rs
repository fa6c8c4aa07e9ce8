//! The set-up link: finding the code in what was opened or pasted.
//!
//! Leaves asking HQ to the phone. A code is a secret: it never stays in an address.

/// The mark before the code.
const MARK: &str = "#enrol=";

/// Returns the code of a set-up link, or of the code alone; `None` for anything else.
///
/// Takes the link with what a chat program puts around it.
pub fn code(text: &str) -> Option<String> {
    let text = text.trim();
    let marked = text.find(MARK).map(|at| &text[at + MARK.len()..]);
    if marked.is_none() && text.contains(['#', ':', '/', '.']) {
        return None;
    }
    let code: String = marked.unwrap_or(text).chars().take_while(|c| is_code_sign(*c)).collect();
    let is_whole = marked.is_some() || code.len() == text.len();
    (is_whole && (8..=128).contains(&code.len())).then_some(code)
}

fn is_code_sign(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '-' || c == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_code_is_found_in_a_link_in_its_fragment_and_alone() {
        for text in [
            "https://lantern.example/#enrol=AbC-_123456",
            "#enrol=AbC-_123456",
            " AbC-_123456\n",
            "Open this: https://lantern.example/#enrol=AbC-_123456 (once)",
        ] {
            assert_eq!(code(text).as_deref(), Some("AbC-_123456"), "{text}");
        }
    }

    #[test]
    fn anything_else_is_no_code() {
        for text in ["", "https://lantern.example/", "#/records", "#enrol=", "#enrol=abc", "hello there", "abc"] {
            assert_eq!(code(text), None, "{text}");
        }
    }
}
