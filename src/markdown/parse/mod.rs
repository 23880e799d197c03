//! Builds the tree from the events of pulldown-cmark, and holds it within bounds whatever the text is.
//!
//! Three caps, each said in place by a [`Kind::Notice`]: a text of more than [`MAX_BYTES`] is cut at a line;
//! nesting deeper than [`MAX_DEPTH`] is laid flat; columns of a table beyond [`MAX_COLUMNS`] are left out.
//! Ids and positions are given here; the tree is built on an explicit stack, so depth costs no call stack.
//!
//! - `leaf`: blocks without blocks in them; `text`: running text; `callout`: which quotations are callouts;
//!   `places`: lines and columns.

mod callout;
mod leaf;
mod places;
mod text;

use std::mem;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use self::callout::quote;
use self::leaf::is_comment;
use self::places::Places;
use self::text::TextBuilder;
use super::block::{Block, Cell, Document, Item, Kind, Link, List, Position, RunKind, Table};
use super::fence::Info;
use crate::text::slug::Slugs;
use crate::text::{Clean, clean};

/// The longest text that is read, in bytes.
pub const MAX_BYTES: usize = 2 << 20;
/// The deepest nesting of lists and quotations that is kept.
pub const MAX_DEPTH: usize = 32;
/// The most columns of a table that are kept.
pub const MAX_COLUMNS: usize = 64;

/// Parses `source`. Every text is a document: what is no Markdown is a paragraph.
pub fn parse(source: &str) -> Document {
    let source = source.strip_prefix('\u{FEFF}').unwrap_or(source);
    let kept = within(source, MAX_BYTES);
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS | Options::ENABLE_FOOTNOTES;
    let mut builder = Builder::new(kept);
    for (event, range) in Parser::new_ext(kept, options).into_offset_iter() {
        builder.event(event, range);
    }
    let mut document = builder.finish();
    if kept.len() < source.len() {
        let text = format!("The text is longer than {} MB and is cut here.", MAX_BYTES >> 20);
        let id = next_id(&document);
        let at = Places::new(kept).of(kept.len());
        document.blocks.push(Block { id, at, kind: Kind::Notice(Clean::line(text)) });
    }
    document.hidden = clean::hidden(kept);
    document
}

fn next_id(document: &Document) -> u32 {
    document.walk().last().map_or(0, |block| block.id + 1)
}

/// The longest beginning of `source` that has at most `max` bytes and ends with a line, if it has a line end.
fn within(source: &str, max: usize) -> &str {
    if source.len() <= max {
        return source;
    }
    let cut = (0..=max).rev().find(|&at| source.is_char_boundary(at)).unwrap_or(0);
    let head = source.get(..cut).unwrap_or_default();
    match head.rfind('\n') {
        Some(end) => head.get(..=end).unwrap_or(head),
        None => head,
    }
}

/// A container that is open.
struct Frame {
    what: Open,
    id: u32,
    at: Position,
    blocks: Vec<Block>,
}

enum Open {
    Document,
    Quote,
    Footnote(String),
    List { first: Option<u64>, items: Vec<Item>, loose: bool },
    Item { task: Option<bool> },
}

/// A table that is open.
struct OpenTable {
    id: u32,
    at: Position,
    table: Table,
    row: Vec<Cell>,
    columns: usize,
}

/// A code block that is open.
struct OpenCode {
    id: u32,
    at: Position,
    info: Info,
    source: String,
}

struct Builder<'a> {
    source: &'a str,
    places: Places<'a>,
    stack: Vec<Frame>,
    /// Lists and quotations that are open and kept.
    depth: usize,
    /// Containers that are open beyond the depth that is kept.
    beyond: usize,
    /// The notice about depth was given.
    told_depth: bool,
    ids: u32,
    code_number: u32,
    slugs: Slugs,
    links: Vec<Link>,
    text: Option<(u32, Position, TextBuilder)>,
    table: Option<OpenTable>,
    code: Option<OpenCode>,
    /// The HTML block that is open.
    html: Option<String>,
}

