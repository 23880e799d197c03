//! The blocks that hold no blocks: paragraphs, headings, code, tables, HTML; and links, which close like them.

use std::ops::Range;

use pulldown_cmark::Alignment;

use super::places::number;
use super::{Builder, MAX_COLUMNS, OpenCode, OpenTable};
use crate::markdown::block::{Block, Cell, Code, Kind, Link, RunKind, Table};
use crate::markdown::fence::Fence;
use crate::text::Clean;
use crate::text::width::Align;

impl Builder<'_> {
    pub(super) fn close_text(&mut self) {
        if let Some((id, at, text)) = self.text.take() {
            let text = text.finish();
            if !text.text.is_empty() {
                self.put(Block { id, at, kind: Kind::Paragraph(text) });
            }
        }
    }

    pub(super) fn end_heading(&mut self, level: u8) {
        let Some((id, at, text)) = self.text.take() else { return };
        let text = text.finish();
        let anchor = self.slugs.next(&text.text);
        self.put(Block { id, at, kind: Kind::Heading { level, text, anchor } });
    }

    /// HTML is not interpreted: comments are left out, as on GitHub, all else is shown as it was written.
    pub(super) fn end_html(&mut self, range: Range<usize>) {
        let html = self.html.take().unwrap_or_default();
        if !is_comment(&html) {
            let text = self.inline(&range);
            for line in html.trim_end().lines() {
                text.put(line, RunKind::Code);
                text.line_break();
            }
        }
        self.close_text();
    }

    pub(super) fn end_code(&mut self) {
        let Some(OpenCode { id, at, info, source }) = self.code.take() else { return };
        let before = self.stack.last().and_then(|frame| frame.blocks.last());
        let (mut number, mut output_of) = (None, None);
        if let Fence::Output(_) = info.fence {
            output_of = match before.map(|block| &block.kind) {
                Some(Kind::Code(code)) => Some(code.output_of.unwrap_or(code.info.fence)),
                _ => None,
            };
        } else {
            self.code_number += 1;
            number = Some(self.code_number);
        }
        self.put(Block { id, at, kind: Kind::Code(Code { number, info, source, output_of }) });
    }

    pub(super) fn start_link(&mut self, href: String, image: bool, range: Range<usize>) {
        let at = self.places.of(range.start);
        let index = number(self.links.len());
        self.links.push(Link { href, text: Clean::default(), at, image });
        self.inline(&range).open_link(index, image);
    }

    pub(super) fn end_link(&mut self, range: Range<usize>) {
        let text = self.inline(&range);
        let Some((index, label)) = text.close_link() else { return };
        if let Some(link) = self.links.get_mut(index as usize) {
            link.text = Clean::line(label);
        }
    }

    pub(super) fn start_table(&mut self, align: &[Alignment], range: Range<usize>) {
        self.close_text();
        let (id, at) = (self.id(), self.places.of(range.start));
        let columns = align.len();
        let align = align.iter().take(MAX_COLUMNS).map(|align| match align {
            Alignment::None | Alignment::Left => Align::Left,
            Alignment::Center => Align::Center,
            Alignment::Right => Align::Right,
        });
        let table = Table { align: align.collect(), ..Table::default() };
        self.table = Some(OpenTable { id, at, table, row: Vec::new(), columns });
    }

    pub(super) fn end_cell(&mut self, range: Range<usize>) {
        let text = self.text.take().map(|(_, _, text)| text.finish()).unwrap_or_default();
        let source = self.source.get(range).unwrap_or_default().trim();
        let source = source.strip_prefix('|').unwrap_or(source);
        let source = match source.strip_suffix('|') {
            Some(inner) if !inner.ends_with('\\') => inner,
            _ => source,
        };
        if let Some(table) = &mut self.table
            && table.row.len() < MAX_COLUMNS
        {
            table.row.push(Cell { text, source: source.trim().to_owned() });
        }
    }

    pub(super) fn end_table(&mut self) {
        let Some(OpenTable { id, at, mut table, columns, .. }) = self.table.take() else { return };
        let width = table.align.len();
        table.header.resize_with(width, Cell::default);
        for row in &mut table.rows {
            row.resize_with(width, Cell::default);
        }
        self.put(Block { id, at, kind: Kind::Table(table) });
        if columns > MAX_COLUMNS {
            let left = columns - MAX_COLUMNS;
            self.notice(at, format!("This table has {columns} columns; the last {left} are left out."));
        }
    }
}

pub(super) fn is_comment(html: &str) -> bool {
    let html = html.trim();
    html.starts_with("<!--") && html.ends_with("-->")
}
