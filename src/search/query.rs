//! A query to words, and each word to the terms of an index that it may mean.
//!
//! In this order of trust: the word itself; another form of it; a term that it begins; what the field calls by another
//! name ([`synonyms`](super::synonyms)); two words that are written as one, or one that is two; a term that was mistyped;
//! a term of which it has letters only.

use super::{
    collect::idf,
    guess, stem, synonyms,
    table::{Table, place},
    word::{self, Class},
};

/// The most words of a query that are looked at.
const WORDS_MAX: usize = 16;
/// How little and how much a word may say: a rare word that happens to be in a text is not all that was asked for.
const LIGHTEST: f32 = 0.75;
const HEAVIEST: f32 = 1.4;
/// The most terms that a word may begin.
const PREFIX_MAX: usize = 48;

/// A word of a query.
#[derive(Clone, Debug, PartialEq)]
pub struct Word {
    /// Folded.
    pub text: String,
    pub stem: String,
    /// Signs, or words held together by signs.
    pub symbol: bool,
    /// Helps to choose, and need not be found.
    pub soft: bool,
    /// The word is not finished: more letters may come.
    pub open: bool,
    /// Dropped from what is looked for, but part of phrases.
    pub stop: bool,
}

/// How a term came to be meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    Exact,
    Form,
    Prefix,
    Alias,
    Joined,
    Typo,
    Letters,
}

/// Terms that stand for a word, all of them together.
#[derive(Clone, Debug, PartialEq)]
pub struct Meaning {
    pub terms: Vec<u32>,
    /// How much it is trusted, 0 to 1.
    pub weight: f32,
    pub how: How,
}

/// The words of a query. Stop words are marked, unless there is nothing else.
pub fn words(query: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let open = query.chars().next_back().is_some_and(|c| !c.is_whitespace());
    for chunk in query.split_whitespace() {
        if words.len() >= WORDS_MAX {
            break;
        }
        of_chunk(chunk, &mut words);
    }
    if let Some(last) = words.last_mut() {
        last.open = open;
    }
    let all = |words: &[Word], test: fn(&Word) -> bool| words.iter().all(test);
    if all(&words, |word| word.stop) {
        words.iter_mut().for_each(|word| word.stop = false);
    }
    // What one does with a thing says less than two words of the thing: `write a tcp server`, but `write barrier`.
    let names = words.iter().filter(|word| !word.stop && !word.soft && !stem::is_deed(&word.text)).count();
    if names > 1 || (names == 1 && words.len() > 3) {
        words.iter_mut().for_each(|word| word.soft |= stem::is_deed(&word.text));
    }
    if all(&words, |word| word.stop || word.soft) {
        words.iter_mut().for_each(|word| word.soft = false);
    }
    words
}

/// A chunk between blanks: a symbol, a compound, or the words in it.
fn of_chunk(chunk: &str, words: &mut Vec<Word>) {
    let bare = chunk.trim_matches(|c| matches!(c, '"' | '\'' | '`' | ',' | ';' | '?'));
    // A sign that ends a sentence means itself where it is all that was typed.
    let bare = if bare.is_empty() { chunk } else { bare.strip_suffix("()").unwrap_or(bare) };
    let bare = asserted(bare).unwrap_or(bare);
    let mut whole: Option<String> = None;
    let mut plain: Vec<String> = Vec::new();
    let mut signs: Vec<String> = Vec::new();
    word::tokens(bare, true, |token, range, class| match class {
        Class::Word => plain.push(token.to_owned()),
        Class::Compound => {
            if whole.as_ref().is_none_or(|whole| whole.len() < token.len()) {
                whole = Some(token.to_owned());
            }
        }
        Class::Symbol => {
            if range.len() == bare.len() {
                whole = Some(token.to_owned());
            }
            signs.push(token.to_owned());
        }
        Class::Part => {}
    });
    let known = synonyms::of(&crate::text::fold::fold(bare)).is_some();
    // A compound with a hyphen is its words; so is one that ends a sentence.
    let hyphens = whole
        .as_deref()
        .is_some_and(|whole| whole.contains('-') && !whole.contains(['.', '/', ':']) && !whole.starts_with('-'));
    if known && !bare.bytes().all(|b| b.is_ascii_alphanumeric()) {
        words.push(Word::new(crate::text::fold::fold(bare), true));
    } else if let Some(whole) = whole.filter(|_| !hyphens) {
        words.push(Word::new(whole, true));
    } else if bare.starts_with('-') && signs.iter().any(|sign| sign.len() > 1) {
        // Flags of a command: `-gcflags=-m`.
        words.extend(
            signs.into_iter().filter(|sign| sign.len() > 1 && sign.starts_with('-')).map(|sign| Word::new(sign, true)),
        );
    } else if plain.is_empty() {
        words.extend(signs.into_iter().max_by_key(String::len).map(|sign| Word::new(sign, true)));
    } else {
        words.extend(plain.into_iter().map(|text| Word::new(text, false)));
        words.extend(signs.into_iter().filter(|sign| sign.len() > 1).map(|sign| Word::new(sign, true)));
    }
}

