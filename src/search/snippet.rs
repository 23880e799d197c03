//! The line of a text that matches best, as plain text, and the passage that it stands in.

use std::ops::Range;

use super::{
    hit::Snippet,
    lights::Lights,
    scan::{self, Kind, Line},
    stem,
    word::{self, Class},
};
use crate::text::{Clean, slug::Slugs};

/// The most characters of a snippet, and how many of them stand before the match where its beginning is cut off.
const LONGEST: usize = 160;
const BEFORE: usize = 30;
/// The most bytes of a passage that are shown.
const PASSAGE_MAX: usize = 8 * 1024;
/// The most bytes of a paragraph that are looked at.
const BLOCK_MAX: usize = 4 * 1024;

/// A paragraph, an item, a row or a line of code.
struct Block {
    line: u32,
    kind: Kind,
    text: String,
    /// How many headings stand before it, or are it.
    passage: u32,
}

/// The best block of those seen.
struct Best {
    worth: f32,
    block: Option<Block>,
    /// What a block had its text in, to be used again.
    spare: String,
}

impl Best {
    fn consider(&mut self, block: Option<Block>, lights: &Lights<'_>) {
        let Some(mut block) = block else { return };
        let factor = match block.kind {
            Kind::Heading(1) => 0.05,
            Kind::Heading(_) => 0.8,
            Kind::Head => 0.5,
            Kind::Code => 0.75,
            Kind::Output => 0.4,
            Kind::Begin | Kind::More | Kind::Row | Kind::Blank => 1.0,
        };
        let worth = lights.worth(&block.text) * factor;
        // The first sentence, where nothing matches: it says what the lesson is about.
        let worth = worth.max(if block.kind == Kind::Begin { 0.01 } else { 0.0 });
        if (self.block.is_none() || worth > self.worth) && !block.text.trim().is_empty() {
            self.worth = worth;
            if let Some(old) = self.block.replace(block) {
                self.spare = old.text;
            }
        } else {
            self.spare = std::mem::take(&mut block.text);
        }
    }
}

/// The best line of a passage (the 64th stands for all after it), and where in the text the passage's Markdown is.
pub fn of(text: &str, passage: u32, lights: &Lights<'_>) -> (Snippet, Range<usize>) {
    let mut best = Best { worth: 0.0, block: None, spare: String::new() };
    let mut open: Option<Block> = None;
    let mut headings: Vec<(usize, &str)> = Vec::new();
    let mut lines = scan::lines(text);
    let first = if passage < 2 { 0 } else { passage.min(63) };
    let end = loop {
        let here = headings.len();
        let line = if here < first as usize { lines.heading() } else { lines.next() };
        let Some(line) = line else { break text.len() };
        let more = line.kind == Kind::More;
        if !more {
            best.consider(open.take(), lights);
        }
        if let Kind::Heading(_) = line.kind {
            if line.passage > passage.max(1) && passage < 63 {
                break line.start;
            }
            headings.push((line.start, line.text));
        }
        if line.passage < first {
            continue;
        }
        match &mut open {
            Some(block) if more && block.text.len() < BLOCK_MAX => {
                block.text.push(' ');
                plain(line.text, &mut block.text);
            }
            Some(_) => {}
            None if line.kind != Kind::Blank => {
                let mut text = std::mem::take(&mut best.spare);
                text.clear();
                match line.kind {
                    Kind::Row | Kind::Head => {
                        for (at, cell) in scan::cells(line.text).enumerate() {
                            text.push_str(if at > 0 { " | " } else { "" });
                            plain(cell, &mut text);
                        }
                    }
                    Kind::Code | Kind::Output => text.push_str(line.text.trim()),
                    Kind::Heading(_) | Kind::Begin | Kind::More | Kind::Blank => plain(line.text, &mut text),
                }
                open = Some(Block { line: line.number + 1, kind: line.kind, text, passage: line.passage });
            }
            None => {}
        }
    };
    best.consider(open, lights);
    let Some(block) = best.block else { return (Snippet::default(), 0..0) };
    let place = block.passage as usize;
    let anchor = anchor(headings.get(..place).unwrap_or(&headings));
    let start = place.checked_sub(1).and_then(|at| headings.get(at)).map_or(0, |heading| heading.0);
    let end = headings.get(place).map_or(end, |heading| heading.0).min(start + PASSAGE_MAX);
    let start = text.floor_char_boundary(start);
    let source = text.get(start..text.floor_char_boundary(end)).unwrap_or_default();
    let shown = Clean::line(window(&block.text, lights)).into_string();
    let marks = lights.marks(&shown);
    (Snippet { marks, text: shown, anchor, line: block.line }, start..start + source.trim_end().len())
}

/// The longest run of `stems` that stands in a text in this order, without anything but articles between them, in one of the
/// passages of `near`; and the passage where it is.
pub fn longest_run(text: &str, near: u64, stems: &[&str]) -> (usize, u32) {
    let mut best = (0, 0);
    // The runs that end at the token before: where in `stems`, and how long.
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for line in near_lines(text, near) {
        if !is_near(near, &line) {
            continue;
        }
        if !matches!(line.kind, Kind::More) {
            runs.clear();
        }
        word::tokens(line.text, false, |token, _, class| {
            if class != Class::Word || matches!(token, "the" | "a" | "an") {
                return;
            }
            let begins = |stem: &str| stem.as_bytes().first() == token.as_bytes().first();
            if !stems.iter().any(|stem| begins(stem)) {
                runs.clear();
                return;
            }
            let token = stem::stem(token);
            let longer = |at: usize| runs.iter().find(|(end, _)| end + 1 == at).map_or(1, |(_, len)| len + 1);
            let here: Vec<(usize, usize)> =
                stems.iter().enumerate().filter(|(_, stem)| **stem == token).map(|(at, _)| (at, longer(at))).collect();
            runs = here;
            let longest = runs.iter().map(|(_, len)| *len).max().unwrap_or(0);
            if longest > best.0 {
                best = (longest, line.passage);
            }
        });
    }
    best
}