impl<'a> Builder<'a> {
    fn new(source: &'a str) -> Self {
        let root = Frame { what: Open::Document, id: 0, at: Position { line: 1, column: 1 }, blocks: Vec::new() };
        Builder {
            source,
            places: Places::new(source),
            stack: vec![root],
            depth: 0,
            beyond: 0,
            told_depth: false,
            ids: 0,
            code_number: 0,
            slugs: Slugs::default(),
            links: Vec::new(),
            text: None,
            table: None,
            code: None,
            html: None,
        }
    }

    fn id(&mut self) -> u32 {
        let id = self.ids;
        self.ids += 1;
        id
    }

    fn event(&mut self, event: Event<'a>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag, range),
            Event::Text(text) => match &mut self.code {
                Some(code) => code.source.push_str(&text),
                None => self.inline(&range).put(&text, RunKind::Plain),
            },
            Event::Code(text) | Event::InlineMath(text) | Event::DisplayMath(text) => {
                self.inline(&range).put(&text, RunKind::Code);
            }
            Event::Html(html) | Event::InlineHtml(html) => match &mut self.html {
                Some(block) => block.push_str(&html),
                None if is_comment(&html) => {}
                None => self.inline(&range).put(&html, RunKind::Code),
            },
            Event::FootnoteReference(label) => self.inline(&range).put(&format!("[{label}]"), RunKind::Plain),
            Event::SoftBreak => self.inline(&range).put(" ", RunKind::Plain),
            Event::HardBreak => self.inline(&range).line_break(),
            Event::Rule => {
                self.close_text();
                let (id, at) = (self.id(), self.places.of(range.start));
                self.put(Block { id, at, kind: Kind::Rule });
            }
            Event::TaskListMarker(done) => {
                if self.beyond == 0
                    && let Some(Frame { what: Open::Item { task }, .. }) = self.stack.last_mut()
                {
                    *task = Some(done);
                }
            }
        }
    }

    /// The text that inline events go to. In a tight list no paragraph is announced, so one begins here.
    fn inline(&mut self, range: &Range<usize>) -> &mut TextBuilder {
        if self.text.is_none() {
            let (id, at) = (self.id(), self.places.of(range.start));
            self.text = Some((id, at, TextBuilder::default()));
        }
        &mut self.text.get_or_insert_with(Default::default).2
    }

    fn start(&mut self, tag: Tag<'a>, range: Range<usize>) {
        match tag {
            Tag::Emphasis => self.inline(&range).emphasis += 1,
            Tag::Strong => self.inline(&range).strong += 1,
            Tag::Strikethrough => self.inline(&range).strike += 1,
            Tag::Superscript | Tag::Subscript => {}
            Tag::Link { dest_url, .. } => self.start_link(dest_url.into_string(), false, range),
            Tag::Image { dest_url, .. } => self.start_link(dest_url.into_string(), true, range),
            Tag::TableHead | Tag::TableRow => {}
            Tag::TableCell => {
                self.text = None;
                self.inline(&range);
            }
            Tag::Paragraph | Tag::Heading { .. } => {
                self.close_text();
                self.inline(&range);
            }
            Tag::HtmlBlock => {
                self.close_text();
                self.html = Some(String::new());
            }
            Tag::CodeBlock(kind) => {
                self.close_text();
                let raw = match &kind {
                    CodeBlockKind::Fenced(raw) => raw.as_ref(),
                    CodeBlockKind::Indented => "",
                };
                let (id, at) = (self.id(), self.places.of(range.start));
                self.code = Some(OpenCode { id, at, info: Info::parse(raw), source: String::new() });
            }
            Tag::Table(align) => self.start_table(&align, range),
            Tag::BlockQuote(_) => self.open(Open::Quote, range),
            Tag::List(first) => self.open(Open::List { first, items: Vec::new(), loose: false }, range),
            Tag::Item => self.open(Open::Item { task: None }, range),
            Tag::FootnoteDefinition(label) => self.open(Open::Footnote(label.into_string()), range),
            Tag::DefinitionList | Tag::DefinitionListTitle | Tag::DefinitionListDefinition | Tag::MetadataBlock(_) => {}
        }
    }

    fn end(&mut self, tag: TagEnd, range: Range<usize>) {
        match tag {
            TagEnd::Emphasis => self.inline(&range).emphasis -= 1,
            TagEnd::Strong => self.inline(&range).strong -= 1,
            TagEnd::Strikethrough => self.inline(&range).strike -= 1,
            TagEnd::Superscript | TagEnd::Subscript => {}
            TagEnd::Link | TagEnd::Image => self.end_link(range),
            TagEnd::Paragraph => {
                if self.beyond == 0
                    && let [.., Frame { what: Open::List { loose, .. }, .. }, Frame { what: Open::Item { .. }, .. }] =
                        self.stack.as_mut_slice()
                {
                    *loose = true;
                }
                self.close_text();
            }
            TagEnd::Heading(level) => self.end_heading(level as u8),
            TagEnd::HtmlBlock => self.end_html(range),
            TagEnd::CodeBlock => self.end_code(),
            TagEnd::TableCell => self.end_cell(range),
            TagEnd::TableHead => {
                if let Some(table) = &mut self.table {
                    table.table.header = mem::take(&mut table.row);
                }
            }
            TagEnd::TableRow => {
                if let Some(table) = &mut self.table {
                    let row = mem::take(&mut table.row);
                    table.table.rows.push(row);
                }
            }
            TagEnd::Table => self.end_table(),
            TagEnd::BlockQuote(_) | TagEnd::List(_) | TagEnd::Item | TagEnd::FootnoteDefinition => self.close(),
            TagEnd::DefinitionList
            | TagEnd::DefinitionListTitle
            | TagEnd::DefinitionListDefinition
            | TagEnd::MetadataBlock(_) => {}
        }
    }

    // Containers.

    fn open(&mut self, what: Open, range: Range<usize>) {
        self.close_text();
        // A list and its items are one level to a reader, two frames here.
        let is_item = matches!(what, Open::Item { .. });
        if self.beyond > 0 || (self.depth >= MAX_DEPTH && !is_item) {
            self.beyond += 1;
            if !mem::replace(&mut self.told_depth, true) {
                let at = self.places.of(range.start);
                let text = format!(
                    "Lists and quotations nest deeper than {MAX_DEPTH} levels here; what is deeper is shown flat."
                );
                self.notice(at, text);
            }
            return;
        }
        self.depth += usize::from(!is_item);
        let (id, at) = (self.id(), self.places.of(range.start));
        self.stack.push(Frame { what, id, at, blocks: Vec::new() });
    }

    fn close(&mut self) {
        self.close_text();
        if self.beyond > 0 {
            self.beyond -= 1;
            return;
        }
        if self.stack.len() < 2 {
            return;
        }
        let Some(Frame { what, id, at, blocks }) = self.stack.pop() else { return };
        self.depth -= usize::from(!matches!(what, Open::Item { .. }));
        let kind = match what {
            Open::Document => return,
            Open::Quote => quote(blocks),
            Open::Footnote(label) => Kind::Footnote { label: Clean::line(label), blocks },
            Open::List { first, items, loose } => Kind::List(List { first, tight: !loose, items }),
            Open::Item { task } => {
                if let Some(Frame { what: Open::List { items, .. }, .. }) = self.stack.last_mut() {
                    items.push(Item { task, blocks });
                }
                return;
            }
        };
        self.put(Block { id, at, kind });
    }

    fn put(&mut self, block: Block) {
        match self.stack.last_mut() {
            // Only items stand in a list; a stray block still belongs to the reader.
            Some(Frame { what: Open::List { items, .. }, .. }) => items.push(Item { task: None, blocks: vec![block] }),
            Some(frame) => frame.blocks.push(block),
            None => {}
        }
    }

    fn notice(&mut self, at: Position, text: String) {
        let id = self.id();
        self.put(Block { id, at, kind: Kind::Notice(Clean::line(text)) });
    }

    fn finish(mut self) -> Document {
        self.close_text();
        self.beyond = 0;
        while self.stack.len() > 1 {
            self.close();
        }
        let blocks = self.stack.pop().map(|frame| frame.blocks).unwrap_or_default();
        Document { blocks, links: self.links, hidden: 0 }
    }
}

#[cfg(test)]
pub(crate) mod tests;