/// `x.(type)` and `x.(T)`, whatever the value and the type are called.
fn asserted(chunk: &str) -> Option<&'static str> {
    let (_, name) = chunk.strip_suffix(')')?.split_once(".(")?;
    Some(if name == "type" { ".(type)" } else { ".(t)" })
}

impl Word {
    /// A word that is whole.
    pub fn new(text: String, symbol: bool) -> Self {
        let digit = text.len() == 1 && text.bytes().all(|b| b.is_ascii_digit());
        let (stop, soft) = (stem::is_stop(&text), stem::is_soft(&text) || digit);
        Self { stem: stem::stem(&text), symbol, soft, open: false, stop, text }
    }

    /// What of an index the word may mean. With `guess`, also what it resembles, if it means nothing as it stands.
    pub fn meanings(&self, table: &Table, guess: bool) -> Vec<Meaning> {
        let mut found = self.sure(table);
        let known = !found.is_empty();
        self.beginnings(table, known, &mut found);
        // The parts of a number are other numbers.
        if self.symbol && !self.is_number() {
            self.pieces(table, &mut found);
        }
        if guess && found.is_empty() {
            guess::mend(self, table, &mut found);
        }
        found
    }

    /// Digits, perhaps with dots: an id or a version, which is meant as it stands.
    pub fn is_number(&self) -> bool {
        self.text.bytes().all(|b| b.is_ascii_digit() || b == b'.')
    }

    /// The word itself and its other forms.
    pub fn sure(&self, table: &Table) -> Vec<Meaning> {
        let mut found = Vec::new();
        if let Some(at) = table.find(table.terms, &self.text) {
            found.push(Meaning::of(at, 1.0, How::Exact));
        }
        if !self.symbol {
            self.forms(table, &mut found);
        }
        found
    }

    /// Other forms of the word.
    pub fn forms(&self, table: &Table, found: &mut Vec<Meaning>) {
        if self.text.len() < 3 {
            return;
        }
        let len = self.stem.len().saturating_sub(if self.stem.len() > 5 { 2 } else { 1 }).max(2);
        let Some(begin) = self.stem.get(..len) else { return };
        let base = stem::base(&self.text);
        for at in table.prefix(table.terms, begin) {
            let name = table.name(table.terms, at);
            if name != self.text && name.len() <= self.stem.len() + 8 && stem::stem(name) == self.stem {
                let close = stem::base(name) == base;
                found.push(Meaning::of(at, if close { 0.97 } else { 0.8 }, How::Form));
            }
        }
    }

