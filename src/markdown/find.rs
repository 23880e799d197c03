//! Finds text in a page, folded, also where it is broken over lines.

use super::layout::{Join, Layout};
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
