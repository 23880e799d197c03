//! Running text from inline events, with its emphasis, code and links.

use crate::markdown::block::{Run, RunKind, Text};
use crate::markdown::style::Mods;
use crate::text::Clean;

/// Collects running text. Pieces are cleaned only when all of a run is there: a parser's events may end between
/// a character and its accent.
#[derive(Default)]
pub(super) struct TextBuilder {
    pieces: Vec<(String, Piece)>,
    pub emphasis: i32,
    pub strong: i32,
    pub strike: i32,
    /// Links and images that are open.
    links: Vec<OpenLink>,
    /// How many of them are images.
    images: usize,
    /// The one that is no image.
    link: Option<u32>,
    /// The next text begins a piece of its own.
    fresh: bool,
}

#[derive(Clone, Copy)]
struct OpenLink {
    index: u32,
    image: bool,
    /// The piece that its text begins with.
    begins: usize,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Piece {
    Run(RunKind, Mods, Option<u32>),
    Break,
}

impl TextBuilder {
    pub fn put(&mut self, text: &str, kind: RunKind) {
        self.push(text, if self.images > 0 { RunKind::Image } else { kind });
    }

    fn push(&mut self, text: &str, kind: RunKind) {
        let mut mods = Mods::NONE;
        for (depth, one) in [(self.emphasis, Mods::EMPHASIS), (self.strong, Mods::STRONG), (self.strike, Mods::STRIKE)]
        {
            if depth > 0 {
                mods = mods.with(one);
            }
        }
        // Links hold no links; an image in a link belongs to the link, other images lead to themselves.
        let link = self.link.or(self.links.first().map(|open| open.index));
        let piece = Piece::Run(kind, mods, link);
        match self.pieces.last_mut() {
            Some((last, same)) if *same == piece && !self.fresh => last.push_str(text),
            _ => self.pieces.push((text.to_owned(), piece)),
        }
        self.fresh = false;
    }

    pub fn open_link(&mut self, index: u32, image: bool) {
        self.links.push(OpenLink { index, image, begins: self.pieces.len() });
        if image {
            self.images += 1;
        } else {
            self.link = Some(index);
        }
        self.fresh = true;
    }

    /// Index and text of the link that closes. An image without a text is called one.
    pub fn close_link(&mut self) -> Option<(u32, String)> {
        let OpenLink { index, image, begins } = self.links.last().copied()?;
        if image && self.pieces.len() == begins {
            self.push("image", RunKind::Image);
        }
        self.links.pop();
        if image {
            self.images -= 1;
        } else {
            self.link = None;
        }
        self.fresh = true;
        // Images in images in images: their texts would add up to the square of the source.
        if self.links.len() > 3 {
            return Some((index, String::new()));
        }
        let label = self.pieces.get(begins..).unwrap_or_default().iter().map(|(text, _)| text.as_str()).collect();
        Some((index, label))
    }

    pub fn line_break(&mut self) {
        self.pieces.push((String::new(), Piece::Break));
    }

    pub fn finish(mut self) -> Text {
        while let Some((_, Piece::Break)) = self.pieces.last() {
            self.pieces.pop();
        }
        let mut out = Text::default();
        for (raw, piece) in self.pieces {
            match piece {
                Piece::Break => {
                    out.text.push_newline();
                    let end = out.text.len();
                    match out.runs.last_mut() {
                        Some(run) => run.end = end,
                        None => out.runs.push(Run { end, kind: RunKind::Plain, mods: Mods::NONE, link: None }),
                    }
                }
                Piece::Run(kind, mods, link) => {
                    let text = if kind == RunKind::Code { Clean::code(raw) } else { Clean::line(raw) };
                    out.text.push(&text);
                    out.runs.push(Run { end: out.text.len(), kind, mods, link });
                }
            }
        }
        out
    }
}
