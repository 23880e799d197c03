//! Puts lines together. The one place where text enters a [`Layout`], and so the one that keeps the promise
//! about width: [`Writer::put`] measures, and what does not fit is replaced by `U+FFFD` or dropped.
//!
//! Callers break their text to fit before they call, so the guard only acts where a single character is wider
//! than the whole pane.

use super::{Anchor, Fragment, Layout, LineRecord, LinkPlace, MEASURE, SpanRecord};
use crate::markdown::style::{Role, Style};
use crate::markdown::wrap::Join;
use crate::text::Clean;
use crate::text::width::{graphemes, width};

/// The offset of lines that stand after all of a block's text.
const AFTER: u32 = u32::MAX;

/// What stands at the left of each line of a nested block.
struct Prefix {
    /// On the first line, until that has been written.
    first: Option<(Style, Clean<'static>)>,
    rest: (Style, Clean<'static>),
    columns: usize,
}

pub(super) struct Writer {
    layout: Layout,
    /// Columns that a line may take.
    max: usize,
    /// Columns used in the line that is open.
    column: usize,
    prefixes: Vec<Prefix>,
    flows: u32,
    /// Where the fragment that is open begins.
    fragment: Option<(u32, usize)>,
    open: Option<Anchor>,
}

impl Writer {
    pub fn new(width: usize) -> Self {
        let max = width.clamp(1, MEASURE);
        let layout = Layout { width, ..Layout::default() };
        Writer { layout, max, column: 0, prefixes: Vec::new(), flows: 0, fragment: None, open: None }
    }

    /// Columns that a line has beside the prefixes; at least 1.
    pub fn room(&self) -> usize {
        let taken: usize = self.prefixes.iter().map(|prefix| prefix.columns).sum();
        self.max.saturating_sub(taken).max(1)
    }

    /// The line that will be written next.
    pub fn next_line(&self) -> usize {
        self.layout.lines.len()
    }

    pub fn layout(&mut self) -> &mut Layout {
        &mut self.layout
    }

    /// From now on each line begins with `rest`, the next one with `first`, which must be as wide. A prefix
    /// that would leave less than half of the pane is not shown: in a narrow pane the text goes first.
    pub fn push_prefix(&mut self, first: Option<(Style, Clean<'static>)>, rest: (Style, Clean<'static>)) {
        let columns = width(&rest.1);
        let fits = self.room().saturating_sub(columns) * 2 >= self.max;
        let prefix = if fits {
            Prefix { first, rest, columns }
        } else {
            Prefix { first: None, rest: (Style::default(), Clean::default()), columns: 0 }
        };
        self.prefixes.push(prefix);
    }

    pub fn pop_prefix(&mut self) {
        self.prefixes.pop();
    }

    /// Whether the innermost prefix still waits for its first line.
    pub fn prefix_waits(&self) -> bool {
        self.prefixes.last().is_some_and(|prefix| prefix.first.is_some())
    }

    /// Begins a line of `block`, `offset` into its text.
    pub fn begin(&mut self, block: u32, offset: usize) {
        self.open = Some(Anchor { block, offset: u32::try_from(offset).unwrap_or(AFTER).min(AFTER - 1) });
        self.column = 0;
        let parts: Vec<_> =
            self.prefixes.iter_mut().map(|prefix| prefix.first.take().unwrap_or_else(|| prefix.rest.clone())).collect();
        for (style, text) in parts {
            self.put(style, &text);
        }
    }

    /// Ends the line.
    pub fn end(&mut self) {
        let Some(at) = self.open.take() else { return };
        let number = match self.layout.lines.last() {
            Some(last) if last.at.block == at.block => last.number + 1,
            _ => 0,
        };
        let (text_end, span_end) = (narrow(self.layout.text.len()), narrow(self.layout.spans.len()));
        self.layout.lines.push(LineRecord { text_end, span_end, at, number });
    }

    /// Begins a line that belongs to no block of its own and stands after the text of the last one; of `block`
    /// where there is none yet.
    pub fn begin_after(&mut self, block: u32) {
        let block = self.layout.lines.last().map_or(block, |last| last.at.block);
        self.begin(block, 0);
        self.open = Some(Anchor { block, offset: AFTER });
    }

    /// An empty line after what was last written, with the bars of what it stands in.
    pub fn blank(&mut self) {
        if !self.layout.lines.is_empty() {
            self.begin_after(0);
            self.end();
        }
    }

    /// Puts text into the line.
    pub fn put(&mut self, style: impl Into<Style>, text: &Clean<'_>) {
        let columns = width(text);
        if self.column + columns <= self.max {
            self.column += columns;
            self.layout.text.push(text);
        } else {
            for g in graphemes(text) {
                let piece = if g.width <= self.max {
                    text.slice(g.start..g.start + g.text.len())
                } else {
                    Clean::line("\u{FFFD}")
                };
                let columns = width(&piece);
                if self.column + columns <= self.max {
                    self.column += columns;
                    self.layout.text.push(&piece);
                }
            }
        }
        self.close_span(style.into());
    }

    /// Puts spaces into the line, as many as fit.
    pub fn spaces(&mut self, count: usize) {
        let count = count.min(self.max - self.column.min(self.max));
        self.column += count;
        self.layout.text.push_spaces(count);
        self.close_span(Role::Text.into());
    }

    /// Puts `count` times a sign of one column into the line, as many as fit.
    pub fn repeat(&mut self, style: impl Into<Style>, sign: char, count: usize) {
        let count = count.min(self.max - self.column.min(self.max));
        self.put(style, &Clean::line(sign.to_string()).repeat(count));
    }

    fn close_span(&mut self, style: Style) {
        let end = narrow(self.layout.text.len());
        let lines = &self.layout.lines;
        let first = lines.last().map_or(0, |line| line.span_end as usize);
        let begun = lines.last().map_or(0, |line| line.text_end);
        let open = self.layout.spans.len() > first;
        match self.layout.spans.last_mut() {
            Some(last) if open && last.style == style => last.end = end,
            Some(last) if open && last.end == end => {}
            _ if !open && begun == end => {}
            _ => self.layout.spans.push(SpanRecord { end, style }),
        }
    }

    /// Puts text that is part of link `link` into the line.
    pub fn put_link(&mut self, style: impl Into<Style>, text: &Clean<'_>, link: u32) {
        let (line, start) = (self.next_line(), self.column);
        self.put(style, text);
        let end = self.column;
        match self.layout.links.last_mut() {
            Some(last) if last.link == link && last.line == line && last.end == start => last.end = end,
            _ if end > start => self.layout.links.push(LinkPlace { link, line, start, end }),
            _ => {}
        }
    }

    /// A new flow of text, whose fragments are found as one.
    pub fn flow(&mut self) -> u32 {
        self.flows += 1;
        self.flows
    }

    /// What is put from here on belongs to `flow`.
    pub fn begin_fragment(&mut self, flow: u32) {
        self.fragment = Some((flow, self.layout.text.len()));
    }

    /// The fragment ends here; `join` stands before the next one.
    pub fn end_fragment(&mut self, join: Join) {
        let Some((flow, start)) = self.fragment.take() else { return };
        let (line, end) = (narrow(self.next_line()), narrow(self.layout.text.len()));
        self.layout.fragments.push(Fragment { flow, line, start: narrow(start), end, join });
    }

    pub fn finish(mut self) -> Layout {
        self.end();
        // Cells of a row are written line by line; found text goes flow by flow.
        self.layout.fragments.sort_by_key(|fragment| fragment.flow);
        self.layout
    }
}

/// A layout's text is at most a few times the 2 MB that are parsed.
fn narrow(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
