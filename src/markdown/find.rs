//! Finds text in a page, folded, also where it is broken over lines.

use super::layout::Layout;
use super::wrap::Join;
use crate::text::fold::{fold, fold_with_map};
use crate::text::width::width;

/// A place where the text was found: in one line, or in as many as it is broken over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The parts in order; at least one.
    pub parts: Vec<Part>,
}

/// The part of a hit that is in one line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// The line.
    pub line: usize,
    /// The first column.
    pub start: usize,
    /// The column after the last.
    pub end: usize,
}

impl Hit {
    /// The line that it begins in.
    pub fn line(&self) -> usize {
        self.parts.first().map_or(0, |part| part.line)
    }
}

impl Layout {
    /// Every place of `query`, in the order of lines; none for a query of nothing but spaces.
    pub fn find(&self, query: &str) -> Vec<Hit> {
        let query = fold(query);
        let mut hits = Vec::new();
        if query.trim().is_empty() {
            return hits;
        }
        let finder = memchr::memmem::Finder::new(&query);
        for flow in self.fragments().chunk_by(|a, b| a.flow == b.flow) {
            // The flow's text in one piece, and where each fragment begins in it.
            let mut text = String::new();
            let mut starts = Vec::with_capacity(flow.len());
            for fragment in flow {
                starts.push(text.len());
                text.push_str(self.text().get(fragment.start as usize..fragment.end as usize).unwrap_or_default());
                match fragment.join {
                    Join::None => {}
                    Join::Space => text.push(' '),
                    Join::Newline => text.push('\n'),
                }
            }
            let (folded, map) = fold_with_map(&text);
            for found in finder.find_iter(folded.as_bytes()) {
                let (Some(&from), Some(&to)) = (map.get(found), map.get(found + query.len())) else { continue };
                // Where the end falls inside what one character became, all of that character was found.
                let last = map.get(found + query.len() - 1).copied().unwrap_or(from);
                let to = if to > last {
                    to
                } else {
                    text.get(last..).and_then(|rest| rest.chars().next()).map_or(to, |c| last + c.len_utf8())
                };
                let parts: Vec<Part> = flow
                    .iter()
                    .zip(&starts)
                    .filter_map(|(fragment, &start)| {
                        let len = (fragment.end - fragment.start) as usize;
                        let (from, to) = (from.clamp(start, start + len) - start, to.clamp(start, start + len) - start);
                        let line = fragment.line as usize;
                        let before = self.text().get(self.line_start(line)..fragment.start as usize + from)?;
                        let found = self.text().get(fragment.start as usize + from..fragment.start as usize + to)?;
                        let column = width(before);
                        (to > from).then(|| Part { line, start: column, end: column + width(found) })
                    })
                    .collect();
                if !parts.is_empty() {
                    hits.push(Hit { parts });
                }
            }
        }
        hits.sort_by_key(|hit| hit.parts.first().map(|part| (part.line, part.start)));
        hits
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markdown::{Options, layout, parse};
    use crate::text::width::offset_of;
    use proptest::prelude::*;

    fn find(source: &str, width: usize, query: &str) -> Vec<Vec<(usize, usize, usize)>> {
        let hits = layout(&parse(source), &Options::new(width)).find(query);
        hits.iter().map(|hit| hit.parts.iter().map(|part| (part.line, part.start, part.end)).collect()).collect()
    }

    #[test]
    fn text_is_found_whatever_its_case_and_accents() {
        assert_eq!(find("Größe, größe", 40, "GROSSE"), [[(0, 0, 5)], [(0, 7, 12)]]);
        assert_eq!(find("ae\u{301}b", 40, "e"), [[(0, 1, 2)]]);
        assert_eq!(find("世界 go", 40, "go"), [[(0, 5, 7)]]);
        assert_eq!(find("straße", 40, "s"), [[(0, 0, 1)], [(0, 4, 5)], [(0, 4, 5)]]);
        assert!(
            find("text", 40, "  ").is_empty() && find("text", 40, "").is_empty() && find("text", 40, "x y").is_empty()
        );
    }

    #[test]
    fn phrases_are_found_over_line_breaks_and_past_prefixes() {
        let source = "> **Trap.** the quick brown fox\n\n- one two three four\n";
        assert_eq!(find(source, 13, "quick brown"), [[(1, 6, 11), (2, 2, 7)]]);
        assert_eq!(find(source, 13, "two three"), [[(4, 6, 9), (5, 2, 7)]]);
        assert_eq!(find("abcdefgh", 4, "defg"), [[(0, 3, 4), (1, 0, 3)]]);
    }

    #[test]
    fn code_and_cells_are_found_without_their_gutters() {
        let code = "```go\nx := 1\ny := 2\n```\n";
        assert_eq!(find(code, 40, "y :="), [[(2, 5, 9)]]);
        assert!(find(code, 40, "1  x").is_empty(), "a line number is no text");
        let table = "| a | b |\n|---|---|\n| one two three four five | six seven eight nine ten |\n";
        assert_eq!(find(table, 30, "three four"), [[(2, 8, 13), (3, 0, 4)]]);
        assert!(find(table, 30, "three six").is_empty(), "cells are apart");
    }

    proptest! {
        #[test]
        fn what_is_found_is_there(words in prop::collection::vec("[abAé]{1,4}", 1..20), query in "[abé]{1,2}", width in 4usize..30) {
            let source = words.join(" ");
            let layout = layout(&parse(&source), &Options::new(width));
            let hits = layout.find(&query);
            for hit in &hits {
                let seen: String = hit.parts.iter().map(|part| {
                    let text = layout.line(part.line).unwrap().text();
                    text[offset_of(&text, part.start)..offset_of(&text, part.end)].to_owned()
                }).collect();
                prop_assert_eq!(fold(&seen), fold(&query));
            }
            prop_assert_eq!(hits.len(), fold(&source).matches(&*fold(&query)).count());
        }
    }
}
