//! The tree of blocks that a document is. What it can be asked stands in [`super::query`].
//!
//! Prose in the tree is already [`Clean`]; the source of code blocks and cells and the targets of links are as
//! written, for those who copy, run, compare or open them. Every block has a number (`id`, in reading order,
//! parents before children) that layouts and bookmarks refer to, and the place in the source where it begins.

use super::fence::{Fence, Go, Info};
use super::style::Mods;
use crate::text::Clean;
use crate::text::width::Align;

/// A parsed document.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// The blocks at the top level, in order.
    pub blocks: Vec<Block>,
    /// Every link, in order; runs of text refer to them by index.
    pub links: Vec<Link>,
    /// Characters in the source that would hide or reorder text (see [`crate::text::clean::hidden`]).
    pub hidden: usize,
}

/// One block.
#[derive(Clone, Debug)]
pub struct Block {
    /// Its number in reading order, from 0; a block's children follow it.
    pub id: u32,
    /// Where it begins in the source.
    pub at: Position,
    /// What it is.
    pub kind: Kind,
}

/// A place in a source text: line and column from 1, columns counted in characters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// From 1.
    pub line: u32,
    /// From 1.
    pub column: u32,
}

/// What a block is.
#[derive(Clone, Debug)]
pub enum Kind {
    /// A heading.
    Heading {
        /// 1 to 6.
        level: u8,
        /// What it says.
        text: Text,
        /// Its anchor, as GitHub makes it, different from all others of the document.
        anchor: String,
    },
    /// A paragraph.
    Paragraph(Text),
    /// A list.
    List(List),
    /// A table.
    Table(Table),
    /// A code block.
    Code(Code),
    /// A quotation.
    Quote(Vec<Block>),
    /// A quotation that begins with a bold **Machine.**, **Trap.**, **Interview.** or **Since 1.N.**
    Callout {
        /// Which.
        kind: Callout,
        /// What it begins with, without the stop: `Since 1.23`.
        label: Clean<'static>,
        /// What it says, without the label.
        blocks: Vec<Block>,
    },
    /// A footnote.
    Footnote {
        /// Its name in the text.
        label: Clean<'static>,
        /// What it says.
        blocks: Vec<Block>,
    },
    /// A thematic break.
    Rule,
    /// What the parser has to say in this place, about text that it left out.
    Notice(Clean<'static>),
}

/// What a callout is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Callout {
    /// What the machine, the compiler or the runtime does.
    Machine,
    /// A trap, and why it is one.
    Trap,
    /// A question asked in interviews.
    Interview,
    /// What a version of Go brought.
    Since,
}

/// A list.
#[derive(Clone, Debug, Default)]
pub struct List {
    /// The number of the first item; none for a list with bullets.
    pub first: Option<u64>,
    /// No blank line stands between its items.
    pub tight: bool,
    /// The items.
    pub items: Vec<Item>,
}

/// An item of a list.
#[derive(Clone, Debug, Default)]
pub struct Item {
    /// Of a task list: whether it is done.
    pub task: Option<bool>,
    /// What it holds.
    pub blocks: Vec<Block>,
}

/// A table.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// Per column.
    pub align: Vec<Align>,
    /// The first row.
    pub header: Vec<Cell>,
    /// The other rows; each as long as the header.
    pub rows: Vec<Vec<Cell>>,
}

/// A cell of a table.
#[derive(Clone, Debug, Default)]
pub struct Cell {
    /// What it says.
    pub text: Text,
    /// Its Markdown source, without the bars and the spaces around it.
    pub source: String,
}

impl Table {
    /// The cell in the row whose first cell has the Markdown source `row`, under the header cell whose source
    /// is `column`.
    pub fn cell(&self, row: &str, column: &str) -> Option<&Cell> {
        let at = self.header.iter().position(|cell| cell.source == column.trim())?;
        let row = self.rows.iter().find(|cells| cells.first().is_some_and(|cell| cell.source == row.trim()))?;
        row.get(at)
    }
}

/// A code block.
#[derive(Clone, Debug)]
pub struct Code {
    /// Its number among the code blocks of the document, from 1; output blocks have none.
    pub number: Option<u32>,
    /// What its fence says.
    pub info: Info,
    /// The source exactly as written, with its last line end.
    pub source: String,
    /// Of an output block: what the block before it is, whose output this is.
    pub output_of: Option<Fence>,
}

impl Code {
    /// What it promises, if it is Go.
    pub fn go(&self) -> Option<Go> {
        match self.info.fence {
            Fence::Go(kind) => Some(kind),
            Fence::Output(_) | Fence::Console { .. } | Fence::Text | Fence::Other => None,
        }
    }

    /// Whether it is the output of the block before it.
    pub fn is_output(&self) -> bool {
        matches!(self.info.fence, Fence::Output(_))
    }
}

/// Running text: one string, and what its parts are. A `\n` in it is a line break that the author asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    /// All of it.
    pub text: Clean<'static>,
    /// Its parts in order; together they cover it.
    pub runs: Vec<Run>,
}

/// A part of a running text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// Where it ends in the text, in bytes; it begins where the one before ends.
    pub end: usize,
    /// What it is.
    pub kind: RunKind,
    /// The emphasis on it.
    pub mods: Mods,
    /// The link that it is part of: an index into [`Document::links`].
    pub link: Option<u32>,
}

/// What a part of a running text is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RunKind {
    /// Words.
    Plain,
    /// Code.
    Code,
    /// The alternative text of an image.
    Image,
}

/// A link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Where it leads, as written (entities and escapes decoded).
    pub href: String,
    /// The text that carries it.
    pub text: Clean<'static>,
    /// Where it stands in the source.
    pub at: Position,
    /// It belongs to an image.
    pub image: bool,
}

/// Where a link leads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target<'a> {
    /// A heading of the same document (without the `#`).
    Heading(&'a str),
    /// Another file, by its path relative to this one, and a heading in it.
    File {
        /// As written.
        path: &'a str,
        /// Without the `#`.
        anchor: Option<&'a str>,
    },
    /// A page or an address: `http`, `https` or `mailto`.
    Web(&'a str),
    /// Any other scheme; not to be opened.
    Other(&'a str),
}

impl Link {
    /// Where it leads.
    pub fn target(&self) -> Target<'_> {
        let href = self.href.as_str();
        if let Some(anchor) = href.strip_prefix('#') {
            return Target::Heading(anchor);
        }
        let lower = href.get(..8).unwrap_or(href).to_ascii_lowercase();
        if ["http://", "https://", "mailto:"].iter().any(|scheme| lower.starts_with(scheme)) {
            return Target::Web(href);
        }
        let has_scheme = href.split_once(':').is_some_and(|(scheme, _)| {
            scheme.starts_with(|c: char| c.is_ascii_alphabetic())
                && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
        });
        if has_scheme || href.starts_with("//") {
            return Target::Other(href);
        }
        match href.split_once('#') {
            Some((path, anchor)) => Target::File { path, anchor: Some(anchor) },
            None => Target::File { path: href, anchor: None },
        }
    }
}
