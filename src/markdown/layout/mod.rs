//! A document at a width: lines of styled spans, and where everything stands in them.
//!
//! A [`Layout`] is one text, one list of spans and one list of lines, so a lesson costs a handful of
//! allocations and drawing a screenful copies slices. No line is wider than asked, for any text: every span goes
//! through the `writer`, which measures by grapheme and lets nothing past the edge.
//!
//! Where a reader stands is an [`Anchor`]: a block and how far into its text. The block's number and the
//! offset do not depend on the width, so the place survives a resize.
//!
//! - `writer`: puts lines together, with hanging prefixes;
//! - `blocks`: walks the tree; `code`: code, sessions and outputs; `table`: tables.

mod blocks;
mod code;
mod table;
mod writer;

use std::ops::Range;

use super::block::Document;
use super::style::{Glyphs, Style};
use super::wrap::Join;
use crate::text::Clean;

/// The widest that text is set: longer lines are hard to read, whatever the window.
pub const MEASURE: usize = 78;

/// How to lay out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Columns to use at most; of them [`MEASURE`] are used at most.
    pub width: usize,
    /// What our own signs are made of.
    pub glyphs: Glyphs,
    /// Hide the section `## Key points` behind one line, for recall from a blank page.
    pub fold_key_points: bool,
    /// Number the lines of Go code.
    pub line_numbers: bool,
    /// Say above a block of code what it is.
    pub captions: bool,
    /// Leave out the heading of level 1 that the document begins with.
    pub skip_title: bool,
    /// Show with signs what colour would show: `##` before headings, backticks around code. For a pipe.
    pub marks: bool,
}

impl Options {
    /// The usual: everything shown, lines numbered.
    pub fn new(width: usize) -> Options {
        Options {
            width,
            glyphs: Glyphs::Unicode,
            fold_key_points: false,
            line_numbers: true,
            captions: true,
            skip_title: false,
            marks: false,
        }
    }

    /// For a pipe: marks in place of colours, no line numbers.
    pub fn plain(width: usize) -> Options {
        Options { line_numbers: false, marks: true, ..Options::new(width) }
    }
}

/// A place in a document that survives a change of width.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Anchor {
    /// The block's id.
    pub block: u32,
    /// How far into the block: for text the byte where the line begins. Only comparable within the block.
    pub offset: u32,
}

/// A laid out document.
#[derive(Clone, Debug, Default)]
pub struct Layout {
    width: usize,
    text: Clean<'static>,
    spans: Vec<SpanRecord>,
    lines: Vec<LineRecord>,
    fragments: Vec<Fragment>,
    links: Vec<LinkPlace>,
    headings: Vec<HeadingPlace>,
    codes: Vec<CodePlace>,
    folded: Option<usize>,
}

#[derive(Clone, Copy, Debug)]
struct SpanRecord {
    /// Where it ends in the layout's text.
    end: u32,
    style: Style,
}

#[derive(Clone, Copy, Debug)]
struct LineRecord {
    /// Where it ends in the layout's text, and among the spans.
    text_end: u32,
    span_end: u32,
    at: Anchor,
    /// Its number in its block.
    number: u32,
}

/// A piece of a flow of text (a paragraph, a cell, a code block) as it stands in one line, for finding phrases
/// that are broken over lines.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fragment {
    /// The flow; fragments of one flow are in order.
    pub flow: u32,
    pub line: u32,
    /// Where it stands in the layout's text.
    pub start: u32,
    pub end: u32,
    /// What stood between it and the next fragment of its flow.
    pub join: Join,
}

/// A line.
#[derive(Clone, Copy, Debug)]
pub struct Line<'a> {
    layout: &'a Layout,
    record: LineRecord,
    text_start: usize,
    span_start: usize,
}

/// A part of a line with one style.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span<'a> {
    /// What it means.
    pub style: Style,
    /// What it says.
    pub text: Clean<'a>,
}

/// Where a link, or the part of it that is in one line, stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LinkPlace {
    /// Index into [`Document::links`].
    pub link: u32,
    /// The line.
    pub line: usize,
    /// The first column.
    pub start: usize,
    /// The column after the last.
    pub end: usize,
}

/// A heading, for the outline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeadingPlace {
    /// 1 to 6.
    pub level: u8,
    /// What it says.
    pub title: Clean<'static>,
    /// Its anchor.
    pub anchor: String,
    /// Its block.
    pub block: u32,
    /// The line that it begins at; where it is hidden, the line that stands for it.
    pub line: usize,
}

/// A code block that has a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodePlace {
    /// Its number.
    pub number: u32,
    /// Its block.
    pub block: u32,
    /// Its first line (the caption, if it has one).
    pub start: usize,
    /// The line after its last.
    pub end: usize,
}

/// Lays `document` out.
pub fn layout(document: &Document, options: &Options) -> Layout {
    blocks::run(document, options)
}