/// How much of what the query means stands in one paragraph of the passages `near`, 0 to 1, and in which passage.
pub fn cohesion(text: &str, near: u64, lights: &Lights<'_>) -> (f32, u32) {
    let mut best = (0.0, 0);
    // Of the paragraph: how much of it was seen, and the most that each word of the query has in it.
    let (mut seen, mut parts) = (0, vec![0.0f32; lights.words]);
    let mut of = (Kind::Blank, 0);
    let mut close = |parts: &mut [f32], (kind, passage): (Kind, u32)| {
        let factor = match kind {
            Kind::Heading(_) | Kind::Begin | Kind::More | Kind::Row => 1.0,
            Kind::Head | Kind::Code | Kind::Output | Kind::Blank => 0.7,
        };
        let worth = parts.iter().sum::<f32>() / lights.whole.max(0.01) * factor;
        if worth > best.0 {
            best = (worth, passage);
        }
        parts.fill(0.0);
    };
    for line in near_lines(text, near) {
        if line.kind != Kind::More {
            close(&mut parts, of);
            seen = 0;
            of = (line.kind, line.passage);
        }
        if is_near(near, &line) && seen < BLOCK_MAX {
            seen += line.text.len() + 1;
            lights.each_lit(line.text, |lit| {
                if let Some(part) = parts.get_mut(lit.word) {
                    *part = part.max(lit.weight);
                }
            });
        }
    }
    close(&mut parts, of);
    best
}

fn is_near(near: u64, line: &Line<'_>) -> bool {
    near >> line.passage.min(63) & 1 == 1
}

/// The lines of the passages of `near`, and some of others: their headings at least.
fn near_lines(text: &str, near: u64) -> impl Iterator<Item = Line<'_>> {
    let mut lines = scan::lines(text);
    let mut far = false;
    std::iter::from_fn(move || {
        let line = if far { lines.heading() } else { lines.next() }?;
        far = !is_near(near, &line);
        Some(line)
    })
}

/// The anchor of the last of so many headings: that of it alone, unless one before begins with the same letter, as one must
/// that is to be told apart from it.
fn anchor(headings: &[(usize, &str)]) -> String {
    let begin = |text: &str| text.bytes().find(|b| !matches!(b, b' ' | b'`' | b'*')).map(|b| b.to_ascii_lowercase());
    let Some((last, before)) = headings.split_last() else { return String::new() };
    // Links have text that is not shown; what begins with a sign has it dropped.
    let clear = |text: &str| begin(text).is_some_and(|b| b.is_ascii_alphanumeric());
    let mut slugs = Slugs::default();
    let begins = begin(last.1).filter(|_| clear(last.1));
    for (_, text) in before.iter().filter(|(_, text)| begins.is_none() || !clear(text) || begin(text) == begins) {
        slugs.next(&plain_of(text));
    }
    slugs.next(&plain_of(last.1))
}

/// Puts a line without Markdown's marks.
fn plain(line: &str, out: &mut String) {
    scan::pieces(line.get(..line.floor_char_boundary(BLOCK_MAX)).unwrap_or(line), |piece| out.push_str(piece.text));
}

fn plain_of(line: &str) -> String {
    let mut out = String::with_capacity(line.len().min(BLOCK_MAX));
    plain(line, &mut out);
    out
}

/// The part of a text around its matches, at most [`LONGEST`] characters.
fn window(text: &str, lights: &Lights<'_>) -> String {
    if text.chars().count() <= LONGEST {
        return text.to_owned();
    }
    let lit = lights.lit(text);
    let first = lit.first().map_or(0, |lit| lit.at.start);
    let last =
        lit.iter().map(|lit| lit.at.end).filter(|end| end - first.min(*end) < LONGEST - BEFORE).max().unwrap_or(first);
    let chars = |range: Range<usize>| text.get(range).map_or(0, |text| text.chars().count());
    let mut start = 0;
    if chars(0..text.floor_char_boundary(last)) > LONGEST - 2 {
        let skip = chars(0..text.floor_char_boundary(first)).saturating_sub(BEFORE);
        let from = text.char_indices().nth(skip).map_or(0, |(at, _)| at);
        start = text.get(from..first).and_then(|part| part.find(' ')).map_or(from, |space| from + space + 1);
    }
    let rest = text.get(start..).unwrap_or_default();
    let mut shown = if start > 0 { String::from("… ") } else { String::new() };
    let room = LONGEST - shown.chars().count() - 2;
    match rest.char_indices().nth(room) {
        Some((end, _)) => {
            let cut = rest.get(..end).unwrap_or(rest);
            shown.push_str(cut.rsplit_once(' ').map_or(cut, |(before, _)| before));
            shown.push_str(" …");
        }
        None => shown.push_str(rest),
    }
    shown
}
