//! Which documents a query means, on one scale: an exact title above title words, those above other names, those above
//! headings and terms, those above text; rare words weigh more than common ones.

use super::{
    collect::idf,
    guess,
    query::{self, How, Meaning, Word},
    synonyms,
    table::{Post, Table, place},
    word,
};

/// How much of a word's evidence each place gives, 0 to 1.
const TITLE: f32 = 1.0;
const ALIAS: f32 = 0.72;
const HEADING: f32 = 0.64;
const LEAD: f32 = 0.6;
const CELL: f32 = 0.5;
const NAME: f32 = 0.22;
/// What text alone gives at most, and what it adds to the places.
const TEXT: f32 = 0.46;
const ADDED: f32 = 0.3;
/// What a title gives that the query names fully.
const TITLE_BONUS: f32 = 0.45;
/// What a term gives that the query is, or has in it.
const TERM_BONUS: f32 = 0.4;
/// What the words give that stand in one passage.
const PASSAGE_BONUS: f32 = 0.15;
/// What a document loses that lacks words, as a share of what the words weigh.
const MISSING: f32 = 0.6;
/// Places that say that a document is about a word.
const STRONG: u8 = place::TITLE | place::ALIAS | place::HEADING | place::LEAD;
/// The most phrases of a query that are looked up.
const PHRASES_MAX: usize = 160;

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

/// A query as one index understands it.
#[derive(Debug)]
pub struct Understood {
    pub words: Vec<Word>,
    /// Of each word.
    pub meanings: Vec<Vec<Meaning>>,
    weights: Vec<f32>,
    /// A word that was taken for another, and that other.
    pub mended: Option<(String, String)>,
}

impl Understood {
    /// What the words of a query mean in an index. `known` says whether a word is known elsewhere, and need not be guessed.
    pub fn new(text: &str, table: &Table, known: impl Fn(&str) -> bool) -> Self {
        let words = query::words(text);
        let mut meanings: Vec<Vec<Meaning>> =
            words.iter().map(|word| if word.stop { Vec::new() } else { word.meanings(table, false) }).collect();
        aliases(&words, table, &mut meanings);
        joined(&words, table, &mut meanings);
        let mut mended = None;
        for (word, meanings) in words.iter().zip(&mut meanings) {
            if word.stop || !meanings.is_empty() || known(&word.text) {
                continue;
            }
            if let Some(name) = guess::synonym(word) {
                for (rank, target) in synonyms::of(name).unwrap_or_default().iter().enumerate() {
                    meanings.extend(query::phrase_meaning(target, table, alias_weight(rank) * 0.9, How::Alias));
                }
                if !meanings.is_empty() {
                    mended = mended.or(Some((word.text.clone(), name.to_owned())));
                    continue;
                }
            }
            guess::mend(word, table, meanings);
            if let Some(first) = meanings.first().filter(|first| first.how == How::Typo) {
                let name = first.terms.first().map(|at| table.name(table.terms, *at).to_owned());
                mended = mended.or(name.map(|name| (word.text.clone(), name)));
            }
        }
        let weights = words
            .iter()
            .zip(&meanings)
            .map(|(word, meanings)| query::weight_of(meanings, table) * if word.soft { 0.2 } else { 1.0 })
            .collect();
        Self { words, meanings, weights, mended }
    }

    /// How much a word says.
    pub fn weight(&self, word: usize) -> f32 {
        self.weights.get(word).copied().unwrap_or(0.0)
    }

