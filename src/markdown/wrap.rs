//! Breaks text into lines of a width, by grapheme, and says what stood at each break.
//!
//! Lines break at spaces, beside characters of two columns (ideographs need no spaces), and inside a word only
//! where the word alone is wider than the line; then after `/`, `.` and their like if one is near. Nothing but
//! the spaces at a break is left out. Pieces are byte ranges of the text, so no text is copied.

use std::ops::Range;

use crate::text::width::{Grapheme, graphemes, narrow, width};

/// A line: a byte range of the text, and what stood between it and the next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Bytes of the text.
    pub range: Range<usize>,
    /// What stood between this and the next piece.
    pub join: Join,
}

/// What stands between two pieces of a flow of text that was broken into lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Join {
    /// Nothing: a word or a line of code was too long.
    None,
    /// Space.
    Space,
    /// A line end that the author wrote.
    Newline,
}

/// Breaks prose. Every `\n` is a break; an empty text is one empty line. `max` of 0 counts as 1.
pub fn wrap(text: &str, max: usize) -> Vec<Piece> {
    wrap_keeping(text, max, &[])
}

/// Breaks prose, but not at the spaces inside the byte ranges of `kept`, which are in order: short pieces of
/// code, which read badly when broken.
pub fn wrap_keeping(text: &str, max: usize, kept: &[Range<usize>]) -> Vec<Piece> {
    let max = max.max(1);
    let mut pieces = Vec::with_capacity(text.len() / max + 1);
    let mut kept = kept.iter().peekable();
    let mut start = 0;
    for line in text.split('\n') {
        if line.len() <= max && line.is_ascii() {
            pieces.push(Piece { range: start..start + line.trim_end_matches(' ').len(), join: Join::Newline });
        } else {
            let mut filling = Filling { line, base: start, max, start: 0, end: 0, used: 0, out: &mut pieces };
            let mut word = 0;
            for space in memchr::memchr_iter(b' ', line.as_bytes()) {
                while kept.next_if(|kept| kept.end <= start + space).is_some() {}
                if kept.peek().is_none_or(|kept| kept.start > start + space) {
                    filling.word(word..space);
                    word = space + 1;
                }
            }
            filling.word(word..line.len());
            filling.close(Join::Newline);
        }
        start += line.len() + 1;
    }
    pieces
}

/// Breaks a line of code: only where a line is full, and without leaving anything out.
pub fn wrap_code(line: &str, max: usize) -> Vec<Range<usize>> {
    let max = max.max(1);
    if narrow(line).is_some_and(|columns| columns <= max) {
        return std::iter::once(0..line.len()).collect();
    }
    let (mut ranges, mut start, mut used) = (Vec::new(), 0, 0);
    for unit in units(line, max) {
        if used + unit.width > max && unit.start > start {
            ranges.push(start..unit.start);
            (start, used) = (unit.start, 0);
        }
        used += unit.width;
    }
    ranges.push(start..line.len());
    ranges
}

/// The width of the widest word: what a column needs so that no word is broken.
pub fn widest_word(text: &str) -> usize {
    text.split([' ', '\n']).map(width).max().unwrap_or(0)
}

/// The width of the widest line.
pub fn widest_line(text: &str) -> usize {
    text.split('\n').map(width).max().unwrap_or(0)
}

/// The line that is being filled.
struct Filling<'a> {
    line: &'a str,
    /// Where the line stands in the whole text.
    base: usize,
    max: usize,
    /// Where the piece begins and ends, and the columns it takes; spaces behind it are not part of it.
    start: usize,
    end: usize,
    used: usize,
    out: &'a mut Vec<Piece>,
}

