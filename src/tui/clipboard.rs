//! Text to the clipboard, over the terminal itself (OSC 52): works through ssh, where the terminal allows it. The
//! terminal does not say whether it did, so what is told to the learner is "sent", not "copied".

use std::io;

use crossterm::Command;
use crossterm::clipboard::CopyToClipboard;

use super::sys;

/// Longest text that is sent, in bytes. Terminals drop sequences over about 100 kB, and the encoding adds a third.
pub const MAX_BYTES: usize = 74_000;

/// The text is longer than a terminal would take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooLong {
    /// Its length in bytes.
    pub bytes: usize,
}

impl std::fmt::Display for TooLong {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "too long for the clipboard ({} kB; terminals take {} kB)",
            self.bytes.div_ceil(1000),
            MAX_BYTES / 1000
        )
    }
}

/// The bytes that put `text` on the clipboard.
///
/// # Errors
/// [`TooLong`].
pub fn sequence(text: &str) -> Result<String, TooLong> {
    if text.len() > MAX_BYTES {
        return Err(TooLong { bytes: text.len() });
    }
    let mut sequence = String::new();
    // Writing to a string cannot fail.
    let _ = CopyToClipboard::to_clipboard_from(text).write_ansi(&mut sequence);
    Ok(sequence)
}

/// Sends `text` to the clipboard. The text is encoded, so nothing in it can act on the terminal.
///
/// # Errors
/// [`TooLong`]; a terminal that is gone is noticed elsewhere.
pub fn copy(text: &str) -> Result<(), TooLong> {
    let sequence = sequence(text)?;
    let _: io::Result<()> = sys::write_all(sys::OUTPUT, sequence.as_bytes());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_encoded_whole() {
        assert_eq!(sequence("hello").unwrap(), "\x1b]52;c;aGVsbG8=\x1b\\");
    }

    #[test]
    fn control_sequences_in_the_text_do_not_show_in_the_bytes() {
        let bytes = sequence("\x1b]0;title\x07").unwrap();
        let inner = bytes.strip_prefix("\x1b]52;c;").and_then(|rest| rest.strip_suffix("\x1b\\")).unwrap();
        assert!(inner.chars().all(|c| c.is_ascii_alphanumeric() || "+/=".contains(c)), "{bytes:?}");
    }

    #[test]
    fn the_longest_text_is_sent_and_one_byte_more_is_refused() {
        assert!(sequence(&"x".repeat(MAX_BYTES)).is_ok());
        let refused = sequence(&"x".repeat(MAX_BYTES + 1)).unwrap_err();
        assert_eq!(refused, TooLong { bytes: MAX_BYTES + 1 });
        assert_eq!(refused.to_string(), "too long for the clipboard (75 kB; terminals take 74 kB)");
    }
}
