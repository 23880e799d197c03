//! Which documents a query means, on one scale: an exact title above title words, those above other names, those above
//! headings and terms, those above text; rare words weigh more than common ones.

use super::{
    collect::idf,
    query::{How, Meaning, Word},
    table::{Post, Table, place},
    understand::Understood,
};

/// How much of a word's evidence each place gives, 0 to 1.
const TITLE: f32 = 1.0;
const ALIAS: f32 = 0.72;
const HEADING: f32 = 0.64;
const LEAD: f32 = 0.52;
const CELL: f32 = 0.42;
const NAME: f32 = 0.28;
/// What text alone gives at most, and what it adds to the places.
const TEXT: f32 = 0.55;
const ADDED: f32 = 0.18;
/// What a title gives that the query names fully.
const TITLE_BONUS: f32 = 0.45;
/// What a term gives that the query is, or has in it.
const TERM_BONUS: f32 = 0.3;
/// What the words give that stand in one passage.
const PASSAGE_BONUS: f32 = 0.1;
/// What a document loses that lacks words, as a share of what the words weigh.
const MISSING: f32 = 0.6;
/// What is left for a document about the inside of something, where that was not asked for.
const INNER: f32 = 0.88;
/// How much more a function says in a document that is about its package.
const AT_HOME: f32 = 1.6;
/// Places that say that a document is about a word.
const STRONG: u8 = place::TITLE | place::ALIAS | place::HEADING | place::LEAD;
/// What was found of a word in a document.
#[derive(Clone, Copy, Debug, Default)]
struct Found {
    value: f32,
    /// The trust in the meaning that is in the title, and how much of the title that is.
    title: f32,
    covers: f32,
    flags: u8,
    alias: bool,
    passages: u64,
}

/// A document that was found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Match {
    pub doc: u32,
    /// Without bounds known to others; see [`super::index`] for the scale.
    pub score: f32,
    /// The query is its title.
    pub titled: bool,
    /// Places of its words, together.
    pub flags: u8,
    pub alias: bool,
    /// The passage with most of the words, or that of a term that the query names.
    pub passage: u32,
    /// The passages where words of the query stand together.
    pub near: u64,
    /// All of the query's words are in the title.
    pub in_title: bool,
}

