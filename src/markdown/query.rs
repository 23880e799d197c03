//! What a document can be asked: its outline, its code blocks, its tables, and every block in turn.

use super::block::{Block, Code, Document, Item, Kind, Position, Table};
use crate::text::Clean;

/// A heading of the outline.
#[derive(Clone, Copy, Debug)]
pub struct Heading<'a> {
    /// 1 to 6.
    pub level: u8,
    /// What it says.
    pub title: &'a Clean<'static>,
    /// Its anchor.
    pub anchor: &'a str,
    /// Its block.
    pub block: u32,
    /// Where it stands in the source.
    pub at: Position,
}

/// A code block and where it stands.
#[derive(Clone, Copy, Debug)]
pub struct CodeBlock<'a> {
    /// Its number, from 1.
    pub number: u32,
    /// The block.
    pub code: &'a Code,
    /// What it prints, if that is shown below it.
    pub output: Option<&'a Code>,
    /// The anchor of the heading above it.
    pub anchor: Option<&'a str>,
    /// Its block.
    pub block: u32,
    /// Where its fence stands in the source.
    pub at: Position,
}

impl Document {
    /// Every block in reading order, parents before their children.
    pub fn walk(&self) -> Walk<'_> {
        Walk { stack: vec![Level::Blocks(self.blocks.iter())] }
    }

    /// The headings in order.
    pub fn outline(&self) -> impl Iterator<Item = Heading<'_>> {
        self.walk().filter_map(|block| match &block.kind {
            Kind::Heading { level, text, anchor } => {
                Some(Heading { level: *level, title: &text.text, anchor, block: block.id, at: block.at })
            }
            _ => None,
        })
    }

    /// The block of the heading with this anchor.
    pub fn heading(&self, anchor: &str) -> Option<u32> {
        self.outline().find(|heading| heading.anchor == anchor).map(|heading| heading.block)
    }

    /// What the first heading of level 1 says.
    pub fn title(&self) -> Option<&Clean<'static>> {
        self.outline().find(|heading| heading.level == 1).map(|heading| heading.title)
    }

    /// The code blocks in order, outputs with the block that they belong to.
    pub fn code_blocks(&self) -> Vec<CodeBlock<'_>> {
        let mut found: Vec<CodeBlock<'_>> = Vec::new();
        let mut heading = None;
        for block in self.walk() {
            match &block.kind {
                Kind::Heading { anchor, .. } => heading = Some(anchor.as_str()),
                Kind::Code(code) => match (code.number, found.last_mut()) {
                    (Some(number), _) => found.push(CodeBlock {
                        number,
                        code,
                        output: None,
                        anchor: heading,
                        block: block.id,
                        at: block.at,
                    }),
                    (None, Some(last)) if code.output_of.is_some() => last.output = Some(code),
                    (None, _) => {}
                },
                _ => {}
            }
        }
        found
    }

    /// The tables in order, each with the anchor of the heading above it.
    pub fn tables(&self) -> Vec<(Option<&str>, &Table)> {
        let mut found = Vec::new();
        let mut heading = None;
        for block in self.walk() {
            match &block.kind {
                Kind::Heading { anchor, .. } => heading = Some(anchor.as_str()),
                Kind::Table(table) => found.push((heading, table)),
                _ => {}
            }
        }
        found
    }
}

/// See [`Document::walk`].
#[derive(Debug)]
pub struct Walk<'a> {
    stack: Vec<Level<'a>>,
}

#[derive(Debug)]
enum Level<'a> {
    Blocks(std::slice::Iter<'a, Block>),
    Items(std::slice::Iter<'a, Item>),
}

impl<'a> Iterator for Walk<'a> {
    type Item = &'a Block;

    fn next(&mut self) -> Option<&'a Block> {
        loop {
            match self.stack.last_mut()? {
                Level::Blocks(blocks) => {
                    let Some(block) = blocks.next() else {
                        self.stack.pop();
                        continue;
                    };
                    match &block.kind {
                        Kind::List(list) => self.stack.push(Level::Items(list.items.iter())),
                        Kind::Quote(blocks) | Kind::Callout { blocks, .. } | Kind::Footnote { blocks, .. } => {
                            self.stack.push(Level::Blocks(blocks.iter()));
                        }
                        Kind::Heading { .. }
                        | Kind::Paragraph(_)
                        | Kind::Table(_)
                        | Kind::Code(_)
                        | Kind::Rule
                        | Kind::Notice(_) => {}
                    }
                    return Some(block);
                }
                Level::Items(items) => match items.next() {
                    Some(item) => self.stack.push(Level::Blocks(item.blocks.iter())),
                    None => {
                        self.stack.pop();
                    }
                },
            }
        }
    }
}