    /// Terms that begin with the word.
    fn beginnings(&self, table: &Table, known: bool, found: &mut Vec<Meaning>) {
        let len = self.text.len();
        if len < 2 && !(self.open && self.text.bytes().all(|b| b.is_ascii_alphanumeric())) {
            return;
        }
        let terms = table.terms;
        let named = place::TITLE | place::ALIAS | place::HEADING | place::LEAD | place::CELL;
        let mut ends: Vec<(bool, u32, u32)> = Vec::new();
        for at in table.prefix(terms, &self.text) {
            let name = table.name(terms, at);
            let flags = table.flags(terms, at);
            let other = !self.symbol && name.contains(['.', '/', ':', '-']);
            if name.len() == len || other || (len < 3 && flags & named == 0) || (len < 2 && flags & place::TITLE == 0) {
                continue;
            }
            if ends.len() < PREFIX_MAX * 8 {
                ends.push((flags & place::TITLE != 0, table.count(terms, at), at));
            }
        }
        ends.sort_unstable_by(|a, b| b.cmp(a));
        for (_, _, at) in ends.into_iter().take(PREFIX_MAX) {
            if found.iter().any(|meaning| meaning.terms == [at]) {
                continue;
            }
            let share = len as f32 / table.name(terms, at).len() as f32;
            let trust = match (known, self.open) {
                (true, false) => 0.25,
                (true, true) => 0.45,
                (false, _) => 0.6,
            };
            found.push(Meaning::of(at, trust + 0.3 * share, How::Prefix));
        }
    }

    /// A compound that nothing knows: its words together.
    fn pieces(&self, table: &Table, found: &mut Vec<Meaning>) {
        let mut parts = Vec::new();
        let mut missing = false;
        word::tokens(&self.text, false, |token, _, class| {
            if class == Class::Word {
                match table.find(table.terms, token).filter(|_| token.len() > 1) {
                    Some(at) => parts.push(at),
                    None => missing = true,
                }
            }
        });
        if parts.len() > 1 && !missing {
            let weight = if found.is_empty() { 0.7 } else { 0.5 };
            found.push(Meaning { terms: parts, weight, how: How::Joined });
        }
    }
}

impl Meaning {
    /// One term.
    pub fn of(term: u32, weight: f32, how: How) -> Self {
        Self { terms: vec![term], weight, how }
    }
}

/// What `target`, words that stand for others, means in an index: the most trusted terms for all of its words, or nothing.
pub fn phrase_meaning(target: &str, table: &Table, weight: f32, how: How) -> Vec<Meaning> {
    let mut all: Vec<Meaning> = vec![Meaning { terms: Vec::new(), weight, how }];
    for word in words(target) {
        if word.stop {
            continue;
        }
        let mut own = word.sure(table);
        if word.symbol && own.is_empty() {
            word.pieces(table, &mut own);
        }
        own.sort_by_key(|meaning| {
            let term = meaning.terms.first().copied().unwrap_or(u32::MAX);
            let untitled = table.flags(table.terms, term) & place::TITLE == 0;
            (meaning.how != How::Exact, untitled, u32::MAX - table.count(table.terms, term))
        });
        own.truncate(4);
        if own.is_empty() {
            return Vec::new();
        }
        all = all
            .iter()
            .flat_map(|have| {
                own.iter().map(|more| Meaning {
                    terms: have.terms.iter().chain(&more.terms).copied().collect(),
                    weight: have.weight * more.weight,
                    how,
                })
            })
            .take(8)
            .collect();
    }
    all.retain(|meaning| !meaning.terms.is_empty());
    all
}

/// How much a word says: the rarest that its trusted meanings are.
pub fn weight_of(meanings: &[Meaning], table: &Table) -> f32 {
    let docs = table.docs() as usize;
    let trusted = meanings.iter().map(|meaning| meaning.weight).fold(0.0, f32::max) - 0.15;
    meanings
        .iter()
        .filter(|meaning| meaning.weight >= trusted)
        .filter_map(|meaning| meaning.terms.iter().map(|at| idf(docs, table.count(table.terms, *at))).reduce(f32::max))
        .reduce(f32::min)
        .unwrap_or(0.0)
        .clamp(LIGHTEST, HEAVIEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_assertion_is_one_symbol_whatever_its_value_is_called() {
        let texts = |query: &str| words(query).into_iter().map(|word| word.text).collect::<Vec<_>>();
        assert_eq!(texts("x.(type)"), [".(type)"]);
        assert_eq!(texts("switch v.(type)"), ["switch", ".(type)"]);
        assert_eq!(texts("err.(net.Error)"), [".(t)"]);
        assert!(!texts("f(x)").contains(&".(t)".to_owned()));
    }
}
