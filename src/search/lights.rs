//! The terms that a query means, found again in a text: what is lit there, and how well the text shows the query.

use std::ops::Range;

use super::{
    query::How,
    table::Table,
    understand::Understood,
    word::{self, Class},
};

/// The terms that a query means, to be lit in a text.
#[derive(Debug)]
pub struct Lights<'a> {
    /// Sorted by name.
    terms: Vec<Light<'a>>,
    /// Whether one of them begins with a sign.
    symbols: bool,
    /// By first byte, how long the terms are: a bit each, the last one for all that are longer.
    lengths: [u64; 256],
    /// How many words the query has, and what they weigh together.
    pub(super) words: usize,
    pub(super) whole: f32,
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
pub(super) struct Lit {
    pub at: Range<usize>,
    pub word: usize,
    pub weight: f32,
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
        let sign = |b: u8| !(b.is_ascii_alphanumeric() || b == b'_' || b >= 0x80);
        let symbols = terms.iter().any(|light| light.name.bytes().next().is_some_and(sign));
        let mut lengths = [0; 256];
        for name in terms.iter().map(|light| light.name) {
            if let Some(lengths) = name.bytes().next().and_then(|begin| lengths.get_mut(usize::from(begin))) {
                *lengths |= 1 << name.len().min(63);
            }
        }
        let words = understood.words.len();
        let whole = (0..words)
            .filter(|at| understood.words.get(*at).is_some_and(|word| !word.stop))
            .map(|at| understood.weight(at));
        Self { terms, symbols, lengths, words, whole: whole.sum() }
    }

    /// Whether a token may be a term, by its first letter and its length: most are none, and that is all they cost.
    #[inline(always)]
    fn may_light(&self, token: &str) -> bool {
        let begin = token.bytes().next().map_or(0, |b| usize::from(b.to_ascii_lowercase()));
        self.lengths.get(begin).is_some_and(|lengths| lengths >> token.len().min(63) & 1 == 1)
    }

    pub(super) fn each_lit(&self, text: &str, mut put: impl FnMut(Lit)) {
        if self.terms.is_empty() {
            return;
        }
        word::tokens_like(
            text,
            self.symbols,
            |token| self.may_light(token),
            |token, at, class| {
                let Ok(place) = self.terms.binary_search_by(|light| light.name.cmp(token)) else { return };
                let Some(light) = self.terms.get(place) else { return };
                let weight = if class == Class::Part { light.weight * 0.6 } else { light.weight };
                let end = light.typed.map_or(at.end, |typed| at.end.min(at.start + typed));
                put(Lit { at: at.start..end, word: light.word, weight });
            },
        );
    }

    pub(super) fn lit(&self, text: &str) -> Vec<Lit> {
        let mut lit = Vec::new();
        self.each_lit(text, |here| lit.push(here));
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

    /// How well a text shows what the query means: each of its words once, and more where they follow each other.
    pub(super) fn worth(&self, text: &str) -> f32 {
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
