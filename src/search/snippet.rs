//! The line of a text that matches best, as plain text, and the passage that it stands in.

use std::ops::Range;

use super::{
    hit::Snippet,
    query::How,
    scan::{self, Kind, Line},
    stem,
    table::Table,
    understand::Understood,
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

/// The terms that a query means, to be lit in a text.
#[derive(Debug)]
pub struct Lights<'a> {
    /// Sorted by name.
    terms: Vec<Light<'a>>,
    /// Whether one of them has signs.
    symbols: bool,
    /// The first bytes of the terms.
    first: [bool; 256],
    /// How many words the query has, and what they weigh together.
    words: usize,
    whole: f32,
}

#[derive(Clone, Copy, Debug)]
struct Light<'a> {
    name: &'a str,
    /// Which word of the query it stands for.
    word: usize,
    weight: f32,
    /// The bytes that were typed, where the term only begins so.
    typed: Option<usize>,
}

/// A lit token: bytes of the text, the word of the query, and how much that says.
#[derive(Clone, Debug)]
struct Lit {
    at: Range<usize>,
    word: usize,
    weight: f32,
}

impl<'a> Lights<'a> {
    /// The terms that a query was understood to mean.
    pub fn new(understood: &Understood, table: &'a Table) -> Self {
        let mut terms = Vec::new();
        for (word, (meanings, text)) in understood.meanings.iter().zip(&understood.words).enumerate() {
            for meaning in meanings {
                for term in &meaning.terms {
                    let typed = (meaning.how == How::Prefix).then_some(text.text.len());
                    let weight = understood.weight(word) * meaning.weight / meaning.terms.len() as f32;
                    terms.push(Light { name: table.name(table.terms, *term), word, weight, typed });
                }
            }
        }
        terms.sort_by(|a, b| a.name.cmp(b.name).then(b.weight.total_cmp(&a.weight)));
        terms.dedup_by_key(|light| light.name);
        let symbols = terms.iter().any(|light| !light.name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_'));
        let mut first = [false; 256];
        for begin in terms.iter().filter_map(|light| light.name.bytes().next()) {
            if let Some(begin) = first.get_mut(usize::from(begin)) {
                *begin = true;
            }
        }
        let words = understood.words.len();
        let whole = (0..words)
            .filter(|at| understood.words.get(*at).is_some_and(|word| !word.stop))
            .map(|at| understood.weight(at));
        Self { terms, symbols, first, words, whole: whole.sum() }
    }

    fn lit(&self, text: &str) -> Vec<Lit> {
        let mut lit: Vec<Lit> = Vec::new();
        if self.terms.is_empty() {
            return lit;
        }
        word::tokens(text, self.symbols, |token, at, class| {
            let begin = token.bytes().next().map_or(0, usize::from);
            if !self.first.get(begin).is_some_and(|known| *known) {
                return;
            }
            let Ok(place) = self.terms.binary_search_by(|light| light.name.cmp(token)) else { return };
            let Some(light) = self.terms.get(place) else { return };
            let weight = if class == Class::Part { light.weight * 0.6 } else { light.weight };
            let end = light.typed.map_or(at.end, |typed| at.end.min(at.start + typed));
            lit.push(Lit { at: at.start..end, word: light.word, weight });
        });
        lit
    }

    /// The characters of `text` to be lit, as ranges of character numbers.
    pub fn marks(&self, text: &str) -> Vec<Range<usize>> {
        let mut ranges: Vec<Range<usize>> = self.lit(text).into_iter().map(|lit| lit.at).collect();
        ranges.sort_by_key(|range| range.start);
        let mut marks: Vec<Range<usize>> = Vec::new();
        let (mut bytes, mut chars) = (0, 0);
        let mut number = |at: usize| {
            let at = text.floor_char_boundary(at);
            if at >= bytes {
                chars += text.get(bytes..at).map_or(0, |text| text.chars().count());
                bytes = at;
                chars
            } else {
                text.get(..at).map_or(0, |text| text.chars().count())
            }
        };
        for range in ranges {
            let (start, end) = (number(range.start), number(range.end));
            match marks.last_mut() {
                Some(last) if start <= last.end => last.end = last.end.max(end),
                _ if start < end => marks.push(start..end),
                _ => {}
            }
        }
        marks
    }

    /// How much of what the query means stands in a text: 1 is all of it.
    fn share(&self, text: &str) -> f32 {
        let mut best = vec![0.0f32; self.words];
        for lit in self.lit(text) {
            if let Some(best) = best.get_mut(lit.word) {
                *best = best.max(lit.weight);
            }
        }
        best.iter().sum::<f32>() / self.whole.max(0.01)
    }

    /// How well a text shows what the query means: each of its words once, and more where they follow each other.
    fn worth(&self, text: &str) -> f32 {
        let lit = self.lit(text);
        let mut best: Vec<(usize, f32)> = Vec::new();
        let mut neighbours = 0.0;
        let mut last: Option<&Lit> = None;
        for here in &lit {
            match best.iter_mut().find(|(word, _)| *word == here.word) {
                Some((_, weight)) => *weight = weight.max(here.weight),
                None => best.push((here.word, here.weight)),
            }
            if let Some(last) = last
                && here.word > last.word
                && here.at.start.saturating_sub(last.at.end) < 6
            {
                neighbours += here.weight.min(last.weight) * 0.5;
            }
            last = Some(here);
        }
        best.iter().map(|(_, weight)| weight).sum::<f32>() + neighbours
    }
}

/// A paragraph, an item, a row or a line of code.
struct Block {
    line: u32,
    kind: Kind,
    text: String,
}

/// The best line of a passage (the 64th stands for all after it), and the passage's Markdown.
pub fn of(text: &str, passage: u32, lights: &Lights<'_>) -> (Snippet, String) {
    let mut slugs = Slugs::default();
    let mut anchor = String::new();
    // The best block so far: its worth, and the passage that it stands in.
    let mut best: Option<(f32, Block, String, u32)> = None;
    let mut open: Option<(Block, u32)> = None;
    let mut heading_at: Vec<usize> = vec![0];
    let wanted = |line: &Line<'_>| match passage {
        0 | 1 => line.passage <= 1,
        63.. => line.passage >= 63,
        _ => line.passage == passage,
    };
    let consider = |block: Option<(Block, u32)>, anchor: &str, best: &mut Option<(f32, Block, String, u32)>| {
        let Some((block, passage)) = block.filter(|(block, _)| !block.text.trim().is_empty()) else { return };
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
        if best.as_ref().is_none_or(|have| worth > have.0) {
            *best = Some((worth, block, anchor.to_owned(), passage));
        }
    };
    for line in scan::lines(text) {
        let more = line.kind == Kind::More;
        if !more {
            consider(open.take(), &anchor, &mut best);
        }
        if let Kind::Heading(_) = line.kind {
            if line.passage > passage.max(1) && passage < 63 {
                heading_at.push(line.start);
                break;
            }
            heading_at.push(line.start);
            anchor = slugs.next(&plain(line.text));
        }
        if !wanted(&line) {
            continue;
        }
        match &mut open {
            Some((block, _)) if more && block.text.len() < BLOCK_MAX => {
                block.text.push(' ');
                block.text.push_str(&plain(line.text));
            }
            Some(_) => {}
            None if line.kind != Kind::Blank => {
                let shown = match line.kind {
                    Kind::Row | Kind::Head => scan::cells(line.text).map(plain).collect::<Vec<_>>().join(" | "),
                    Kind::Code | Kind::Output => line.text.trim().to_owned(),
                    Kind::Heading(_) | Kind::Begin | Kind::More | Kind::Blank => plain(line.text),
                };
                open = Some((Block { line: line.number + 1, kind: line.kind, text: shown }, line.passage));
            }
            None => {}
        }
    }
    consider(open, &anchor, &mut best);
    let Some((_, block, anchor, passage)) = best else { return (Snippet::default(), String::new()) };
    let start = heading_at.get(passage as usize).copied().unwrap_or(0);
    let end = heading_at.get(passage as usize + 1).copied().unwrap_or(text.len());
    let end = end.min(start + PASSAGE_MAX);
    let source = text.get(text.floor_char_boundary(start)..text.floor_char_boundary(end)).unwrap_or_default();
    let shown = Clean::line(window(&block.text, lights)).into_string();
    let marks = lights.marks(&shown);
    (Snippet { marks, text: shown, anchor, line: block.line }, source.trim_end().to_owned())
}