impl Filling<'_> {
    fn word(&mut self, range: Range<usize>) {
        let word = self.line.get(range.clone()).unwrap_or_default();
        if word.is_empty() {
            return;
        }
        if let Some(columns) = narrow(word) {
            return self.chunk(range, columns, Join::Space);
        }
        // Characters of two columns are words of their own, together with the marks that close them.
        let (mut start, mut used, mut join, mut wide) = (range.start, 0, Join::Space, false);
        for unit in units(word, self.max) {
            let at = range.start + unit.start;
            if at > start && unit.width > 0 && (unit.width == 2 || wide) && !closes(unit.text) {
                self.chunk(start..at, used, join);
                (start, used, join) = (at, 0, Join::None);
            }
            used += unit.width;
            wide = unit.width == 2 || (wide && (unit.width == 0 || closes(unit.text)));
        }
        self.chunk(start..range.end, used, join);
    }

    /// Takes the next part that should not be broken; `join` stood before it.
    fn chunk(&mut self, range: Range<usize>, columns: usize, join: Join) {
        let gap = range.start - self.end;
        if self.used + gap + columns <= self.max {
            self.used += gap + columns;
            self.end = range.end;
            return;
        }
        if self.end > self.start {
            self.close(join);
        }
        (self.start, self.end, self.used) = (range.start, range.end, columns);
        if columns > self.max {
            self.cut();
        }
    }

    /// The piece is one part wider than the line: fills lines with it, the rest stays open.
    fn cut(&mut self) {
        let range = self.start..self.end;
        self.end = self.start;
        self.used = 0;
        // The last separator in the piece, and the columns up to there.
        let mut separator = None;
        for unit in units(self.line.get(range.clone()).unwrap_or_default(), self.max) {
            if self.used + unit.width > self.max && self.end > self.start {
                let (end, after) =
                    separator.take().filter(|&(_, used)| used * 3 > self.max * 2).unwrap_or((self.end, self.used));
                let (filled, used) = (self.end, self.used);
                self.end = end;
                self.close(Join::None);
                (self.start, self.end, self.used) = (end, filled, used - after);
            }
            self.used += unit.width;
            self.end = range.start + unit.start + unit.text.len();
            let glued = unit.width == 0 && separator.is_some_and(|(end, _)| end == range.start + unit.start);
            if separates(unit.text) || glued {
                separator = Some((self.end, self.used));
            }
        }
    }

    fn close(&mut self, join: Join) {
        self.out.push(Piece { range: self.base + self.start..self.base + self.end, join });
    }
}

/// After what a word that is too long is rather cut.
fn separates(text: &str) -> bool {
    matches!(text, "/" | "." | "-" | "_" | "," | ";" | ":" | "&" | "=")
}

/// Marks that must not begin a line in Chinese and Japanese.
fn closes(text: &str) -> bool {
    matches!(
        text,
        "、" | "。"
            | "，"
            | "．"
            | "："
            | "；"
            | "！"
            | "？"
            | "）"
            | "」"
            | "』"
            | "】"
            | "〉"
            | "》"
            | "ー"
            | "…"
    )
}

/// What is not broken: grapheme clusters; of one that is wider than the line, its characters, each with those
/// of no width that follow it.
fn units(line: &str, max: usize) -> impl Iterator<Item = Grapheme<'_>> {
    graphemes(line).flat_map(move |g| {
        let mut rest = g.text;
        std::iter::from_fn(move || {
            if rest.is_empty() {
                return None;
            }
            let start = g.start + g.text.len() - rest.len();
            let end = if g.width <= max { rest.len() } else { first_wide(rest) };
            let (text, more) = rest.split_at_checked(end)?;
            rest = more;
            Some(Grapheme { start, text, width: if g.width <= max { g.width } else { width(text) } })
        })
    })
}

