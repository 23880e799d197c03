//! Puts text into the frame: only clean text, only inside of the frame, one meaning at a time.

use ratatui::{buffer::Buffer, layout::Rect, style::Modifier};
use unicode_segmentation::UnicodeSegmentation;

use super::theme::{self, Ink};
use crate::{
    app::model::Settings,
    markdown::layout::Line,
    text::{Clean, width},
};

/// The frame's cells, and how meanings look.
pub struct Canvas<'a> {
    buffer: &'a mut Buffer,
    pub settings: Settings,
    /// Where the terminal's cursor is to stand.
    pub cursor: Option<(u16, u16)>,
}

impl<'a> Canvas<'a> {
    /// A canvas over a frame.
    pub fn new(buffer: &'a mut Buffer, settings: Settings) -> Self {
        Self { buffer, settings, cursor: None }
    }

    /// One of two signs, as the terminal can draw them.
    pub fn glyph(&self, unicode: &'static str, ascii: &'static str) -> &'static str {
        if self.settings.ascii { ascii } else { unicode }
    }

    /// Puts text at a place, `max` columns at most, cut with an ellipsis. Returns the column after it.
    pub fn put(&mut self, x: u16, y: u16, max: u16, ink: Ink, text: &str) -> u16 {
        let clean = Clean::line(text);
        let ellipsis = self.glyph("…", "~");
        let cut = width::truncate(&clean, usize::from(max), ellipsis);
        self.put_clean(x, y, max, theme::style(self.settings.theme, ink), &cut)
    }

    /// Puts text so that it ends before column `right`, `max` columns at most. Returns the column where it begins.
    pub fn put_right(&mut self, right: u16, y: u16, max: u16, ink: Ink, text: &str) -> u16 {
        let clean = Clean::line(text);
        let columns = u16::try_from(width::width(&clean)).unwrap_or(u16::MAX).min(max);
        let x = right.saturating_sub(columns);
        self.put(x, y, columns, ink, text);
        x
    }

    /// Puts text with the characters of some ranges (counted in characters) lit.
    pub fn put_marked(
        &mut self,
        x: u16,
        y: u16,
        max: u16,
        ink: Ink,
        text: &str,
        marks: &[std::ops::Range<usize>],
    ) -> u16 {
        let clean = Clean::line(text);
        let cut = width::truncate(&clean, usize::from(max), self.glyph("…", "~"));
        let plain = theme::style(self.settings.theme, ink);
        let lit = theme::style(self.settings.theme, Ink::Match);
        let (mut at, end, mut chars) = (x, x.saturating_add(max), 0);
        for grapheme in cut.graphemes(true) {
            let marked = marks.iter().any(|range| range.contains(&chars));
            chars += grapheme.chars().count();
            let room = end.saturating_sub(at);
            at = self.set(at, y, room, grapheme, if marked { plain.patch(lit) } else { plain });
        }
        at
    }

    /// Puts a line of a lesson.
    pub fn put_line(&mut self, x: u16, y: u16, max: u16, line: &Line<'_>) {
        let end = x.saturating_add(max);
        let mut at = x;
        for span in line.spans() {
            let style = theme::lesson(self.settings.theme, span.style);
            at = self.put_clean(at, y, end.saturating_sub(at), style, &span.text);
        }
    }

    fn put_clean(&mut self, x: u16, y: u16, max: u16, style: ratatui::style::Style, text: &Clean<'_>) -> u16 {
        self.set(x, y, max, text.as_str(), style)
    }

    fn set(&mut self, x: u16, y: u16, max: u16, text: &str, style: ratatui::style::Style) -> u16 {
        let area = self.buffer.area;
        if y >= area.bottom() || x >= area.right() || max == 0 {
            return x;
        }
        if self.settings.ascii && text.contains(['…', '\u{a0}']) {
            let text = text.replace('…', "~").replace('\u{a0}', " ");
            return self.set(x, y, max, &text, style);
        }
        if width::narrow(text).is_none() {
            return self.buffer.set_stringn(x, y, text, usize::from(max), style).0;
        }
        // The same for what nearly all text is: a column for each character, and no question where one ends.
        let room = (area.right() - x).min(max);
        let first = self.buffer.index_of(x, y);
        let cells = self.buffer.content.iter_mut().skip(first).take(usize::from(room));
        let mut after = x;
        for (cell, c) in cells.zip(text.chars().filter(|c| !c.is_control())) {
            cell.set_char(c).set_style(style);
            after += 1;
        }
        after
    }

    /// Gives cells another meaning, keeping their text.
    pub fn tint(&mut self, area: Rect, ink: Ink) {
        self.buffer.set_style(area.intersection(self.buffer.area), theme::style(self.settings.theme, ink));
    }

    /// Turns a stretch of a row upside down: where something was found.
    pub fn reverse(&mut self, x: u16, y: u16, columns: u16) {
        let area = Rect { x, y, width: columns, height: 1 }.intersection(self.buffer.area);
        self.buffer.set_style(area, ratatui::style::Style::new().add_modifier(Modifier::REVERSED));
    }

    /// Empties an area.
    pub fn clear(&mut self, area: Rect) {
        let area = area.intersection(self.buffer.area);
        for y in area.top()..area.bottom() {
            for x in area.left()..area.right() {
                if let Some(cell) = self.buffer.cell_mut((x, y)) {
                    cell.reset();
                }
            }
        }
        // A wide character that began left of the area must not hang over into it.
        for y in area.top()..area.bottom() {
            let Some(left) = area.x.checked_sub(1) else { continue };
            if let Some(cell) = self.buffer.cell_mut((left, y))
                && width::width(cell.symbol()) > 1
            {
                cell.set_symbol(" ");
            }
        }
    }

    /// A rule over the whole width of an area.
    pub fn rule(&mut self, area: Rect) {
        if area.height > 0 {
            let line = self.glyph("─", "-").repeat(usize::from(area.width));
            self.put(area.x, area.y, area.width, Ink::Rule, &line);
        }
    }

    /// A line between two panes, joined to the rules above and below.
    pub fn divide(&mut self, area: Rect, above: Rect, below: Rect) {
        if area.is_empty() {
            return;
        }
        let bar = self.glyph("│", "|");
        for y in area.top()..area.bottom() {
            self.put(area.x, y, 1, Ink::Rule, bar);
        }
        if above.height > 0 {
            self.put(area.x, above.y, 1, Ink::Rule, self.glyph("┬", "+"));
        }
        if below.height > 0 {
            self.put(area.x, below.y, 1, Ink::Rule, self.glyph("┴", "+"));
        }
    }

    /// How much there is, and which part of it is on the screen: a bar at the right edge of an area that does not show all.
    pub fn scroll_bar(&mut self, area: Rect, top: usize, len: usize) {
        let height = usize::from(area.height);
        if len <= height || area.is_empty() {
            return;
        }
        let size = (height * height / len).clamp(1, height);
        let start = top.min(len - height) * (height - size) / (len - height);
        let sign = self.glyph("▐", "#");
        for (_, y) in (start..start + size).zip(area.y + u16::try_from(start).unwrap_or(0)..area.bottom()) {
            self.put(area.right().saturating_sub(1), y, 1, Ink::Rule, sign);
        }
    }

    /// A bar of two layers: `strong` of its columns full, up to `weak` half, the rest empty; each told apart by its shape.
    pub fn bar(&mut self, x: u16, y: u16, columns: u16, strong: u16, weak: u16) {
        let strong = strong.min(columns);
        let weak = weak.clamp(strong, columns);
        let mut put = |from: u16, to: u16, ink: Ink, unicode: &'static str, ascii: &'static str| {
            let text = self.glyph(unicode, ascii).repeat(usize::from(to - from));
            self.put(x + from, y, to - from, ink, &text);
        };
        put(0, strong, Ink::Done, "━", "#");
        put(strong, weak, Ink::Fading, "╍", "=");
        put(weak, columns, Ink::Rule, "─", "-");
    }
}

