//! The text of a document in passages, for a search index: one for what stands under each heading.

use super::block::{Block, Document, Kind};
use crate::text::Clean;

/// What stands under one heading, up to the next.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Passage {
    /// The headings that it stands under, outermost first, its own last; the document's title is not among them
    /// unless the passage stands right under it.
    pub path: Vec<Clean<'static>>,
    /// The anchor of its heading; empty before the first.
    pub anchor: String,
    /// The block of its heading, or its first block.
    pub block: u32,
    /// Its text in order.
    pub parts: Vec<Part>,
}

/// A block's text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// What kind of text it is.
    pub kind: PartKind,
    /// The block that it comes from.
    pub block: u32,
    /// The text; lines of code end with `\n`, cells of a row are separated by ` | `.
    pub text: Clean<'static>,
}

/// What kind of text a part is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PartKind {
    /// Sentences.
    Prose,
    /// Code, sessions and diagrams.
    Code,
    /// What programs print.
    Output,
    /// A row of a table.
    Row,
}

impl Passage {
    /// Its text in one, parts separated by line ends.
    pub fn text(&self) -> Clean<'static> {
        let mut out = Clean::default();
        for part in &self.parts {
            out.push(&part.text);
            if !part.text.ends_with('\n') {
                out.push_newline();
            }
        }
        out
    }
}

/// The passages of `document` in order. A heading without text below it has one without parts.
pub fn passages(document: &Document) -> Vec<Passage> {
    let mut passages: Vec<Passage> = Vec::new();
    // The headings that are open: level and title.
    let mut path: Vec<(u8, Clean<'static>)> = Vec::new();
    for block in document.walk() {
        if let Kind::Heading { level, text, anchor } = &block.kind {
            // The title of the document is above everything; repeating it in each path would say nothing.
            path.retain(|&(open, _)| open < *level && open > 1);
            path.push((*level, text.text.clone()));
            let path = path.iter().map(|(_, title)| title.clone()).collect();
            passages.push(Passage { path, anchor: anchor.clone(), block: block.id, parts: Vec::new() });
            continue;
        }
        if passages.is_empty() {
            passages.push(Passage { block: block.id, ..Passage::default() });
        }
        if let Some(passage) = passages.last_mut() {
            add(&mut passage.parts, block);
        }
    }
    passages
}

fn add(parts: &mut Vec<Part>, block: &Block) {
    let mut put = |kind, text: Clean<'static>| {
        if !text.is_empty() {
            parts.push(Part { kind, block: block.id, text });
        }
    };
    match &block.kind {
        Kind::Paragraph(text) => put(PartKind::Prose, text.text.clone()),
        Kind::Callout { label, .. } => put(PartKind::Prose, label.clone()),
        Kind::Code(code) => {
            let kind = if code.is_output() { PartKind::Output } else { PartKind::Code };
            put(kind, Clean::code(code.source.clone()));
        }
        Kind::Table(table) => {
            for row in std::iter::once(&table.header).chain(&table.rows) {
                let mut text = Clean::default();
                for (index, cell) in row.iter().enumerate() {
                    if index > 0 {
                        text.push(&Clean::line(" | "));
                    }
                    text.push(&cell.text.text);
                }
                put(PartKind::Row, text);
            }
        }
        // What they hold comes by itself.
        Kind::Heading { .. } | Kind::List(_) | Kind::Quote(_) | Kind::Footnote { .. } => {}
        Kind::Rule | Kind::Notice(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::markdown::parse;

    #[test]
    fn passages_follow_the_headings() {
        let source = "before\n\n# T\n\nintro\n\n## A\n\n- one\n  - `two`\n\n### B\n\n```go\nx\t:= 1\n```\n```output\n1\n```\n\n## C\n\n| h | i |\n|---|---|\n| a | **b** |\n\n> **Trap.** Mind.\n";
        let document = parse(source);
        let passages = passages(&document);
        let paths: Vec<_> = passages.iter().map(|p| (p.path.join("/"), p.anchor.as_str())).collect();
        let expected = [("", ""), ("T", "t"), ("A", "a"), ("A/B", "b"), ("C", "c")];
        assert_eq!(paths, expected.map(|(path, anchor)| (path.to_owned(), anchor)));
        let parts =
            |index: usize| passages[index].parts.iter().map(|part| (part.kind, part.text.as_str())).collect::<Vec<_>>();
        assert_eq!(parts(1), [(PartKind::Prose, "intro")]);
        assert_eq!(parts(2), [(PartKind::Prose, "one"), (PartKind::Prose, "two")]);
        assert_eq!(parts(3), [(PartKind::Code, "x   := 1\n"), (PartKind::Output, "1\n")]);
        assert_eq!(
            parts(4),
            [(PartKind::Row, "h | i"), (PartKind::Row, "a | b"), (PartKind::Prose, "Trap"), (PartKind::Prose, "Mind.")]
        );
        assert_eq!(passages[2].text(), "one\ntwo\n");
        assert_eq!(document.heading("b"), Some(passages[3].block));
        assert!(passages.windows(2).all(|pair| pair[0].block < pair[1].block));
    }
}