/// Where the second character that has a width begins.
fn first_wide(text: &str) -> usize {
    let wide = text.char_indices().skip(1).find(|&(_, c)| width(c.encode_utf8(&mut [0; 4])) > 0);
    wide.map_or(text.len(), |(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Clean;
    use crate::text::width::width;
    use proptest::prelude::*;

    fn lines(text: &str, max: usize) -> Vec<&str> {
        wrap(text, max).into_iter().map(|piece| &text[piece.range]).collect()
    }

    #[test]
    fn prose_breaks_at_spaces() {
        assert_eq!(lines("the quick brown fox", 10), ["the quick", "brown fox"]);
        assert_eq!(lines("the quick brown fox", 9), ["the quick", "brown fox"]);
        assert_eq!(lines("the quick  brown", 8), ["the", "quick", "brown"]);
        assert_eq!(lines("naïve quick brown", 9), ["naïve", "quick", "brown"]);
        assert_eq!(lines("", 5), [""]);
        assert_eq!(lines("a\n\nb", 5), ["a", "", "b"]);
    }

    #[test]
    fn long_words_break_where_they_must() {
        assert_eq!(lines("abcdefghij", 4), ["abcd", "efgh", "ij"]);
        assert_eq!(lines("see https://go.dev/ref/spec#Anchor", 17), ["see", "https://go.dev/", "ref/spec#Anchor"]);
        assert_eq!(lines("ünbrechbarer", 5), ["ünbre", "chbar", "er"]);
    }

    #[test]
    fn ideographs_break_anywhere_but_before_a_closing_mark() {
        assert_eq!(lines("世界世界世界", 4), ["世界", "世界", "世界"]);
        assert_eq!(lines("世界世界。世", 8), ["世界世", "界。世"]);
        assert_eq!(lines("世界", 1), ["世", "界"]);
    }

    #[test]
    fn kept_pieces_are_not_broken() {
        let text = "it is 10 * time.Second here";
        let at = |max| {
            wrap_keeping(text, max, std::slice::from_ref(&(6..22)))
                .into_iter()
                .map(|piece| &text[piece.range])
                .collect::<Vec<_>>()
        };
        assert_eq!(at(18), ["it is", "10 * time.Second", "here"]);
        assert_eq!(at(24), ["it is 10 * time.Second", "here"]);
    }

    #[test]
    fn joins_say_what_stood_at_the_break() {
        let joins = |text: &str, max| wrap(text, max).iter().map(|piece| piece.join).collect::<Vec<_>>();
        assert_eq!(joins("a b\nc", 2), [Join::Space, Join::Newline, Join::Newline]);
        assert_eq!(joins("abcd", 2), [Join::None, Join::Newline]);
        assert_eq!(joins("日本語", 2), [Join::None, Join::None, Join::Newline]);
    }

    #[test]
    fn code_breaks_only_where_it_is_full_and_keeps_its_spaces() {
        let text = "    if x  {";
        let parts: Vec<_> = wrap_code(text, 4).into_iter().map(|range| &text[range]).collect();
        assert_eq!(parts, ["    ", "if x", "  {"]);
        assert_eq!(wrap_code("", 4).first(), Some(&(0..0)));
    }

    proptest! {
        #[test]
        fn wrapped_prose_fits_and_loses_nothing(text in "\\PC{0,80}|[a-z \\n]{0,120}|[ \u{e9}x世\n]{0,60}", max in 1usize..30) {
            let text = Clean::block(text);
            let pieces = wrap(&text, max);
            let mut kept = String::new();
            let mut last = 0;
            for piece in &pieces {
                prop_assert!(piece.range.start >= last, "in order");
                prop_assert!(text[last..piece.range.start].chars().all(|c| c == ' ' || c == '\n'));
                last = piece.range.end;
                let line = &text[piece.range.clone()];
                kept.push_str(line);
                prop_assert!(width(line) <= max || line.chars().filter(|c| width(c.encode_utf8(&mut [0; 4])) > 0).count() == 1, "{line:?} at {max}");
            }
            prop_assert!(text[last..].chars().all(|c| c == ' '));
            let ink = |s: &str| s.chars().filter(|c| !matches!(c, ' ' | '\n')).collect::<String>();
            prop_assert_eq!(ink(&kept), ink(&text));
        }

        #[test]
        fn wrapped_code_is_the_code(text in "\\PC{0,80}", max in 1usize..30) {
            let text = Clean::code(text);
            let ranges = wrap_code(&text, max);
            let kept: String = ranges.iter().map(|range| &text[range.clone()]).collect();
            prop_assert_eq!(kept.as_str(), text.as_str());
        }
    }
}