/// How many of `columns` stand for `part` of `whole`; at least one where there is any part, all only where it is whole.
pub fn share(part: u32, whole: u32, columns: u16) -> u16 {
    if part == 0 || whole == 0 {
        return 0;
    }
    if part >= whole {
        return columns;
    }
    let exact = u64::from(part) * u64::from(columns) / u64::from(whole);
    u16::try_from(exact).unwrap_or(columns).clamp(1, columns.saturating_sub(1).max(1))
}

/// The parts that fit into `max` columns, the most important first; one that does not fit is left out whole, but the first
/// always stands.
pub fn fitting(parts: impl IntoIterator<Item = String>, between: &str, max: u16) -> String {
    let mut said = String::new();
    for part in parts {
        if said.is_empty() {
            said = part;
        } else if width::width(&said) + width::width(between) + width::width(&part) <= usize::from(max) {
            said.push_str(between);
            said.push_str(&part);
        }
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use ratatui::style::{Color, Style};

    proptest! {
        #[test]
        fn text_stands_as_the_library_would_put_it(text in "[ -~é—│α世\u{301}👍]{0,24}", x in 0_u16..14, y in 0_u16..4, max in 0_u16..14) {
            let area = Rect { x: 0, y: 0, width: 12, height: 3 };
            let (mut ours, mut theirs) = (Buffer::empty(area), Buffer::empty(area));
            let style = Style::new().fg(Color::Red).add_modifier(Modifier::BOLD);
            let text = Clean::line(text);
            let after = Canvas::new(&mut ours, Settings::default()).set(x, y, max, &text, style);
            let inside = x < area.right() && y < area.bottom() && max > 0;
            let expected = if inside { theirs.set_stringn(x, y, &*text, usize::from(max), style).0 } else { x };
            prop_assert_eq!((after, ours), (expected, theirs));
        }
    }
}
