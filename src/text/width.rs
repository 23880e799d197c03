//! How many columns text takes on a terminal.
//!
//! The measure is the grapheme cluster (what a reader takes for one character), as the terminal library draws
//! it: a family emoji is two columns, not eight. Printable ASCII, nearly all there is, takes a shortcut.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::Clean;

/// On which side of a padded text the text stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Align {
    /// At the left; also where nothing was said.
    #[default]
    Left,
    /// In the middle.
    Center,
    /// At the right, as numbers do.
    Right,
}

/// Columns that `text` takes; it must be one line.
pub fn width(text: &str) -> usize {
    match narrow(text) {
        Some(columns) => columns,
        None => graphemes(text).map(|g| g.width).sum(),
    }
}

/// The columns of a text in which every character is known to stand alone in one, and to print as it is: ASCII, Latin
/// letters, punctuation, arrows, lines and blocks, which is what nearly all text is made of.
pub fn narrow(text: &str) -> Option<usize> {
    if text.is_ascii() {
        return Some(text.len());
    }
    let alone = |c: char| {
        matches!(c, ' '..='~' | '\u{A1}'..='\u{AC}' | '\u{AE}'..='\u{2FF}' | '\u{2010}'..='\u{2027}' | '\u{2030}'..='\u{203B}'
            | '\u{2190}'..='\u{2193}' | '\u{2200}'..='\u{22FF}' | '\u{2500}'..='\u{25FC}')
    };
    text.chars().try_fold(0, |columns, c| alone(c).then_some(columns + 1))
}

/// A grapheme cluster: where it begins (in bytes), what it is, and how many columns it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grapheme<'a> {
    /// Byte offset in the text.
    pub start: usize,
    /// The cluster itself.
    pub text: &'a str,
    /// Columns, 0 for what does not print alone.
    pub width: usize,
}

/// The grapheme clusters of `text` in order.
pub fn graphemes(text: &str) -> impl Iterator<Item = Grapheme<'_>> {
    text.grapheme_indices(true).map(|(start, text)| Grapheme { start, text, width: text.width() })
}

/// The byte length of the longest beginning of `text` that takes at most `max` columns.
pub fn fitting(text: &str, max: usize) -> usize {
    if text.is_ascii() {
        return text.len().min(max);
    }
    let mut used = 0;
    for g in graphemes(text) {
        used += g.width;
        if used > max {
            return g.start;
        }
    }
    text.len()
}

/// The byte length of the shortest beginning of `text` that takes at least `columns` columns.
pub fn offset_of(text: &str, columns: usize) -> usize {
    if text.is_ascii() {
        return text.len().min(columns);
    }
    let mut used = 0;
    for g in graphemes(text) {
        if used >= columns {
            return g.start;
        }
        used += g.width;
    }
    text.len()
}

/// `text` in at most `max` columns: as it is where it fits, else cut before `ellipsis` (`…`, or `...` where
/// only ASCII may be used). Where not even the ellipsis fits, the text is cut without one.
pub fn truncate<'a>(text: &'a Clean<'_>, max: usize, ellipsis: &str) -> Clean<'a> {
    if width(text) <= max {
        return text.borrowed();
    }
    let ellipsis = Clean::line(ellipsis);
    let Some(room) = max.checked_sub(width(&ellipsis)).filter(|&room| room > 0) else {
        return text.slice(0..fitting(text, max));
    };
    let kept = fitting(text, room);
    let mut cut = text.slice(0..kept);
    cut.push(&ellipsis);
    cut
}

/// Words in lines of at most `max` columns; a word that is longer is broken.
pub fn wrap(text: &str, max: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let fits = |line: &String| width(line) + 1 + width(word) <= max;
        match lines.last_mut() {
            Some(line) if line.is_empty() => line.push_str(word),
            Some(line) if fits(line) => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
        while let Some(line) = lines.last_mut()
            && width(line) > max
        {
            let at = fitting(line, max);
            let rest = line.split_off(at);
            // Not even one character fits: then it is cut where it is put.
            if line.is_empty() {
                line.push_str(&rest);
                break;
            }
            lines.push(rest);
        }
    }
    lines
}

/// `text` with spaces around it up to `columns`; wider text stays as it is.
pub fn pad<'a>(text: &'a Clean<'_>, columns: usize, align: Align) -> Clean<'a> {
    let missing = columns.saturating_sub(width(text));
    if missing == 0 {
        return text.borrowed();
    }
    let before = match align {
        Align::Left => 0,
        Align::Center => missing / 2,
        Align::Right => missing,
    };
    let mut padded = Clean::line(Cow::Owned(String::with_capacity(text.len() + missing)));
    padded.push_spaces(before);
    padded.push(text);
    padded.push_spaces(missing - before);
    padded
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn widths_are_of_graphemes() {
        for (text, columns) in
            [("", 0), ("go", 2), ("世界", 4), ("e\u{301}", 1), ("👨\u{200d}👩\u{200d}👧", 2), ("…", 1)]
        {
            assert_eq!(width(text), columns, "{text}");
        }
    }

    #[test]
    fn truncation_keeps_within_the_width_and_says_so() {
        let text = Clean::line("世界 is wide");
        assert_eq!(truncate(&text, 20, "…"), "世界 is wide");
        assert_eq!(truncate(&text, 4, "…"), "世…");
        assert_eq!(truncate(&text, 7, "..."), "世界...");
        assert_eq!(truncate(&text, 2, "..."), "世");
        assert_eq!(truncate(&text, 1, "…"), "");
        assert_eq!(truncate(&text, 0, "…"), "");
    }

    #[test]
    fn padding_stands_where_it_should() {
        let text = Clean::line("ab");
        assert_eq!(pad(&text, 5, Align::Left), "ab   ");
        assert_eq!(pad(&text, 5, Align::Center), " ab  ");
        assert_eq!(pad(&text, 5, Align::Right), "   ab");
        assert_eq!(pad(&text, 1, Align::Right), "ab");
    }

    #[test]
    fn columns_and_bytes_agree() {
        assert_eq!(fitting("a世b", 2), 1);
        assert_eq!(fitting("a世b", 3), 4);
        assert_eq!(offset_of("a世b", 1), 1);
        assert_eq!(offset_of("a世b", 2), 4);
        assert_eq!(offset_of("a世b", 9), 5);
    }

    #[test]
    fn the_short_way_knows_only_what_takes_one_column() {
        for c in '\0'..=char::MAX {
            let text = String::from(c);
            if !c.is_control() && narrow(&text).is_some() {
                assert_eq!(text.width(), 1, "{c:?}");
                assert_eq!(graphemes(&format!("a{c}a")).count(), 3, "{c:?}");
            }
        }
    }

    proptest! {
        #[test]
        fn a_truncated_text_never_exceeds(text in any::<String>(), max in 0usize..20) {
            let text = Clean::line(text);
            for ellipsis in ["…", "..."] {
                prop_assert!(width(&truncate(&text, max, ellipsis)) <= max);
            }
            prop_assert_eq!(width(&pad(&text, max, Align::Center)), width(&text).max(max));
        }
    }
}