impl Understood {
    /// The documents, in no order. `missing` words may be absent from each.
    pub fn matches(&self, table: &Table) -> Vec<Match> {
        let docs = table.docs() as usize;
        let mut found: Vec<Vec<Found>> = self.meanings.iter().map(|meanings| gather(meanings, table, docs)).collect();
        for (word, found) in self.words.iter().zip(&mut found) {
            at_home(word, table, found);
        }
        let hard: Vec<usize> = self.hard().collect();
        let missing = may_miss(hard.len());
        let whole: f32 =
            self.weights.iter().zip(&self.words).filter(|(_, word)| !word.stop).map(|(weight, _)| weight).sum();
        let bonuses = self.phrases(table, docs);
        let inner = self.inner(table, docs);
        let mut matches = Vec::new();
        for doc in 0..docs {
            let of = |at: usize| found.get(at).and_then(|found| found.get(doc)).copied().unwrap_or_default();
            let absent = hard.iter().filter(|at| of(**at).value == 0.0).count();
            let bonus = bonuses.get(doc).copied().unwrap_or_default();
            if hard.is_empty() || absent == hard.len() || (absent > missing && bonus.share < 0.99) {
                continue;
            }
            if absent > 0 && hard.len() == 2 && hard.iter().all(|at| of(*at).flags & STRONG == 0) {
                continue;
            }
            let (mut sum, mut in_title, mut covered, mut flags, mut alias) = (0.0, 0.0, 0.0, 0, true);
            for (at, weight) in self.weights.iter().enumerate() {
                let found = of(at);
                sum += weight * found.value;
                if found.flags & place::TITLE != 0 {
                    in_title += weight * found.title;
                    covered +=
                        weight / if self.words.get(at).is_some_and(|word| word.soft) { 0.2 } else { 1.0 } * found.title;
                }
                flags |= found.flags;
                alias &= found.alias || found.value == 0.0;
            }
            let whole = whole.max(0.01);
            let id = u32::try_from(doc).unwrap_or(u32::MAX);
            let share = (covered / table.title_weight(id).max(0.5)).min(1.0);
            let (passage, together) = self.passage(&hard, &of);
            let mut score = sum / whole
                + TITLE_BONUS * (in_title / whole) * (0.25 + 0.75 * share)
                + TERM_BONUS * bonus.value
                + if hard.len() > 1 { PASSAGE_BONUS * together } else { 0.0 };
            if inner.get(doc).copied().unwrap_or_default() {
                score *= INNER;
            }
            if absent > 0 {
                let lost: f32 = hard.iter().filter(|at| of(**at).value == 0.0).map(|at| self.weight(*at)).sum();
                score *= 1.0 - MISSING * lost / hard.iter().map(|at| self.weight(*at)).sum::<f32>().max(0.01);
            }
            let passage = bonus.passage.filter(|_| bonus.share > 0.6).unwrap_or(passage);
            // With one word to find, a text may still say the whole query: `declared and not used`.
            let lone = hard.first().filter(|_| hard.len() == 1 && self.words.len() > 2);
            let alone = lone.map_or(0, |at| of(*at).passages);
            let near = hard.iter().enumerate().fold(alone, |near, (at, one)| {
                near | hard.iter().skip(at + 1).fold(0, |near, other| near | (of(*one).passages & of(*other).passages))
            });
            matches.push(Match {
                doc: id,
                score,
                titled: bonus.titled,
                flags: flags | bonus.flags,
                alias,
                passage,
                near,
                in_title: hard.iter().all(|at| of(*at).flags & place::TITLE != 0),
            });
        }
        matches
    }

    /// The documents that are about the inside of something, unless the query asks for it.
    fn inner(&self, table: &Table, docs: usize) -> Vec<bool> {
        let mut inner = vec![false; docs];
        let Some(term) = table.find(table.terms, "internals") else { return inner };
        if self.meanings.iter().flatten().any(|meaning| meaning.terms.contains(&term)) {
            return inner;
        }
        for post in table.posts(table.terms, term).filter(|post| post.flags & place::TITLE != 0) {
            if let Some(inner) = inner.get_mut(post.doc as usize) {
                *inner = true;
            }
        }
        inner
    }

    /// The passage that has most of the words, by weight, and how much of the weight that is.
    fn passage(&self, hard: &[usize], of: &impl Fn(usize) -> Found) -> (u32, f32) {
        let weight = |at: &usize| self.weights.get(*at).copied().unwrap_or(0.0);
        let whole: f32 = hard.iter().map(weight).sum();
        let all = hard.iter().fold(0, |all, at| all | of(*at).passages);
        let mut best = (0, 0.0);
        let mut left: u64 = all;
        while left != 0 {
            let passage = left.trailing_zeros();
            left &= left - 1;
            let here: f32 = hard.iter().filter(|at| of(**at).passages >> passage & 1 == 1).map(weight).sum();
            if here > best.1 + 0.001 {
                best = (passage, here);
            }
        }
        (best.0, best.1 / whole.max(0.01))
    }
}

/// How many words of so many a document may lack.
pub fn may_miss(words: usize) -> usize {
    match words {
        0 | 1 => 0,
        2..=5 => 1,
        _ => words / 3,
    }
}