    /// The words that must be found.
    fn hard(&self) -> impl Iterator<Item = usize> + '_ {
        self.words.iter().enumerate().filter(|(_, word)| !word.stop && !word.soft).map(|(at, _)| at)
    }

    /// Whether the query may be about something else: a word of it is nowhere, or most of it is only taken for something.
    pub fn is_doubtful(&self) -> bool {
        let (mut words, mut doubts, mut unknown) = (0, 0, 0);
        for at in self.hard() {
            let meanings = self.meanings.get(at).map_or(&[] as &[Meaning], Vec::as_slice);
            words += 1;
            unknown += usize::from(meanings.is_empty());
            let sure = |how: How| matches!(how, How::Exact | How::Form | How::Prefix | How::Joined);
            doubts += usize::from(!meanings.iter().any(|meaning| sure(meaning.how)));
        }
        unknown > 0 || (words > 2 && doubts * 5 >= words * 2)
    }

    /// The stems of the query's words in order, without articles: what a text would say that says the same.
    pub fn stems(&self) -> Vec<&str> {
        let articles = |word: &&Word| !matches!(word.text.as_str(), "the" | "a" | "an");
        self.words.iter().filter(articles).map(|word| word.stem.as_str()).collect()
    }

    /// The documents, in no order. `missing` words may be absent from each.
    pub fn matches(&self, table: &Table) -> Vec<Match> {
        let docs = table.docs() as usize;
        let found: Vec<Vec<Found>> = self.meanings.iter().map(|meanings| gather(meanings, table, docs)).collect();
        let hard: Vec<usize> = self.hard().collect();
        let missing = may_miss(hard.len());
        let whole: f32 =
            self.weights.iter().zip(&self.words).filter(|(_, word)| !word.stop).map(|(weight, _)| weight).sum();
        let bonuses = self.phrases(table, docs);
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
            if absent > 0 {
                let lost: f32 = hard.iter().filter(|at| of(**at).value == 0.0).map(|at| self.weight(*at)).sum();
                score *= 1.0 - MISSING * lost / hard.iter().map(|at| self.weight(*at)).sum::<f32>().max(0.01);
            }
            let passage = bonus.passage.filter(|_| bonus.share > 0.6).unwrap_or(passage);
            let near = hard.iter().enumerate().fold(0, |near, (at, one)| {
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

    /// Titles and terms that the query is or has in it.
    fn phrases(&self, table: &Table, docs: usize) -> Vec<Bonus> {
        let mut bonuses = vec![Bonus::default(); docs];
        let hard = self.hard().count().max(1);
        let mut tried = 0;
        for content in [false, true] {
            let kept: Vec<&Word> = self
                .words
                .iter()
                .filter(|word| !matches!(word.text.as_str(), "the" | "a" | "an" | "and" | "vs" | "versus"))
                .filter(|word| !content || !(word.stop || word.soft))
                .collect();
            let forms: Vec<Vec<(String, f32)>> = kept.iter().map(|word| self.spoken(word, table)).collect();
            for from in 0..kept.len() {
                for to in (from + 1..=kept.len().min(from + 5)).rev() {
                    let slice = kept.get(from..to).unwrap_or_default();
                    let meant = slice.iter().filter(|word| !word.stop && !word.soft).count();
                    if (meant == 0 && to - from < kept.len())
                        || (to - from == 1 && kept.len() > 1)
                        || tried > PHRASES_MAX
                    {
                        continue;
                    }
                    let share = if to - from == kept.len() { 1.0 } else { meant as f32 / hard as f32 };
                    let open = to == kept.len() && slice.last().is_some_and(|word| word.open);
                    for (phrase, trust) in combine(forms.get(from..to).unwrap_or_default()) {
                        tried += 1;
                        look_up(table, &phrase, open, trust, share.min(1.0), &mut bonuses);
                    }
                }
            }
        }
        self.initials(table, &mut bonuses);
        bonuses
    }

    /// The stems under which a phrase may have a word: its own, what it was mended to, what stands for it.
    fn spoken(&self, word: &Word, table: &Table) -> Vec<(String, f32)> {
        let mut forms = vec![(word.stem.clone(), 1.0)];
        let at = self.words.iter().position(|other| std::ptr::eq(other, word)).unwrap_or(usize::MAX);
        for meaning in self.meanings.get(at).into_iter().flatten() {
            if matches!(meaning.how, How::Typo | How::Alias | How::Joined) && forms.len() < 6 {
                let stems: Vec<String> =
                    meaning.terms.iter().map(|term| word::stem(table.name(table.terms, *term))).collect();
                let form = stems.join(" ");
                if !forms.iter().any(|(known, _)| *known == form) {
                    forms.push((form, meaning.weight));
                }
            }
        }
        forms
    }

    /// A short word that is the initials of a title.
    fn initials(&self, table: &Table, bonuses: &mut [Bonus]) {
        let mut hard = self.words.iter().filter(|word| !word.stop && !word.soft);
        let (Some(word), None) = (hard.next(), hard.next()) else { return };
        if let Some(at) = table.find(table.phrases, &format!("={}", word.text)) {
            for post in table.posts(table.phrases, at) {
                if let Some(bonus) = bonuses.get_mut(post.doc as usize) {
                    bonus.raise(0.8, 1.0, post);
                    bonus.titled = false;
                }
            }
        }
    }
}

/// What phrases give a document.
#[derive(Clone, Copy, Debug, Default)]
struct Bonus {
    value: f32,
    /// How many of the query's words the phrase has, 0 to 1.
    share: f32,
    titled: bool,
    flags: u8,
    passage: Option<u32>,
}

impl Bonus {
    fn raise(&mut self, value: f32, share: f32, post: Post) {
        if value > self.value {
            let named = post.flags & (place::HEADING | place::LEAD | place::CELL) != 0;
            let passage = named.then(|| post.passages.trailing_zeros());
            *self = Self { value, share, passage, flags: self.flags | post.flags, ..*self };
        }
    }
}

fn look_up(table: &Table, phrase: &str, open: bool, trust: f32, share: f32, bonuses: &mut [Bonus]) {
    let dict = table.phrases;
    let mut give = |at: u32, closeness: f32| {
        for post in table.posts(dict, at) {
            let place = match post.flags {
                flags if flags & place::TITLE != 0 => 1.0,
                flags if flags & place::ALIAS != 0 => 0.9,
                flags if flags & place::HEADING != 0 => 0.8,
                flags if flags & place::LEAD != 0 => 0.75,
                _ => 0.6,
            };
            if let Some(bonus) = bonuses.get_mut(post.doc as usize) {
                bonus.raise(place * trust * closeness * share * share.sqrt(), share, post);
                if post.flags & place::TITLE != 0 && closeness == 1.0 && share == 1.0 && trust > 0.99 {
                    bonus.titled = true;
                }
            }
        }
    };
    if let Some(at) = table.find(dict, phrase) {
        give(at, 1.0);
    }
    if open && phrase.len() > 3 {
        let range = table.prefix(dict, phrase);
        if range.len() <= 40 {
            for at in range {
                let name = table.name(dict, at);
                if name.len() > phrase.len() {
                    give(at, (phrase.len() as f32 / name.len() as f32).max(0.4) * 0.8);
                }
            }
        }
    }
}

/// Phrases of one form of each word; one word at a time has another form than its own.
fn combine(forms: &[Vec<(String, f32)>]) -> Vec<(String, f32)> {
    let own = |at: usize| forms.get(at).and_then(|forms| forms.first()).map_or("", |form| form.0.as_str());
    let join = |changed: Option<(usize, &str)>| {
        let words: Vec<&str> = (0..forms.len())
            .map(|at| changed.filter(|(place, _)| *place == at).map_or(own(at), |(_, form)| form))
            .collect();
        words.join(" ")
    };
    let mut phrases = vec![(join(None), 1.0)];
    for (at, forms) in forms.iter().enumerate() {
        for (form, trust) in forms.iter().skip(1) {
            phrases.push((join(Some((at, form))), *trust));
        }
    }
    phrases
}

/// How many words of so many a document may lack.
pub fn may_miss(words: usize) -> usize {
    match words {
        0 | 1 => 0,
        2..=5 => 1,
        _ => words / 3,
    }
}

fn alias_weight(rank: usize) -> f32 {
    0.84 * 0.9f32.powi(i32::try_from(rank).unwrap_or(i32::MAX))
}

/// Adds what stands for words and runs of words.
fn aliases(words: &[Word], table: &Table, meanings: &mut [Vec<Meaning>]) {
    for from in 0..words.len() {
        for len in 1..=synonyms::WORDS_MAX.min(words.len() - from) {
            let slice = words.get(from..from + len).unwrap_or_default();
            let name = slice.iter().map(|word| if word.symbol { word.text.as_str() } else { word.stem.as_str() });
            let Some(targets) = synonyms::of(&name.collect::<Vec<_>>().join(" ")) else { continue };
            for (rank, target) in targets.iter().enumerate() {
                let meant = query::phrase_meaning(target, table, alias_weight(rank), How::Alias);
                for (own, word) in meanings.iter_mut().skip(from).zip(slice) {
                    if !word.stop {
                        own.extend(meant.iter().cloned());
                    }
                }
            }
        }
    }
}

/// Adds what two words next to each other are, written as one.
fn joined(words: &[Word], table: &Table, meanings: &mut [Vec<Meaning>]) {
    for (at, pair) in words.windows(2).enumerate() {
        let [left, right] = pair else { continue };
        if left.symbol || right.symbol {
            continue;
        }
        for joined in [format!("{}{}", left.text, right.text), format!("{}.{}", left.text, right.text)] {
            let both = Word { stem: word::stem(&joined), text: joined, ..right.clone() };
            let found = both.sure(table).into_iter();
            let found: Vec<Meaning> =
                found.map(|meaning| Meaning { weight: meaning.weight * 0.95, how: How::Joined, ..meaning }).collect();
            for (own, word) in meanings.iter_mut().skip(at).zip(pair) {
                if !word.stop {
                    own.extend(found.iter().cloned());
                }
            }
        }
    }
}

/// What a word's meanings find, a place for each document.
fn gather(meanings: &[Meaning], table: &Table, docs: usize) -> Vec<Found> {
    let mut all = vec![Found::default(); if meanings.is_empty() { 0 } else { docs }];
    for meaning in meanings {
        let alias = meaning.how == How::Alias;
        let covers: f32 = meaning.terms.iter().map(|term| idf(docs, table.count(table.terms, *term))).sum();
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

impl Found {
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
