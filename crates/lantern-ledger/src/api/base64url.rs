//! Bytes in JSON and links: base64url without padding (RFC 4648, section 5), in little code for phones.
//!
//! Every run of bytes has exactly one text; any other text is refused.

const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Returns the text for some bytes.
pub fn encode(bytes: &[u8]) -> String {
    let mut text = String::new();
    for group in bytes.chunks(3) {
        let bits = group.iter().fold(0, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - group.len()));
        for place in 0..=group.len() {
            text.push(char::from(DIGITS[(bits >> (18 - 6 * place)) as usize & 63]));
        }
    }
    text
}

/// Returns the bytes of a text; `None`: it is no base64url.
pub fn decode(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    for group in text.as_bytes().chunks(4) {
        let mut bits = 0;
        for digit in group {
            bits = bits << 6 | value(*digit)?;
        }
        bits <<= 6 * (4 - group.len());
        let [_, whole @ ..] = bits.to_be_bytes();
        let (said, rest) = whole.split_at(group.len() - 1);
        // One digit alone says no byte, and what hangs over the last byte is 0.
        if said.is_empty() || rest.iter().any(|byte| *byte != 0) {
            return None;
        }
        bytes.extend_from_slice(said);
    }
    Some(bytes)
}

/// Returns exactly so many bytes of a text; `None`: it is no base64url, or has another length.
pub fn decode_fixed<const N: usize>(text: &str) -> Option<[u8; N]> {
    decode(text)?.try_into().ok()
}

fn value(digit: u8) -> Option<u32> {
    let value = match digit {
        b'A'..=b'Z' => digit - b'A',
        b'a'..=b'z' => digit - b'a' + 26,
        b'0'..=b'9' => digit - b'0' + 52,
        b'-' => 62,
        b'_' => 63,
        _ => return None,
    };
    Some(u32::from(value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn bytes_are_written_as_the_standard_says_and_read_back(bytes in any::<Vec<u8>>()) {
            let text = encode(&bytes);
            prop_assert_eq!(&text, &URL_SAFE_NO_PAD.encode(&bytes));
            prop_assert_eq!(decode(&text), Some(bytes));
        }

        #[test]
        fn texts_are_refused_where_the_standard_refuses_them(text in "[A-Za-z0-9_=+/ é-]{0,9}") {
            prop_assert_eq!(decode(&text), URL_SAFE_NO_PAD.decode(&text).ok());
        }

        #[test]
        fn the_bits_behind_the_last_byte_are_nothing(text in "[A-Za-z0-9_-]{0,9}") {
            prop_assert_eq!(decode(&text), URL_SAFE_NO_PAD.decode(&text).ok());
        }
    }

    #[test]
    fn another_length_is_refused() {
        assert_eq!(decode_fixed::<3>("AAAA"), Some([0; 3]));
        assert_eq!(decode_fixed::<2>("AAAA"), None);
    }
}
