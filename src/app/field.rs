//! A text field: text and a cursor in it. One line, or several where the answer is a program's output.

use unicode_segmentation::UnicodeSegmentation;

use super::keys::{Chord, Key};

/// The most bytes that a field takes; a larger paste is cut there.
pub const MAX_BYTES: usize = 64 * 1024;

/// Text that is being typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Field {
    text: String,
    /// Where the next character goes: a byte on a border of graphemes.
    cursor: usize,
    lines: bool,
    /// The text is no more than offered: what is typed takes its place.
    offered: bool,
}

impl Field {
    /// An empty field of one line.
    pub fn line() -> Self {
        Self::default()
    }

    /// An empty field of several lines: Enter begins a new one.
    pub fn lines() -> Self {
        Self { lines: true, ..Self::default() }
    }

    /// A field of one line that holds `text`, with the cursor at its end.
    pub fn with(text: &str) -> Self {
        let mut field = Self::line();
        field.insert(text);
        field
    }

    /// A field of one line that offers `text`: what is typed takes its place, a key that moves the cursor takes it as it is.
    pub fn offering(text: &str) -> Self {
        Self { offered: !text.is_empty(), ..Self::with(text) }
    }

    /// Whether its text is no more than offered.
    pub fn is_offered(&self) -> bool {
        self.offered
    }

    /// A field of several lines that holds `text`, with the cursor at its end.
    pub fn lines_with(text: &str) -> Self {
        let mut field = Self::lines();
        field.insert(text);
        field
    }

    /// What was typed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The cursor's place in the text, in bytes.
    pub fn cursor(&self) -> usize {
        self.cursor
    }

    /// What stands before the cursor.
    pub fn before(&self) -> &str {
        self.text.get(..self.cursor).unwrap_or(&self.text)
    }

    /// Whether it takes several lines.
    pub fn is_lines(&self) -> bool {
        self.lines
    }

    /// Empties it.
    pub fn clear(&mut self) {
        self.text.clear();
        self.cursor = 0;
        self.offered = false;
    }

    /// Types `text` (a character or a paste): what is no text is left out, and what is too much. True where all fitted.
    pub fn insert(&mut self, text: &str) -> bool {
        if self.offered {
            self.clear();
        }
        let room = MAX_BYTES.saturating_sub(self.text.len());
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        let good: String = text
            .chars()
            .filter_map(|c| match c {
                '\n' if self.lines => Some('\n'),
                '\n' => Some(' '),
                '\t' => Some('\t'),
                c if c.is_control() => None,
                c => Some(c),
            })
            .collect();
        let cut = good.get(..good.floor_char_boundary(room)).unwrap_or_default();
        self.text.insert_str(self.cursor, cut);
        self.cursor += cut.len();
        cut.len() == good.len()
    }

    /// Applies a key. True where the text or the cursor changed.
    pub fn key(&mut self, chord: Chord) -> bool {
        let before = (self.text.len(), self.cursor);
        let replaced = self.offered && (chord.is_text() || matches!(chord.key, Key::Backspace | Key::Delete));
        if replaced {
            self.clear();
        }
        self.offered = false;
        match chord.key {
            Key::Char(c) if chord.is_text() => {
                self.insert(c.encode_utf8(&mut [0; 4]));
            }
            // Where Enter hands in, these two begin a line; not every terminal sends both.
            Key::Enter if self.lines => {
                self.insert("\n");
            }
            Key::Char('j') if chord.ctrl && self.lines => {
                self.insert("\n");
            }
            Key::Backspace => {
                let from = self.left();
                self.text.replace_range(from..self.cursor, "");
                self.cursor = from;
            }
            Key::Delete => {
                let to = self.right();
                self.text.replace_range(self.cursor..to, "");
            }
            Key::Left => self.cursor = self.left(),
            Key::Right => self.cursor = self.right(),
            Key::Home => self.cursor = self.line_start(),
            Key::End => self.cursor = self.line_end(),
            Key::Char('a') if chord.ctrl => self.cursor = self.line_start(),
            Key::Char('e') if chord.ctrl => self.cursor = self.line_end(),
            Key::Up => self.vertical(-1),
            Key::Down => self.vertical(1),
            _ => {}
        }
        replaced || before != (self.text.len(), self.cursor)
    }

