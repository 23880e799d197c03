//! A text field of several lines: what is typed is seen whole. Lines that are too long go on in the next row, broken after
//! a word where there is one.

use ratatui::layout::Rect;

use super::{canvas::Canvas, theme::Ink};
use crate::{
    app::field::Field,
    text::{Clean, width},
};

/// A field's text in rows.
pub struct Rows {
    rows: Vec<String>,
    /// The row of the cursor, and its column there.
    cursor: (usize, usize),
}

impl Rows {
    /// Lays a field out in `room` columns.
    pub fn of(field: &Field, room: u16) -> Self {
        // The cursor may stand behind the last column's character.
        let room = usize::from(room.saturating_sub(1)).max(1);
        let before = field.before();
        let cursor_line = before.matches('\n').count();
        let column = Clean::code(before.rsplit('\n').next().unwrap_or_default()).len();
        let mut this = Self { rows: Vec::new(), cursor: (0, 0) };
        for (number, line) in field.text().split('\n').enumerate() {
            let clean = Clean::code(line);
            this.line(&clean, room, (number == cursor_line).then_some(column));
        }
        this
    }

    /// A line with the cursor at byte `cursor` of it, if it is there.
    fn line(&mut self, line: &str, room: usize, cursor: Option<usize>) {
        let (mut rest, mut from) = (line, 0);
        loop {
            let (row, next) = rest.split_at_checked(break_at(rest, room)).unwrap_or((rest, ""));
            if let Some(at) = cursor.and_then(|cursor| cursor.checked_sub(from))
                && (at < row.len() || next.is_empty())
            {
                self.cursor = (self.rows.len(), width::width(row.get(..at).unwrap_or(row)));
            }
            self.rows.push(row.to_owned());
            if next.is_empty() {
                return;
            }
            from += row.len();
            rest = next;
        }
    }

    /// How many there are; at least one.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Puts as many as fit into an area, the cursor's among them. Returns the cursor's place.
    pub fn put(&self, canvas: &mut Canvas<'_>, area: Rect) -> (u16, u16) {
        let (row, column) = self.cursor;
        let skip = (row + 1).saturating_sub(usize::from(area.height).max(1));
        for (text, y) in self.rows.iter().skip(skip).zip(area.y..area.bottom()) {
            canvas.put(area.x, y, area.width, Ink::Text, text);
        }
        let small = |number: usize| u16::try_from(number).unwrap_or(u16::MAX);
        let x = area.x.saturating_add(small(column)).min(area.right().saturating_sub(1));
        (x, area.y.saturating_add(small(row - skip)))
    }
}

/// Where a row of at most `room` columns ends: the whole text, after a space, or in a long word; never at 0.
fn break_at(text: &str, room: usize) -> usize {
    let fits = width::fitting(text, room);
    if fits == text.len() {
        return fits;
    }
    let words = text.get(..fits).and_then(|row| row.trim_end_matches(|c| c != ' ').len().checked_sub(1));
    match words {
        Some(space) if text.get(..space).is_some_and(|row| !row.trim().is_empty()) => space + 1,
        // Not even one character fits: it is cut where it is put.
        _ if fits == 0 => width::graphemes(text).next().map_or(text.len(), |first| first.text.len()),
        _ => fits,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::keys::Chord;
    use proptest::prelude::*;

    fn rows(text: &str, keys: &str, room: u16) -> (Vec<String>, (usize, usize)) {
        let mut field = Field::lines();
        field.insert(text);
        for key in keys.split_whitespace() {
            field.key(Chord::parse(key).expect("a key"));
        }
        let rows = Rows::of(&field, room);
        (rows.rows, rows.cursor)
    }

    #[test]
    fn lines_stay_and_long_ones_go_on_after_a_word() {
        assert_eq!(rows("", "", 9), (vec![String::new()], (0, 0)));
        let (lines, cursor) = rows("one two three\nfour\n", "", 9);
        assert_eq!((lines, cursor), (["one two ", "three", "four", ""].map(str::to_owned).to_vec(), (3, 0)));
        assert_eq!(rows("one two three\nfour", "home left", 9).1, (1, 5), "the end of the first line");
        assert_eq!(rows("one two three", "home", 9).1, (0, 0));
        let (lines, cursor) = rows("abcdefghijk", "", 5);
        assert_eq!((lines, cursor), (["abcd", "efgh", "ijk"].map(str::to_owned).to_vec(), (2, 3)));
        assert_eq!(rows("    abcdefgh", "", 7).0, ["    ab", "cdefgh"], "what is indented is not a word");
        assert_eq!(rows("世界", "", 1).0, ["世", "界"]);
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_no_row_is_too_wide(text in "[a-z \\n世\\t]{0,60}", room in 3u16..20) {
            let (rows, (row, column)) = rows(&text, "", room);
            let whole: String = text.split('\n').map(|line| Clean::code(line).into_string()).collect();
            prop_assert_eq!(rows.concat(), whole);
            for row in &rows {
                prop_assert!(width::width(row) < usize::from(room));
            }
            prop_assert_eq!(row + 1, rows.len());
            prop_assert_eq!(Some(column), rows.last().map(|row| width::width(row)));
        }
    }
}