/// What a window of so many `lines` shows of `document` with the place `from` on top, and little more: for the first frame,
/// which does not wait for the rest. None where that is no less than all of it.
pub fn layout_window(document: &Document, options: &Options, from: Anchor, lines: usize) -> Option<Layout> {
    blocks::run_window(document, options, from, lines)
}

/// `document` as text for a pipe: no styles, no trailing spaces, ends with a line end unless it is empty.
pub fn to_text(document: &Document, options: &Options) -> Clean<'static> {
    layout(document, options).to_text()
}

impl Layout {
    /// The width that it was made for.
    pub fn width(&self) -> usize {
        self.width
    }

    /// How many lines it has.
    pub fn len(&self) -> usize {
        self.lines.len()
    }

    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// Line `index`, from 0.
    pub fn line(&self, index: usize) -> Option<Line<'_>> {
        let record = *self.lines.get(index)?;
        let before = index.checked_sub(1).and_then(|before| self.lines.get(before));
        let (text_start, span_start) =
            before.map_or((0, 0), |before| (before.text_end as usize, before.span_end as usize));
        Some(Line { layout: self, record, text_start, span_start })
    }

    /// The lines of a range, as many of them as there are.
    pub fn lines(&self, range: Range<usize>) -> impl Iterator<Item = Line<'_>> {
        (range.start..range.end.min(self.len())).filter_map(|index| self.line(index))
    }

    /// The place at which line `index` begins; of the last line where there are fewer.
    pub fn anchor_of(&self, index: usize) -> Anchor {
        self.lines.get(index).or(self.lines.last()).map_or(Anchor::default(), |line| line.at)
    }

    /// The line in which a place stands: in its block the last that begins at or before it. Where the block is
    /// hidden or gone, the line that stands for it or follows.
    pub fn line_of(&self, anchor: Anchor) -> usize {
        let after = self.lines.partition_point(|line| line.at <= anchor);
        let Some(before) = after.checked_sub(1) else { return 0 };
        if let Some(folded) = self.folded.filter(|&folded| before == folded || before == folded + 1) {
            return folded;
        }
        let in_block = self.lines.get(before).is_some_and(|line| line.at.block == anchor.block);
        if in_block || after == self.lines.len() { before } else { after }
    }

    /// The first line of a block or of what it holds; none past the last block.
    pub fn first_line(&self, block: u32) -> Option<usize> {
        let first = self.lines.partition_point(|line| line.at.block < block);
        (first < self.lines.len()).then_some(first)
    }

    /// The line of the heading with this anchor.
    pub fn heading_line(&self, anchor: &str) -> Option<usize> {
        self.headings.iter().find(|heading| heading.anchor == anchor).map(|heading| heading.line)
    }

    /// The headings in order.
    pub fn headings(&self) -> &[HeadingPlace] {
        &self.headings
    }

    /// The heading under which line `index` stands.
    pub fn heading_at(&self, index: usize) -> Option<&HeadingPlace> {
        let after = self.headings.partition_point(|heading| heading.line <= index);
        self.headings.get(after.checked_sub(1)?)
    }

    /// The links, or their parts, in the order of lines.
    pub fn links(&self) -> &[LinkPlace] {
        &self.links
    }

    /// The numbered code blocks in order.
    pub fn codes(&self) -> &[CodePlace] {
        &self.codes
    }

    /// The line that stands for the folded key points, if they are folded.
    pub fn folded(&self) -> Option<usize> {
        self.folded
    }

    /// All lines as text, without the spaces at their ends.
    pub fn to_text(&self) -> Clean<'static> {
        let mut out = Clean::default();
        for line in self.lines(0..self.len()) {
            let text = line.text();
            let kept = text.trim_end_matches(' ').len();
            out.push(&text.slice(0..kept));
            out.push_newline();
        }
        out
    }

    pub(super) fn fragments(&self) -> &[Fragment] {
        &self.fragments
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    pub(super) fn line_start(&self, index: usize) -> usize {
        self.line(index).map_or(0, |line| line.text_start)
    }
}

impl<'a> Line<'a> {
    /// What it says, all spans together.
    pub fn text(&self) -> Clean<'a> {
        self.layout.text.slice(self.text_start..self.record.text_end as usize)
    }

    /// Its spans in order.
    pub fn spans(&self) -> impl Iterator<Item = Span<'a>> + use<'a> {
        let layout = self.layout;
        let mut start = self.text_start;
        let spans = layout.spans.get(self.span_start..self.record.span_end as usize).unwrap_or_default();
        spans.iter().map(move |span| {
            let text = layout.text.slice(start..span.end as usize);
            start = span.end as usize;
            Span { style: span.style, text }
        })
    }

    /// The block that it belongs to.
    pub fn block(&self) -> u32 {
        self.record.at.block
    }

    /// Its number in its block, from 0.
    pub fn number(&self) -> u32 {
        self.record.number
    }

    /// The place at which it begins.
    pub fn anchor(&self) -> Anchor {
        self.record.at
    }
}

#[cfg(test)]
mod tests;