    /// Erases the word before the cursor.
    pub fn erase_word(&mut self) {
        self.offered = false;
        let head = self.before();
        let kept = head.trim_end();
        let from = kept.char_indices().rev().find(|(_, c)| c.is_whitespace()).map_or(0, |(at, c)| at + c.len_utf8());
        self.text.replace_range(from..self.cursor, "");
        self.cursor = from;
    }

    /// Erases the line before the cursor.
    pub fn erase_line(&mut self) {
        self.offered = false;
        let from = self.line_start();
        self.text.replace_range(from..self.cursor, "");
        self.cursor = from;
    }

    fn left(&self) -> usize {
        self.before().grapheme_indices(true).next_back().map_or(0, |(at, _)| at)
    }

    fn right(&self) -> usize {
        let rest = self.text.get(self.cursor..).unwrap_or_default();
        self.cursor + rest.graphemes(true).next().map_or(0, str::len)
    }

    fn line_start(&self) -> usize {
        self.before().rfind('\n').map_or(0, |at| at + 1)
    }

    fn line_end(&self) -> usize {
        let rest = self.text.get(self.cursor..).unwrap_or_default();
        rest.find('\n').map_or(self.text.len(), |at| self.cursor + at)
    }

    fn vertical(&mut self, by: i32) {
        let start = self.line_start();
        let column = self.text.get(start..self.cursor).unwrap_or_default().graphemes(true).count();
        let target = if by < 0 {
            if start == 0 {
                return;
            }
            self.text.get(..start - 1).unwrap_or_default().rfind('\n').map_or(0, |at| at + 1)
        } else {
            let end = self.line_end();
            if end == self.text.len() {
                return;
            }
            end + 1
        };
        let line = self.text.get(target..).unwrap_or_default().split('\n').next().unwrap_or_default();
        self.cursor = target + line.graphemes(true).take(column).map(str::len).sum::<usize>();
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn typed(field: &mut Field, keys: &str) {
        for key in keys.split_whitespace() {
            field.key(Chord::parse(key).expect("key"));
        }
    }

    #[test]
    fn edits_by_grapheme() {
        let mut field = Field::with("ae\u{301}b");
        typed(&mut field, "left backspace");
        assert_eq!(field.text(), "ab");
        typed(&mut field, "home delete x end y");
        assert_eq!(field.text(), "xby");
        field.erase_word();
        assert_eq!(field.text(), "");
    }

    #[test]
    fn lines_and_words() {
        let mut field = Field::lines();
        field.insert("one two\r\nthree");
        assert_eq!(field.text(), "one two\nthree");
        typed(&mut field, "up end");
        field.erase_word();
        assert_eq!(field.text(), "one \nthree");
        typed(&mut field, "down home");
        field.erase_line();
        typed(&mut field, "enter");
        assert_eq!(field.text(), "one \n\nthree");
        let mut line = Field::line();
        line.insert("a\nb\u{1b}[31m");
        assert_eq!(line.text(), "a b[31m");
    }

    #[test]
    fn too_much_is_cut() {
        let mut field = Field::line();
        assert!(!field.insert(&"é".repeat(MAX_BYTES)));
        assert!(field.text().len() <= MAX_BYTES);
    }

    proptest! {
        #[test]
        fn any_keys_keep_the_cursor_on_a_border(keys in prop::collection::vec(0..12u8, 0..60), text in "\\PC{0,20}") {
            let mut field = Field::lines();
            field.insert(&text);
            for key in keys {
                let name = ["left", "right", "up", "down", "home", "end", "backspace", "delete", "enter", "é", "x", "space"][key as usize];
                field.key(Chord::parse(name).expect("key"));
                prop_assert!(field.text().is_char_boundary(field.cursor()));
            }
            field.erase_word();
            field.erase_line();
            prop_assert!(field.text().is_char_boundary(field.cursor()));
        }
    }
}
