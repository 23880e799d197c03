//! JSON without characters that act, hide or pile up: they become `\uXXXX`, which means the same to whoever reads JSON.

use std::{borrow::Cow, fmt::Write};

use super::clean::prints_plainly;

/// The same JSON in characters that print and take room. `json` must be valid JSON, where such characters stand only
/// within strings; control characters of ASCII are escaped there already, but for DEL.
pub fn plain_json(json: &str) -> Cow<'_, str> {
    if json.bytes().all(|b| b.is_ascii() && b != 0x7F) {
        return Cow::Borrowed(json);
    }
    let mut text = String::with_capacity(json.len() + json.len() / 8);
    for c in json.chars() {
        if c != '\u{7F}' && (c.is_ascii() || prints_plainly(c)) {
            text.push(c);
            continue;
        }
        for unit in c.encode_utf16(&mut [0; 2]) {
            // A String takes everything.
            let _ = write!(text, "\\u{unit:04x}");
        }
    }
    Cow::Owned(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_hides_is_escaped_and_means_the_same() {
        let hostile =
            "a\u{7f}\u{9b}31m\u{202e}x\u{200b}\u{e0041}\u{feff}z\u{301}\u{301} 漢 é \u{1b}]0;t\u{7} \u{ad}👩\u{200d}👧";
        let json = serde_json::to_string(hostile).expect("JSON");
        let plain = plain_json(&json);
        assert_eq!(serde_json::from_str::<String>(&plain).expect("JSON"), hostile);
        assert!(plain.contains("漢 é") && plain.contains("\\u009b") && plain.contains("\\udb40\\udc41"), "{plain}");
        assert!(
            !plain.chars().any(|c| matches!(
                c,
                '\u{7f}'..='\u{9f}' | '\u{ad}' | '\u{200b}' | '\u{200d}' | '\u{202e}' | '\u{301}'
            ))
        );
        assert!(matches!(plain_json("{\"a\": 1}\n"), Cow::Borrowed(_)));
    }
}