/// The longest run of `stems` that stands in a text in this order, without anything but articles between them, in one of the
/// passages of `near`; and the passage where it is.
pub fn longest_run(text: &str, near: u64, stems: &[&str]) -> (usize, u32) {
    let mut best = (0, 0);
    // The runs that end at the token before: where in `stems`, and how long.
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for line in scan::lines(text) {
        if near >> line.passage.min(63) & 1 == 0 {
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
    let mut block = String::new();
    let mut of = (Kind::Blank, 0);
    let mut close = |block: &mut String, (kind, passage): (Kind, u32)| {
        let factor = match kind {
            Kind::Heading(_) | Kind::Begin | Kind::More | Kind::Row => 1.0,
            Kind::Head | Kind::Code | Kind::Output | Kind::Blank => 0.7,
        };
        let worth = if block.is_empty() { 0.0 } else { lights.share(block) * factor };
        if worth > best.0 {
            best = (worth, passage);
        }
        block.clear();
    };
    for line in scan::lines(text) {
        if line.kind != Kind::More {
            close(&mut block, of);
            of = (line.kind, line.passage);
        }
        if near >> line.passage.min(63) & 1 == 1 && block.len() < BLOCK_MAX {
            block.push_str(line.text);
            block.push(' ');
        }
    }
    close(&mut block, of);
    best
}

/// A line without Markdown's marks.
fn plain(line: &str) -> String {
    let mut out = String::with_capacity(line.len().min(BLOCK_MAX));
    scan::pieces(line.get(..line.floor_char_boundary(BLOCK_MAX)).unwrap_or(line), |piece| out.push_str(piece.text));
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