/// What a word's meanings find, a place for each document.
fn gather(meanings: &[Meaning], table: &Table, docs: usize) -> Vec<Found> {
    let mut all = vec![Found::default(); if meanings.is_empty() { 0 } else { docs }];
    for meaning in meanings {
        let alias = meaning.how == How::Alias;
        let covers: f32 = meaning.terms.iter().map(|term| idf(docs, table.titles(table.terms, *term))).sum();
        match meaning.terms.as_slice() {
            [one] => {
                for post in table.posts(table.terms, *one) {
                    if let Some(found) = all.get_mut(post.doc as usize) {
                        found.take(value(post), post, meaning.weight, covers, alias);
                    }
                }
            }
            many => {
                let mut together: Vec<(u32, f32, Post)> = Vec::new();
                for (at, term) in many.iter().enumerate() {
                    let mut posts = table.posts(table.terms, *term).peekable();
                    if at == 0 {
                        together = posts.map(|post| (post.doc, value(post), post)).collect();
                        continue;
                    }
                    together.retain_mut(|(doc, least, have)| {
                        while posts.next_if(|post| post.doc < *doc).is_some() {}
                        let Some(post) = posts.peek().filter(|post| post.doc == *doc) else { return false };
                        let near = have.passages & post.passages;
                        *least = least.min(value(*post)) * if near == 0 { 0.6 } else { 1.0 };
                        have.passages = if near == 0 { have.passages | post.passages } else { near };
                        have.flags &= post.flags;
                        true
                    });
                }
                for (doc, least, post) in together {
                    if let Some(found) = all.get_mut(doc as usize) {
                        found.take(least, post, meaning.weight, covers, alias);
                    }
                }
            }
        }
    }
    all
}

/// `slog.Handler` is at home where `slog` is what the document is about, and `sync.Pool` is the title "Pool" there.
fn at_home(word: &Word, table: &Table, found: &mut [Found]) {
    let package = word.text.split_once('.').map_or("", |(package, _)| package);
    let package = package.rsplit('/').next().unwrap_or_default();
    if !word.symbol || package.len() < 2 {
        return;
    }
    let name = table.find(table.terms, word.text.rsplit('.').next().unwrap_or_default());
    let titled = name.into_iter().flat_map(|name| table.posts(table.terms, name));
    let titled: Vec<u32> = titled.filter(|post| post.flags & place::TITLE != 0).map(|post| post.doc).collect();
    if let Some(at) = table.find(table.terms, package) {
        for post in table.posts(table.terms, at).filter(|post| post.flags & (place::TITLE | place::CELL) != 0) {
            if let Some(found) = found.get_mut(post.doc as usize) {
                found.value *= AT_HOME;
                if found.value > 0.0 && titled.binary_search(&post.doc).is_ok() {
                    found.name();
                }
            }
        }
    }
}

impl Found {
    /// Makes it a word of the title.
    fn name(&mut self) {
        (self.value, self.title) = (self.value.max(TITLE), 1.0);
        self.flags |= place::TITLE;
    }

    fn take(&mut self, value: f32, post: Post, trust: f32, covers: f32, alias: bool) {
        let value = value * trust;
        self.passages |= post.passages;
        if post.flags & place::TITLE != 0 {
            self.title = self.title.max(trust);
            self.covers = self.covers.max(covers * trust);
        }
        self.flags |= post.flags & (place::TITLE | place::ALIAS);
        if value > self.value {
            (self.value, self.alias) = (value, alias);
            self.flags |= post.flags;
        }
    }
}

/// What a post gives.
fn value(post: Post) -> f32 {
    let text = f32::from(post.impact) / 255.0;
    let has = |place: u8| post.flags & place != 0;
    let strongest = [
        (place::TITLE, TITLE),
        (place::ALIAS, ALIAS),
        (place::HEADING, HEADING),
        (place::LEAD, LEAD),
        (place::CELL, CELL),
        (place::NAME, NAME),
    ]
    .into_iter()
    .find(|(place, _)| has(*place))
    .map_or(0.0, |(_, value)| value);
    let value = (strongest + ADDED * text).max(TEXT * text + strongest * 0.3);
    if has(place::PART) { value * 0.8 } else { value }
}
